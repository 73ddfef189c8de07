"""The style sheet made of the site's own colours and fonts."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.routes import Literal, Origin, Route
from site_builder.stages.theme.custom_style import custom_style_path, site_style
from site_builder.stages.views.presenter import Presenter


def plan(presenter: Presenter) -> Iterator[Route]:
    """Nothing where config.yaml leaves the theme as it is."""
    style = site_style(presenter.site)
    if style:
        origin = Origin("the style sheet of theme: in config.yaml", is_file=False)
        yield Route(custom_style_path(style), Literal(style.encode()), origin)
