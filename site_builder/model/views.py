"""Views: all that a template may see.

A view is a small, frozen, encodable value. Its encoded bytes are its page's fingerprint, so nothing may be
reachable from a template but what is here. Listings hold summaries; a body is held as its digest and
the addresses its references resolve to, and joined only when printed (`page.body|content`).

URLs are *links* (see `model.addresses`) unless a field says that it is a full address.
"""

from __future__ import annotations

from typing import Any

import msgspec


class View(msgspec.Struct, frozen=True, gc=False, tag=True, tag_field="view", array_like=True):
    """The root of everything a template may see. Tagged, so that two types of one shape differ.

    Encoded without the names of fields, which only takes what encoded it: another release keeps no views.
    """


class Html(View, frozen=True, gc=False):
    """Markup that needs no escaping. Prints itself."""

    text: str

    def __html__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


class Moment(View, frozen=True, gc=False, omit_defaults=True):
    """An instant in the site's time zone. `iso` is RFC 3339 (`2021-10-26T09:00:00+01:00`).

    Print with `|date` (the site's pattern), `|date("d MMM")` (a CLDR pattern) or `.iso`. `names_year` says
    that readers cannot know the year from what is beside it, so `|announcement_date` prints it.
    """

    iso: str
    names_year: bool = False

    @property
    def year(self) -> int:
        """The year in the site's time zone."""
        return int(self.iso[:4])

    @property
    def month(self) -> int:
        """The month, 1 to 12."""
        return int(self.iso[5:7])

    @property
    def day(self) -> int:
        """The day of the month."""
        return int(self.iso[8:10])


class Picture(View, frozen=True, gc=False):
    """An image ready to print: `src` with its own size, and `sources` as (MIME type, srcset) pairs.

    `width` and `height` are in CSS pixels; 0 where the size is not known (SVG, foreign images).
    `attributes` are other attributes of the writer's tag, such as `title` and `class`.
    """

    src: str
    alt: str = ""
    width: int = 0
    height: int = 0
    srcset: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    is_lazy: bool = True
    caption: str = ""


class Body(View, frozen=True, gc=False):
    """A body by its digest, and what each of its references prints. Print with `|content`.

    A string is markup that is printed as it is (a whole attribute: ` href="/about/"`, or nothing). `here` is
    put before the fragments of links within the page: the page's address in a feed, nothing on the page.
    `prefix` is for a page that shows several bodies: it is put before each id, links within the text follow,
    and headings are one level deeper.
    """

    digest: str
    printed: tuple[str | Picture, ...] = ()
    here: str = ""
    prefix: str = ""


class Link(View, frozen=True, gc=False):
    """A title and where it leads."""

    title: str
    url: str


class Count(View, frozen=True, gc=False):
    """A tag, category or year: its title, its page, and how many posts it has."""

    title: str
    url: str
    posts: int


class PartView(View, frozen=True, gc=False):
    """One part of a series, published (`url` set), or announced (`url` empty; `title` may be empty too).

    In the list on another part's page, `date` is set for announced parts only: when a live part appeared is
    said on its own page, and the others are not made again for it. `is_early` is set in announcements only,
    for a draft or scheduled part that this build shows all the same. `corrected` is when a live part was last
    corrected, if a later part had referred to it by then.
    """

    number: int
    title: str
    url: str
    date: Moment | None
    is_current: bool = False
    is_final: bool = False
    is_early: bool = False
    corrected: Moment | None = None


class SeriesRef(View, frozen=True, gc=False):
    """What a listing says of a post's series: no more than it prints, so that it changes for no more."""

    title: str
    url: str
    number: int


class SeriesPlace(View, frozen=True, gc=False):
    """What a post says of its series. `length` is the number of parts to say, 0 while the series is open."""

    title: str
    url: str
    about: str
    length: int
    number: int


class SeriesSummary(View, frozen=True, gc=False):
    """A series in a list of series, and its progress. `published` counts live parts.

    `status` is "complete", "ongoing" or "abandoned". `length` is the number of parts to say and `next_on` the
    date of the next one: 0 and None where that is open, and where nothing more is to come.
    """

    title: str
    url: str
    description: str
    length: int
    published: int
    status: str
    next_on: Moment | None


