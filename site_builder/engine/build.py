"""The recipe of a build: prepare, render what is stale to a stage, and publish it all at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from site_builder.engine.explain import Explanation, explain, keep_prints, path_of
from site_builder.engine.hints import with_hints
from site_builder.engine.library import Progress
from site_builder.engine.lock import build_lock
from site_builder.engine.memory import Memory, MemoryLost, OutputRecord
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.prepare import Prepared, Request, prepare
from site_builder.engine.rendering import Printers, print_routes, render_setup
from site_builder.engine.search_index import index_as_it_is, indexed_pages, make_index, search_problems
from site_builder.engine.settings import Settings, read_settings
from site_builder.engine.staleness import Comparison, compare, damaged_bodies
from site_builder.model.diagnostics import Diagnostic, has_errors
from site_builder.model.errors import BuildFailed, OutputBroken, TemplateFailed
from site_builder.model.routes import Rendered
from site_builder.stages.theme.templates import TemplateLookup

Result = TypeVar("Result")


class Report(NamedTuple):
    """What a build did. `rendered`, `written` and `deleted` are output paths, sorted; `routes` counts all."""

    site: Prepared
    output: Path
    parsed: int
    rendered: tuple[str, ...]
    written: tuple[str, ...]
    deleted: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    explanation: Explanation | None = None

    @property
    def pages(self) -> int:
        """How many outputs a template makes."""
        return sum(isinstance(route.content, Rendered) for route in self.site.routes.values())


class _Order(NamedTuple):
    """What a build was asked for, and the memory it has in hand."""

    request: Request
    settings: Settings
    memory: Memory
    notices: tuple[Diagnostic, ...]
    progress: Progress
    is_strict: bool
    explain_url: str

    @property
    def output(self) -> Path:
        """The output folder."""
        return self.request.overrides.output or self.request.root / self.settings.config.paths.output

    @property
    def output_name(self) -> str:
        """What the output folder is remembered as: one inside the site moves with it."""
        folder, root = self.output, self.request.root
        return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)

    def fail_on(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Raises BuildFailed if anything among these forbids writing."""
        if has_errors(diagnostics) or (self.is_strict and diagnostics):
            raise BuildFailed(diagnostics)


def build(request: Request, progress: Progress, *, is_strict: bool = False, explain_url: str = "") -> Report:
    """Bring the output folder up to date, and say why `explain_url` was made anew or not.

    Raises BuildFailed with all diagnostics if the sources have errors (with `is_strict`, warnings too);
    then nothing has been written. Raises ConfigInvalid, OutputRefused, OutputBroken, BuildLocked.
    """

    def attempt(memory: Memory, notices: tuple[Diagnostic, ...]) -> Report:
        settings = read_settings(request.config_file, memory, request.overrides)
        return _build(_Order(request, settings, memory, notices, progress, is_strict, explain_url))

    if not request.config_file.is_file():
        read_settings(request.config_file, None, request.overrides)
    with build_lock(request.root):
        return with_memory(request.root, attempt)


def with_memory(root: Path, attempt: Callable[[Memory, tuple[Diagnostic, ...]], Result]) -> Result:
    """Run `attempt` with the site's memory; should that fail under it, again with a fresh one."""
    memory, notices = Memory.open(root)
    try:
        while True:
            try:
                return attempt(memory, notices)
            except MemoryLost as loss:
                if memory.file is None:
                    raise
                memory, notice = memory.lost(loss.failure)
                notices = (notice,)
    finally:
        memory.close()


def _build(order: _Order, *, is_second_try: bool = False) -> Report:
    config, memory = order.settings.config, order.memory
    lookup = TemplateLookup.of_site(order.request.root, config.paths.templates)
    setup = render_setup(lookup, config, memory)
    with Printers(setup, order.output, order.request.jobs) as printers:
        return _build_with(printers, order, is_second_try=is_second_try)


