"""Converters in several configurations, and all that is to be compared between two of them."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import Any

import markdown

from .foreign import ForeignExtension

PROJECT = ["extra", "sane_lists", "smarty", "toc", "admonition"]

EXTENSION_SETS: dict[str, dict[str, Any]] = {
    "project": {"extensions": PROJECT},
    "none": {"extensions": []},
    "project, anchors": {
        "extensions": PROJECT,
        "extension_configs": {
            "toc": {"permalink": True, "toc_depth": "2-4", "baselevel": 2, "title": "In *this* post"},
            "smarty": {"smart_angled_quotes": True},
            "extra": {
                "footnotes": {"UNIQUE_IDS": True, "USE_DEFINITION_ORDER": False, "SUPERSCRIPT_TEXT": "*{}*"}
            },
        },
        "output_format": "html",
    },
    "project again": {"extensions": PROJECT, "output_format": "html"},
    "older": {
        "extensions": ["footnotes", "nl2br", "legacy_em", "wikilinks", "def_list", "meta", "legacy_attrs"]
    },
    "foreign": {"extensions": [*PROJECT, ForeignExtension()]},
    "tabs of two": {"extensions": PROJECT, "tab_length": 2},
}


def make_converter(name: str) -> markdown.Markdown:
    return markdown.Markdown(**EXTENSION_SETS[name])


def outcome(converter: markdown.Markdown, source: str) -> object:
    """The HTML and all that a conversion leaves behind, or the exception that it ended with."""
    converter.reset()
    try:
        html = converter.convert(source)
    except Exception as error:  # noqa: BLE001 - whatever stock raises is to be compared
        converter.parser.state.clear()
        return type(error).__name__, str(error)
    return html, side_results(converter)


def side_results(converter: markdown.Markdown) -> dict[str, object]:
    found: dict[str, object] = {
        "references": dict(converter.references),
        "stash": [_plain(item) for item in converter.htmlStash.rawHtmlBlocks],
        "counter": converter.htmlStash.html_counter,
        "lines": list(converter.lines) if hasattr(converter, "lines") else None,
        "toc": getattr(converter, "toc", None),
        "toc_tokens": getattr(converter, "toc_tokens", None),
        "state": list(converter.parser.state),
    }
    for extension in converter.registeredExtensions:
        for name in ("footnotes", "found_refs", "used_refs", "footnote_order", "abbrs"):
            if hasattr(extension, name):
                found[f"{type(extension).__module__}.{name}"] = getattr(extension, name)
    return {
        key.replace("site_builder.fastmarkdown.notes", "markdown.extensions.footnotes"): found[key]
        for key in found
    }


def _plain(item: object) -> object:
    return etree.tostring(item) if isinstance(item, etree.Element) else item
