"""The one way from words to a piece of a URL: slugs of posts, tags and series, and ids of headings.

Python-Markdown's own slugify keeps ASCII only (a Japanese heading becomes `_1`). Its Unicode variant drops
combining marks, without which Hindi and Thai words lose their vowels, and python-slugify transliterates or
drops them. Two slugifiers would also disagree about one title, so there is this one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from site_builder.model.expressions import expression

# Left out without a gap, so that “men’s” is `mens`: the apostrophe as typed, as set, as a modifier letter.
_APOSTROPHES = expression("['\u2018\u2019\u02bc\uff07]")
_NO_DIFFERENCE = re.compile("[\\s_'\u2019\u02bc\u2010-\u2015-]")
_ASCII_GAP = re.compile("[^a-z0-9]+")
_ZERO_WIDTH_SPACE = "\u200b"
_DOTLESS = frozenset({"tr", "az", "crh", "gag"})
# Bytes; no file can have a name of more than 255.
_LONGEST = 200
_KEPT, _DROPPED, _GAP, _MARK = range(4)


def slugify(text: str, language: str = "") -> str:
    """Letters, marks and digits of any script in lower case and NFC, all else one hyphen between words.

    Turkish and its like have two letters I, with and without a dot, and keep them apart in lower case too.
    The result is empty where nothing remains ("!!!"); it never begins or ends with a hyphen. Applying it
    twice changes nothing.
    """
    text = _APOSTROPHES.sub("", text)
    if "I" in text and language.lower().split("-")[0] in _DOTLESS:
        text = unicodedata.normalize("NFC", text).replace("I", "\u0131")
    if text.isascii():
        return _ASCII_GAP.sub("-", text.lower()).strip("-")
    text = unicodedata.normalize("NFC", text).replace("\u0130", "i").lower()
    pieces: list[str] = []
    in_word = False
    for character in text:
        kind = _kind(character)
        if kind == _KEPT or (kind == _MARK and in_word):
            if not in_word and pieces:
                pieces.append("-")
            pieces.append(character)
            in_word = True
        elif kind == _GAP:
            in_word = False
    return unicodedata.normalize("NFC", "".join(pieces))


def within_a_name(text: str) -> str:
    """A text that is cut where its slug would be longer than the name of a file can be."""
    return text.encode()[:_LONGEST].decode(errors="ignore").strip(" -")


@cache
def spelling_key(name: str) -> str:
    """The same for two spellings of one tag, which differ in case, blanks, hyphens or apostrophes only."""
    return _NO_DIFFERENCE.sub("", unicodedata.normalize("NFC", name)).casefold()


@cache
def _kind(character: str) -> int:
    category = unicodedata.category(character)
    if category[0] in "LN":
        return _KEPT
    if category in {"Mn", "Mc"}:
        return _DROPPED if _is_variation_selector(character) else _MARK
    # Joiners, direction marks and soft hyphens (Cf) shape a word and never part it.
    if category in {"Cf", "Me"} and character != _ZERO_WIDTH_SPACE:
        return _DROPPED
    return _GAP


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
