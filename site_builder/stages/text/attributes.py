"""The attributes of a tag in HTML text, with where each is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^>\s"'][^>\s]*+)?+)*+"""
"""A pattern for all that is in a tag behind its name."""

_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"'][^\s>]*+)))?+"""
)


class Attribute(NamedTuple):
    """`start` and `end` enclose the value with its quotes, if any; `whole` is where the name begins."""

    name: str
    value: str
    whole: int
    start: int
    end: int


def read_attributes(text: str, offset: int) -> Iterator[Attribute]:
    """Attributes in order; of two with one name the first counts, as in a browser."""
    seen = set()
    for match in _ATTRIBUTE.finditer(text):
        name = match["name"].lower()
        if name in seen:
            continue
        seen.add(name)
        group = match.lastgroup or "name"
        value = "" if group == "name" else match[group]
        start, end = match.span(group)
        quotes = group in ("double", "single")
        if "&" in value:
            value = html.unescape(value)
        yield Attribute(name, value, offset + match.start(), offset + start - quotes, offset + end + quotes)