def _build_with(printers: Printers, order: _Order, *, is_second_try: bool) -> Report:
    memory = order.memory
    prepared, diagnostics = _prepare(order, printers)
    output = OutputFolder(order.output)
    output.refuse_foreign(prepared.routes)
    comparison = compare(prepared, output, memory.outputs(order.output_name), order.request.jobs)
    memory.keep_outputs(order.output_name, comparison.moved.items())
    explanation = _explain(order, prepared, output, comparison)
    stale = comparison.stale
    damaged = damaged_bodies(memory, stale) if prepared.parsed < prepared.documents else set()
    if damaged and is_second_try:
        raise MemoryLost(sqlite3.DatabaseError("what was put into it cannot be read back"))
    if damaged:
        memory.drop_bodies(damaged)
        return _build(order, is_second_try=True)
    written, deleted = _publish(order, printers, prepared, diagnostics, output, comparison)
    memory.commit()
    return Report(
        prepared,
        order.output,
        prepared.parsed,
        tuple(sorted(path for path, fingerprint in stale.items() if fingerprint.view)),
        tuple(sorted(written)),
        tuple(sorted(deleted)),
        diagnostics,
        explanation,
    )


def _prepare(order: _Order, printers: Printers) -> tuple[Prepared, tuple[Diagnostic, ...]]:
    """The site, and all that is wrong with it. What was parsed is remembered even if the build fails."""
    try:
        prepared = prepare(order.request, order.settings, order.memory, order.progress, printers.expect)
    except TemplateFailed as failure:
        raise BuildFailed([*order.notices, failure.diagnostic]) from failure
    search = search_problems(prepared, order.request.config_file.name)
    found = (*order.notices, *prepared.diagnostics, *search)
    diagnostics = with_hints(found, prepared.names, order.memory)
    order.memory.commit()
    order.fail_on(diagnostics)
    return prepared, diagnostics


def _explain(
    order: _Order, prepared: Prepared, output: OutputFolder, comparison: Comparison
) -> Explanation | None:
    if not order.explain_url:
        return None
    kept = comparison.kept
    path = path_of(order.explain_url, prepared, kept)
    return explain(
        path, prepared, comparison.fingerprints, order.memory, order.output_name, output, kept.get(path)
    )


def _publish(
    order: _Order,
    printers: Printers,
    prepared: Prepared,
    diagnostics: tuple[Diagnostic, ...],
    output: OutputFolder,
    comparison: Comparison,
) -> tuple[Iterable[str], Iterable[str]]:
    """Make what is stale, then put it in place all at once; the paths written, and those deleted."""
    memory, name, (fingerprints, stale, kept, _) = order.memory, order.output_name, comparison
    pages = indexed_pages(prepared)
    digests = {path: record.digest for path, record in kept.items()}
    index = None if stale.keys() & set(pages) else index_as_it_is(output, kept, pages, digests)
    if not stale and index is not None and output.owned == prepared.routes.keys() | index.digests.keys():
        output.remove_leftovers()
        if not memory.was_last(name):
            memory.forget_unused(name)
        return (), ()
    with output.staging() as stage:
        try:
            printing = print_routes(
                prepared, memory, stale, output, stage, printers, order.request.jobs, order.progress
            )
            order.fail_on((*diagnostics, *printing.diagnostics))
            memory.commit()
            staged = {one.path: one.staged for one in printing.printed if one.staged is not None}
            digests |= {one.path: one.digest for one in printing.printed}
            index = index_as_it_is(output, kept, pages, digests) or make_index(
                output, pages, digests, staged, stage, order.progress
            )
        except OSError as failure:
            raise OutputBroken(
                f"{failure.filename or stage} cannot be written or read: {failure.strerror}",
                "the output is as it was: put it right and build again",
            ) from failure
        staged |= index.staged
        stats, deleted = output.publish(staged, prepared.routes.keys() | index.digests.keys())
    made = [(one.path, stale[one.path].digest, one.digest) for one in printing.printed]
    made += [(path, index.fingerprint, digest) for path, digest in index.digests.items()]
    records = {
        path: OutputRecord(fingerprint, digest, stat)
        for path, fingerprint, digest in made
        if (stat := stats.get(path) or output.stat(path)) is not None
    }
    memory.keep_outputs(name, records.items())
    memory.forget_outputs(name, kept.keys() - records.keys() - prepared.routes.keys())
    prepared.digests.forget_others()
    keep_prints(memory, name, fingerprints, stale)
    memory.forget_unused(name)
    return staged, deleted
