"""Present: from the site's nouns to the small values that templates see.

What several outputs show alike (summaries, series, links, meta data) is made here, once for each post.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from site_builder.model.addresses import Addresses, is_site_path
from site_builder.model.documents import (
    EditorNote,
    NoteKind,
    Reference,
    ReferenceKind,
    SeriesHead,
    SeriesStatus,
    Text,
)
from site_builder.model.images import ImageInfo
from site_builder.model.site import (
    Destination,
    Destinations,
    Part,
    Post,
    Series,
    Site,
    State,
    StaticPage,
    Term,
)
from site_builder.model.views import (
    ArchiveEntry,
    Author,
    Body,
    BookLink,
    FeedLink,
    Html,
    Link,
    Meta,
    Moment,
    Note,
    PartView,
    Picture,
    SeriesPlace,
    SeriesRef,
    SeriesSummary,
    SeriesView,
    Summary,
    TocEntry,
)
from site_builder.stages.assemble.corrections import (
    Correction,
    corrected_since,
    published_corrections,
)
from site_builder.stages.assemble.entries import newest_date
from site_builder.stages.language.words import Words
from site_builder.stages.theme.site_files import published_at
from site_builder.stages.views.body_html import escape_attribute, join_body
from site_builder.stages.views.feed_addresses import FEED, JSON_FEED
from site_builder.stages.views.page_addresses import CALENDAR, book_path, has_calendar, whole_path
from site_builder.stages.views.pictures import Pictures
from site_builder.stages.views.series_progress import announced_part, is_out, next_to_come, parts_at_end

if TYPE_CHECKING:
    from site_builder.model.hosts import ForeignLoad

ATOM_TYPE = "application/atom+xml"
JSON_FEED_TYPE = "application/feed+json"
_NEVER = datetime.fromtimestamp(0, UTC)
_TOC_LEVELS = range(2, 4)
_TOC_AT_LEAST = 2
_LONG_TEXT = 1500
NO_IMAGES: Mapping[str, ImageInfo] = MappingProxyType({})


class Presenter:
    """Views of one site. Summaries and series are made once and shared by every page that shows them."""

    def __init__(self, site: Site, words: Words, images: Mapping[str, ImageInfo] = NO_IMAGES) -> None:
        """`images` has the facts of published images by path under content/.

        `book_sizes` is to be filled with the sizes of e-books, in bytes by site path, before pages that name
        them are made.
        """
        self.site = site
        # What the site's own templates load from other hosts; whoever reads them says so before the plan.
        self.template_loads: Sequence[ForeignLoad] = ()
        self.words = words
        self.config = site.config
        self.addresses = Addresses(site.config.base_url)
        self.pictures = Pictures(self.addresses, site, images)
        self.book_sizes: dict[str, int] = {}
        self._summaries: dict[str, Summary] = {}
        self._series: dict[str, SeriesSummary] = {}
        self._dates: dict[str, Moment] = {}
        self._terms: dict[str, Link] = {}
        self._authors = {author.name.casefold(): author for author in site.config.authors}

    def forget(self, post: Post) -> None:
        """Make what other pages show of this post again: its head has been replaced."""
        self._summaries.pop(post.head.path, None)
        self._series.pop(post.series, None)

    # -- addresses ---------------------------------------------------------------------------------------

    def link(self, path: str) -> str:
        """The link to a site path."""
        return self.addresses.link(path)

    def absolute(self, path: str, fragment: str = "", query: str = "") -> str:
        """The full address of a site path."""
        return self.addresses.absolute(path, fragment, query)

    def configured_link(self, url: str) -> str:
        """The link for a URL from config.yaml: a site path, or anything else as it is."""
        if not is_site_path(url):
            return url
        before, _, fragment = url.partition("#")
        path, _, query = before.partition("?")
        return self.addresses.link(path, fragment, query)

    # -- small things ------------------------------------------------------------------------------------

    def moment(self, instant: datetime | None) -> Moment | None:
        """An instant as templates see it."""
        return None if instant is None else Moment(instant.isoformat())

    def date(self, post: Post) -> Moment:
        """A post's date; an undated draft counts as of now."""
        made = self._dates.get(post.head.path)
        if made is None:
            made = self._dates[post.head.path] = Moment((post.head.date or self.site.now).isoformat())
        return made

    def last_change(self, posts: Iterable[Post]) -> Moment:
        """When any of these posts was last published or updated.

        Where there are none, the clock's zero: a feed needs a date (RFC 4287), and one that has never said
        anything must not seem to change with every build.
        """
        return Moment((newest_date(posts) or _NEVER).isoformat())

    def authors(self, names: Sequence[str], *, is_absolute: bool = False) -> tuple[Author, ...]:
        """The byline: the post's authors, or else the site's; with what config.yaml says of them.

        `is_absolute` is for feeds, which name them and no more.
        """
        named = names or ((self.config.author,) if self.config.author else ())
        return tuple(self._author(name, is_absolute=is_absolute) for name in named)

    def _author(self, name: str, *, is_absolute: bool) -> Author:
        known = self._authors.get(name.casefold())
        if known is None:
            return Author(name)
        if is_absolute:
            is_own = is_site_path(known.url)
            return Author(
                name, self.addresses.origin + self.configured_link(known.url) if is_own else known.url
            )
        path = published_at(self.site, known.picture) if known.picture else ""
        picture = self.pictures.of_author(path) if path else None
        return Author(name, self.configured_link(known.url) if known.url else "", known.about, picture)

    def term_links(self, terms: Iterable[Term]) -> tuple[Link, ...]:
        """Links to tags or categories."""
        links = []
        for term in terms:
            made = self._terms.get(term.url)
            if made is None:
                made = self._terms[term.url] = Link(term.name, self.link(term.url))
            links.append(made)
        return tuple(links)

    def categories_of(self, post: Post) -> tuple[Link, ...]:
        """Links to a post's categories."""
        return self.term_links(self.site.terms_of[post.head.path][1])

    def tags_of(self, post: Post) -> tuple[Link, ...]:
        """Links to a post's tags."""
        return self.term_links(self.site.terms_of[post.head.path][0])

    # -- texts -------------------------------------------------------------------------------------------

    def body(self, entry: Post | StaticPage | Series, *, has_picture_before: bool = False) -> Body:
        """A body with links for its own page, whose first picture is loaded at once."""
        body = entry.head.body
        printed = self._rendered(
            body.references, entry.answers.body, is_absolute=False, is_lazy=has_picture_before
        )
        return Body(body.digest, printed)

    def feed_body(self, post: Post) -> Body:
        """A post's body with full addresses."""
        body = post.head.body
        printed = self._rendered(body.references, post.answers.body, is_absolute=True)
        return Body(body.digest, printed, self.absolute(post.url))

    def body_beside_others(
        self, post: Post, prefix: str, nearer: Callable[[Destination], str | None]
    ) -> Body:
        """A post's body for a page with several of them; `prefix` is put before its ids.

        `nearer` says what a link becomes that leads to another of them (`#part-2`), else None.
        """
        body = post.head.body
        printed = self._rendered(body.references, post.answers.body, is_absolute=False, nearer=nearer)
        return Body(body.digest, printed, self.link(post.url), prefix)

    def text(
        self,
        text: Text,
        destinations: Destinations,
        page: str = "",
        *,
        is_absolute: bool = False,
        here: str = "",
    ) -> Html:
        """A short text, joined. `page` is the site path its own anchors are on, if not this page.

        `here` is put before the fragments of its links within the page where `page` is not given.
        """
        if page:
            here = self.absolute(page) if is_absolute else self.link(page)
        return Html(
            join_body(
                text.chunks, self._rendered(text.references, destinations, is_absolute=is_absolute), here
            )
        )

    def _rendered(
        self,
        references: Sequence[Reference],
        destinations: Destinations,
        *,
        is_absolute: bool,
        is_lazy: bool = True,
        nearer: Callable[[Destination], str | None] | None = None,
    ) -> tuple[str | Picture, ...]:
        printed: list[str | Picture] = []
        for reference, destination in zip(references, destinations, strict=True):
            if reference.kind is ReferenceKind.IMAGE:
                picture = self.pictures.of_reference(
                    reference, destination, is_lazy=is_lazy, is_absolute=is_absolute
                )
                printed.append(picture)
                is_lazy = is_lazy or isinstance(picture, Picture)
            else:
                url = ""
                if destination is not None:
                    url = (nearer and nearer(destination)) or self._url(destination, is_absolute=is_absolute)
                printed.append(f' {reference.attribute}="{escape_attribute(url)}"' if url else "")
        return tuple(printed)

    def _url(self, destination: Destination, *, is_absolute: bool) -> str:
        path = destination.path
        if not is_site_path(path):
            return path
        make = self.addresses.absolute if is_absolute else self.addresses.link
        return make(path, destination.fragment, destination.query)

    def notes(
        self,
        notes: Sequence[EditorNote],
        destinations: Sequence[Destinations],
        page: str = "",
        *,
        here: str = "",
    ) -> tuple[Note, ...]:
        """Editor's notes; with `page`, for a feed: with full addresses. `here` as for `text`."""
        return tuple(
            Note(
                note.kind.value,
                self.text(note.text, where, page, is_absolute=bool(page), here=here),
                self.moment(note.date),
            )
            for note, where in zip(notes, destinations, strict=True)
        )

    def content_note(self, entry: Post | StaticPage, page: str = "", *, here: str = "") -> Html | None:
        """The content note of a text; with `page`, for a feed: with full addresses. `here` as for `text`."""
        note = entry.head.content_note
        if note is None:
            return None
        return self.text(note, entry.answers.content_note, page, is_absolute=bool(page), here=here)

    def toc(self, entry: Post | StaticPage) -> tuple[TocEntry, ...]:
        """The table of contents: of long texts, unless the writer says yes or no."""
        head = entry.head
        if head.toc is False:
            return ()
        entries = tuple(
            TocEntry(heading.id, Html(heading.html), heading.level)
            for heading in head.body.headings
            if heading.level in _TOC_LEVELS
        )
        is_long = head.body.words >= _LONG_TEXT
        return entries if head.toc or is_long or len(entries) >= _TOC_AT_LEAST else ()

    # -- posts and series --------------------------------------------------------------------------------

    def summary(self, post: Post) -> Summary:
        """A post as listings show it."""
        made = self._summaries.get(post.head.path)
        if made is None:
            head = post.head
            is_summed_up = bool(head.summary) and not head.body.is_teaser_marked
            teaser = (
                Html(f"<p>{escape(head.summary, quote=False)}</p>")
                if is_summed_up
                else self.text(head.body.teaser, post.answers.teaser, post.url)
            )
            made = Summary(
                title=head.title,
                url=self.link(post.url),
                date=self.date(post) if head.date else None,
                minutes=post.minutes,
                teaser=teaser,
                has_more=is_summed_up or head.body.has_more,
                series=self.series_ref(post),
                categories=self.categories_of(post),
                image=self.pictures.of_entry(head.image, post.answers.image),
                state=post.state.value,
                has_content_note=head.content_note is not None,
            )
            self._summaries[head.path] = made
        return made

    def archive_entry(self, post: Post) -> ArchiveEntry:
        """A post as a line of a list."""
        return ArchiveEntry(post.head.title, self.link(post.url), self.date(post))

    def series_ref(self, post: Post) -> SeriesRef | None:
        """What a listing says of a post's series."""
        series = self.site.series.get(post.series)
        return SeriesRef(series.head.title, self.link(series.url), post.part) if series else None

    def series_place(self, post: Post) -> SeriesPlace | None:
        """What a post says of its series."""
        series = self.site.series.get(post.series)
        if series is None:
            return None
        head = series.head
        return SeriesPlace(head.title, self.link(series.url), head.about, series.length, post.part)

    def part(self, series: Series, part: Part) -> PartView:
        """A part of a series, published or announced."""
        return PartView(
            number=part.number,
            title=part.title,
            url="" if part.post is None else self.link(part.post.url),
            date=self.date(part.post) if part.post is not None else self._coming(series, part.date),
            is_final=part.number == series.length,
            corrected=self._corrected(series, part),
        )

    def part_beside(self, series: Series, part: Part, current: int) -> PartView:
        """A part as the page of the part numbered `current` lists it."""
        return PartView(
            number=part.number,
            title=part.title,
            url="" if part.post is None else self.link(part.post.url),
            date=self._coming(series, part.date) if part.post is None else None,
            is_current=part.number == current,
            is_final=part.number == series.length,
            corrected=self._corrected(series, part),
        )

    def _corrected(self, series: Series, part: Part) -> Moment | None:
        dates = self._correction_dates.get(part.post.head.path) if part.post is not None else None
        if not dates or part.post is None:
            return None
        return self.moment(corrected_since(series, part.post, dates))

    def series_summary(self, series: Series) -> SeriesSummary:
        """A series as lists show it, and how far it has come."""
        made = self._series.get(series.head.slug)
        if made is None:
            head = series.head
            is_ongoing = series.status is SeriesStatus.ONGOING
            coming = next_to_come(series, series.parts)
            made = SeriesSummary(
                title=head.title,
                url=self.link(series.url),
                description=head.description,
                length=series.length if is_ongoing else 0,
                published=len(series.live),
                status=series.status.value,
                next_on=self._coming(series, coming.date) if coming and is_ongoing else None,
            )
            self._series[head.slug] = made
        return made

    def series_view(self, series: Series) -> SeriesView:
        """A series as its own page shows it."""
        return SeriesView(
            **msgspec.structs.asdict(self.series_summary(series)),
            parts=tuple(self.part(series, part) for part in series.parts),
            feed_url=self.link(series.url + "feed.xml"),
            calendar_url=self.link(series.url + CALENDAR) if has_calendar(series) else "",
            calendar_address=self.absolute(series.url + CALENDAR) if has_calendar(series) else "",
            announcement=self.announcement(series),
            ended_after=parts_at_end(series),
            whole_url=self.link(whole) if (whole := whole_path(self.config, series)) else "",
            book=self.book_link(series),
        )

    def book_link(self, series: Series) -> BookLink | None:
        """The e-book of a series, if there is one. Its size is known once it has been made."""
        path = book_path(self.config, series)
        return BookLink(self.link(path), _kilobytes(self.book_sizes.get(path, 0))) if path else None

    def announcement(self, series: Series, after: int = 0) -> PartView | None:
        """The part that the sentence below the part numbered `after` is about: see `announced_part`."""
        part = announced_part(series, after)
        if part is None:
            return None
        view = self.part(series, part)
        if part.post is None:
            return view
        if is_out(part):
            here = next((one.date for one in series.parts if one.number == after), part.date)
            return msgspec.structs.replace(view, date=_beside(part.date, here))
        date = None if part.post.state is State.DRAFT else self._coming(series, part.date)
        return msgspec.structs.replace(view, date=date, is_early=True)

    def _coming(self, series: Series, date: datetime | None) -> Moment | None:
        """The date of a part to come. Readers take it to be of the same year as the newest part."""
        return _beside(date, next((part.date for part in reversed(series.parts) if is_out(part)), None))

    def page_title(self, title: str, number: int) -> str:
        """The title of one page of a listing."""
        return title if number == 1 else self.words.text("title_page", title=title, number=number)

    # -- pages -------------------------------------------------------------------------------------------

    @cached_property
    def home_link(self) -> Link:
        """The first of all breadcrumbs."""
        return Link(self.config.title, self.link("/"))

    @cached_property
    def site_feeds(self) -> tuple[FeedLink, ...]:
        """The feeds that every page announces."""
        title = self.config.title
        return (
            FeedLink(title, self.link(FEED), ATOM_TYPE),
            FeedLink(title, self.link(JSON_FEED), JSON_FEED_TYPE),
        )

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """Every dated update and correction that readers can see, newest first."""
        return published_corrections(self.site)

    @cached_property
    def _correction_dates(self) -> dict[str, list[datetime]]:
        dates: dict[str, list[datetime]] = {}
        for one in self.corrections:
            if one.note.kind is NoteKind.CORRECTION:
                dates.setdefault(one.entry.head.path, []).append(one.date)
        return dates

    @cached_property
    def share_picture(self) -> Picture | None:
        """The site's own picture for link previews."""
        path = published_at(self.site, self.config.share_image) if self.config.share_image else ""
        return self.pictures.preview(Destination(path)) if path else None

    def meta(
        self,
        path: str,
        title: str,
        description: str = "",
        *,
        trail: Sequence[Link] = (),
        is_noindex: bool = False,
        pictured: Post | StaticPage | Series | None = None,
        feeds: Sequence[FeedLink] = (),
    ) -> Meta:
        """What a page says of itself. `trail` are the breadcrumbs between the home page and this one.

        The picture for link previews is that of `pictured`, if it has one.
        """
        link = self.link(path)
        crumbs = () if path == "/" else (self.home_link, *trail, Link(title, link))
        image, at = (pictured.head.image, pictured.answers.image) if pictured is not None else (None, None)
        own = self.pictures.preview(at) if at is not None else None
        preview = own or self.share_picture
        return Meta(
            title=title,
            description=description or self.config.tagline or self.config.title,
            canonical=self.absolute(path),
            path=link,
            og_type="website",
            is_noindex=is_noindex,
            image_url=preview.src if preview else "",
            image_alt=image.alt if own and image is not None else "",
            image_width=preview.width if preview else 0,
            image_height=preview.height if preview else 0,
            breadcrumbs=crumbs,
            feeds=(*self.site_feeds, *feeds),
        )

    def own_meta(
        self,
        entry: Post | StaticPage | Series,
        *,
        trail: Sequence[Link] = (),
        feeds: Sequence[FeedLink] = (),
    ) -> Meta:
        """What the own page of a post, page or series says of itself."""
        head = entry.head
        summary = "" if isinstance(head, SeriesHead) else head.summary
        meta = self.meta(
            entry.url,
            head.title,
            head.description or summary or head.body.excerpt,
            trail=trail,
            is_noindex=head.is_noindex,
            pictured=entry,
            feeds=feeds,
        )
        if isinstance(head, SeriesHead):
            return meta
        kind = "article" if isinstance(entry, Post) else meta.og_type
        return msgspec.structs.replace(meta, og_type=kind, canonical=head.canonical or meta.canonical)


def _beside(date: datetime | None, other: datetime | None) -> Moment | None:
    """A date that is printed with its year, unless `other` shows which year is meant."""
    if date is None:
        return None
    return Moment(date.isoformat(), names_year=other is None or other.year != date.year)


def _kilobytes(size: int) -> int:
    """As exactly as readers want to know: to a tenth of a megabyte from one megabyte on."""
    step = 1_000 if size < 1_000_000 else 100_000
    return -(-size // step) * step // 1_000
