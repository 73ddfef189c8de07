"""The page to search on. Its index is made by `engine.output.search_index`, of what a build has written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import SearchPage
from site_builder.stages.views.page_addresses import SEARCH
from site_builder.stages.views.presenter import Presenter


def plan(presenter: Presenter) -> Iterator[Route]:
    """Where search is switched on. Not in the sitemap: there is nothing on the page itself."""
    if presenter.config.search:
        yield Route(
            SEARCH,
            Rendered("search.html", partial(_page, presenter)),
            Origin("the search page", is_file=False),
        )


def _page(presenter: Presenter) -> SearchPage:
    words = presenter.words
    return SearchPage(presenter.meta(SEARCH, words.text("search"), words.text("search_site")))
