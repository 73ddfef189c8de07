"""What is to be seen at a URL, rendered when it is asked for and cached while it would come out the same."""

from __future__ import annotations

import contextlib
import os
from collections import OrderedDict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.rendering.books import make_book
from site_builder.engine.rendering.image_variants import image_bytes
from site_builder.engine.staleness.fingerprints import decode_view
from site_builder.engine.store.database import CacheFailed
from site_builder.engine.store.document_store import MissingBody
from site_builder.model.addresses import output_path
from site_builder.model.config import Paths
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import BuildFailed, TemplateFailed
from site_builder.model.images import Variant
from site_builder.model.routes import Copied, ImageVariant, Literal, Rendered, Route
from site_builder.model.site import State
from site_builder.model.views import PageView, PostPage, TextPage
from site_builder.preview.live.live_site import LiveSite
from site_builder.preview.live.live_view import LiveView
from site_builder.stages.images import Damaged
from site_builder.stages.language.words import Words
from site_builder.stages.source.links import LinkRule

_NOT_FOUND = "404.html"
_MOST_CACHED = 300
"""Pages whose bytes are cached; more are simply rendered again."""


class Page(NamedTuple):
    """A page made by a template: its bytes as `build` writes them, and what the preview has to say of it.

    `problems` are the errors of its text, and those of rendering it; `data` is that of the last time it went
    well, or empty.
    `banner` says that, and why, nobody else can see the page.
    """

    path: str
    data: bytes
    banner: str = ""
    problems: tuple[Diagnostic, ...] = ()
    is_missing: bool = False


class File(NamedTuple):
    """A file under content/."""

    path: str
    file: Path


class Data(NamedTuple):
    """Bytes that no template made."""

    path: str
    data: bytes


class RedirectTo(NamedTuple):
    """The link that leads to what was asked for."""

    link: str


class NotReady(NamedTuple):
    """There is no site yet; `text` says why."""

    text: str


Answer = Page | File | Data | RedirectTo | NotReady


class _CachedPage(NamedTuple):
    fingerprint: bytes
    page: Page


