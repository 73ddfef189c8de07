"""Pictures: what pages and feeds print for an image, and which versions of it that takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import NamedTuple

from site_builder.model.addresses import Addresses, is_site_path
from site_builder.model.diagnostics import Place
from site_builder.model.documents import Entry, Image, Reference, ReferenceKind
from site_builder.model.images import (
    ImageInfo,
    ImageKind,
    Variant,
    all_variants,
    fallback_variant,
    variant_path,
    webp_variants,
)
from site_builder.model.site import (
    ContentFile,
    Destination,
    Destinations,
    Post,
    ResolvedLinks,
    Series,
    Site,
    StaticPage,
)
from site_builder.model.views import Picture
from site_builder.stages.theme.site_files import published_at

_OWN_WIDTH_UP_TO = 2000
"""Pixels up to which a WebP file of the writer's own is among those to choose from."""


class ShownVariant(NamedTuple):
    """A version to publish: its site path, and the file under content/ that it is made of."""

    path: str
    source: str
    variant: Variant


class _Offer(NamedTuple):
    """What readers are offered of an image: a plain file and, of several widths, WebP files to choose from.

    `plain` is its site path, empty where it is the image itself.
    """

    plain: str
    width: int
    height: int
    srcset: str


class Pictures:
    """Pictures of one site. `images` has the facts of its published images by path under content/."""

    def __init__(self, addresses: Addresses, site: Site, images: Mapping[str, ImageInfo]) -> None:
        self._addresses = addresses
        self._site = site
        self._files: dict[str, tuple[ContentFile, ImageInfo]] = {
            file.url: (file, images[file.source]) for file in site.files if file.source in images
        }
        self._offers: dict[str, _Offer] = {}

    def info(self, path: str) -> ImageInfo | None:
        """What is known of the image at a site path; None for what is no image."""
        known = self._files.get(path)
        return None if known is None else known[1]

    def source(self, path: str) -> str:
        """The path under content/ of the image at a site path, of which something is known."""
        return self._files[path][0].source

    def of_reference(
        self, reference: Reference, destination: Destination | None, *, is_lazy: bool, is_absolute: bool
    ) -> Picture | str:
        """An image in a text. A missing one leaves its alternative text."""
        attributes = dict(reference.attributes)
        alt = attributes.pop("alt", "")
        if destination is None:
            return escape(alt, quote=False)
        others = tuple(attributes.items())
        if is_absolute:
            return self._plain(destination, alt, others)
        return self._picture(destination, alt, others, is_lazy=is_lazy)

    def of_entry(self, image: Image | None, destination: Destination | None) -> Picture | None:
        """The image that stands for an entry; None if it has none, or it is missing."""
        if image is None or destination is None:
            return None
        return self._picture(destination, image.alt, (), is_lazy=False, caption=image.caption)

    def of_author(self, path: str) -> Picture:
        """A portrait of the site's own, by its site path: a decoration beside the name."""
        return self._picture(Destination(path), "", (), is_lazy=True)

    def plain(self, image: Image | None, destination: Destination | None) -> Picture | None:
        """The same for feeds: one file that any program can show, by its full address."""
        if image is None or destination is None:
            return None
        return self._plain(destination, image.alt, ())

    def address(self, destination: Destination) -> str:
        """The full address of a file that any program can show: for feeds and link previews."""
        return self._plain(destination, "", ()).src

    def preview(self, destination: Destination) -> Picture | None:
        """A picture for link previews; None for what they cannot show: drawings in SVG, AVIF, small icons."""
        if destination.path.lower().endswith(_NO_PREVIEW):
            return None
        picture = self._plain(destination, "", ())
        known = bool(picture.width and picture.height)
        return None if known and min(picture.width, picture.height) < _LEAST_PREVIEW else picture

    def shown_variants(self) -> Iterator[ShownVariant]:
        """Every version of every image that a page shows, once."""
        if not any(all_variants(info) for _, info in self._files.values()):
            return
        portraits = (
            published_at(self._site, one.picture) for one in self._site.config.authors if one.picture
        )
        paths = dict.fromkeys((*(one.path for one in _shown(self._site) if one is not None), *portraits))
        for path in paths:
            if path in self._files:
                file, info = self._files[path]
                for variant in all_variants(info):
                    yield ShownVariant(variant_path(path, info, variant), file.source, variant)

    def _picture(
        self,
        destination: Destination,
        alt: str,
        attributes: tuple[tuple[str, str], ...],
        *,
        is_lazy: bool,
        caption: str = "",
    ) -> Picture:
        path = destination.path
        info = self.info(path)
        if info is None:
            return Picture(
                self._url(destination), alt, attributes=attributes, is_lazy=is_lazy, caption=caption
            )
        offer = self._offer(path, info)
        is_webp = info.kind is ImageKind.WEBP
        return Picture(
            self._addresses.link(offer.plain) if offer.plain else self._url(destination),
            alt,
            info.width,
            info.height,
            srcset=offer.srcset if is_webp else "",
            sources=((ImageKind.WEBP.mime, offer.srcset),) if offer.srcset and not is_webp else (),
            attributes=attributes,
            is_lazy=is_lazy,
            caption=caption,
        )

    def _plain(self, destination: Destination, alt: str, attributes: tuple[tuple[str, str], ...]) -> Picture:
        """One file, by its full address."""
        info = self.info(destination.path)
        if info is None:
            return Picture(
                self._url(destination, is_absolute=True), alt, attributes=attributes, is_lazy=False
            )
        plain, width, height, _ = self._offer(destination.path, info)
        src = self._addresses.absolute(plain) if plain else self._url(destination, is_absolute=True)
        return Picture(src, alt, width, height, attributes=attributes, is_lazy=False)

    def _offer(self, path: str, info: ImageInfo) -> _Offer:
        """What is offered of the image at a site path, worked out once: most are shown on several pages."""
        known = self._offers.get(path)
        if known is None:
            known = self._offers[path] = self._worked_out(path, info)
        return known

    def _worked_out(self, path: str, info: ImageInfo) -> _Offer:
        candidates = [(variant_path(path, info, one), one.width) for one in webp_variants(info)]
        if info.kind is ImageKind.WEBP and candidates and info.width <= _OWN_WIDTH_UP_TO:
            candidates.append((path, info.width))
        srcset = ", ".join(f"{self._addresses.link(file)} {width}w" for file, width in candidates)
        fallback = fallback_variant(info)
        if fallback is None:
            return _Offer("", info.width, info.height, srcset)
        return _Offer(variant_path(path, info, fallback), fallback.width, fallback.height, srcset)

    def _url(self, destination: Destination, *, is_absolute: bool = False) -> str:
        if not is_site_path(destination.path):
            return destination.path
        make = self._addresses.absolute if is_absolute else self._addresses.link
        return make(destination.path, destination.fragment, destination.query)


