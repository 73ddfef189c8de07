"""robots.txt."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.views import RobotsPage
from site_builder.stages.present import Presenter

PATH = "/robots.txt"


def plan(desk: Presenter) -> Iterator[Route]:
    """The writer's own `content/static/robots.txt` replaces it."""
    if PATH not in desk.site.file_urls.values():
        page = Rendered("robots.txt", lambda: RobotsPage(desk.absolute("/sitemap.xml")))
        yield Route(PATH, page, Origin("robots.txt", is_file=False))
