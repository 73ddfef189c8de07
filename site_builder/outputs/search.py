"""The page to search on. Its index is made by `engine.search_index`, of what a build has written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import SearchPage
from site_builder.stages.present import SEARCH, Presenter


def plan(desk: Presenter) -> Iterator[Route]:
    """Where search is switched on. Not in the sitemap: there is nothing on the page itself."""
    if desk.config.search:
        yield Route(
            SEARCH,
            Rendered("search.html", partial(_page, desk)),
            Origin("the search page", is_file=False),
        )


def _page(desk: Presenter) -> SearchPage:
    words = desk.words
    return SearchPage(desk.meta(SEARCH, words.text("search"), words.text("search_site")))
