"""The sitemap (sitemaps.org protocol 0.9) of every page that search engines may list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import SitemapEntry, SitemapIndexPage, SitemapPage
from site_builder.stages.present import Presenter

MOST_URLS = 50_000
_ORIGIN = Origin("the sitemap", is_file=False)


def plan_last(desk: Presenter, routes: Sequence[Route]) -> Iterator[Route]:
    """One file, or an index of several where there are more URLs than one may hold."""
    listed = sorted((route for route in routes if route.in_sitemap), key=lambda route: route.path)
    entries = [SitemapEntry(desk.absolute(route.path), desk.moment(route.updated)) for route in listed]
    if len(entries) <= MOST_URLS:
        yield Route("/sitemap.xml", Rendered("sitemap.xml", SitemapPage(tuple(entries))), _ORIGIN)
        return
    urls = []
    for number, start in enumerate(range(0, len(entries), MOST_URLS), 1):
        path = f"/sitemap-{number}.xml"
        urls.append(desk.absolute(path))
        page = SitemapPage(tuple(entries[start : start + MOST_URLS]))
        yield Route(path, Rendered("sitemap.xml", page), _ORIGIN)
    yield Route("/sitemap.xml", Rendered("sitemap-index.xml", SitemapIndexPage(tuple(urls))), _ORIGIN)