class BookLink(View, frozen=True, gc=False):
    """An e-book to download; `kilobytes` is its size in thousands of bytes, 0 where it could not be made."""

    url: str
    kilobytes: int


class SeriesView(SeriesSummary, frozen=True, gc=False):
    """A series on its own page, with all its parts. `book` is set where it can be downloaded as an e-book.

    `announcement` is the next part to come, or the last one once all are live. `ended_after` is the number of
    parts after which an abandoned series ended, 0 for all others. `whole_url` is the page with all parts,
    empty where there is none. `calendar_url` is empty where no coming part has a date; `calendar_address` is
    the same with scheme and host, to subscribe to.
    """

    parts: tuple[PartView, ...]
    feed_url: str
    calendar_url: str
    calendar_address: str
    announcement: PartView | None
    ended_after: int
    whole_url: str
    book: BookLink | None


class Summary(View, frozen=True, gc=False):
    """A post in a listing. `state` is "published", "draft" or "scheduled".

    `whole` is set where a listing shows a finished series as one entry: this post is its first part then.
    """

    title: str
    url: str
    date: Moment | None
    minutes: int
    teaser: Html
    has_more: bool
    series: SeriesRef | None
    categories: tuple[Link, ...]
    image: Picture | None
    state: str
    has_content_note: bool
    whole: SeriesSummary | None = None


class Author(View, frozen=True, gc=False):
    """Somebody in a byline. `about` and `picture` are for the box at a post's end; feeds have neither.

    `url` is a link, in feeds a full address; empty where config.yaml says nothing of this author.
    """

    name: str
    url: str = ""
    about: str = ""
    picture: Picture | None = None


class Note(View, frozen=True, gc=False):
    """An editor's note: `kind` is note, update, correction or content."""

    kind: str
    html: Html
    date: Moment | None


class CorrectionEntry(View, frozen=True, gc=False):
    """An update or a correction, which has a date, and the text that it is about."""

    title: str
    url: str
    note: Note


class TocEntry(View, frozen=True, gc=False):
    """A heading of the page; `level` is 2 to 6."""

    id: str
    html: Html
    level: int


class CommentView(View, frozen=True, gc=False):
    """An archived comment and the replies to it, up to eight deep."""

    id: str
    author: str
    date: Moment | None
    html: Html
    replies: tuple[CommentView, ...]


class Provider(View, frozen=True, gc=False):
    """A comment service; `recipient` is who receives what, for the button.

    Its template is `comments/` and its name. `options` are the service's settings as (name, value) pairs;
    `script` is the theme's script that it needs.
    """

    name: str
    recipient: str
    options: tuple[tuple[str, str], ...]
    script: str


class Thread(View, frozen=True, gc=False):
    """The comment section of a post. `key` is the stable id by which a service knows the thread.

    `is_open` is False where the writer closed the comments: archived ones are still shown.
    """

    key: str
    is_open: bool
    count: int
    comments: tuple[CommentView, ...]
    provider: Provider
    reply_email: str
    reply_url: str
    reply_text: str
    privacy_text: str
    privacy_link: Link | None


class Pagination(View, frozen=True, gc=False):
    """Which page of a listing this is, and its neighbours."""

    number: int
    total: int
    newer: str
    older: str


class FeedLink(View, frozen=True, gc=False):
    """A feed to announce in a page's head. `type` is a MIME type."""

    title: str
    url: str
    type: str


class Meta(View, frozen=True, gc=False):
    """What every page says of itself.

    `canonical` and `image_url` are full addresses. `og_type` is "website" or "article". `breadcrumbs` run
    from the home page to this page, whose own entry is last.
    """

    title: str
    description: str
    canonical: str
    path: str
    og_type: str = "website"
    is_noindex: bool = False
    image_url: str = ""
    image_alt: str = ""
    image_width: int = 0
    image_height: int = 0
    breadcrumbs: tuple[Link, ...] = ()
    feeds: tuple[FeedLink, ...] = ()


