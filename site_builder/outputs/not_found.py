"""The page that hosts show for an unknown URL."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import NotFoundPage
from site_builder.stages.views.presenter import Presenter

_NEWEST = 5


def plan(presenter: Presenter) -> Iterator[Route]:
    """`404.html` at the root, where every static host looks for it.

    It asks no search engine to leave it out: hosts send it with status 404, which none of them lists.
    """
    yield Route(
        "/404.html",
        Rendered("404.html", partial(_page, presenter)),
        Origin("the page for unknown URLs", is_file=False),
    )


def _page(presenter: Presenter) -> NotFoundPage:
    return NotFoundPage(
        presenter.meta("/404.html", presenter.words.text("not_found_title")),
        tuple(map(presenter.archive_entry, presenter.site.posts[:_NEWEST])),
    )
