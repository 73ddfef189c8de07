"""Guesses at what a writer meant, for hints."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBERS = tuple("one two three four five six seven eight nine ten eleven twelve".split())
_ROMAN = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})\Z")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


def closest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or empty. Case, hyphens and underscores count for little."""
    if not word or len(word) > 60:
        return ""
    # Imported late: only a misspelt key needs it.
    from difflib import get_close_matches

    plain = {_bare(name): name for name in known}
    found = get_close_matches(_bare(word), plain, n=1, cutoff=0.65)
    return plain[found[0]] if found else ""


def guess_or(word: str, known: Iterable[str], otherwise: str) -> str:
    """The hint that asks for the known word most like this one, or another where none is."""
    guess = closest(word, known)
    return f"did you mean {guess}?" if guess else otherwise


def number_from_words(text: str) -> int:
    """2 for "two", "Part Two" or "II"; 0 where no number is recognised."""
    words = text.lower().split()
    word = words[-1] if words else ""
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 1
    if not word or not _ROMAN.match(word):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _bare(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")
