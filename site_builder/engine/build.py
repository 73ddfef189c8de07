"""The recipe of a build: prepare, render what is stale to a stage, and publish it all at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.output.compressed_copies import compression_problems, copies_as_they_are, make_copies
from site_builder.engine.output.made_with import MadeWith, made_with, remember_made_with
from site_builder.engine.output.output_folder import OutputFolder, reason_of
from site_builder.engine.output.search_index import index_as_it_is, indexed_pages, make_index, search_problems
from site_builder.engine.output.staging import Stage
from site_builder.engine.preparing.documents import Meanwhile
from site_builder.engine.preparing.prepare import Prepared, Request, prepare
from site_builder.engine.preparing.settings import Settings, read_settings
from site_builder.engine.preparing.theme import stray_templates
from site_builder.engine.progress import Progress
from site_builder.engine.rendering.books import Books
from site_builder.engine.rendering.outputs import render_routes
from site_builder.engine.rendering.render_pool import RenderPool, make_renderer, render_setup
from site_builder.engine.session import Session
from site_builder.engine.staleness.comparison import Comparison, compare, damaged_bodies
from site_builder.engine.staleness.explain import Explanation, explain, keep_page_inputs, path_of
from site_builder.engine.staleness.fingerprints import Fingerprints
from site_builder.engine.store.cache import BuildCache, with_cache
from site_builder.engine.store.database import CacheFailed
from site_builder.engine.store.lock import OutputLock, build_lock
from site_builder.engine.store.output_store import OutputRecord, OutputStore
from site_builder.model.diagnostics import Diagnostic, has_errors
from site_builder.model.errors import BuildFailed, BuildLocked, OutputBroken, TemplateFailed
from site_builder.model.routes import Rendered
from site_builder.stages.theme.templates import TemplateLookup


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


class Look(NamedTuple):
    """What a build would find. `outstanding` are paths that it would change; none where all is up to date."""

    output: OutputFolder
    outstanding: frozenset[str]
    settings: Settings
    made_with: MadeWith | None


class _Order(NamedTuple):
    """What a build was asked for, and what it works with."""

    request: Request
    settings: Settings
    session: Session
    notices: tuple[Diagnostic, ...]
    lock: OutputLock
    is_strict: bool
    may_take_over: bool
    explain_url: str

    @property
    def output(self) -> Path:
        """The output folder."""
        return output_path(self.request, self.settings)

    @property
    def outputs(self) -> OutputStore:
        """What is remembered of the output folder."""
        return self.session.cache.outputs(remembered_as(self.output, self.request.root))

    @property
    def known_as(self) -> str:
        """What this site was known by when it last wrote to the output folder; empty if it never did."""
        return (self.session.cache.derived.get(self._owner_key) or b"").decode(errors="replace")

    def remember_made_with(self, prepared: Prepared) -> None:
        """Keep what the output folder was built with."""
        made = MadeWith(self.request.with_drafts, self.request.with_future, prepared.config.base_url)
        remember_made_with(self.session.cache, self.outputs.folder, made)

    def remember_owner(self) -> None:
        """Keep what the site is known by to the output folder."""
        if self.known_as != self.settings.site:
            self.session.cache.derived.put(self._owner_key, self.settings.site.encode())

    @property
    def _owner_key(self) -> bytes:
        return b"owner" + self.outputs.folder.encode(errors="surrogateescape")

    def fail_on(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Raises BuildFailed if anything among these forbids writing."""
        if has_errors(diagnostics) or (self.is_strict and diagnostics):
            raise BuildFailed(diagnostics)


class _Plan(NamedTuple):
    """A site that may be written, what is remarkable about it, and what there is to do."""

    prepared: Prepared
    diagnostics: tuple[Diagnostic, ...]
    output: OutputFolder
    comparison: Comparison
    books: Books


class _Published(NamedTuple):
    """What has changed in the output folder."""

    written: Iterable[str] = ()
    deleted: Iterable[str] = ()


def build(
    request: Request,
    progress: Progress,
    *,
    is_strict: bool = False,
    may_take_over: bool = False,
    explain_url: str = "",
) -> BuildReport:
    """Bring the output folder up to date, and say why `explain_url` was made again or not.

    `may_take_over` lets it replace what another site has written there.

    Raises BuildFailed with all diagnostics if the sources have errors (with `is_strict`, warnings too);
    then nothing has been written. Raises ConfigInvalid, OutputRefused, OutputBroken, BuildLocked.
    """

    def attempt(cache: BuildCache, notices: tuple[Diagnostic, ...]) -> BuildReport:
        settings = read_settings(request.config_file, cache, request.overrides)
        session = Session.begin(cache, request.jobs, progress)
        with OutputLock(output_path(request, settings)) as lock:
            return _build(
                _Order(request, settings, session, notices, lock, is_strict, may_take_over, explain_url)
            )

    if not request.config_file.is_file():
        read_settings(request.config_file, None, request.overrides)
    with build_lock(request.root):
        return with_cache(request.root, attempt)


