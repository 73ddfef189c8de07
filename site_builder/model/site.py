"""The assembled site: what is visible, in which order, under which URL.

Made by `stages.assemble` from heads alone. Everything in it may be published; what is not visible is not
here, except for the number and date of an announced part.
"""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from site_builder.model.config import Config
from site_builder.model.diagnostics import Place
from site_builder.model.documents import CommentsHead, PageHead, PostHead, SeriesHead, SeriesStatus


class State(enum.StrEnum):
    """Why an entry is visible. DRAFT and SCHEDULED only occur when asked for, EXPIRED never does."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"


class Destination(msgspec.Struct, frozen=True):
    """Where a reference leads: a site path, or a full address in `path`."""

    path: str
    fragment: str = ""
    query: str = ""


Destinations = tuple[Destination | None, ...]


class ResolvedLinks(msgspec.Struct, frozen=True):
    """Where an entry's references lead, one for one with those of each text; None leads nowhere."""

    body: Destinations = ()
    teaser: Destinations = ()
    content_note: Destinations = ()
    notes: tuple[Destinations, ...] = ()
    image: Destination | None = None


class Term(msgspec.Struct, frozen=True):
    """A tag or category with its posts, newest first."""

    name: str
    slug: str
    url: str
    posts: tuple[Post, ...]


class Post(msgspec.Struct, frozen=True):
    """A visible post. `url` is its site path; `part` is 0 outside a series."""

    head: PostHead
    url: str
    state: State
    minutes: int
    updated: datetime | None
    series: str
    part: int
    answers: ResolvedLinks

    @property
    def is_updated(self) -> bool:
        """Whether it was updated after it was published, not only on that day."""
        date = self.head.date
        return self.updated is not None and date is not None and self.updated > date


class StaticPage(msgspec.Struct, frozen=True):
    """A visible page."""

    head: PageHead
    url: str
    state: State
    updated: datetime | None
    answers: ResolvedLinks


class Part(msgspec.Struct, frozen=True):
    """A part of a series: live (`post` set) or to come (`title` and `date` only as far as announced)."""

    number: int
    post: Post | None
    title: str
    date: datetime | None


class Series(msgspec.Struct, frozen=True):
    """A series and its parts in order. `length` is the number of parts to say, 0 while that is open."""

    head: SeriesHead
    url: str
    length: int
    status: SeriesStatus
    parts: tuple[Part, ...]
    answers: ResolvedLinks

    @property
    def live(self) -> tuple[Post, ...]:
        """The published parts' posts, in order."""
        return tuple(part.post for part in self.parts if part.post is not None)


class ContentFile(msgspec.Struct, frozen=True):
    """A file that is published as it is. `source` is relative to content/, `url` is its site path."""

    source: str
    url: str


class Redirect(msgspec.Struct, frozen=True):
    """An old URL and the site path it leads to, and where the writer asked for it.

    `source` is empty for a redirect of config.yaml. `old` may be more than a path: see `assemble.redirects`.
    """

    old: str
    new: str
    title: str
    source: str
    place: Place


class SiteLink(msgspec.Struct, frozen=True):
    """A link by site path (`/about/`), to be checked once all routes are known."""

    destination: Destination
    source: str
    place: Place


class Site(msgspec.Struct, frozen=True):
    """Everything that may be published. `posts` are newest first; undated drafts lead.

    `now` is the instant the site is built as of; `changes_at` the next instant at which the same sources
    would make another site (None: never).
    """

    config: Config
    now: datetime
    changes_at: datetime | None
    posts: tuple[Post, ...]
    pages: tuple[StaticPage, ...]
    series: dict[str, Series]
    tags: tuple[Term, ...]
    categories: tuple[Term, ...]
    terms_of: dict[str, tuple[tuple[Term, ...], tuple[Term, ...]]]
    threads: dict[str, CommentsHead]
    files: tuple[ContentFile, ...]
    file_urls: dict[str, str]
    redirects: tuple[Redirect, ...]
    site_links: tuple[SiteLink, ...]