# What programs that show link previews do not read, and from which size on they show a picture at all.
_NO_PREVIEW = (".svg", ".svgz", ".avif", ".ico")
_LEAST_PREVIEW = 200


def shown_images(site: Site) -> Iterator[tuple[str, str, Place]]:
    """Each text that shows an image, the image's path under content/, and where the text names it."""
    entries: Iterable[Post | StaticPage | Series] = (*site.posts, *site.pages, *site.series.values())
    for entry in entries:
        head = entry.head
        if head.image is not None:
            yield head.path, head.image.src, head.image.place
        for reference in head.body.references:
            if reference.kind is ReferenceKind.IMAGE:
                yield head.path, reference.target, reference.place


def _shown(site: Site) -> Iterator[Destination | None]:
    """Where all images lead that pages show."""
    entries: Iterable[Post | StaticPage | Series] = (*site.posts, *site.pages, *site.series.values())
    for entry in entries:
        head, answers = entry.head, entry.answers
        yield answers.image
        yield from _of_images(head.body.references, answers.body)
        if isinstance(head, Entry):
            yield from _in_notes(head, answers)


def _in_notes(head: Entry, answers: ResolvedLinks) -> Iterator[Destination | None]:
    if head.content_note is not None:
        yield from _of_images(head.content_note.references, answers.content_note)
    for note, destinations in zip(head.editor_notes, answers.notes, strict=True):
        yield from _of_images(note.text.references, destinations)


def _of_images(references: Iterable[Reference], destinations: Destinations) -> Iterator[Destination | None]:
    for reference, destination in zip(references, destinations, strict=True):
        if reference.kind is ReferenceKind.IMAGE:
            yield destination
