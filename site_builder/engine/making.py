"""What a build does with a site that has been read: render what is stale, then publish it all at once."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from site_builder import outputs
from site_builder.engine.build_order import Order
from site_builder.engine.features import find_modules
from site_builder.engine.output.compressed_copies import compression_problems, copies_as_they_are, make_copies
from site_builder.engine.output.made_with import MadeWith, made_with
from site_builder.engine.output.output_folder import OutputFolder, reason_of
from site_builder.engine.output.search_index import index_as_it_is, indexed_pages, make_index, search_problems
from site_builder.engine.output.staging import Stage
from site_builder.engine.preparing.prepare import Prepared, apply_theme, assemble_site
from site_builder.engine.preparing.reading import SourceSet
from site_builder.engine.preparing.settings import Settings
from site_builder.engine.preparing.theme import stray_templates
from site_builder.engine.rendering.books import Books
from site_builder.engine.rendering.outputs import render_routes
from site_builder.engine.rendering.render_pool import RenderPool, make_renderer, render_setup
from site_builder.engine.staleness.comparison import Comparison, compare, damaged_bodies
from site_builder.engine.staleness.explain import Explanation, explain, keep_page_inputs, path_of
from site_builder.engine.staleness.fingerprints import Fingerprints
from site_builder.engine.store.output_store import OutputRecord
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import BuildFailed, BuildLocked, OutputBroken, TemplateFailed
from site_builder.model.routes import Rendered
from site_builder.stages.theme.templates import TemplateLookup

if TYPE_CHECKING:
    from site_builder.model.problem_groups import ProblemGroup


class BuildReport(msgspec.Struct, frozen=True):
    """What a build did. `rendered`, `written` and `deleted` are output paths, sorted.

    `groups` are the diagnostics for people to read.
    """

    site: Prepared
    output: Path
    parsed: int
    rendered: tuple[str, ...]
    written: tuple[str, ...]
    deleted: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    groups: tuple[ProblemGroup, ...]
    explanation: Explanation | None = None

    @property
    def pages(self) -> int:
        """How many outputs a template makes."""
        return sum(isinstance(route.content, Rendered) for route in self.site.routes.values())


class Look(msgspec.Struct, frozen=True):
    """What a build would find. `outstanding` are paths that it would change; none where all is up to date."""

    output: OutputFolder
    outstanding: frozenset[str]
    settings: Settings
    made_with: MadeWith | None


class _Plan(msgspec.Struct, frozen=True):
    """A site that may be written, what is remarkable about it, and what there is to do."""

    prepared: Prepared
    diagnostics: tuple[Diagnostic, ...]
    groups: tuple[ProblemGroup, ...]
    output: OutputFolder
    comparison: Comparison
    books: Books


class _Published(msgspec.Struct, frozen=True):
    """What has changed in the output folder."""

    written: Iterable[str] = ()
    deleted: Iterable[str] = ()


def make_site(order: Order, sources: SourceSet, pool: RenderPool) -> BuildReport | None:
    """Bring the output folder up to date. None if some texts are damaged in the cache, and have been dropped.

    Raises BuildFailed, OutputRefused, OutputBroken, BuildLocked.
    """
    cache = order.session.cache
    plan = _plan(order, sources, pool)
    explanation = _explain(order, plan)
    comparison = plan.comparison
    is_partly_remembered = sources.documents.parsed < len(sources.files.documents)
    if is_partly_remembered:
        stale = map(comparison.fingerprint_of, comparison.stale)
        if damaged := damaged_bodies(cache.bodies, stale):
            cache.bodies.drop(damaged)
            return None
    published = _publish(order, pool, plan)
    order.remember_made_with()
    cache.commit()
    return _report(order, plan, published, explanation)


def look_at_site(order: Order, sources: SourceSet, pool: RenderPool) -> Look:
    """What `make_site` would find, and do. It raises what `make_site` raises; the output stays as it is."""
    plan = _plan(order, sources, pool)
    outstanding = frozenset(_outstanding(plan))
    order.session.cache.commit()
    made = made_with(order.session.cache, order.outputs.folder)
    return Look(plan.output, outstanding, order.settings, made)


def pool_for(order: Order) -> RenderPool:
    """What renders the pages of a site, before anything is known of it."""
    config, cache = order.settings.config, order.session.cache
    lookup = TemplateLookup.of_site(order.request.root, config.paths.templates)
    setup = render_setup(lookup, config, cache, order.request.user_cache)
    return RenderPool(setup, order.output, order.session.jobs, order.session.read_at_ns)


def load_the_rest(order: Order, pool: RenderPool) -> None:
    """Load the outputs and templates, these not if links among them lead where nothing may be read.

    What is wrong with them is reported when the theme is applied.
    """
    find_modules(outputs.__name__)
    with suppress(TemplateFailed, OSError):
        stray_templates(order.request.root, order.settings.config.paths, order.request.overrides.output)
        pool.get_ready()


def _plan(order: Order, sources: SourceSet, pool: RenderPool) -> _Plan:
    """The site, all that is wrong with it, and what is stale. What was parsed is remembered in any case."""
    cache = order.session.cache
    request = order.request
    try:
        prepared = apply_theme(order.session, request, sources, assemble_site(request, sources))
    except TemplateFailed as failure:
        raise BuildFailed([*order.notices, *failure.diagnostics]) from failure
    config_name = request.config_file.name
    tools = (*search_problems(prepared, config_name), *compression_problems(prepared, config_name))
    diagnostics = (*order.notices, *prepared.diagnostics, *tools)
    if diagnostics:
        from site_builder.engine.diagnostics.hints import with_hints

        diagnostics = with_hints(diagnostics, prepared.names, cache)
    cache.commit()
    order.fail_on(diagnostics)
    groups = _grouped(diagnostics) if diagnostics else ()
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
    return _Plan(prepared, diagnostics, groups, output, comparison, books)


def _grouped(diagnostics: tuple[Diagnostic, ...]) -> tuple[ProblemGroup, ...]:
    """As they are told. Done before there are copies of this process, after which all memory is slower."""
    from site_builder.model.problem_groups import grouped

    return grouped(diagnostics)


def _report(order: Order, plan: _Plan, published: _Published, explanation: Explanation | None) -> BuildReport:
    return BuildReport(
        site=plan.prepared,
        output=order.output,
        parsed=plan.prepared.sources.documents.parsed,
        rendered=tuple(sorted(filter(plan.prepared.is_page, plan.comparison.stale))),
        written=tuple(sorted(published.written)),
        deleted=tuple(sorted(published.deleted)),
        diagnostics=plan.diagnostics,
        groups=plan.groups,
        explanation=explanation,
    )


def _explain(order: Order, plan: _Plan) -> Explanation | None:
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


def _publish(order: Order, pool: RenderPool, plan: _Plan) -> _Published:
    """Make what is stale, then put it in place all at once."""
    prepared, output, comparison = plan.prepared, plan.output, plan.comparison
    kept = comparison.kept
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
            rendered = render_routes(order.session, prepared, comparison, stage, pool, plan.books)
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
    made = [(one.path, comparison.fingerprint_of(one.path).digest, one.digest) for one in rendered.outputs]
    made += [(path, index.fingerprint, digest) for path, digest in index.digests.items()]
    made += [(path, copies.fingerprints[path], digest) for path, digest in copies.digests.items()]
    records = {
        path: OutputRecord(fingerprint, digest, stat)
        for path, fingerprint, digest in made
        if (stat := stats.get(path) or output.stat(path)) is not None
    }
    _remember(order, plan, records)
    return _Published(staged, deleted)


def _remember(order: Order, plan: _Plan, records: dict[str, OutputRecord]) -> None:
    """Keep what has been written, and forget what has served its time."""
    prepared, comparison, outputs = plan.prepared, plan.comparison, order.outputs
    outputs.keep(records.items())
    order.remember_owner()
    outputs.forget(comparison.kept.keys() - records.keys() - prepared.routes.keys())
    prepared.digests.forget_others()
    keep_page_inputs(outputs, comparison)
    order.session.cache.forget_unused(outputs.folder)
