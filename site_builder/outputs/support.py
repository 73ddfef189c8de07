"""The page of people to talk to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import SupportPage
from site_builder.stages.present import SUPPORT, Presenter


def plan(desk: Presenter) -> Iterator[Route]:
    """Where config.yaml lists anybody under `support:`."""
    if desk.config.support:
        yield Route(
            SUPPORT,
            Rendered("support.html", partial(_page, desk)),
            Origin("the page of people to talk to", is_file=False),
            in_sitemap=True,
        )


def _page(desk: Presenter) -> SupportPage:
    words = desk.words
    return SupportPage(desk.meta(SUPPORT, words.text("support_heading"), words.text("support_intro")))