class SupportView(View, frozen=True, gc=False):
    """An organisation a reader can talk to. `phone_url` is `tel:…`, `text_url` `sms:…`; `url` is an address.

    `text_url` is empty where `text` does not have just one number.
    """

    name: str
    phone: str
    phone_url: str
    text: str
    text_url: str
    url: str
    region: str
    verified_on: Moment | None


class EmergencyView(View, frozen=True, gc=False):
    """What to do in an emergency. `number_url` is `tel:…`; both are empty where the number is not known."""

    text: str
    number: str
    number_url: str


class Icon(View, frozen=True, gc=False):
    """A little picture for the browser's tab. `type` is its MIME type."""

    url: str
    type: str


class ThemeView(View, frozen=True, gc=False):
    """How the site changes the theme. URLs are links; empty where not configured.

    `custom_url` is the style sheet made of the colours and fonts in config.yaml. `share` are names of the
    theme's own share links; in the `url` of `share_links`, `{link}` and `{title}` stand for the post's.
    """

    logo: Picture | None = None
    custom_url: str = ""
    stylesheet_url: str = ""
    script_urls: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    share_links: tuple[Link, ...] = ()
    quick_exit_url: str = ""
    icons: tuple[Icon, ...] = ()
    touch_icon_url: str = ""


class SiteView(View, frozen=True, gc=False):
    """What every template knows of the site. `address` is the home page's full address.

    `direction` is "ltr" or "rtl". `support_url` and `search_url` are empty where switched off, and
    `corrections_url` where nothing was corrected.
    """

    title: str
    tagline: str
    language: str
    direction: str
    author: str
    url: str
    address: str
    menu: tuple[Link, ...]
    social_label: str
    social_links: tuple[Link, ...]
    feed_url: str
    series_url: str
    tags_url: str
    categories_url: str
    archive_url: str
    search_url: str
    support_url: str
    corrections_url: str
    support: tuple[SupportView, ...]
    emergency: EmergencyView
    theme: ThemeView
    has_series: bool
    has_tags: bool
    has_categories: bool
    params: dict[str, Any] = {}


class HomePage(View, frozen=True, gc=False):
    """`home.html`: page 1 and its followers. Only page 1 has `intro`, `body`, `newest` and `under_way`.

    `body` is the text of content/pages/home.md, which takes the place of `intro`.
    """

    meta: Meta
    intro: str
    body: Body | None
    newest: Summary | None
    under_way: tuple[SeriesSummary, ...]
    posts: tuple[Summary, ...]
    pagination: Pagination


class PostPage(View, frozen=True, gc=False):
    """`post.html`. `previous_part`/`next_part` are neighbours in the series, `newer`/`older` in time.

    `announcement` is the next part that is not live, or the next live one after this part: the closing
    line "Part III (final) will be published Nov 2." `ended_after` is set in its place where the series was
    abandoned: the number of parts after which it ended. `is_updated` says that `updated` is later than
    `date`.
    `state` is "published", "draft" or "scheduled".
    """

    meta: Meta
    id: str
    title: str
    description: str
    body: Body
    words: int
    minutes: int
    date: Moment | None
    updated: Moment | None
    is_updated: bool
    authors: tuple[Author, ...]
    image: Picture | None
    content_note: Html | None
    has_support: bool
    notes: tuple[Note, ...]
    dated_notes: tuple[Note, ...]
    toc: tuple[TocEntry, ...]
    tags: tuple[Link, ...]
    categories: tuple[Link, ...]
    series: SeriesPlace | None
    parts: tuple[PartView, ...]
    previous_part: Link | None
    next_part: Link | None
    announcement: PartView | None
    ended_after: int
    newer: Link | None
    older: Link | None
    thread: Thread | None
    state: str
    params: dict[str, Any] = {}


