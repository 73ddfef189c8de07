"""Sites made straight from their settings, and of few heads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from site_builder.model.documents import Head
from site_builder.model.site import Site
from site_builder.stages.assemble import Visibility, assemble
from site_builder.stages.config.keys import read_config


def site_of(
    settings: str,
    files: Iterable[str] = (),
    now: str = "2026-03-01T12:00",
    *,
    heads: Iterable[Head] = (),
) -> Site:
    """The site with these further lines in config.yaml (from line 3 on) and these files under content/."""
    text = f"title: Tests\nbase_url: https://tests.example/\n{settings}"
    config, diagnostics = read_config(text.encode())
    assert config is not None, diagnostics
    visibility = Visibility(datetime.fromisoformat(now).replace(tzinfo=UTC))
    return assemble(config, heads, files, visibility).site
