"""Links by which the parts of a series name each other: "Part 2", "the first part", "read the next part"."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from site_builder.importers.wordpress.part_numbers import NUMBER, ORDINAL, number_of

_LINK = re.compile(
    r"<a\b[^>]{0,500}?\bhref\s*=\s*[\"']([^\"']{1,500})[\"'][^>]{0,500}>(.{1,300}?)</a>", re.DOTALL
)
_PART = re.compile(rf"\b(?:part|pt\.?|teil)\s+{NUMBER}\b", re.IGNORECASE)
_NTH = re.compile(rf"\b{ORDINAL}\s+(?:part|instal?lment)\b", re.IGNORECASE)
_NEIGHBOUR = re.compile(r"\b(?:previous|next|last|final)\s+(?:part|instal?lment)\b", re.IGNORECASE)
_MOST = 20


class PartLink(NamedTuple):
    """A link to a part: where it leads, and the number that it gives it, or 0."""

    target: str
    number: int


class Linked(NamedTuple):
    """Posts that links join: the group that they belong to, if one is known, and the number of each."""

    group: str
    numbers: dict[str, int]


def part_links(text: str) -> tuple[PartLink, ...]:
    """The links of a text whose words mention a part; their targets are addresses still."""
    found: list[PartLink] = []
    for link in _LINK.finditer(text) if "part" in text.lower() or "instal" in text.lower() else ():
        words = html.unescape(re.sub(r"<[^>]*>", " ", link[2]))
        part = _PART.search(words) or _NTH.search(words)
        if part or _NEIGHBOUR.search(words):
            found.append(PartLink(html.unescape(link[1]), number_of(part[1]) if part else 0))
    return tuple(found[:_MOST])


def join_by_links(links: Mapping[str, tuple[PartLink, ...]], known: Mapping[str, str]) -> Iterator[Linked]:
    """What links join, where it is not known already. Targets are keys here; keys come by date.

    Posts of two known groups are never joined, and no number is given twice.
    """
    parents = {key: key for key in links}

    def root(key: str) -> str:
        while parents[key] != key:
            key = parents[key]
        return key

    claims: dict[str, list[int]] = {}
    for key, found in links.items():
        for link in found:
            if link.target in parents and link.target != key:
                parents[root(link.target)] = root(key)
                if link.number:
                    claims.setdefault(link.target, []).append(link.number)
    sets: dict[str, list[str]] = {}
    for key in links:
        sets.setdefault(root(key), []).append(key)
    for members in sets.values():
        groups = {known[key] for key in members if key in known}
        missing = [key for key in members if key not in known]
        if len(members) < 2 or len(groups) > 1 or not missing:
            continue
        yield Linked(next(iter(groups), ""), _numbered(missing, claims, has_group=bool(groups)))


def _numbered(keys: list[str], claims: Mapping[str, list[int]], *, has_group: bool) -> dict[str, int]:
    """The number that most links give; posts that no link numbers take what is free, by date."""
    numbers: dict[str, int] = {}
    for key in keys:
        said = claims.get(key, [])
        number = max(said, key=said.count) if said else 0
        if number and number not in numbers.values():
            numbers[key] = number
    free = (n for n in range(1, len(keys) + 100) if n not in numbers.values())
    if not has_group:
        numbers |= {key: next(free) for key in keys if key not in numbers}
    return {key: numbers[key] for key in keys if key in numbers}
