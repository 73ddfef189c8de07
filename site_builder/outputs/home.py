"""The home page and its followers, `/page/2/` and on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from site_builder.model.addresses import HOME, HOME_TEXT
from site_builder.model.documents import SeriesStatus
from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Post, Series
from site_builder.model.views import Body, HomePage, SeriesSummary, Summary
from site_builder.stages.views.paginate import Listing, paginated
from site_builder.stages.views.presenter import Presenter
from site_builder.stages.views.series_progress import last_changed_first


def plan(presenter: Presenter) -> Iterator[Route]:
    """Page 1 leads with the newest post and the series under way; the rest follow by `paginate`.

    A finished series is one entry among the rest, at the place of its last part, and begins at its first.
    """
    posts = presenter.site.posts
    finished = {
        slug: series
        for slug, series in presenter.site.series.items()
        if series.status is SeriesStatus.COMPLETE and len(series.live) > 1
    }
    entries = (*posts[:1], *_with_whole_series(posts, finished))
    for listing in paginated(presenter, HOME, entries):
        yield Route(
            listing.path,
            Rendered("home.html", partial(_page, presenter, listing, finished)),
            Origin("the home page", is_file=False),
            in_sitemap=True,
        )


def _with_whole_series(posts: tuple[Post, ...], finished: dict[str, Series]) -> Iterator[Post]:
    """All but the newest, the first parts standing for finished series."""
    seen: set[str] = set()
    for number, post in enumerate(posts):
        if post.series in finished:
            if post.series not in seen:
                seen.add(post.series)
                yield finished[post.series].live[0]
        elif number:
            yield post


def _page(presenter: Presenter, listing: Listing, finished: dict[str, Series]) -> HomePage:
    is_first = listing.number == 1
    rest = listing.posts[1:] if is_first else listing.posts
    return HomePage(
        meta=presenter.meta(listing.path, presenter.page_title(presenter.config.title, listing.number)),
        intro=presenter.config.intro if is_first else "",
        body=_body(presenter) if is_first else None,
        newest=presenter.summary(listing.posts[0]) if is_first and listing.posts else None,
        under_way=_under_way(presenter) if is_first else (),
        posts=tuple(_entry(presenter, post, finished.get(post.series)) for post in rest),
        pagination=listing.pagination,
    )


def _body(presenter: Presenter) -> Body | None:
    """The text of the page that is the home page's own."""
    for page in presenter.site.pages:
        if page.head.path == HOME_TEXT and page.url == HOME:
            return presenter.body(page)
    return None


def _entry(presenter: Presenter, post: Post, whole: Series | None) -> Summary:
    summary = presenter.summary(post)
    return replace(summary, whole=presenter.series_summary(whole)) if whole else summary


def _under_way(presenter: Presenter) -> tuple[SeriesSummary, ...]:
    under_way = [
        series
        for series in presenter.site.series.values()
        if series.status is SeriesStatus.ONGOING and series.live
    ]
    return tuple(map(presenter.series_summary, last_changed_first(under_way)))
