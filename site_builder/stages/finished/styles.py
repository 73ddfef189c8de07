"""The addresses in a style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_URL = re.compile(
    r"""url\(\s*+(?:"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'|([^)"'\s]++))\s*+\)"""
    r"""|@import\s++(?:"([^"]*+)"|'([^']*+)')""",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)


def addresses_in_style(text: str) -> Iterator[str]:
    """What `url()` and `@import` name, in order, comments left out (CSS Syntax Level 3)."""
    if "/*" in text:
        text = _COMMENT.sub(" ", text)
    for match in _URL.finditer(text):
        value = next((group for group in match.groups() if group), "")
        if "\\" in value:
            value = _ESCAPE.sub(_unescaped, value)
        if value.strip():
            yield value.strip()


def _unescaped(match: re.Match[str]) -> str:
    if not match[1]:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
