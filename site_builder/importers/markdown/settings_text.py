"""config.yaml as the other tool's configuration describes the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from site_builder.importers.markdown.tool_settings import ToolSettings
from site_builder.stages.language.locales import is_known_language
from site_builder.stages.source.yaml_text import yaml_text
from site_builder.stages.text.site_paths import flaw_of_address


def settings_text(settings: ToolSettings, pattern: str, feeds: Sequence[str]) -> str:
    """The settings of a new site. `feeds` are the addresses that the tool's feeds had."""
    values: dict[str, Any] = {"title": settings.title or "My blog"}
    if settings.tagline:
        values["tagline"] = settings.tagline
    address = settings.base_url if flaw_of_address(settings.base_url) is None else ""
    values["base_url"] = f"{(address or 'https://example.org').rstrip('/')}/"
    language = settings.language.replace("_", "-")
    if language and is_known_language(language):
        values["language"] = language
    if settings.timezone in available_timezones() - {"localtime", "Factory"}:
        values["timezone"] = settings.timezone
    if settings.author:
        values["author"] = settings.author
    if pattern != "/{slug}/":
        values["permalinks"] = {"posts": pattern}
    if feeds:
        values["feed"] = {"aliases": list(feeds)}
    return f"# The settings of this site. Check them all.\n\n{yaml_text(values)}\n"
