"""Routes: what is to be at which URL, and how its bytes are made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from site_builder.model.diagnostics import Place
from site_builder.model.images import Variant
from site_builder.model.views import PageView


class Rendered(NamedTuple):
    """A template, and how to make the view that it prints: only pages that are looked at need theirs.

    `layout` is a template that the writer asked for and that may not be there. `is_book` says that what is
    printed are the files of a book, to be bound: see `stages.books.binding`. `book` is the site path of the
    book whose size the page names, if it names one. `series` is the site path of the series whose texts are
    printed: what prints the same texts is best rendered together.
    """

    template: str
    make_view: Callable[[], PageView]
    layout: str = ""
    is_book: bool = False
    book: str = ""
    series: str = ""


class Copied(msgspec.Struct, frozen=True):
    """The bytes of a file under content/."""

    source: str


class ImageVariant(msgspec.Struct, frozen=True):
    """An image under content/, without what it tells of people and places.

    `version` is another size or format of it; None stands for the image itself, pixels untouched.
    """

    source: str
    variant: Variant | None


class Literal(msgspec.Struct, frozen=True):
    """Bytes that are known already."""

    data: bytes


class Origin(msgspec.Struct, frozen=True):
    """Who asked for a route, for messages: a path relative to the site's root or a description."""

    name: str
    place: Place = Place()
    is_file: bool = True


class Route(NamedTuple):
    """`path` is a site path. `in_sitemap` lists the page for search engines, with `updated` if known."""

    path: str
    content: Rendered | Copied | ImageVariant | Literal
    origin: Origin
    in_sitemap: bool = False
    updated: datetime | None = None
