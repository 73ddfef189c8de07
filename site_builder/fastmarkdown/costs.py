"""Tells from cheap counts whether a text could take the converter long.

Most of what makes Python-Markdown slow is quadratic in one block: a run of lines without a blank line in
between. So the counts are taken of long blocks only, of which an ordinary post has none, and each is
weighed by the block's length: the product is about the number of characters that the converter would look
at. The limits stand where the accelerated converter takes a quarter of a second or so.

Being suspicious is no fault. It only means: convert this where a deadline can end it. This module needs
neither Markdown nor any other package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST_TEXT = 1_000_000
_LONG_BLOCK = 2_000
_LONGEST_RUN = 1_000
_DEEPEST_INDENT = 160
_DEEPEST_NEST = 40

_BLANK_LINE = re.compile(r"\n[ \t]+(?=\n)")
_INDENT = re.compile(r"\n[ >]+")
_SIMPLE_TARGET = re.compile(r"""\]\([^()'"<]*(?:"[^"'()]*" *)?\)""")
_OPENERS = ("\n#", "\n=", "\n---", "\n- -", "\n***", "\n* *", "\n___", "\n_ _", "\n:", "\n!!!")
"""Beginnings of lines at which a block is taken apart, the rest of it to be looked at again from its
start.
"""


_NESTED = tuple(mark * _DEEPEST_NEST for mark in ("> ", ">", "* ", "- ", "+ ", "1. "))


def is_suspicious(text: str) -> bool:
    """Whether to convert `text` under a deadline."""
    return bool(suspicion(text))


def suspicion(text: str) -> str:
    """What is suspicious about `text`, in a few words; an empty string if nothing is."""
    if len(text) > _LONGEST_TEXT:
        return "its length"
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    reason = _suspicion_of_whole(text)
    if reason:
        return reason
    for stretch in _long_stretches(text):
        for block in _BLANK_LINE.sub("\n", stretch).split("\n\n"):
            if len(block) > _LONG_BLOCK and (reason := _suspicion_of_block(block)):
                return reason
    return ""


def _long_stretches(text: str) -> Iterator[str]:
    """What is between empty lines and longer than a long block. Others are passed over several at once."""
    start = 0
    while len(text) - start > _LONG_BLOCK:
        end = text.rfind("\n\n", start, start + _LONG_BLOCK + 2)
        if end < 0:
            end = text.find("\n\n", start)
            end = len(text) if end < 0 else end
            yield text[start:end]
        start = end + 2


def _suspicion_of_whole(text: str) -> str:
    """A count of one character is several times as fast as one of two, and mostly settles the matter."""
    size = len(text)
    brackets = text.count("[")
    if brackets > 20 and text.count("[TOC]") > 20:
        return "its markers for the table of contents"
    if brackets * size > 30_000_000 and text.count("*[") * size > 30_000_000:
        return "its abbreviations"
    if brackets > 5_000 and text.count("[^") > 5_000:
        return "its footnotes"
    if (text.count("`") + text.count("~")) * size > 60_000_000:
        if (text.count("\n```") + text.count("\n~~~")) * size > 60_000_000:
            return "its fences"
        if any(mark * _LONGEST_RUN in text for mark in "~`"):
            return "its fences"
    if "\n" + " " * _DEEPEST_INDENT in text or any(mark in text for mark in _NESTED):
        return "its depth"
    return ""


def _suspicion_of_block(block: str) -> str:
    size = len(block)
    opened = block.count("](")
    if opened * size > 3_000_000 and (opened - len(_SIMPLE_TARGET.findall(block))) * size > 3_000_000:
        return "its links"
    lines = _INDENT.sub("\n", block)
    if sum(map(lines.count, _OPENERS)) * size > 10_000_000:
        return "its lines without an empty one between them"
    if sum(map(block.count, "*_`\\\"'#")) * size > 100_000_000:
        return "its marks of emphasis, quotation or code"
    if block.count("]:") * size > 200_000_000:
        return "its definitions"
    if block.count("|") * block.count("`") > 5_000_000:
        return "its table"
    if block.count("<!--") > 50:
        return "its comments"
    if (block.count("<") - block.count(">")) * size > 2_000_000:
        return "its open tags"
    return ""
