"""Mistakes in CLDR date patterns that print something, and something wrong."""

from __future__ import annotations

import re
from functools import cache

from site_builder.stages.text.invalid_value import InvalidValue

_QUOTED = re.compile(r"'[^']*'")
_HOURS = frozenset("hHkK")
# The letters of other tools' patterns, what they mean in CLDR's, and what was meant.
_MISTAKEN = {
    "D": ("the day of the year", "d"),
    "Y": ("the year of the week, which differs around New Year", "y"),
    "m": ("minutes", "M"),
}


@cache
def mistake_in_pattern(pattern: str) -> InvalidValue | None:
    """What is wrong with a pattern such as YYYY-MM-DD or %Y: what was meant is in the hint."""
    bare = _QUOTED.sub("", pattern)
    if "%" in bare:
        return InvalidValue(
            f"is a strftime pattern, not a CLDR one: '{pattern}'",
            "write one such as d MMMM yyyy, words in single quotes: d 'of' MMMM",
            "date-pattern",
        )
    wrong = [letter for letter in _MISTAKEN if letter in bare and not (letter == "m" and _HOURS & set(bare))]
    if not wrong:
        return None
    meaning, _ = _MISTAKEN[wrong[0]]
    letters = {ord(letter): _MISTAKEN[letter][1] for letter in wrong}
    pieces = re.split(r"('[^']*')", pattern)
    meant = "".join(piece if piece[:1] == "'" else piece.translate(letters) for piece in pieces)
    return InvalidValue(
        f"has `{wrong[0]}`, which is {meaning}: '{pattern}'", f"write {meant}", "date-pattern"
    )