class Pages:
    """Answers for one live site, on its thread."""

    def __init__(self, live: LiveSite) -> None:
        self._live = live
        self._cache: OrderedDict[str, _CachedPage] = OrderedDict()
        self._sizes: dict[str, tuple[bytes, int]] = {}

    def answer(self, path: str) -> Answer:
        """What is at a site path (`/about/`), the site's own page for unknown URLs included."""
        try:
            return self._look_up(path)
        except CacheFailed as loss:
            self._live.recover(loss)
            return self._look_up(path)

    def _look_up(self, path: str) -> Answer:
        shown = self._live.shown
        if shown is None:
            return NotReady("The site has errors. It is shown as soon as they are corrected.")
        routes = shown.prepared.routes
        output = output_path(path)
        if output in routes:
            return self._answer(shown, output, routes[output])
        if output_path(path + "/") in routes:
            return RedirectTo(shown.prepared.presenter.link(path + "/"))
        if _NOT_FOUND in routes:
            missing = self._answer(shown, _NOT_FOUND, routes[_NOT_FOUND])
            if isinstance(missing, Page):
                return missing._replace(is_missing=True)
        return Page(_NOT_FOUND, b"", is_missing=True)

    def _answer(self, shown: LiveView, output: str, route: Route) -> Answer:
        prepared = shown.prepared
        match route.content:
            case Copied(source=source) | ImageVariant(source=source):
                file = Path(prepared.files[source].file)
                if not _is_inside(prepared.root, prepared.config.paths, file):
                    return Page(output, b"", is_missing=True)
                if isinstance(route.content, Copied):
                    return File(output, file)
                return self._image(prepared, output, source, route.content.variant)
            case Literal(data=data):
                return Data(output, data)
            case Rendered(template=template, is_book=True):
                return self._book(shown, output, template)
            case Rendered():
                page = self._page(shown, output, route.content)
                errors = shown.errors.get(route.origin.name, ()) if route.origin.is_file else ()
                return page._replace(problems=(*errors, *page.problems)) if errors else page

    def _image(self, prepared: Prepared, output: str, source: str, version: Variant | None) -> Answer:
        """An image that is being written this very moment is not there yet."""
        try:
            digest = prepared.source_digest(source)
            found = prepared.files[source]
            return Data(output, image_bytes(found, version, digest, self._live.cache))
        except (OSError, Damaged):
            return Page(output, b"", is_missing=True)

    def _book(self, shown: LiveView, output: str, template: str) -> Answer:
        """Made again each time it is downloaded."""
        try:
            return Data(output, self._made_book(shown, output, template))
        except TemplateFailed as failure:
            return Page(output, b"", problems=(failure.diagnostic,))
        except (BuildFailed, OSError):
            return Page(output, b"", is_missing=True)

    def _made_book(self, shown: LiveView, output: str, template: str) -> bytes:
        view = decode_view(shown.fingerprints.of(output).view)
        return make_book(shown.prepared, self._live.cache, shown.renderer, template, view)

    def _measure(self, shown: LiveView, book: str) -> None:
        """See that a page can say how large a book is. It is made again only when its inputs have changed."""
        output = output_path(book)
        content = shown.prepared.routes[output].content
        digest = shown.fingerprints.of(output).digest
        known = self._sizes.get(book)
        if known is None or known[0] != digest:
            size = 0
            if isinstance(content, Rendered):
                with contextlib.suppress(BuildFailed, TemplateFailed, OSError):
                    size = len(self._made_book(shown, output, content.template))
            known = self._sizes[book] = digest, size
        shown.prepared.presenter.book_sizes[book] = known[1]

    def _page(self, shown: LiveView, output: str, content: Rendered) -> Page:
        if content.book:
            self._measure(shown, content.book)
        fingerprint = shown.fingerprints.of(output)
        cached = self._cache.get(output)
        if cached is not None and cached.fingerprint == fingerprint.digest:
            self._cache.move_to_end(output)
            return cached.page
        view = decode_view(fingerprint.view)
        try:
            data = self._rendered(shown, content.template, view)
        except TemplateFailed as failure:
            last = cached.page if cached is not None else Page(output, b"")
            return last._replace(problems=(failure.diagnostic,))
        page = Page(output, data, _banner(view, shown.prepared.presenter.words))
        self._cache[output] = _CachedPage(fingerprint.digest, page)
        if len(self._cache) > _MOST_CACHED:
            self._cache.popitem(last=False)
        return page

    def _rendered(self, shown: LiveView, template: str, view: PageView) -> bytes:
        """Raises TemplateFailed. A build beside this preview may have dropped a body: it is made again."""
        try:
            return shown.renderer.render(template, shown.prepared.site_view, view)
        except TemplateFailed as failure:
            match failure.__cause__:
                case CacheFailed() as loss:
                    raise loss from None
                case MissingBody() as missing if self._live.recall(str(missing)):
                    return self._rendered(shown, template, view)
            raise


def _is_inside(root: Path, paths: Paths, file: Path) -> bool:
    """Whether a file may be shown: it may have become a link since the site was last looked at."""
    try:
        return not LinkRule.of(root, paths).flaw_of(os.path.realpath(file, strict=True))
    except OSError:
        return False


def _banner(view: PageView, words: Words) -> str:
    if not isinstance(view, PostPage | TextPage):
        return ""
    if view.state == State.DRAFT.value:
        return words.text("draft_banner")
    if view.state == State.SCHEDULED.value and isinstance(view, PostPage) and view.date is not None:
        date = datetime.fromisoformat(view.date.iso)
        return words.text("scheduled_banner", date=f"{date:%Y-%m-%d %H:%M} ({date.tzname()})")
    return ""
