"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 of the newest posts, and an Atom feed for each series.

Categories, tags and authors have one too if config.yaml says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID, uuid5

import msgspec

from site_builder.model.addresses import is_site_path
from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Post, Series
from site_builder.model.views import Body, FeedEntry, FeedHistory, FeedPage, Moment
from site_builder.stages.assemble.corrections import Correction
from site_builder.stages.views.entry_traits import has_support
from site_builder.stages.views.feed_addresses import (
    FEED,
    JSON_FEED,
    author_feed,
    feed_archive,
    feed_below,
    old_folders,
    posts_by_author,
    terms_with_feeds,
)
from site_builder.stages.views.page_addresses import CORRECTIONS
from site_builder.stages.views.presenter import Presenter

# Made once, at random, for this program: entry ids are version 5 UUIDs (RFC 9562) of post ids under it.
_NAMESPACE = UUID("a4f6d0c2-7e0b-4c0e-9a52-5b1f4b6f9e37")


class _Feed(msgspec.Struct, frozen=True):
    """What is in a feed; `page` is the site path of what it is a feed of, or empty if it has no page."""

    path: str
    title: str
    subtitle: str
    page: str
    posts: tuple[Post, ...]
    history: FeedHistory | None = None


def plan(presenter: Presenter) -> Iterator[Route]:
    """The site's two feeds and one for each series, newest posts first, `feed.limit` entries each.

    A series has archives of the rest.
    """
    limit = presenter.config.feed.limit
    title, tagline = presenter.config.title, presenter.config.tagline
    newest = presenter.site.posts[:limit]
    feeds = [_Feed(FEED, title, tagline, "/", newest)]
    yield _route(presenter, _Feed(JSON_FEED, title, tagline, "/", newest), "feed.json")
    for alias in presenter.config.feed.aliases:
        if not alias.endswith("/"):
            is_json = alias.lower().endswith(".json")
            feed = _Feed(JSON_FEED if is_json else FEED, title, tagline, "/", newest)
            yield _route(presenter, feed, "feed.json" if is_json else "feed.xml", alias)
    for series in presenter.site.series.values():
        feeds.extend(_of_series(presenter, series))
    for term in terms_with_feeds(presenter.site):
        name = f"{term.name} · {title}"
        feeds.append(_Feed(feed_below(term.url), name, tagline, term.url, term.posts[:limit]))
    for author, written in posts_by_author(presenter.site).items():
        feeds.append(_Feed(author_feed(author), f"{author} · {title}", tagline, "", tuple(written[:limit])))
    if presenter.corrections:
        yield Route(
            feed_below(CORRECTIONS),
            Rendered("feed.xml", partial(_corrections, presenter)),
            Origin("the feed of corrections", is_file=False),
        )
    by_path = {feed.path: feed for feed in feeds}
    for feed in feeds:
        yield _route(presenter, feed, "feed.xml")
    for folder, path in old_folders(presenter.site):
        # Some hosts show an index.xml where there is no index.html. A page that redirects would be worse
        # than nothing: feed readers cannot follow it.
        yield _route(presenter, by_path[path], "feed.xml", f"{folder}index.xml")


