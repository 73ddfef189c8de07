"""What outputs ask of a text: who may list it, what goes with it, and where its URL was given."""

from __future__ import annotations

from site_builder.model.diagnostics import Place
from site_builder.model.documents import Entry, SeriesHead
from site_builder.model.routes import Origin
from site_builder.model.site import Post, Series, State, StaticPage


def is_public(entry: Post | StaticPage) -> bool:
    """Whether search engines may list an entry: not where it says that its original is elsewhere."""
    head = entry.head
    return entry.state is State.PUBLISHED and not head.is_noindex and not head.canonical


def has_support(head: Entry) -> bool:
    """Whether a text says who to talk to: where it has a content note, unless the writer says yes or no."""
    return head.content_note is not None if head.support is None else head.support


def address_place(head: Entry | SeriesHead) -> Place:
    """Where the writer says what its URL is, or what it is made of."""
    keys = ("permalink", "slug", "title")
    return next((head.places[key] for key in keys if key in head.places), Place(1, 1))


def series_origin(series: Series) -> Origin:
    """The file of a series, or its name where posts alone make it."""
    head = series.head
    if head.is_declared:
        return Origin(head.path, address_place(head))
    return Origin(f"the series '{head.title}'", is_file=False)
