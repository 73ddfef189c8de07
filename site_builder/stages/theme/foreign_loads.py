"""What a page makes a browser load from other hosts, or run in place: what a security policy has to know."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from site_builder.model.expressions import expression
from site_builder.model.hosts import ForeignLoad, InlineCode

_TAG = re.compile(
    r"<(?P<name>script|link|img|iframe|audio|video|source|track|embed|object|style)\b"
    r"""(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"""\b(?P<name>src|href|data|srcset|poster)\s*=\s*["']?(?P<value>(?:https?:)?//[^\s"'>]+)""",
    re.IGNORECASE,
)
_NOT_LOADED = re.compile(
    r"""\brel\s*=\s*(?!["']?(?:stylesheet|icon|preload|modulepreload|manifest))""", re.IGNORECASE
)
_SOURCE = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_DATA_BLOCK = re.compile(r"""\btype\s*=\s*["']?[^"'>]*json""", re.IGNORECASE)
_INLINE = re.compile(r"""<[a-z][^<>]*\s(?P<name>style|on[a-z]+)\s*=\s*["']""", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->|\{#.*?#\}", re.DOTALL)
_CSS_ADDRESS = expression(
    r"""(?:url\(\s*["']?|@import\s+["'])(?P<address>(?:https?:)?//[^\s"')]+|data:)""", re.IGNORECASE
)


def origin_of(address: str) -> str:
    """What a policy calls the place of an address: its scheme and host, or `data:`. Empty for no address."""
    if address[:5].lower() == "data:":
        return "data:"
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    # A policy is a header of ASCII, in which these signs end a word.
    host = parts.netloc.rpartition("@")[2]
    if not host or not host.isascii() or re.search(r"[\s;,'\"{}]", host):
        return ""
    return f"{parts.scheme or 'https'}://{host.lower()}"


def loads_of_markup(text: str) -> tuple[ForeignLoad, ...]:
    """What HTML or a template's source names of other hosts, in order, none twice."""
    found: dict[ForeignLoad, None] = {}
    for tag in _TAG.finditer(_COMMENT.sub("", text)):
        name = tag["name"].lower()
        if name == "link" and _NOT_LOADED.search(tag["attributes"]):
            continue
        for address in _ADDRESS.finditer(tag["attributes"]):
            element = "img" if address["name"].lower() in ("poster", "srcset") else name
            if origin := origin_of(address["value"]):
                found[ForeignLoad(element, origin)] = None
    return tuple(found)


def loads_of_style(text: str) -> tuple[ForeignLoad, ...]:
    """What a style sheet names of other hosts: style sheets, and what may be images or fonts."""
    found: dict[ForeignLoad, None] = {}
    for match in _CSS_ADDRESS.finditer(text):
        origin = origin_of(match["address"])
        is_sheet = match[0].lower().startswith("@import")
        if origin:
            for element in ("link",) if is_sheet else ("img", "font"):
                found[ForeignLoad(element, origin)] = None
    return tuple(found)


def inline_code(text: str) -> tuple[InlineCode, ...]:
    """Scripts and styles in a template itself, in order; data blocks such as JSON-LD are neither."""
    bare = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    found = [
        (tag.start(), tag["name"].lower())
        for tag in _TAG.finditer(bare)
        if tag["name"].lower() == "style"
        or (
            tag["name"].lower() == "script"
            and not _SOURCE.search(tag["attributes"])
            and not _DATA_BLOCK.search(tag["attributes"])
        )
    ]
    found += [(match.start("name"), match["name"].lower()) for match in _INLINE.finditer(bare)]
    return tuple(InlineCode(name, bare.count("\n", 0, offset) + 1) for offset, name in sorted(found))
