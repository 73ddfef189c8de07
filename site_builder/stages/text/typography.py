# ruff: noqa: RUF001
"""Typographic marks for straight ones: quotation marks as a language has them, apostrophes, primes, dashes.

The rules are for one stretch of text without markup. Control characters 2 and 3 are the ends of what the
Markdown converter has put aside, which may be anything.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import msgspec

APOSTROPHE = "’"
_NARROW = "\u202f"


class QuotationMarks(msgspec.Struct, frozen=True):
    """What opens and closes a quotation, and one inside it, as CLDR's delimiters have it."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


class Rule(NamedTuple):
    """What to put in place of a match: texts, and numbers of groups."""

    regex: str
    parts: tuple[int | str, ...]


_ENGLISH = QuotationMarks("“", "”", "‘", "’")
_LOW_HIGH = QuotationMarks("„", "“", "‚", "‘")
_LOW_RIGHT = QuotationMarks("„", "”", "«", "»")
_ANGLED = QuotationMarks("«", "»", "“", "”")
_SINGLE_ANGLED = QuotationMarks("«", "»", "‹", "›")
_HIGH_IN_ANGLED = QuotationMarks("«", "»", "‘", "’")
_EAST = QuotationMarks("«", "»", "„", "“")
_CLOSING_ONLY = QuotationMarks("”", "”", "’", "’")
_REVERSED = QuotationMarks("”", "“", "’", "‘")
_CORNERS = QuotationMarks("「", "」", "『", "』")
_OF_LANGUAGES = (
    (_LOW_HIGH, "bs-cyrl cs de dsb et hr hsb is lb mk sk sl"),
    (_LOW_RIGHT, "pl ro"),
    (_ANGLED, "ast br ca el eu it kab kk lij mg pt-pt sc sq ti"),
    (_SINGLE_ANGLED, "am az-arab az-cyrl de-ch de-li fa gsw mzn"),
    (_HIGH_IN_ANGLED, "nb nn no rw"),
    (_EAST, "be cv ky ru sah uk"),
    (_CLOSING_ONLY, "fi he sv"),
    (_REVERSED, "ar syr ur"),
    (_CORNERS, "ja yue zh-hant zh-hk zh-mo zh-tw"),
    (QuotationMarks("„", "“", "„", "“"), "bg lt"),
    (QuotationMarks("„", "”", "‘", "’"), "bs"),
    (QuotationMarks("„", "”", "»", "«"), "hu"),
    (QuotationMarks("„", "“", "«", "»"), "ka"),
    (QuotationMarks("„", "”", "’", "’"), "sr"),
    (QuotationMarks("«", "»", "«", "»"), "hy"),
    (QuotationMarks("‘", "’", "‘", "’"), "nl"),
    (QuotationMarks("“", "”", "’", "‘"), "uz"),
    (QuotationMarks(f"«{_NARROW}", f"{_NARROW}»", f"«{_NARROW}", f"{_NARROW}»"), "fr"),
    (QuotationMarks(f"«{_NARROW}", f"{_NARROW}»", f"‹{_NARROW}", f"{_NARROW}›"), "fr-ch"),
    (QuotationMarks(f"«{_NARROW}", f"{_NARROW}»", "”", "“"), "fr-ca"),
)
"""CLDR 47, `delimiters` (which Babel does not have), of languages whose marks are not the English ones. The
spaces of French come from the Imprimerie nationale, the marks of Swiss German from the Duden.
"""
_MARKS = {tag: marks for marks, tags in _OF_LANGUAGES for tag in tags.split()}
# Words that begin with an apostrophe where a quotation mark could be.
_ELISIONS = {"en": "tis|twas|twere|twill|twould|em|cause|til|n", "nl": "n|t|s|k|m|r|ns"}

_BEFORE_OPENING = r"(?<![^\s(\[{<>/=\-–—\x03'\"“„«‘‚‹”「『])"
_AFTER_OPENING = r"(?=[\w\x02'\"“„«‘‚‹”’「『(\[{#@$£€§¿¡…*~+&.-])(?!\.(?!\.))(?![.,;:!?)]*(?:\s|\Z))"
_DASHES = (
    Rule(r"(?<!-)---(?!-)", ("—",)),
    Rule(r"(?<!-)--(?!-)", ("–",)),
    Rule(r"(?<!\.)\.{3}(?!\.)", ("…",)),
)
_STRAIGHT = re.compile(r"""['"]|--|\.\.\.""")


def quotation_marks(language: str) -> QuotationMarks:
    """Those of a language tag, else of the language without its script and region, else English ones."""
    tag = language.lower().replace("_", "-")
    while tag:
        if tag in _MARKS:
            return _MARKS[tag]
        tag = tag.rpartition("-")[0]
    return _ENGLISH


@cache
def quotation_rules(language: str) -> tuple[Rule, ...]:
    """What makes quotation marks, apostrophes and primes of straight marks, to be applied in this order."""
    marks = quotation_marks(language)
    elisions = _ELISIONS.get(language.lower().partition("-")[0])
    rules = [Rule(r"(?<![\w'])(\d+)'(\d+)\"(?!\w)", (1, "′", 2, "″"))]
    if elisions:
        rules.append(Rule(rf"(?<!\w)'(?=(?i:{elisions})\b(?!'\w))", (APOSTROPHE,)))
        # The second mark of 'n'.
        rules.append(Rule(r"(?<=(?<!\w)n)'(?=\s\w)", (APOSTROPHE,)))
    rules += [
        Rule(r"(?<!\w)'(?=\d\ds\b)", (APOSTROPHE,)),
        Rule(r"(?<=\w)'(?=\w)", (APOSTROPHE,)),
        Rule(r"(?<=\x03)'(?=(?:s|t|d|m|ll|re|ve)\b)", (APOSTROPHE,)),
        Rule(_BEFORE_OPENING + '"' + _AFTER_OPENING, (marks.opening,)),
        Rule('"', (marks.closing,)),
        Rule(_BEFORE_OPENING + "'" + _AFTER_OPENING, (marks.inner_opening,)),
    ]
    if marks.inner_closing != APOSTROPHE:
        # Of names that end in such a sound, the mark is the genitive's.
        rules.append(Rule(r"(?<=[sxzßSXZ])'(?=\s\w)", (APOSTROPHE,)))
    rules.append(Rule("'", (marks.inner_closing,)))
    return tuple(rules)


@cache
def _compiled(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (
            re.compile(rule.regex),
            "".join(rf"\g<{part}>" if isinstance(part, int) else part for part in rule.parts),
        )
        for rule in (*_DASHES, *quotation_rules(language))
    )


def smarten(text: str, language: str) -> str:
    """Plain text with typographic marks. What is typographic already stays as it is."""
    if not _STRAIGHT.search(text):
        return text
    for regex, replacement in _compiled(language):
        text = regex.sub(replacement, text)
    return text
