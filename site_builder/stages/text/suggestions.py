"""Guesses at what a writer meant, for hints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from site_builder.model.expressions import expression

_CUTOFF = 65.0
"""How alike two words are at least, in per cent, for the one to be offered in place of the other."""
_LONGEST = 200
_NUMBERS = tuple("one two three four five six seven eight nine ten eleven twelve".split())
_ROMAN = expression(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})\Z")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


def plain_key(word: str) -> str:
    """A key without what tools spell differently: capitals, hyphens, underscores and spaces."""
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


class Vocabulary:
    """Names to look among, prepared once. `plain` makes of a name what counts when it is compared."""

    def __init__(self, known: Iterable[str], plain: Callable[[str], str] = plain_key) -> None:
        self._plain = plain
        self._names: dict[str, list[str]] = {}
        for name in known:
            self._names.setdefault(plain(name), []).append(name)
        self._remembered: dict[str, str] = {}

    def closest(self, word: str, *, but: str = "") -> str:
        """The name most like this word, other than `but`; empty where none is like it."""
        if not word or len(word) > _LONGEST:
            return ""
        if but:
            return self._search(word, but)
        if word not in self._remembered:
            self._remembered[word] = self._search(word, "")
        return self._remembered[word]

    def _search(self, word: str, but: str) -> str:
        for plain in most_alike(self._plain(word), tuple(self._names), 2, _CUTOFF):
            if named := [name for name in self._names[plain] if name != but]:
                return named[0] if len(named) == 1 else most_alike(word, named, 1, 0)[0]
        return ""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or empty. Case, hyphens and underscores count for little."""
    return Vocabulary(known).closest(word)


def most_alike(word: str, names: Sequence[str], most: int, cutoff: float) -> list[str]:
    """The names most like a word, best first. All comparing of words is done here."""
    # Imported late: only something misspelt needs it.
    from rapidfuzz import fuzz, process

    found = process.extract(word, names, scorer=fuzz.ratio, score_cutoff=cutoff, limit=most)
    return [name for name, _, _ in found]


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
