"""The sitemap (sitemaps.org protocol 0.9) of every page that search engines may list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import SitemapEntry, SitemapIndexPage, SitemapPage
from site_builder.stages.views.presenter import Presenter

PATH = "/sitemap.xml"
MOST_URLS = 50_000
_ORIGIN = Origin("the sitemap", is_file=False)


def plan_last(presenter: Presenter, routes: Sequence[Route]) -> Iterator[Route]:
    """One file, or an index of several where there are more URLs than one may hold."""
    listed = sorted((route for route in routes if route.in_sitemap), key=lambda route: route.path)
    if len(listed) <= MOST_URLS:
        yield Route(PATH, Rendered("sitemap.xml", partial(_page, presenter, listed)), _ORIGIN)
        return
    parts = {
        f"/sitemap-{number}.xml": listed[start : start + MOST_URLS]
        for number, start in enumerate(range(0, len(listed), MOST_URLS), 1)
    }
    for path, part in parts.items():
        yield Route(path, Rendered("sitemap.xml", partial(_page, presenter, part)), _ORIGIN)
    yield Route(PATH, Rendered("sitemap-index.xml", partial(_index, presenter, tuple(parts))), _ORIGIN)


def _page(presenter: Presenter, routes: Sequence[Route]) -> SitemapPage:
    return SitemapPage(
        tuple(
            SitemapEntry(presenter.absolute(route.path), presenter.moment(route.updated)) for route in routes
        )
    )


def _index(presenter: Presenter, paths: Sequence[str]) -> SitemapIndexPage:
    return SitemapIndexPage(tuple(map(presenter.absolute, paths)))
