"""Characters and markers in the source that have to be dealt with before Markdown sees them."""

from __future__ import annotations

import re
from html import unescape

from site_builder.model.expressions import expression
from site_builder.stages.bodies.masking import mask_code
from site_builder.stages.text.quick_search import contains

# What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets), and the other control characters and
# noncharacters of the Basic Multilingual Plane, a parse error in HTML. Two of these are the stuff that
# Python-Markdown's placeholders are made of.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\r"})
# The others in UTF-8, by their first byte, which letters and marks have as well.
_FORBIDDEN_IN_UTF8 = (
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xed", re.compile(rb"\xed[\xa0-\xbf]")),
    (b"\xef", re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")),
)
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));?")
# Those of Windows' code page 1252 that stand for no letter.
_UNASSIGNED = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_MARKER = expression(r"^[ ]{0,3}<!--[ ]*more[ ]*-->[ \t]*$", re.MULTILINE)


def unify_line_ends(text: str) -> str:
    """Lines end in LF, whatever they ended in."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def clean_source(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without forbidden characters, and these in order of appearance, each once."""
    if not _has_forbidden(text):
        return text, ()
    return _FORBIDDEN.sub("", text), tuple(dict.fromkeys(_FORBIDDEN.findall(text)))


def _has_forbidden(text: str) -> bool:
    """What the expression says, several times as fast: single bytes are found at once."""
    data = text.encode(errors="surrogatepass")
    return len(data.translate(None, _CONTROLS)) < len(data) or any(
        first in data and character.search(data) for first, character in _FORBIDDEN_IN_UTF8
    )


def clean_html(html: str) -> tuple[str, tuple[str, ...]]:
    """HTML without numeric references to forbidden characters, and those references.

    References from 128 to 159 are letters, as in HTML: old programs wrote `&#146;` for an apostrophe.
    """
    if not contains(html, "&#"):
        return html, ()
    numbers = {_number(*digits) for digits in set(_REFERENCE.findall(html))}
    if not any(map(_is_improper, numbers)):
        return html, ()
    html = _REFERENCE.sub(_letter, html)
    found = [match[0] for match in _REFERENCE.finditer(html) if _is_forbidden(_number(*match.groups()))]
    if found:
        html = _REFERENCE.sub(lambda match: "" if _is_forbidden(_number(*match.groups())) else match[0], html)
    return html, tuple(dict.fromkeys(found))


def _number(hexadecimal: str | None, decimal: str | None) -> int:
    """Of the character that a reference is for."""
    return int(hexadecimal, 16) if hexadecimal else int(decimal or 0)


def _is_improper(number: int) -> bool:
    """Whether this is a letter of old programs, or a forbidden character."""
    return 128 <= number <= 159 or _is_forbidden(number)


def _letter(match: re.Match[str]) -> str:
    number = _number(*match.groups())
    return unescape(match[0]) if 128 <= number <= 159 and number not in _UNASSIGNED else match[0]


def _is_forbidden(number: int) -> bool:
    return number > 0x10FFFF or _FORBIDDEN.match(chr(number)) is not None


def isolate_markers(source: str) -> str:
    """Blank lines around each `<!--more-->` that has a line of its own, so that it parts two paragraphs."""
    if not contains(source, "<!--") or not _MARKER.search(source):
        return source
    masked = mask_code(source)
    pieces, at = [], 0
    for match in _MARKER.finditer(masked):
        start, end = match.span()
        pieces.append(source[at:start])
        if source[:start].rstrip(" \t")[-2:] not in ("", "\n", "\n\n"):
            pieces.append("\n")
        pieces.append("<!--more-->")
        if source[end : end + 2] not in ("", "\n", "\n\n"):
            pieces.append("\n")
        at = end
    return "".join(pieces) + source[at:]