def _of_series(presenter: Presenter, series: Series) -> Iterator[_Feed]:
    """The feed of a series, with all its parts; of a long one the newest, and archives of the others.

    Who finds part three can have parts one and two. An archive always has as many parts as the feed may have,
    so it stays as it is when parts are added.
    """
    head, site = series.head, presenter.config
    title, about = f"{head.title} · {site.title}", head.description or site.tagline
    live, limit, path = series.live, site.feed.limit, feed_below(series.url)
    archives = [feed_archive(series.url, number) for number in range(1, (len(live) - 1) // limit + 1)]
    address = presenter.absolute
    newest = FeedHistory(not archives, older_url=address(archives[-1]) if archives else "")
    yield _Feed(path, title, about, series.url, live[: -limit - 1 : -1], newest)
    for number, archive in enumerate(archives):
        history = FeedHistory(
            current_url=address(path),
            older_url=address(archives[number - 1]) if number else "",
            newer_url=address(archives[number + 1]) if archive is not archives[-1] else "",
        )
        parts = live[number * limit : (number + 1) * limit]
        yield _Feed(archive, title, about, series.url, parts[::-1], history)


def _route(presenter: Presenter, feed: _Feed, template: str, path: str = "") -> Route:
    """`path` is an old address at which the same feed is available."""
    return Route(
        path or feed.path,
        Rendered(template, partial(_page, presenter, feed), series=feed.page if feed.history else ""),
        Origin("a feed", is_file=False),
    )


def _page(presenter: Presenter, feed: _Feed) -> FeedPage:
    return FeedPage(
        id=presenter.absolute(feed.page or feed.path),
        title=feed.title,
        subtitle=feed.subtitle,
        url=presenter.absolute(feed.path),
        home_url=presenter.absolute(feed.page or "/"),
        updated=presenter.last_change(feed.posts),
        entries=tuple(_entry(presenter, post) for post in feed.posts),
        history=feed.history,
    )


def _entry(presenter: Presenter, post: Post) -> FeedEntry:
    head, answers = post.head, post.answers
    return FeedEntry(
        id=entry_id(head.id, head.path, presenter.addresses.origin),
        title=head.title,
        url=presenter.absolute(post.url),
        published=presenter.date(post),
        updated=presenter.last_change((post,)) if post.updated else presenter.date(post),
        authors=presenter.authors(head.authors, is_absolute=True),
        summary=head.description or head.summary or head.body.excerpt,
        body=presenter.feed_body(post),
        content_note=presenter.content_note(post, post.url),
        has_support=has_support(head),
        notes=presenter.notes(head.editor_notes, answers.notes, post.url),
        tags=tuple(term.name for term in presenter.site.terms_of[head.path][0]),
        image=presenter.pictures.plain(head.image, answers.image),
        series=presenter.series_place(post),
    )


def _corrections(presenter: Presenter) -> FeedPage:
    """The newest updates and corrections of all texts, each an entry of its own."""
    newest = presenter.corrections[: presenter.config.feed.limit]
    words = presenter.words
    return FeedPage(
        id=presenter.absolute(CORRECTIONS),
        title=f"{words.text('corrections')} · {presenter.config.title}",
        subtitle=words.text("corrections_description"),
        url=presenter.absolute(feed_below(CORRECTIONS)),
        home_url=presenter.absolute(CORRECTIONS),
        updated=Moment(newest[0].date.isoformat()),
        entries=tuple(_correction(presenter, one) for one in newest),
    )


def _correction(presenter: Presenter, one: Correction) -> FeedEntry:
    """Its id is made of the text's id, the kind, the day and its place among those: words may be mended."""
    head, kind, date = one.entry.head, one.note.kind, Moment(one.date.isoformat())
    of_text = entry_id(head.id, head.path, presenter.addresses.origin)
    return FeedEntry(
        id=uuid5(_NAMESPACE, f"{of_text} {kind.value} {date.iso} {one.number}").urn,
        title=presenter.words.text(
            "correction_of", kind=presenter.words.text(f"note_{kind.value}"), title=head.title
        ),
        url=presenter.absolute(one.entry.url),
        published=date,
        updated=date,
        authors=presenter.authors(head.authors),
        summary="",
        body=Body(""),
        content_note=None,
        has_support=False,
        notes=presenter.notes((one.note,), (one.destinations,), one.entry.url),
        tags=(),
        image=None,
        series=None,
    )


def entry_id(identity: str, path: str, origin: str) -> str:
    """A URI that stays when title, slug and date change.

    An id that is a URI already (a guid brought along from another system) is used as it is. The default id,
    a source path, is no more unique than the site's host, so the host becomes part of it; also where the file
    has another path by now, and says by `id` what it was.
    """
    scheme, colon, rest = identity.partition(":")
    if colon and rest and scheme.isalpha() and not is_site_path(identity) and " " not in identity:
        return identity
    is_path = identity == path or (identity.startswith("posts/") and identity.endswith(".md"))
    name = f"{origin}/{identity}" if is_path else identity
    return uuid5(_NAMESPACE, name).urn
