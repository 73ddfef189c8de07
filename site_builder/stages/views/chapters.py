"""Live parts of a series as the chapters of a book: their texts, the pictures in it, and how they link.

A link to another part leads to its chapter. A picture is one file in the book however often it is shown; one
that the book cannot hold becomes a link to where it is. All other addresses are full ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape
from urllib.parse import unquote

import msgspec

from site_builder.model.addresses import encode_fragment, is_site_path
from site_builder.model.documents import HERE, Image, Reference, ReferenceKind, Text
from site_builder.model.images import ImageInfo, Variant, book_variant, may_be_in_book
from site_builder.model.site import Destination, Destinations, Post, Series
from site_builder.model.views import (
    Body,
    BookImage,
    Chapter,
    Html,
    Note,
    Picture,
    TocEntry,
)
from site_builder.stages.text.xml_names import xml_name
from site_builder.stages.views.body_html import escape_attribute, join_body
from site_builder.stages.views.entry_traits import has_support
from site_builder.stages.views.presenter import Presenter

PICTURES = "images/"
_TOC_LEVEL = 2
_LINK_HERE = re.compile(re.escape(HERE) + r'#([^"]*)')
_TAG = re.compile(r"<[^>]*>")
_KEPT = frozenset({"class", "id", "title", "lang", "dir"})


class Chapters(msgspec.Struct, frozen=True):
    """`has_alternatives` says that every picture is described in words."""

    chapters: tuple[Chapter, ...]
    images: tuple[BookImage, ...]
    has_alternatives: bool


def chapters_of(presenter: Presenter, series: Series) -> Chapters:
    """The chapters of a book of all live parts, and its pictures."""
    maker = _Maker(presenter, series.live)
    made = tuple(map(maker.chapter, series.live))
    return Chapters(made, tuple(maker.images.values()), not maker.is_undescribed)


class _Maker:
    def __init__(self, presenter: Presenter, posts: Sequence[Post]) -> None:
        self._presenter = presenter
        self._posts = {post.url: post for post in posts}
        shown = {one.path for post in posts for one in _pictures_of(post)}
        self._count = len(shown)
        self.images: dict[str, BookImage] = {}
        self.is_undescribed = False

    def chapter(self, post: Post) -> Chapter:
        head, answers = post.head, post.answers
        presenter = self._presenter
        note = head.content_note
        return Chapter(
            name=_file_name(post),
            number=post.part,
            title=head.title,
            url=presenter.absolute(post.url),
            description=head.description,
            date=presenter.date(post) if head.date else None,
            updated=presenter.moment(post.updated),
            is_updated=post.is_updated,
            authors=presenter.authors(head.authors),
            image=self._lead(head.image, answers.image),
            content_note=self._text(note, answers.content_note, post) if note else None,
            has_support=has_support(head),
            notes=tuple(
                Note(one.kind.value, self._text(one.text, where, post), presenter.moment(one.date))
                for one, where in zip(head.editor_notes, answers.notes, strict=True)
            ),
            toc=tuple(
                TocEntry(xml_name(heading.id), Html(heading.html), heading.level)
                for heading in head.body.headings
                if heading.level == _TOC_LEVEL and head.toc is not False and has_words(heading.html)
            ),
            body=Body(
                head.body.digest,
                tuple(self._printed(head.body.references, answers.body)),
                presenter.absolute(post.url),
            ),
        )

    def _text(self, text: Text, destinations: Destinations, post: Post) -> Html:
        """A short text; its links within the page lead into the chapter's body."""
        joined = join_body(text.chunks, tuple(self._printed(text.references, destinations)), HERE)
        if HERE not in joined:
            return Html(joined)

        def link(match: re.Match[str]) -> str:
            fragment = unquote(unescape(match[1]))
            return escape_attribute(self._url(Destination(post.url, fragment)))

        return Html(_LINK_HERE.sub(link, joined))

    def _printed(
        self, references: Iterable[Reference], destinations: Destinations
    ) -> Iterator[str | Picture]:
        for reference, destination in zip(references, destinations, strict=True):
            if reference.kind is ReferenceKind.IMAGE:
                yield self._picture(dict(reference.attributes), destination)
            else:
                url = self._url(destination) if destination is not None else ""
                yield f' {reference.attribute}="{escape_attribute(url)}"' if url else ""

    def _url(self, destination: Destination) -> str:
        path = destination.path
        if not is_site_path(path):
            return path
        post = self._posts.get(path)
        if post is None or destination.query:
            return self._presenter.absolute(path, destination.fragment, destination.query)
        if not destination.fragment:
            return _file_name(post)
        if destination.fragment not in post.head.body.anchors:
            return self._presenter.absolute(path, destination.fragment)
        return f"{_file_name(post)}#{encode_fragment(xml_name(destination.fragment))}"

    def _lead(self, image: Image | None, destination: Destination | None) -> Picture | None:
        if image is None or destination is None:
            return None
        picture = self._picture({"alt": image.alt}, destination)
        if not isinstance(picture, Picture):
            return None
        return Picture(
            picture.src, picture.alt, picture.width, picture.height, is_lazy=False, caption=image.caption
        )

    def _picture(self, attributes: dict[str, str], destination: Destination | None) -> Picture | str:
        alt = attributes.pop("alt", "")
        info = self._presenter.pictures.info(destination.path) if destination is not None else None
        if destination is None:
            return escape(alt, quote=False)
        if info is None or not may_be_in_book(info):
            path = destination.path
            url = self._presenter.absolute(path) if is_site_path(path) else path
            return f'<a href="{escape_attribute(url)}">{escape(alt or url, quote=False)}</a>'
        self.is_undescribed |= not alt.strip()
        image = self._image(destination.path, info)
        width, height = (image.variant[1], image.variant[2]) if image.variant else (info.width, info.height)
        kept = tuple((name, value) for name, value in attributes.items() if name in _KEPT)
        return Picture(image.name, alt, width, height, attributes=kept, is_lazy=False)

    def _image(self, path: str, info: ImageInfo) -> BookImage:
        made = self.images.get(path)
        if made is None:
            variant = book_variant(info, self._count)
            kind = variant.kind if variant else info.kind
            ending = "jpg" if kind.value == "jpeg" else kind.value
            made = self.images[path] = BookImage(
                name=f"{PICTURES}{info.digest[:16]}-{variant.width if variant else info.width}.{ending}",
                type=kind.mime,
                source=self._presenter.pictures.source(path),
                variant=_encoded(variant) if variant else None,
            )
        return made


def _pictures_of(post: Post) -> Iterator[Destination]:
    if post.answers.image is not None:
        yield post.answers.image
    for reference, destination in zip(post.head.body.references, post.answers.body, strict=True):
        if reference.kind is ReferenceKind.IMAGE and destination is not None:
            yield destination


def has_words(markup: str) -> bool:
    """Whether a heading has any: an entry without words would be a link that nobody can see."""
    return bool(_TAG.sub("", markup).strip())


def _file_name(post: Post) -> str:
    return f"part-{post.part}.xhtml"


def _encoded(variant: Variant) -> tuple[str, int, int, int]:
    return variant.kind.value, variant.width, variant.height, variant.quality
