"""Blocks: comments around HTML. Static ones are their HTML; dynamic ones have none and are reported."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

from site_builder.importers.wordpress.shortcodes import Surroundings, link

_BLOCK = re.compile(
    r"<!--\s+(/)?wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+(\{.*?\}\s+)?(/)?-->", re.DOTALL
)
# Their inside is a template, or made when a page is shown.
_DYNAMIC = frozenset(
    "query comments navigation post-template comment-template query-pagination query-no-results archives "
    "calendar categories latest-comments latest-posts loginout page-list rss search tag-cloud site-logo "
    "site-title site-tagline post-title post-content post-date post-excerpt post-terms post-author avatar "
    "post-author-name post-author-biography post-featured-image post-navigation-link post-comments-form "
    "read-more query-title term-description template-part navigation-link home-link pattern legacy-widget "
    "widget-group post-comments-count post-comments-link comments-pagination terms-query term-template "
    "term-name term-count query-total breadcrumbs table-of-contents post-time-to-read navigation-submenu "
    "comments-title page-list-item".split()
)
_HIDDEN = re.compile(
    r"<object\b[^>]*\bwp-block-file__embed\b.*?</object>"
    r"|<span\b[^>]*\bwp-block-accordion-heading__toggle-icon\b[^>]*>.*?</span>",
    re.DOTALL,
)
"""What blocks bring along that shows nothing new: a file's preview, the sign beside a question."""


def has_blocks(text: str) -> bool:
    """Whether the text was written in the block editor."""
    return "<!-- wp:" in text


def render_blocks(
    text: str,
    around: Surroundings,
    pattern: Callable[[str], str | None],
    report: Callable[[str], None],
    seen: frozenset[str] = frozenset(),
) -> str:
    """The HTML of all blocks. `pattern` gives a synced pattern's content by its id; `seen` are around it."""
    pieces: list[str] = []
    position = 0
    hidden: list[str] = []
    embed: tuple[dict[str, Any], int] | None = None
    for found in _BLOCK.finditer(text):
        closing, name, values, alone = found[1], found[2], _values(found[3]), found[4]
        name = name.removeprefix("core/")
        if not hidden:
            pieces.append(text[position : found.start()])
        position = found.end()
        if hidden:
            if closing and name == hidden[-1]:
                hidden.pop()
            elif name == hidden[-1] and not alone:
                hidden.append(name)
            continue
        is_embed = name == "embed" or name.startswith("core-embed/")
        if closing:
            if is_embed and embed is not None:
                content = "".join(pieces[embed[1] :])
                del pieces[embed[1] :]
                pieces.append(_embed(embed[0], content, around))
                embed = None
            continue
        if name in _DYNAMIC:
            report(name)
            if not alone:
                hidden.append(name)
        elif name == "block":
            reference = str(values.get("ref", ""))
            inner = None if reference in seen else pattern(reference)
            if inner is None:
                report("block (a synced pattern that is not public, or not in the export)")
            else:
                pieces.append(render_blocks(inner, around, pattern, report, seen | {reference}))
        elif name == "social-link":
            pieces.append(_social(values))
        elif is_embed and not alone:
            embed = (values, len(pieces))
        elif alone and name not in {"footnotes", "nextpage", "more", "spacer", "social-links"}:
            report(name)
    if not hidden:
        pieces.append(text[position:])
    return _HIDDEN.sub("", "".join(pieces)).replace("</a><a ", "</a> <a ")


def _values(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _embed(values: dict[str, Any], content: str, around: Surroundings) -> str:
    url = str(values.get("url", ""))
    if not url:
        found = re.search(r"https?://[^\s<\"]+", content)
        url = found[0] if found else ""
    caption = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", content, re.DOTALL)
    words = f"<p>{caption[1]}</p>" if caption and caption[1].strip() else ""
    return (link(url, around) if url else "") + words


def _social(values: dict[str, Any]) -> str:
    url = str(values.get("url", ""))
    if not url:
        return ""
    label = str(values.get("label") or values.get("service") or url)
    return f'<li><a href="{html.escape(url)}">{html.escape(label.capitalize())}</a></li>'
