"""The home page and its followers, `/page/2/` and on."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.documents import SeriesStatus
from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import HomePage, SeriesView
from site_builder.stages.paginate import paginated
from site_builder.stages.present import Presenter


def plan(desk: Presenter) -> Iterator[Route]:
    """Page 1 leads with the newest post and the series under way; the rest follow by `paginate`."""
    for page in paginated(desk, "/", desk.site.posts):
        is_first = page.number == 1
        posts = tuple(map(desk.summary, page.posts))
        title = desk.page_title(desk.config.title, page.number)
        yield Route(
            page.path,
            Rendered(
                "home.html",
                HomePage(
                    meta=desk.meta(page.path, title),
                    newest=posts[0] if is_first and posts else None,
                    under_way=_under_way(desk) if is_first else (),
                    posts=posts[1:] if is_first else posts,
                    pagination=page.pagination,
                ),
            ),
            Origin("the home page", is_file=False),
            in_sitemap=True,
        )


def _under_way(desk: Presenter) -> tuple[SeriesView, ...]:
    views = [
        desk.series_view(series)
        for series in desk.site.series.values()
        if series.status is SeriesStatus.ONGOING and series.live
    ]
    return tuple(sorted(views, key=lambda view: view.updated.iso if view.updated else "", reverse=True))
