"""A landing page for every series, and the index of all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Series
from site_builder.model.views import FeedLink, Link, SeriesIndexPage, SeriesPage
from site_builder.stages.assemble.entries import newest_date
from site_builder.stages.views.entry_traits import series_origin
from site_builder.stages.views.page_addresses import SERIES_INDEX, book_path
from site_builder.stages.views.presenter import ATOM_TYPE, Presenter
from site_builder.stages.views.series_progress import last_changed_first


def plan(presenter: Presenter) -> Iterator[Route]:
    """The index is there as soon as there is a series."""
    for series in presenter.site.series.values():
        yield Route(
            series.url,
            Rendered(
                "series.html",
                partial(_page, presenter, series),
                book=book_path(presenter.config, series),
            ),
            series_origin(series),
            in_sitemap=not series.head.is_noindex,
            updated=newest_date(series.live),
        )
    if presenter.site.series:
        yield Route(
            SERIES_INDEX,
            Rendered("series-index.html", partial(_index, presenter)),
            Origin("the index of series", is_file=False),
            in_sitemap=True,
        )


def _index(presenter: Presenter) -> SeriesIndexPage:
    meta = presenter.meta(
        SERIES_INDEX, presenter.words.text("series"), presenter.words.text("series_description")
    )
    return SeriesIndexPage(
        meta, tuple(map(presenter.series_summary, last_changed_first(presenter.site.series.values())))
    )


def _page(presenter: Presenter, series: Series) -> SeriesPage:
    head = series.head
    view = presenter.series_view(series)
    return SeriesPage(
        meta=presenter.own_meta(
            series,
            trail=(Link(presenter.words.text("series"), presenter.link(SERIES_INDEX)),),
            feeds=(FeedLink(head.title, view.feed_url, ATOM_TYPE),),
        ),
        series=view,
        body=presenter.body(series),
        posts=tuple(map(presenter.summary, series.live)),
        params=head.params,
    )
