"""The page of people to talk to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import SupportPage
from site_builder.stages.views.page_addresses import SUPPORT
from site_builder.stages.views.presenter import Presenter


def plan(presenter: Presenter) -> Iterator[Route]:
    """Where config.yaml lists anybody under `support:`, and no page of the site's own has that address."""
    is_taken = any(page.url == SUPPORT for page in presenter.site.pages)
    if presenter.config.support.organisations and not is_taken:
        yield Route(
            SUPPORT,
            Rendered("support.html", partial(_page, presenter)),
            Origin("the page of people to talk to", is_file=False),
            in_sitemap=True,
        )


def _page(presenter: Presenter) -> SupportPage:
    words = presenter.words
    return SupportPage(presenter.meta(SUPPORT, words.text("support_heading"), words.text("support_intro")))
