"""Series in a blog that does not call them so: by a plugin's taxonomy, by titles, by what texts say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

from site_builder.model.imports import ProposedPart, ProposedSeries
from site_builder.stages.text.slugs import slugify

_NAMES = "one two three four five six seven eight nine ten eleven twelve".split()
_ROMAN = {"i": 1, "v": 5, "x": 10}
_NUMBER = r"(\d{1,2}|[ivx]{1,5}|" + "|".join(_NAMES) + r")"
_TITLE = re.compile(
    rf"^(.*?)[\s,:;–—-]*[(\[]?\s*\b(?:part|pt\.?|teil|partie|parte)\s+{_NUMBER}\b"
    rf"(?:\s*(?:of|/|von)\s*{_NUMBER}\b)?\s*[)\]]?\s*(?:[:–—-]\s*(.*))?$",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"^(.*?)[\s,:;–—-]*[(\[]?\s*(\d{1,2})\s*/\s*(\d{1,2})\s*[)\]]?\s*$")
_PROSE = re.compile(
    rf"\bthis is (?:the )?part {_NUMBER} (?:of|in) (?:a|our|my|the|this) {_NUMBER}[ -]part series\b"
    r"([^.!?]{0,120})",
    re.IGNORECASE,
)


class Candidate(NamedTuple):
    """What is known of a post when series are looked for. `term` and `part` are a plugin's words."""

    key: str
    title: str
    lead: str
    term: str = ""
    part: str = ""


class _Sign(NamedTuple):
    group: str
    name: str
    number: int
    length: int
    why: str


def find_series(candidates: Iterable[Candidate]) -> list[ProposedSeries]:
    """Series with two parts, or with one that says how many there will be. Candidates come by date."""
    groups: dict[str, list[tuple[_Sign, Candidate]]] = {}
    for one in candidates:
        sign = _sign(one)
        if sign is not None:
            groups.setdefault(sign.group, []).append((sign, one))
    found = []
    for members in groups.values():
        numbers: dict[int, Candidate] = {}
        for sign, one in members:
            number = sign.number or max(numbers, default=0) + 1
            numbers.setdefault(number, one)
        length = max(sign.length for sign, _ in members)
        if len(numbers) < 2 and not length:
            continue
        name = members[0][0].name
        parts = tuple(ProposedPart(number, one.title, one.key) for number, one in sorted(numbers.items()))
        length = length if length >= max(numbers) else 0
        found.append(ProposedSeries(slugify(name) or "series", name, length, parts, members[0][0].why))
    return found


def number_of(text: str) -> int:
    """1 for `1`, `I` and `one`; 0 for what is no number."""
    text = text.lower()
    if text.isdecimal():
        return int(text)
    if text in _NAMES:
        return _NAMES.index(text) + 1
    total = 0
    for sign, following in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN.get(sign, 0)
        total += -value if value < _ROMAN.get(following, 0) else value
    return total


def prose_sentence(text: str) -> re.Match[str] | None:
    """The sentence by which a text says that it is a part of a series."""
    return _PROSE.search(text)


def _sign(one: Candidate) -> _Sign | None:
    prose = _PROSE.search(one.lead)
    length = number_of(prose[2]) if prose else 0
    if one.term:
        return _Sign(
            f"term {one.term}", one.term, number_of(one.part) if one.part else 0, length, "a series plugin"
        )
    title = html.unescape(one.title)
    found = _TITLE.match(title)
    if found and (found[1].strip() or found[4]):
        name = (found[1].strip() or found[4].strip()).strip(" :-–—")
        total = number_of(found[3]) if found[3] else length
        return _Sign(f"title {slugify(name)}", name, number_of(found[2]), total, "its titles")
    fraction = _FRACTION.match(title)
    if fraction and fraction[1].strip() and 0 < int(fraction[2]) <= int(fraction[3]):
        name = fraction[1].strip()
        return _Sign(f"title {slugify(name)}", name, int(fraction[2]), int(fraction[3]), "its titles")
    if prose:
        about = re.sub(r"^\s*(?:about|on|discussing|of)\s+", "", prose[3].strip(" ,:"))
        name = about[:1].upper() + about[1:] if about else one.title
        return _Sign(
            f"prose {length} {slugify(about)}", name, number_of(prose[1]), length, "what its texts say"
        )
    return None
