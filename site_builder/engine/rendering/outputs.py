"""The bytes of all outputs that have to be made, staged."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from site_builder.engine.diagnostics.problems import with_uses
from site_builder.engine.output.staging import Stage, StagedOutput, stage_bytes, stage_copy
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.rendering.books import Books
from site_builder.engine.rendering.image_variants import VariantRequest, fetch_variants
from site_builder.engine.rendering.render_pool import (
    PageTask,
    PageTasks,
    RenderPool,
    RenderShared,
    make_renderer,
    render_page,
)
from site_builder.engine.session import Session
from site_builder.engine.staleness.comparison import Comparison
from site_builder.engine.staleness.fingerprints import Fingerprint
from site_builder.engine.store.variant_store import VariantStore
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import BuildFailed, TemplateFailed
from site_builder.model.routes import ImageVariant, Literal, Rendered


class RenderResult(msgspec.Struct, frozen=True):
    """What became of a set of outputs."""

    outputs: list[StagedOutput]
    diagnostics: list[Diagnostic]


def render_routes(
    session: Session,
    prepared: Prepared,
    comparison: Comparison,
    stage: Stage,
    pool: RenderPool,
    books: Books,
) -> RenderResult:
    """Make the bytes of all stale outputs; those that the folder does not have yet are staged.

    Problems with a template are gathered, one for each place. Raises OSError if staging fails.
    """
    made = RenderResult([], [])
    pages: list[tuple[str, Rendered, str]] = []
    images: dict[str, str] = {}
    for number, path in enumerate(comparison.stale):
        content = prepared.routes[path].content
        file = f"{stage.folder}/{number}"
        if isinstance(content, Rendered) and content.is_book:
            _add_book(books, path, comparison.fingerprint_of(path), stage, file, made)
        elif isinstance(content, Rendered):
            pages.append((path, content, file))
        elif isinstance(content, ImageVariant):
            images[path] = file
        elif isinstance(content, Literal):
            made.outputs.append(stage_bytes(stage.output, path, content.data, file))
        else:
            made.outputs.append(stage_copy(stage.output, path, prepared.files[content.source], file))
    for result in _image_outputs(session, prepared, images, stage):
        _take(result, made)
    tasks = (
        PageTask(path, content.template, comparison.fingerprint_of(path).view, file)
        for path, content, file in _by_series(pages)
    )
    # They are gone before the stage is, whatever ends this: else they would still be writing into it.
    with pool:
        seen: set[tuple[str, str, object]] = set()
        results = _page_outputs(session, prepared, PageTasks(len(pages), tasks), stage, pool)
        for done, result in enumerate(results, 1):
            session.progress("rendering", done, len(pages))
            if isinstance(result, Diagnostic):
                place = (result.code, result.path, result.place)
                if place in seen:
                    continue
                seen.add(place)
            _take(result, made)
    return made


def _by_series(pages: list[tuple[str, Rendered, str]]) -> list[tuple[str, Rendered, str]]:
    """Those that print texts of the same series one after the other, so that each text is read once."""
    places: dict[str, int] = {}
    for place, (path, content, _) in enumerate(pages):
        places.setdefault(content.series or path, place)
    return sorted(pages, key=lambda page: places[page[1].series or page[0]])


def _add_book(
    books: Books, path: str, fingerprint: Fingerprint, stage: Stage, file: str, made: RenderResult
) -> None:
    try:
        made.outputs.append(stage_bytes(stage.output, path, books.take(path, fingerprint), file))
    except TemplateFailed as failure:
        made.diagnostics.append(failure.diagnostic)
    except BuildFailed as failure:
        made.diagnostics.extend(failure.diagnostics)


def _take(result: StagedOutput | Diagnostic, made: RenderResult) -> None:
    if isinstance(result, Diagnostic):
        made.diagnostics.append(result)
    else:
        made.outputs.append(result)


def _page_outputs(
    session: Session, prepared: Prepared, pages: PageTasks, stage: Stage, pool: RenderPool
) -> Iterator[StagedOutput | Diagnostic]:
    """Here or in the pool, in no order."""
    shared = RenderShared(prepared.theme.links, prepared.site_view)
    if pool.are_for(pages.number):
        # Those processes read bodies from the cache's file, each by a connection of its own.
        session.cache.commit()
        yield from pool.run(shared, pages)
    elif pages.number:
        renderer = make_renderer(pool.setup, shared.links, session.cache.bodies.get)
        for page in pages.tasks:
            yield render_page(renderer, shared.site, page, stage.output)


def _image_outputs(
    session: Session, prepared: Prepared, files: dict[str, str], stage: Stage
) -> Iterator[StagedOutput | Diagnostic]:
    """Images and their variants, each staged in its file; what nothing needs any longer is forgotten."""
    wanted = []
    for path in files:
        content = prepared.routes[path].content
        assert isinstance(content, ImageVariant)
        digest = prepared.source_digest(content.source)
        wanted.append(VariantRequest(path, prepared.files[content.source], digest, content.variant))
    store = VariantStore(session.cache)
    for one, result in fetch_variants(session, wanted, store):
        if isinstance(result, Diagnostic):
            content_folder = prepared.config.paths.content + "/"
            (told,) = with_uses((result,), prepared.site, content_folder)
            yield msgspec.structs.replace(told, path=content_folder + told.path)
        else:
            yield stage_bytes(stage.output, one.path, result, files[one.path])
    store.keep_only(prepared.image_digests())
