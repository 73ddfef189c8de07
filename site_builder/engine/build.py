"""The recipe of a build: prepare, render what is stale to a stage, and publish it all at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from site_builder.engine.explain import Explanation, explain, keep_page_inputs, path_of
from site_builder.engine.hints import with_hints
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.prepare import Prepared, Request, prepare
from site_builder.engine.progress import Progress
from site_builder.engine.rendering import RenderPool, render_routes, render_setup
from site_builder.engine.search_index import index_as_it_is, indexed_pages, make_index, search_problems
from site_builder.engine.settings import Settings, read_settings
from site_builder.engine.staleness import Comparison, compare, damaged_bodies
from site_builder.engine.store.cache import BuildCache, CacheFailed, OutputRecord
from site_builder.engine.store.lock import build_lock
from site_builder.model.diagnostics import Diagnostic, has_errors
from site_builder.model.errors import BuildFailed, OutputBroken, TemplateFailed
from site_builder.model.routes import Rendered
from site_builder.stages.theme.templates import TemplateLookup

Result = TypeVar("Result")


class BuildReport(NamedTuple):
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
    """What a build was asked for, and the cache it works with."""

    request: Request
    settings: Settings
    cache: BuildCache
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


def build(
    request: Request, progress: Progress, *, is_strict: bool = False, explain_url: str = ""
) -> BuildReport:
    """Bring the output folder up to date, and say why `explain_url` was made again or not.

    Raises BuildFailed with all diagnostics if the sources have errors (with `is_strict`, warnings too);
    then nothing has been written. Raises ConfigInvalid, OutputRefused, OutputBroken, BuildLocked.
    """

    def attempt(cache: BuildCache, notices: tuple[Diagnostic, ...]) -> BuildReport:
        settings = read_settings(request.config_file, cache, request.overrides)
        return _build(_Order(request, settings, cache, notices, progress, is_strict, explain_url))

    if not request.config_file.is_file():
        read_settings(request.config_file, None, request.overrides)
    with build_lock(request.root):
        return with_cache(request.root, attempt)


def with_cache(root: Path, attempt: Callable[[BuildCache, tuple[Diagnostic, ...]], Result]) -> Result:
    """Run `attempt` with the site's cache; should that fail under it, again with a fresh one."""
    cache, notices = BuildCache.open(root)
    try:
        while True:
            try:
                return attempt(cache, notices)
            except CacheFailed as loss:
                if cache.file is None:
                    raise
                cache, notice = cache.lost(loss.failure)
                notices = (notice,)
    finally:
        cache.close()


def _build(order: _Order, *, is_second_try: bool = False) -> BuildReport:
    config, cache = order.settings.config, order.cache
    lookup = TemplateLookup.of_site(order.request.root, config.paths.templates)
    setup = render_setup(lookup, config, cache)
    with RenderPool(setup, order.output, order.request.jobs) as pool:
        return _build_with(pool, order, is_second_try=is_second_try)


def _build_with(pool: RenderPool, order: _Order, *, is_second_try: bool) -> BuildReport:
    cache = order.cache
    prepared, diagnostics = _prepare(order, pool)
    output = OutputFolder(order.output)
    output.refuse_foreign(prepared.routes)
    comparison = compare(prepared, output, cache.outputs(order.output_name), order.request.jobs)
    cache.keep_outputs(order.output_name, comparison.moved.items())
    explanation = _explain(order, prepared, output, comparison)
    stale = comparison.stale
    damaged = damaged_bodies(cache, stale) if prepared.parsed < prepared.documents else set()
    if damaged and is_second_try:
        raise CacheFailed(sqlite3.DatabaseError("what was put into it cannot be read back"))
    if damaged:
        cache.drop_bodies(damaged)
        return _build(order, is_second_try=True)
    written, deleted = _publish(order, pool, prepared, diagnostics, output, comparison)
    cache.commit()
    return BuildReport(
        prepared,
        order.output,
        prepared.parsed,
        tuple(sorted(path for path, fingerprint in stale.items() if fingerprint.view)),
        tuple(sorted(written)),
        tuple(sorted(deleted)),
        diagnostics,
        explanation,
    )


def _prepare(order: _Order, pool: RenderPool) -> tuple[Prepared, tuple[Diagnostic, ...]]:
    """The site, and all that is wrong with it. What was parsed is remembered even if the build fails."""
    try:
        prepared = prepare(order.request, order.settings, order.cache, order.progress, pool.expect)
    except TemplateFailed as failure:
        raise BuildFailed([*order.notices, failure.diagnostic]) from failure
    search = search_problems(prepared, order.request.config_file.name)
    found = (*order.notices, *prepared.diagnostics, *search)
    diagnostics = with_hints(found, prepared.names, order.cache)
    order.cache.commit()
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
        path, prepared, comparison.fingerprints, order.cache, order.output_name, output, kept.get(path)
    )


def _publish(
    order: _Order,
    pool: RenderPool,
    prepared: Prepared,
    diagnostics: tuple[Diagnostic, ...],
    output: OutputFolder,
    comparison: Comparison,
) -> tuple[Iterable[str], Iterable[str]]:
    """Make what is stale, then put it in place all at once; the paths written, and those deleted."""
    cache, name, (fingerprints, stale, kept, _) = order.cache, order.output_name, comparison
    pages = indexed_pages(prepared)
    digests = {path: record.digest for path, record in kept.items()}
    index = None if stale.keys() & set(pages) else index_as_it_is(output, kept, pages, digests)
    if not stale and index is not None and output.owned == prepared.routes.keys() | index.digests.keys():
        output.remove_leftovers()
        if not cache.was_last(name):
            cache.forget_unused(name)
        return (), ()
    with output.staging() as stage:
        try:
            rendering = render_routes(
                prepared, cache, stale, output, stage, pool, order.request.jobs, order.progress
            )
            order.fail_on((*diagnostics, *rendering.diagnostics))
            cache.commit()
            staged = {one.path: one.staged for one in rendering.outputs if one.staged is not None}
            digests |= {one.path: one.digest for one in rendering.outputs}
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
    made = [(one.path, stale[one.path].digest, one.digest) for one in rendering.outputs]
    made += [(path, index.fingerprint, digest) for path, digest in index.digests.items()]
    records = {
        path: OutputRecord(fingerprint, digest, stat)
        for path, fingerprint, digest in made
        if (stat := stats.get(path) or output.stat(path)) is not None
    }
    cache.keep_outputs(name, records.items())
    cache.forget_outputs(name, kept.keys() - records.keys() - prepared.routes.keys())
    prepared.digests.forget_others()
    keep_page_inputs(cache, name, fingerprints, stale)
    cache.forget_unused(name)
    return staged, deleted
