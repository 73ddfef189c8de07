"""config.yaml as an export describes the blog."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from site_builder.importers.wordpress import addresses
from site_builder.importers.wordpress.blog import Survey
from site_builder.importers.wordpress.old_addresses import FEEDS, redirects_of
from site_builder.importers.wordpress.records import Item
from site_builder.importers.wordpress.terms import one_line
from site_builder.stages.language.locales import is_known_language
from site_builder.stages.source.yaml_text import yaml_text
from site_builder.stages.text.site_paths import flaw_of_link

_HEAD = """# The settings of this site, as the export of WordPress describes it.
# Categories, tags and authors can have feeds of their own, as WordPress has:
# write each: [category, tag, author] below feed.
"""


def config_text(survey: Survey) -> str:
    """The settings of a new site."""
    channel = survey.channel
    values: dict[str, Any] = {"title": one_line(channel.title) or "My blog"}
    if one_line(channel.tagline):
        values["tagline"] = one_line(channel.tagline)
    values["base_url"] = f"{channel.address or 'https://example.org'}/"
    if channel.language and is_known_language(channel.language):
        values["language"] = channel.language
    values["timezone"] = survey.timezone
    permalinks = {"posts": survey.pattern} if survey.pattern != "/{slug}/" else {}
    values["permalinks"] = permalinks | {
        "categories": f"/{survey.terms.bases['category']}/{{slug}}/",
        "tags": f"/{survey.terms.bases['tag']}/{{slug}}/",
    }
    values["feed"] = {"aliases": [path for path in FEEDS if path not in survey.by_path]}
    values["redirects"] = redirects_of(survey)
    menu = _menu(survey)
    if menu:
        values["menu"] = menu
    return f"{_HEAD}\n{yaml_text(values)}\n"


def _menu(survey: Survey) -> list[dict[str, str]]:
    """The top level of the first menu."""
    first = next((term.name for item in survey.menu for term in item.terms if term.domain == "nav_menu"), "")
    found: list[dict[str, str]] = []
    for item in sorted(survey.menu, key=lambda one: one.menu_order):
        is_first = any(term.domain == "nav_menu" and term.name == first for term in item.terms)
        if not is_first or item.meta_value("_menu_item_menu_item_parent").strip() not in {"", "0"}:
            continue
        entry = _target(item, survey)
        if entry is not None and entry not in found:
            found.append(entry)
    return found


def _target(item: Item, survey: Survey) -> dict[str, str] | None:
    title, kind = one_line(item.title), item.meta_value("_menu_item_type").strip()
    number = item.meta_value("_menu_item_object_id").strip()
    url = item.meta_value("_menu_item_url").strip()
    if kind == "post_type":
        entry = survey.by_id.get(number)
        if entry is None or entry.is_draft:
            return None
        return {"title": title or one_line(entry.item.title), "url": entry.url}
    if kind == "custom" and addresses.is_own(url, survey.hosts):
        path = addresses.path_of(url, survey.base_path)
        known = path == "/" or path in survey.by_path or path in survey.by_alias
        return {"title": title, "url": path} if known and title else None
    if kind == "custom" and title and flaw_of_link(url) is None and re.match("https?://", url):
        return {"title": title, "url": url} if urlsplit(url).hostname else None
    return None
