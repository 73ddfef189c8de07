"""robots.txt."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import RobotsPage
from site_builder.stages.views.presenter import Presenter

PATH = "/robots.txt"


def plan(presenter: Presenter) -> Iterator[Route]:
    """The writer's own `content/static/robots.txt` replaces it."""
    if PATH not in presenter.site.file_urls.values():
        page = Rendered("robots.txt", lambda: RobotsPage(presenter.absolute("/sitemap.xml")))
        yield Route(PATH, page, Origin("robots.txt", is_file=False))
