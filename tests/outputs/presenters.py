"""The routes that one output plans, and the views behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from site_builder import outputs
from site_builder.engine.features import find_modules
from site_builder.model.documents import Head
from site_builder.model.routes import Rendered, Route
from site_builder.stages.language.words import Words
from site_builder.stages.views.plan import SitePlan, plan
from site_builder.stages.views.presenter import Presenter
from tests.stages.assemble.heads import CONFIG, assembled

Plan = Callable[[Presenter], Iterator[Route]]


def presenter(
    *heads: Head, now: str = "2026-03-01T12:00", files: tuple[str, ...] = (), **settings: Any
) -> Presenter:
    """The presenter of a site of these heads; `settings` are config.yaml's."""
    config = replace(CONFIG, **settings)
    site = assembled(*heads, config=config, now=now, files=files).site
    return Presenter(site, Words(config.language))


def planned(presenter: Presenter) -> SitePlan:
    """All that all outputs plan."""
    return plan(presenter, find_modules(outputs.__name__))


def views(routes: Iterator[Route]) -> dict[str, Any]:
    """The views of rendered routes, by path."""
    return {route.path: route.content.make_view() for route in routes if isinstance(route.content, Rendered)}


def view(routes: Iterator[Route], path: str) -> Any:
    """One of them."""
    return views(routes)[path]
