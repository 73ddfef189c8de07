"""Writes a tree as HTML or XHTML, as `markdown.serializers` does.

A loop with a stack of its own, like there, so that no depth of nesting can exhaust Python's; but an element
without children, which is most of them, is written at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from xml.etree.ElementTree import HTML_EMPTY, Element

from markdown.serializers import (  # type: ignore[attr-defined]
    BOOLEAN_ATTRIBUTES,
    RE_AMP,
    _escape_attrib_html,
    to_html_string,
    to_xhtml_string,
)
from markdown.util import AtomicString

_RAW_TEXT = ("script", "style")

escape_attribute: Callable[[str], str] = _escape_attrib_html
"""An attribute's value as it stands between double quotes."""


class FinishedHtml(AtomicString):
    """The text of an element that is HTML already. Only the serialisers of this module write it as it is."""


def _escape(text: str) -> str:
    if "&" in text:
        text = RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def _attributes(element: Element, is_xhtml: bool) -> str:
    written = ""
    items: list[tuple[str, Any]] = sorted(element.items())
    for name, value in items:
        if value is None:
            written += f" {name}"
            continue
        escaped = escape_attribute(value)
        if name == escaped and not is_xhtml and name in BOOLEAN_ATTRIBUTES["html"]:
            written += f" {name}"
        else:
            written += f' {name}="{escaped}"'
    return written


def _serialise(root: Element, is_xhtml: bool) -> str:
    out: list[str] = []
    stack: list[Element | str] = [root]
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            out.append(element)
            continue
        tag, text, tail = element.tag, element.text, element.tail
        name = tag.lower()
        attributes = _attributes(element, is_xhtml) if element.keys() else ""
        is_empty = name in HTML_EMPTY
        if is_empty and is_xhtml:
            out.append(f"<{tag}{attributes} />")
            if tail:
                out.append(_escape(tail))
            continue
        is_raw = text.__class__ is FinishedHtml or name in _RAW_TEXT
        shown = (text if is_raw else _escape(text)) if text else ""
        closing = "" if is_empty else f"</{tag}>"
        if tail:
            closing += tail if tail == "\n" else _escape(tail)
        out += (f"<{tag}{attributes}>", shown)
        if len(element):
            stack.append(closing)
            stack.extend(reversed(element))
        else:
            out.append(closing)
    return "".join(out)


def _with_fallback(stock: Callable[[Element], str], is_xhtml: bool, element: Element) -> str:
    """Comments, processing instructions and qualified names, which only foreign code makes, are left to
    stock.
    """
    try:
        return _serialise(element, is_xhtml)
    except (AttributeError, TypeError):
        return stock(element)


FAST_SERIALISERS: dict[Callable[[Element], str], Callable[[Element], str]] = {
    to_html_string: partial(_with_fallback, to_html_string, False),
    to_xhtml_string: partial(_with_fallback, to_xhtml_string, True),
}


def fast_serialiser(serialiser: Callable[[Element], str]) -> Callable[[Element], str]:
    """The fast equivalent of a stock serialiser; any other one itself."""
    return FAST_SERIALISERS.get(serialiser, serialiser)