def look(request: Request, progress: Progress) -> Look:
    """What `build` would find, and do, now. It raises what `build` raises; the output stays as it is."""

    def attempt(cache: BuildCache, notices: tuple[Diagnostic, ...]) -> Look:
        settings = read_settings(request.config_file, cache, request.overrides)
        session = Session.begin(cache, request.jobs, progress)
        with OutputLock(output_path(request, settings)) as lock:
            order = _Order(request, settings, session, notices, lock, False, False, "")
            with _pool(order) as pool:
                plan = _plan(order, pool)
            outstanding = frozenset(_outstanding(plan))
            cache.commit()
            return Look(plan.output, outstanding, settings, made_with(cache, order.outputs.folder))

    with build_lock(request.root):
        return with_cache(request.root, attempt)


def output_path(request: Request, settings: Settings) -> Path:
    """The output folder of a request."""
    return request.overrides.output or request.root / settings.config.paths.output


def remembered_as(folder: Path, root: Path) -> str:
    """The name of an output folder in the cache: one inside the site is remembered as moving with it."""
    return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)


def _pool(order: _Order) -> RenderPool:
    config, cache = order.settings.config, order.session.cache
    lookup = TemplateLookup.of_site(order.request.root, config.paths.templates)
    setup = render_setup(lookup, config, cache, order.request.user_cache)
    return RenderPool(setup, order.output, order.session.jobs)


def _build(order: _Order, *, is_second_try: bool = False) -> BuildReport:
    cache = order.session.cache
    with _pool(order) as pool:
        plan = _plan(order, pool)
        explanation = _explain(order, plan)
        sources, stale = plan.prepared.sources, plan.comparison.stale
        is_partly_remembered = sources.documents.parsed < len(sources.files.documents)
        damaged = damaged_bodies(cache.bodies, stale) if is_partly_remembered else set()
        if not damaged:
            published = _publish(order, pool, plan)
            order.remember_made_with(plan.prepared)
            cache.commit()
            return _report(order, plan, published, explanation)
    if is_second_try:
        raise CacheFailed(sqlite3.DatabaseError("what was put into it cannot be read back"))
    cache.bodies.drop(damaged)
    session = Session.begin(cache, order.session.jobs, order.session.progress)
    return _build(order._replace(session=session), is_second_try=True)


def _report(
    order: _Order, plan: _Plan, published: _Published, explanation: Explanation | None
) -> BuildReport:
    return BuildReport(
        site=plan.prepared,
        output=order.output,
        parsed=plan.prepared.sources.documents.parsed,
        rendered=tuple(sorted(path for path, one in plan.comparison.stale.items() if one.view)),
        written=tuple(sorted(published.written)),
        deleted=tuple(sorted(published.deleted)),
        diagnostics=plan.diagnostics,
        explanation=explanation,
    )


def _plan(order: _Order, pool: RenderPool) -> _Plan:
    """The site, all that is wrong with it, and what is stale. What was parsed is remembered in any case."""
    cache = order.session.cache
    meanwhile = Meanwhile(pool.expect, lambda: _get_ready(order, pool))
    try:
        prepared = prepare(order.session, order.request, order.settings, meanwhile)
    except TemplateFailed as failure:
        raise BuildFailed([*order.notices, *failure.diagnostics]) from failure
    config_name = order.request.config_file.name
    tools = (*search_problems(prepared, config_name), *compression_problems(prepared, config_name))
    diagnostics = (*order.notices, *prepared.diagnostics, *tools)
    if diagnostics:
        from site_builder.engine.diagnostics.hints import with_hints

        diagnostics = with_hints(diagnostics, prepared.names, cache)
    cache.commit()
    order.fail_on(diagnostics)
    output = OutputFolder(order.output, order.settings.site)
    last_written = order.outputs.load()
    if not order.may_take_over:
        output.refuse_other_site(order.known_as)
        if output.is_signed and not order.settings.config.site_id:
            output.refuse_namesake(prepared.routes, last_written)
    output.refuse_foreign(prepared.routes)
    fingerprints = Fingerprints(prepared)
    books = Books(prepared, cache, lambda: make_renderer(pool.setup, prepared.theme.links, cache.bodies.get))
    books.measure(output, last_written, fingerprints)
    comparison = compare(prepared, output, last_written, order.session.jobs, fingerprints)
    order.outputs.keep(comparison.moved.items())
    return _Plan(prepared, diagnostics, output, comparison, books)


