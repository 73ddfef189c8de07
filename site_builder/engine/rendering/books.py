"""E-books: printed by a template, bound with their pictures, measured before pages name their size."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from functools import cached_property

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.rendering.image_variants import image_bytes
from site_builder.engine.staleness.fingerprints import Fingerprint, Fingerprints, decode_view
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.output_store import OutputRecord
from site_builder.model.diagnostics import error
from site_builder.model.errors import BuildFailed, TemplateFailed
from site_builder.model.images import ImageKind, Variant
from site_builder.model.routes import Rendered
from site_builder.model.views import BookCover, BookImage, BookPage
from site_builder.stages.books.binding import bind
from site_builder.stages.images import Damaged
from site_builder.stages.rendering.render import Renderer
from site_builder.stages.text.line_breaks import COVER_WIDTH, broken

_ROOT = "EPUB/"
_MOST_KEPT = 64_000_000
"""Bytes of books that wait to be written; those beyond are made twice."""


class Books:
    """The books of one build: each is made when its size is asked for, and kept until it is written."""

    def __init__(self, prepared: Prepared, cache: BuildCache, make_renderer: Callable[[], Renderer]) -> None:
        self._prepared, self._cache, self._make_renderer = prepared, cache, make_renderer
        self._kept: dict[str, bytes] = {}

    @cached_property
    def _renderer(self) -> Renderer:
        return self._make_renderer()

    def measure(
        self, output: OutputFolder, records: Mapping[str, OutputRecord], fingerprints: Fingerprints
    ) -> None:
        """Tell the presenter how large each book is, before any page is made that says so.

        A book whose template or pictures fail has no size: the reason is reported when it is to be written.
        """
        room = _MOST_KEPT
        for path in recall_sizes(self._prepared, output, records, fingerprints):
            with contextlib.suppress(BuildFailed, TemplateFailed, OSError):
                data = self._make(path, fingerprints.of(path))
                self._prepared.presenter.book_sizes[self._prepared.routes[path].path] = len(data)
                if len(data) <= room:
                    self._kept[path] = data
                    room -= len(data)

    def take(self, path: str, fingerprint: Fingerprint) -> bytes:
        """The bytes of a book. Raises TemplateFailed, BuildFailed for a picture, OSError."""
        kept = self._kept.pop(path, None)
        return self._make(path, fingerprint) if kept is None else kept

    def _make(self, path: str, fingerprint: Fingerprint) -> bytes:
        content = self._prepared.routes[path].content
        assert isinstance(content, Rendered)
        return make_book(
            self._prepared, self._cache, self._renderer, content.template, decode_view(fingerprint.view)
        )


def recall_sizes(
    prepared: Prepared, output: OutputFolder, records: Mapping[str, OutputRecord], fingerprints: Fingerprints
) -> list[str]:
    """Tell the presenter the sizes of books that are what was written last; the others' paths."""
    stale = []
    for path, route in prepared.routes.items():
        if not (isinstance(route.content, Rendered) and route.content.is_book):
            continue
        record, fingerprint = records.get(path), fingerprints.remember(path)
        is_known = record is not None and record.fingerprint == fingerprint.digest and path in output.owned
        if record is not None and is_known and _is_as_written(path, output, record):
            prepared.presenter.book_sizes[route.path] = record.stat.size
        else:
            stale.append(path)
    return stale


def _is_as_written(path: str, output: OutputFolder, record: OutputRecord) -> bool:
    """Whether a file has the bytes that were written; a folder that was restored has other dates."""
    stat = output.stat(path)
    if stat is None or stat == record.stat:
        return stat is not None
    return stat.size == record.stat.size and output.digest(path) == record.digest


def make_book(
    prepared: Prepared, cache: BuildCache, renderer: Renderer, template: str, view: object
) -> bytes:
    """The EPUB that a template and a view make.

    Raises TemplateFailed, BuildFailed for a picture that cannot be read, OSError.
    """
    assert isinstance(view, BookPage)
    text = renderer.render(template, prepared.site_view, view).decode()
    pictures = {_ROOT + image.name: _picture(prepared, cache, image) for image in view.images}
    if view.cover.name.endswith(".png"):
        pictures[_ROOT + view.cover.name] = _drawn(view.title, view.cover)
    try:
        return bind(text, pictures)
    except ValueError as failure:
        label = prepared.theme.lookup.label(template)
        raise TemplateFailed(error("template-failed", str(failure), label)) from failure


def _picture(prepared: Prepared, cache: BuildCache, image: BookImage) -> bytes:
    variant = None
    if image.variant is not None:
        kind, width, height, quality = image.variant
        variant = Variant(ImageKind(kind), width, height, quality)
    digest = prepared.source_digest(image.source)
    try:
        return image_bytes(prepared.files[image.source], variant, digest, cache)
    except Damaged as failure:
        path = f"{prepared.config.paths.content}/{image.source}"
        message, hint = f"this image {failure}", "it may have changed just now; build again"
        raise BuildFailed([error("image-unreadable", message, path, hint=hint)]) from failure


def _drawn(title: str, cover: BookCover) -> bytes:
    from site_builder.stages.images.cover import draw_cover

    lines = broken(title, COVER_WIDTH)
    return draw_cover(lines, cover.above, cover.below, cover.ground, cover.ink)
