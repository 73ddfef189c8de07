"""The recipe of a build: prepare, render what is stale to a stage, and publish it all at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from site_builder.engine.explain import explain, keep_prints, path_of
from site_builder.engine.fingerprints import Fingerprint, Fingerprints
from site_builder.engine.library import Progress
from site_builder.engine.lock import build_lock
from site_builder.engine.memory import Memory, MemoryLost, OutputRecord
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.parsing import unreadable
from site_builder.engine.prepare import Prepared, Request, prepare
from site_builder.engine.rendering import PAGES, print_routes
from site_builder.engine.search_index import index_as_it_is, indexed_pages, make_index, search_problems
from site_builder.engine.settings import Settings, read_settings
from site_builder.model.diagnostics import Diagnostic, has_errors
from site_builder.model.errors import BuildFailed, OutputBroken, TemplateFailed
from site_builder.model.routes import Rendered
from site_builder.model.views import FeedPage, PageView, PostPage, SeriesPage, TextPage

Result = TypeVar("Result")


class Explanation(NamedTuple):
    """Why one output was made anew; no reasons if it was not."""

    path: str
    reasons: tuple[str, ...]


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


def build(request: Request, progress: Progress, *, is_strict: bool = False, explain_url: str = "") -> Report:
    """Bring the output folder up to date, and say why `explain_url` was made anew or not.

    Raises BuildFailed with all diagnostics if the sources have errors (with `is_strict`, warnings too);
    then nothing has been written. Raises ConfigInvalid, OutputRefused, OutputBroken, BuildLocked.
    """

    def attempt(memory: Memory, notices: tuple[Diagnostic, ...]) -> Report:
        settings = read_settings(request.config_file, memory, request.overrides)
        return _build(
            request, settings, memory, notices, progress, is_strict=is_strict, explain_url=explain_url
        )

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


def _build(
    request: Request,
    settings: Settings,
    memory: Memory,
    notices: tuple[Diagnostic, ...],
    progress: Progress,
    *,
    is_strict: bool,
    explain_url: str,
    is_second_try: bool = False,
) -> Report:
    folder = request.overrides.output or request.root / settings.config.paths.output
    try:
        prepared = prepare(request, settings, memory, progress)
    except TemplateFailed as failure:
        raise BuildFailed([*notices, failure.diagnostic]) from failure
    memory.commit()
    diagnostics = (*notices, *prepared.diagnostics, *search_problems(prepared, request.config_file.name))
    _fail_on(diagnostics, is_strict=is_strict)
    output = OutputFolder(folder)
    output.refuse_foreign(prepared.routes)
    name = _name_of(folder, request.root)
    kept = memory.outputs(name)
    fingerprints = Fingerprints(prepared)
    stale, moved = _stale(prepared, fingerprints, output, kept)
    kept |= moved
    memory.keep_outputs(name, moved.items())
    explanation = None
    if explain_url:
        path = path_of(explain_url, prepared)
        explanation = Explanation(path, explain(path, fingerprints, memory, name, output, kept.get(path)))
    pages = indexed_pages(prepared)
    digests = {path: record.digest for path, record in kept.items()}
    index = None if stale.keys() & set(pages) else index_as_it_is(output, kept, pages, digests)
    if not stale and index is not None and output.owned == prepared.routes.keys() | index.digests.keys():
        memory.commit()
        output.remove_leftovers()
        return Report(prepared, folder, prepared.parsed, (), (), (), diagnostics, explanation)
    damaged = _damaged_bodies(memory, stale) if prepared.parsed < prepared.documents else set()
    if damaged and is_second_try:
        raise MemoryLost(sqlite3.DatabaseError("what was put into it cannot be read back"))
    if damaged:
        memory.drop_bodies(damaged)
        return _build(
            request,
            settings,
            memory,
            notices,
            progress,
            is_strict=is_strict,
            explain_url=explain_url,
            is_second_try=True,
        )
    with output.staging() as stage:
        try:
            printing = print_routes(prepared, memory, stale, output, stage, request.jobs, progress)
            _fail_on((*diagnostics, *printing.diagnostics), is_strict=is_strict)
            memory.commit()
            staged = {one.path: one.staged for one in printing.printed if one.staged is not None}
            digests |= {one.path: one.digest for one in printing.printed}
            index = index_as_it_is(output, kept, pages, digests) or make_index(
                output, pages, digests, staged, stage, progress
            )
        except OSError as failure:
            raise OutputBroken(
                f"{failure.filename or stage} cannot be written or read: {failure.strerror}",
                "the output is as it was: put it right and build again",
            ) from failure
        staged |= index.staged
        stats, deleted = output.publish(staged, prepared.routes.keys() | index.digests.keys())
    records = {
        one.path: OutputRecord(stale[one.path].digest, one.digest, stat)
        for one in printing.printed
        if (stat := stats.get(one.path) or output.stat(one.path)) is not None
    }
    records |= {
        path: OutputRecord(index.fingerprint, digest, stat)
        for path, digest in index.digests.items()
        if (stat := stats.get(path) or output.stat(path)) is not None
    }
    memory.keep_outputs(name, records.items())
    memory.forget_outputs(name, kept.keys() - records.keys() - prepared.routes.keys())
    keep_prints(memory, name, fingerprints, stale)
    memory.commit()
    return Report(
        prepared,
        folder,
        prepared.parsed,
        tuple(sorted(path for path, fingerprint in stale.items() if fingerprint.view)),
        tuple(sorted(staged)),
        tuple(sorted(deleted)),
        diagnostics,
        explanation,
    )


def _name_of(folder: Path, root: Path) -> str:
    """What an output folder is remembered as: one inside the site moves with it."""
    return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)


def _stale(
    prepared: Prepared, fingerprints: Fingerprints, output: OutputFolder, kept: dict[str, OutputRecord]
) -> tuple[dict[str, Fingerprint], dict[str, OutputRecord]]:
    """Outputs that are made of something else than last time, or are not what was written.

    With them the records of those that are what was written, under other dates: a folder that was restored.
    Raises BuildFailed for sources that cannot be read.
    """
    stale, moved = {}, {}
    problems: list[Diagnostic] = []
    for path, route in prepared.routes.items():
        try:
            fingerprint = fingerprints.of(path)
        except OSError as failure:
            source = f"{prepared.config.paths.content}/{route.origin.name}"
            problems.extend(unreadable(source, failure).diagnostics)
            continue
        record = kept.get(path)
        if record is None or record.fingerprint != fingerprint.digest or path not in output.owned:
            stale[path] = fingerprint
        elif record.stat != (stat := output.stat(path)):
            if stat is not None and stat.size == record.stat.size and output.digest(path) == record.digest:
                moved[path] = record._replace(stat=stat)
            else:
                stale[path] = fingerprint
    if problems:
        raise BuildFailed([*prepared.diagnostics, *problems])
    return stale, moved


def _damaged_bodies(memory: Memory, stale: dict[str, Fingerprint]) -> set[str]:
    """Bodies that stale pages need and that the memory cannot give back."""
    views = (PAGES.decode(one.view) for one in stale.values() if one.view)
    return memory.damaged_bodies({digest for view in views for digest in _bodies_of(view)})


def _bodies_of(view: PageView) -> tuple[str, ...]:
    match view:
        case PostPage(body=body) | TextPage(body=body) | SeriesPage(body=body):
            return (body.digest,)
        case FeedPage(entries=entries):
            return tuple(entry.body.digest for entry in entries)
    return ()


def _fail_on(diagnostics: tuple[Diagnostic, ...], *, is_strict: bool) -> None:
    if has_errors(diagnostics) or (is_strict and diagnostics):
        raise BuildFailed(diagnostics)
