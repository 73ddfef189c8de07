"""How often a text uses which words, in few characters: enough to tell how many of them have changed.

Words are counted in 256 groups, so the order of words does not matter, and neither do blanks, punctuation,
typography, markup, the targets of links, pictures, footnote numbers, or editor's notes inside the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zlib
from collections.abc import Iterable
from typing import NamedTuple

_GROUPS = 256
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
_HALF = len(_SIGNS) // 2

_NOTE = re.compile(r"<aside\b.*?</aside>|<sup\b.*?</sup>", re.DOTALL)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|time|u|var|wbr)"
    r"(?:\s[^>]*)?>"
)
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff'\u2019\u02bc]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Characters of scripts without blanks between words, each of which counts as one."""
_WORD = re.compile(r"[^\W_]+")


class WordSketch(NamedTuple):
    """How many words a text has, and how many there are of each group, modulo 64: a sign a group."""

    words: int
    groups: str


def sketch_of(chunks: Iterable[str]) -> WordSketch:
    """The sketch of a body, of the chunks of its HTML (see `model.documents`)."""
    counts = [0] * _GROUPS
    words = words_of("".join(chunks))
    for word in words:
        counts[zlib.crc32(word.encode()) % _GROUPS] += 1
    return WordSketch(len(words), "".join(_SIGNS[count % len(_SIGNS)] for count in counts))


def words_of(markup: str) -> list[str]:
    """The words that a reader is shown, folded."""
    text = _TAG.sub(" ", _INLINE.sub("", _NOTE.sub(" ", markup)))
    text = unicodedata.normalize("NFKC", html.unescape(text))
    text = _UNSPACED.sub(r" \g<0> ", _INVISIBLE.sub("", _ADDRESS.sub(" ", text)))
    return _WORD.findall(text.casefold())


def words_changed(before: WordSketch, now: WordSketch) -> int:
    """How many words were added or taken out, whichever is more; a replaced word counts once.

    Never too many, and slightly too few where hundreds have changed. Without a sketch that can be read, 0.
    """
    if len(before.groups) != _GROUPS or len(now.groups) != _GROUPS or before.groups == now.groups:
        return abs(now.words - before.words)
    added = removed = 0
    for old, new in zip(before.groups, now.groups, strict=True):
        difference = _VALUES.get(new, 0) - _VALUES.get(old, 0)
        difference = (difference + _HALF) % len(_SIGNS) - _HALF
        if difference > 0:
            added += difference
        else:
            removed -= difference
    return max(added, removed)
