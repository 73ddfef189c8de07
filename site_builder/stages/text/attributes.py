"""The attributes of a tag in HTML text, with where each is."""

from __future__ import annotations

import html
import sys

import msgspec

from site_builder.model.expressions import expression

ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^>\s"'][^>\s]*+)?+)*+"""
"""A pattern for all that is in a tag behind its name."""

_ATTRIBUTE = expression(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?+""")
_NAME, _BARE = 1, 4
"""Groups of it; those between are values in quotes."""


class Attribute(msgspec.Struct, frozen=True, gc=False):
    """`start` and `end` enclose the value with its quotes, if any; `whole` is where the name begins."""

    name: str
    value: str
    whole: int
    start: int
    end: int


def read_attributes(text: str, start: int = 0, end: int = sys.maxsize) -> dict[str, Attribute]:
    """Attributes by name, in order, of a slice; of two with one name the first counts, as in a browser."""
    attributes: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(text, start, end):
        name = match[_NAME].lower()
        if name in attributes:
            continue
        group = match.lastindex or _NAME
        begins, ends = match.span(group)
        value = ""
        if group != _NAME:
            value = match[group]
            if "&" in value:
                value = html.unescape(value)
            if group != _BARE:
                begins, ends = begins - 1, ends + 1
        attributes[name] = Attribute(name, value, match.start(), begins, ends)
    return attributes
