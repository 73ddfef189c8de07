"""The bytes of all outputs that have to be made, staged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.engine.diagnostics.problems import with_uses
from site_builder.engine.output.staging import Stage, StagedOutput, stage_bytes, stage_copy
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.rendering.books import Books
from site_builder.engine.rendering.image_variants import VariantRequest, fetch_variants
from site_builder.engine.rendering.render_pool import (
    PageTask,
    RenderPool,
    RenderShared,
    make_renderer,
    render_page,
)
from site_builder.engine.session import Session
from site_builder.engine.staleness.fingerprints import Fingerprint
from site_builder.engine.store.variant_store import VariantStore
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import BuildFailed, TemplateFailed
from site_builder.model.routes import ImageVariant, Literal, Rendered


class RenderResult(NamedTuple):
    """What became of a set of outputs."""

    outputs: list[StagedOutput]
    diagnostics: list[Diagnostic]


def render_routes(
    session: Session,
    prepared: Prepared,
    stale: Mapping[str, Fingerprint],
    stage: Stage,
    pool: RenderPool,
    books: Books,
) -> RenderResult:
    """Make the bytes of these outputs; those that the folder does not have yet are staged.

    Problems with a template are gathered, one for each place. Raises OSError if staging fails.
    """
    made = RenderResult([], [])
    pages: list[PageTask] = []
    images: dict[str, Path] = {}
    for number, (path, fingerprint) in enumerate(stale.items()):
        content = prepared.routes[path].content
        file = stage.folder / str(number)
        if isinstance(content, Rendered) and content.is_book:
            _add_book(books, path, fingerprint, stage, file, made)
        elif isinstance(content, Rendered):
            pages.append(PageTask(path, content.template, fingerprint.view, str(file)))
        elif isinstance(content, ImageVariant):
            images[path] = file
        elif isinstance(content, Literal):
            made.outputs.append(stage_bytes(stage.output, path, content.data, file))
        else:
            made.outputs.append(stage_copy(stage.output, path, prepared.files[content.source], file))
    for result in _image_outputs(session, prepared, images, stage):
        _take(result, made)
    # They are gone before the stage is, whatever ends this: else they would still be writing into it.
    with pool:
        seen: set[tuple[str, str, object]] = set()
        for done, result in enumerate(_page_outputs(session, prepared, pages, stage, pool), 1):
            session.progress("rendering", done, len(pages))
            if isinstance(result, Diagnostic):
                place = (result.code, result.path, result.place)
                if place in seen:
                    continue
                seen.add(place)
            _take(result, made)
    return made


def _add_book(
    books: Books, path: str, fingerprint: Fingerprint, stage: Stage, file: Path, made: RenderResult
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
    session: Session, prepared: Prepared, pages: list[PageTask], stage: Stage, pool: RenderPool
) -> Iterator[StagedOutput | Diagnostic]:
    """Here or in the pool, in no order."""
    shared = RenderShared(prepared.theme.links, prepared.site_view)
    if pool.are_for(len(pages)):
        # Those processes read bodies from the cache's file, each by a connection of its own.
        session.cache.commit()
        yield from pool.run(shared, pages)
    elif pages:
        renderer = make_renderer(pool.setup, shared.links, session.cache.bodies.get)
        for page in pages:
            yield render_page(renderer, shared.site, page, stage.output)


def _image_outputs(
    session: Session, prepared: Prepared, files: dict[str, Path], stage: Stage
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
