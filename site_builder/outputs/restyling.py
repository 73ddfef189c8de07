"""The style sheet made of the site's own colours and fonts."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.routes import Literal, Origin, Route
from site_builder.stages.present import Presenter
from site_builder.stages.restyling import custom_style, custom_style_path


def plan(desk: Presenter) -> Iterator[Route]:
    """Nothing where config.yaml leaves the theme as it is."""
    style = custom_style(desk.config.theme)
    if style:
        origin = Origin("the style sheet of theme: in config.yaml", is_file=False)
        yield Route(custom_style_path(style), Literal(style.encode()), origin)
