"""From permalink patterns to site paths."""

from __future__ import annotations

from datetime import datetime

from site_builder.model.addresses import HOME, HOME_TEXT
from site_builder.model.config import Config
from site_builder.model.documents import Entry


def entry_url(pattern: str, head: Entry, now: datetime) -> str:
    """The site path of a post or page. An undated draft takes the day it is shown on."""
    if head.permalink:
        return head.permalink
    if head.path == HOME_TEXT:
        return HOME
    if "{year}" not in pattern and "{month}" not in pattern and "{day}" not in pattern:
        return pattern.replace("{slug}", head.slug)
    date = head.date or now
    return (
        pattern.replace("{slug}", head.slug)
        .replace("{year}", f"{date.year:04}")
        .replace("{month}", f"{date.month:02}")
        .replace("{day}", f"{date.day:02}")
    )


def series_url(config: Config, slug: str) -> str:
    """The site path of a series' landing page."""
    return config.permalinks.series.replace("{slug}", slug)