def _get_ready(order: _Order, pool: RenderPool) -> None:
    """Load the templates while sources are parsed, unless links among them lead where nothing may be read.

    What is wrong with them is reported when the theme is applied.
    """
    with suppress(TemplateFailed, OSError):
        stray_templates(order.request.root, order.settings.config.paths, order.request.overrides.output)
        pool.get_ready()


def _explain(order: _Order, plan: _Plan) -> Explanation | None:
    if not order.explain_url:
        return None
    path = path_of(order.explain_url, plan.prepared, plan.comparison.kept)
    return explain(path, plan.prepared, plan.comparison, order.outputs, plan.output)


def _outstanding(plan: _Plan) -> set[str]:
    """The outputs that are to be made or deleted; of what is made of other outputs, those others."""
    prepared, output, (_, stale, kept, _) = plan.prepared, plan.output, plan.comparison
    if stale:
        return {*stale, *(prepared.routes.keys() - output.owned)}
    pages = indexed_pages(prepared)
    digests = {path: record.digest for path, record in kept.items()}
    index = index_as_it_is(output, kept, pages, digests)
    if index is None:
        return set(pages)
    names = (*prepared.routes, *index.digests) if prepared.config.hosts else ()
    copies = copies_as_they_are(output, prepared, kept, {path: digests[path] for path in names})
    if copies is None:
        return set(names)
    return output.owned ^ (prepared.routes.keys() | index.digests.keys() | copies.digests.keys())


def _publish(order: _Order, pool: RenderPool, plan: _Plan) -> _Published:
    """Make what is stale, then put it in place all at once."""
    prepared, output, (_, stale, kept, _) = plan.prepared, plan.output, plan.comparison
    if not _outstanding(plan) and output.is_signed:
        output.remove_leftovers()
        if not order.outputs.is_latest():
            order.session.cache.forget_unused(order.outputs.folder)
        return _Published()
    pages = indexed_pages(prepared)
    digests = {path: record.digest for path, record in kept.items()}
    with output.staging() as folder:
        if order.lock.take() and OutputFolder(order.output).owned != output.owned:
            raise BuildLocked(
                f"another build has just written to {order.output}", "build again if this site belongs there"
            )
        stage = Stage(output, folder)
        try:
            rendered = render_routes(order.session, prepared, stale, stage, pool, plan.books)
            order.fail_on((*plan.diagnostics, *rendered.diagnostics))
            order.session.cache.commit()
            staged = {one.path: one.staged for one in rendered.outputs if one.staged is not None}
            digests |= {one.path: one.digest for one in rendered.outputs}
            index = index_as_it_is(output, kept, pages, digests) or make_index(
                stage, pages, digests, staged, order.session.progress
            )
            staged |= index.staged
            whole = {path: digests[path] for path in prepared.routes} | index.digests
            copies = make_copies(order.session, stage, prepared, kept, whole, staged)
        except OSError as failure:
            raise OutputBroken(
                f"{failure.filename or folder} cannot be written or read: {reason_of(failure)}",
                "the output is unchanged: fix this and build again",
            ) from failure
        staged |= copies.staged
        planned = prepared.routes.keys() | index.digests.keys() | copies.digests.keys()
        stats, deleted = output.publish(staged, planned)
    made = [(one.path, stale[one.path].digest, one.digest) for one in rendered.outputs]
    made += [(path, index.fingerprint, digest) for path, digest in index.digests.items()]
    made += [(path, copies.fingerprints[path], digest) for path, digest in copies.digests.items()]
    records = {
        path: OutputRecord(fingerprint, digest, stat)
        for path, fingerprint, digest in made
        if (stat := stats.get(path) or output.stat(path)) is not None
    }
    _remember(order, plan, records)
    return _Published(staged, deleted)


def _remember(order: _Order, plan: _Plan, records: dict[str, OutputRecord]) -> None:
    """Keep what has been written, and forget what has served its time."""
    prepared, comparison, outputs = plan.prepared, plan.comparison, order.outputs
    outputs.keep(records.items())
    order.remember_owner()
    outputs.forget(comparison.kept.keys() - records.keys() - prepared.routes.keys())
    prepared.digests.forget_others()
    keep_page_inputs(outputs, comparison.fingerprints, comparison.stale)
    order.session.cache.forget_unused(outputs.folder)
