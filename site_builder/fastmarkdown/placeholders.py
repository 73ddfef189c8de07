"""Mends output in which Python-Markdown has left its placeholder characters.

While it works, Python-Markdown lets tokens stand for what is finished: STX, a name, a number, ETX. Some
input makes it cut through a token (the README has examples), and what is left of it gets into the page.
Here the pieces are gathered and, if the converter that made them is at hand, replaced by what they stood
for.

This is not part of the conversion, whose output is stock's to the byte. For output without such characters
it does nothing.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown import Markdown

_STX, _ETX = "\x02", "\x03"
_TAGS = r"(?:</?[a-z][a-z0-9]*>)*"
_TAG = re.compile(r"</?[a-z][a-z0-9]*>")
_DEEPEST = 8
_WHOLE_NUMBER = 4
_ESCAPABLE = frozenset("\\`*_{}[]()>#+-.!|\"'<&")
_WORDS = {"amp": "&", "qq3936677670287331zz": "&#160;", "zz1337820767766393qq": "&#8617;"}
"""Tokens without a number: an ampersand, and the space and the arrow in front of a footnote's way back."""


def _cut(name: str) -> str:
    """The characters of a token's name, any of which may be missing, with tags that may have got in
    between.
    """
    return "".join(rf"(?:{_TAGS}{character})?" for character in name)


def _tail(name: str) -> str:
    """The end of a token's name whose beginning is lost."""
    return "".join(f"{character}?" for character in name[1:])


_PIECE = re.compile(
    rf"{_STX}?(?P<word>{'|'.join(_WORDS)}){_ETX}"
    rf"|{_STX}(?P<escaped>[0-9]+){_ETX}"
    rf"|{_STX}<abbr [^<>]*>(?P<abbreviated>[0-9]+)</abbr>{_ETX}"
    rf"|{_STX}w?(?P<raw>{_cut('zxhzdk')}:)(?P<raw_number>[0-9]+){_ETX}"
    rf"|{_STX}(?P<inline>{_cut('klzzwxh:')})(?P<number>(?:{_TAGS}[0-9])*)(?P<end>{_TAGS}{_ETX})?"
    rf"|(?:w?{_tail('wzxhzdk')}k:)(?P<raw_rest>[0-9]+){_ETX}"
    rf"|(?:k?{_tail('klzzwxh')}:)(?P<inline_rest>[0-9]+){_ETX}"
    rf"|(?P<escaped_rest>[0-9]{{1,3}}){_ETX}"
    rf"|{_ETX}"
)


def mend_placeholders(text: str, md: Markdown | None = None) -> str:
    """`text` without placeholder characters.

    `md` is the converter that has just made `text`; without it, what a token stood for is lost with the
    token, but for escaped characters and other tokens that name what they mean.
    """
    if _STX not in text and _ETX not in text:
        return text
    return _mend(text, md, _DEEPEST)


def _mend(text: str, md: Markdown | None, depth: int) -> str:
    def restore(found: re.Match[str]) -> str:
        is_in_tag = text.rfind("<", 0, found.start()) > text.rfind(">", 0, found.start())
        meant = _meaning(found, md) if depth else ""
        if found["word"]:
            return meant
        if is_in_tag:
            return html.escape(html.unescape(_TAG.sub("", _mend(meant, md, depth - 1))))
        tags = "" if found["abbreviated"] else "".join(_TAG.findall(found[0]))
        return tags + _mend(meant, md, depth - 1)

    if _STX not in text and _ETX not in text:
        return text
    return _PIECE.sub(restore, text) if depth else text.replace(_STX, "").replace(_ETX, "")


def _meaning(found: re.Match[str], md: Markdown | None) -> str:
    """What a token, whole or in pieces, stood for; an empty string if nothing can tell."""
    if found["word"]:
        return _WORDS[found["word"]]
    if found["escaped"] or found["abbreviated"]:
        return _escaped(found["escaped"] or found["abbreviated"])
    if found["escaped_rest"]:
        return _escaped_rest(found["escaped_rest"])
    if md is None:
        return ""
    raw = found["raw_number"] or found["raw_rest"]
    if raw:
        return _of_stash(md.htmlStash.rawHtmlBlocks, int(raw), md)
    number = found["inline_rest"] or (_TAG.sub("", found["number"] or "") if found["end"] else "")
    if len(number) < _WHOLE_NUMBER:
        # Some digits are lost, and the rest is the number of something else.
        return ""
    nodes = getattr(md.treeprocessors["inline"], "stashed_nodes", {})
    return _shown(nodes.get(number, ""), md)


def _escaped(code: str) -> str:
    return html.escape(chr(int(code)), quote=False) if int(code) < 0x110000 else ""


def _escaped_rest(digits: str) -> str:
    """Digits in front of a stray ETX: the last two or three may be an escaped character's code, without its
    STX.
    """
    for length in (3, 2):
        code = digits[-length:]
        if len(code) == length and chr(int(code)) in _ESCAPABLE:
            return digits[:-length] + _escaped(code)
    return digits


def _of_stash(blocks: list[str | etree.Element], index: int, md: Markdown) -> str:
    return _shown(blocks[index], md) if index < len(blocks) else ""


def _shown(node: str | etree.Element, md: Markdown) -> str:
    if isinstance(node, str):
        return node
    tail, node.tail = node.tail, None
    shown = md.serializer(node)
    node.tail = tail
    return shown