class TextPage(View, frozen=True, gc=False):
    """`page.html`: a page outside time and series. `state` is "published" or "draft".

    The one at `/support/` is printed by `support.html`, below the numbers. `has_support` asks for them too.
    """

    meta: Meta
    title: str
    body: Body
    toc: tuple[TocEntry, ...]
    updated: Moment | None
    image: Picture | None
    content_note: Html | None
    has_support: bool
    notes: tuple[Note, ...]
    state: str
    params: dict[str, Any] = {}
    posts: tuple[Summary, ...] = ()


class SeriesPage(View, frozen=True, gc=False):
    """`series.html`: the landing page of one series; `posts` are its live parts in order."""

    meta: Meta
    series: SeriesView
    body: Body
    posts: tuple[Summary, ...]
    params: dict[str, Any] = {}


class PartText(View, frozen=True, gc=False):
    """A live part of a series among others: on the page that shows all of them, and in a book.

    `toc` are its headings of the second level, by their ids there. `is_updated` says that `updated` is later
    than `date`.
    """

    number: int
    title: str
    url: str
    description: str
    date: Moment | None
    updated: Moment | None
    is_updated: bool
    authors: tuple[Author, ...]
    image: Picture | None
    content_note: Html | None
    has_support: bool
    notes: tuple[Note, ...]
    toc: tuple[TocEntry, ...]
    body: Body


class WholePart(PartText, frozen=True, gc=False):
    """A live part on the page that shows all of them. `id` is its section's, `state` as for a post."""

    id: str
    minutes: int
    state: str


class WholeSeriesPage(View, frozen=True, gc=False):
    """`series-whole.html`: the live parts of a series one after the other; `minutes` is their sum."""

    meta: Meta
    series: SeriesSummary
    minutes: int
    has_support: bool
    book: BookLink | None
    parts: tuple[WholePart, ...]
    params: dict[str, Any] = {}


class BookImage(View, frozen=True, gc=False):
    """A picture in a book: its name there and its MIME type.

    `source` is its path under content/. `variant` is what is made of it: kind, width, height and quality;
    none where it is taken as it is, without private metadata.
    """

    name: str
    type: str
    source: str
    variant: tuple[str, int, int, int] | None


class BookCover(View, frozen=True, gc=False):
    """The cover of a book: its file, what is written above and below the title, and CSS hex colours.

    The file is `cover.png`, which is drawn, or `cover.svg`, which the template writes, for scripts that need
    an e-reader's own fonts.
    """

    name: str
    above: str
    below: str
    ground: str
    ink: str


class Chapter(PartText, frozen=True, gc=False):
    """A live part as a chapter of a book. `name` is its file's.

    `url` and `body.here` are the full address of its own page. `body` and the notes become XHTML by `|xhtml`.
    """

    name: str


class BookPage(View, frozen=True, gc=False):
    """`book.xml`: all files of an EPUB, which are bound to one afterwards.

    `id` is a URI; `modified` is in UTC, to the second. `years` are those in which parts appeared, such as
    "2024–2026". `accent` is a CSS hex colour. `has_alternatives` says that every picture is described in
    words.
    """

    id: str
    title: str
    description: str
    url: str
    authors: tuple[str, ...]
    years: str
    rights: str
    date: Moment | None
    modified: str
    status: str
    accent: str
    cover: BookCover
    images: tuple[BookImage, ...]
    has_alternatives: bool
    chapters: tuple[Chapter, ...]


class SeriesIndexPage(View, frozen=True, gc=False):
    """`series-index.html`: all series, most recently updated first."""

    meta: Meta
    series: tuple[SeriesSummary, ...]


class TermPage(View, frozen=True, gc=False):
    """`term.html`: the posts of one tag or category. `kind` is "tag" or "category"."""

    meta: Meta
    kind: str
    title: str
    total: int
    posts: tuple[Summary, ...]
    pagination: Pagination


class TermIndexPage(View, frozen=True, gc=False):
    """`term-index.html`: all tags or categories in alphabetical order. `kind` is "tag" or "category"."""

    meta: Meta
    kind: str
    terms: tuple[Count, ...]


