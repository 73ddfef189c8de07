"""The home page and its followers, `/page/2/` and on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.documents import SeriesStatus
from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import HomePage, SeriesSummary
from site_builder.stages.views.paginate import Listing, paginated
from site_builder.stages.views.presenter import Presenter, last_changed_first


def plan(presenter: Presenter) -> Iterator[Route]:
    """Page 1 leads with the newest post and the series under way; the rest follow by `paginate`."""
    for listing in paginated(presenter, "/", presenter.site.posts):
        yield Route(
            listing.path,
            Rendered("home.html", partial(_page, presenter, listing)),
            Origin("the home page", is_file=False),
            in_sitemap=True,
        )


def _page(presenter: Presenter, listing: Listing) -> HomePage:
    is_first = listing.number == 1
    posts = tuple(map(presenter.summary, listing.posts))
    return HomePage(
        meta=presenter.meta(listing.path, presenter.page_title(presenter.config.title, listing.number)),
        newest=posts[0] if is_first and posts else None,
        under_way=_under_way(presenter) if is_first else (),
        posts=posts[1:] if is_first else posts,
        pagination=listing.pagination,
    )


def _under_way(presenter: Presenter) -> tuple[SeriesSummary, ...]:
    under_way = [
        series
        for series in presenter.site.series.values()
        if series.status is SeriesStatus.ONGOING and series.live
    ]
    return tuple(map(presenter.series_summary, last_changed_first(under_way)))