class ArchivePage(View, frozen=True, gc=False):
    """`archive.html`: all years (`year` 0, `posts` all) or one year. Newest first."""

    meta: Meta
    year: int
    years: tuple[Count, ...]
    posts: tuple[ArchiveEntry, ...]


class ArchiveEntry(View, frozen=True, gc=False):
    """A line in the archive."""

    title: str
    url: str
    date: Moment


class NotFoundPage(View, frozen=True, gc=False):
    """`404.html`: shown by hosts for any unknown URL, so every link in it is an absolute path."""

    meta: Meta
    posts: tuple[ArchiveEntry, ...]


class CorrectionsPage(View, frozen=True, gc=False):
    """`corrections.html`: every dated update and correction of the site, newest first."""

    meta: Meta
    entries: tuple[CorrectionEntry, ...]
    feed_url: str


class SupportPage(View, frozen=True, gc=False):
    """`support.html`: everybody a reader can talk to (`site.support`), where no page has that address."""

    meta: Meta


class SearchPage(View, frozen=True, gc=False):
    """`search.html`: the only page that loads the search index."""

    meta: Meta


class RedirectPage(View, frozen=True, gc=False):
    """`redirect.html`: an old URL. `target` is a link, `canonical` its full address."""

    title: str
    target: str
    canonical: str


class FeedEntry(View, frozen=True, gc=False):
    """A post in a feed. `id` is a stable URI. `url` is a full address, as are all inside the body."""

    id: str
    title: str
    url: str
    published: Moment
    updated: Moment
    authors: tuple[Author, ...]
    summary: str
    body: Body
    content_note: Html | None
    has_support: bool
    notes: tuple[Note, ...]
    tags: tuple[str, ...]
    image: Picture | None
    series: SeriesPlace | None


class FeedHistory(View, frozen=True, gc=False):
    """How to have all entries of a feed (RFC 5005). URLs are full addresses, empty where there is nothing.

    A feed that is complete has them all. Any other has the newest, and archives have the older ones:
    `older_url` and `newer_url` lead from one to the next, `current_url` from an archive to the feed.
    """

    is_complete: bool = False
    current_url: str = ""
    older_url: str = ""
    newer_url: str = ""


class FeedPage(View, frozen=True, gc=False):
    """`feed.xml` and `feed.json`. All URLs are full addresses; `updated` is that of the newest entry.

    `history` is set for series.
    """

    id: str
    title: str
    subtitle: str
    url: str
    home_url: str
    updated: Moment
    entries: tuple[FeedEntry, ...]
    history: FeedHistory | None = None


class SitemapEntry(View, frozen=True, gc=False):
    """`url` is a full address."""

    url: str
    updated: Moment | None


class SitemapPage(View, frozen=True, gc=False):
    """`sitemap.xml`."""

    entries: tuple[SitemapEntry, ...]


class SitemapIndexPage(View, frozen=True, gc=False):
    """`sitemap-index.xml`: where there are more than 50,000 URLs (sitemaps.org); full addresses."""

    urls: tuple[str, ...]


class RobotsPage(View, frozen=True, gc=False):
    """`robots.txt`; `sitemap_url` is a full address."""

    sitemap_url: str


class RedirectRule(View, frozen=True, gc=False):
    """One line of the redirects table, as percent-encoded links. `status` is `301`, for some hosts `301!`."""

    source: str
    target: str
    status: str


class RedirectsPage(View, frozen=True, gc=False):
    """`_redirects`: the table that Netlify, Cloudflare Pages and GitLab Pages read."""

    rules: tuple[RedirectRule, ...]


PageView = (
    HomePage
    | PostPage
    | TextPage
    | SeriesPage
    | WholeSeriesPage
    | BookPage
    | SeriesIndexPage
    | TermPage
    | TermIndexPage
    | ArchivePage
    | NotFoundPage
    | CorrectionsPage
    | SupportPage
    | SearchPage
    | RedirectPage
    | FeedPage
    | SitemapPage
    | SitemapIndexPage
    | RobotsPage
    | RedirectsPage
)
