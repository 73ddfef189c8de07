"""Series in a blog that does not call them so: by a plugin's taxonomy, by titles, by what texts say.

The plugin is PublishPress Series, once Organize Series. Its taxonomy is `series`, and a post's number is in
the meta key `_series_part`, with the term's id behind it where a post can be in several series. Before
version 2.3 it was `series_part`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from site_builder.importers.wordpress.part_links import Linked, PartLink, join_by_links
from site_builder.importers.wordpress.part_numbers import NUMBER, number_of
from site_builder.importers.wordpress.terms import one_line
from site_builder.model.imports import ProposedPart, ProposedSeries
from site_builder.stages.text.slugs import slugify, within_a_name

_TITLE = re.compile(
    rf"^(.*?)[\s,:;–—-]*[(\[]?\s*\b(?:part|pt\.?|teil|partie|parte)\s+{NUMBER}\b"
    rf"(?:\s*(?:of|/|von)\s*{NUMBER}\b)?\s*[)\]]?\s*(?:[:–—-]\s*(.*))?$",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"^(.*?)[\s,:;–—-]*[(\[]?\s*(\d{1,2})\s*/\s*(\d{1,2})\s*[)\]]?\s*$")
_PROSE = re.compile(
    rf"\bthis is (?:the )?part {NUMBER} (?:of|in) (?:a|our|my|the|this) {NUMBER}[ -]part series\b"
    r"([^.!?]{0,120})",
    re.IGNORECASE,
)


class Candidate(NamedTuple):
    """What is known of a post. `term`, `term_slug` and `part` are what a plugin says of its series."""

    key: str
    title: str
    lead: str
    term: str = ""
    part: str = ""
    term_slug: str = ""
    links: tuple[PartLink, ...] = ()


class _Sign(NamedTuple):
    group: str
    name: str
    number: int
    length: int
    why: str
    slug: str = ""


def find_series(candidates: Iterable[Candidate]) -> list[ProposedSeries]:
    """Series with two parts, or with one that says how many there will be. Candidates come by date."""
    listed = list(candidates)
    groups: dict[str, list[tuple[_Sign, Candidate]]] = {}
    of: dict[str, str] = {}
    for one in listed:
        sign = _sign(one)
        if sign is not None:
            groups.setdefault(sign.group, []).append((sign, one))
            of[one.key] = sign.group
    by_key = {one.key: one for one in listed}
    for linked in join_by_links({one.key: one.links for one in listed}, of):
        known = groups.get(linked.group)
        for key, number in linked.numbers.items():
            first = known[0][0] if known else _by_links(linked, by_key)
            # A group that was found by fewer signs than its links show is the one that they join.
            groups.setdefault(first.group, []).append((first._replace(number=number), by_key[key]))
    slugs: set[str] = set()
    found = []
    for members in groups.values():
        for made in _proposed(members):
            slug, number = made.slug, 2
            while slug in slugs:
                slug, number = f"{made.slug}-{number}", number + 1
            slugs.add(slug)
            found.append(made._replace(slug=slug))
    return found


def _proposed(members: list[tuple[_Sign, Candidate]]) -> Iterator[ProposedSeries]:
    numbers: dict[int, Candidate] = {}
    for sign, one in members:
        number = sign.number or max(numbers, default=0) + 1
        numbers.setdefault(number, one)
    length = max(sign.length for sign, _ in members)
    if len(numbers) < 2 and not length:
        return
    first = members[0][0]
    parts = tuple(ProposedPart(number, one.title, one.key) for number, one in sorted(numbers.items()))
    length = length if length >= max(numbers) else 0
    slug = first.slug or slugify(within_a_name(first.name)) or "series"
    name = one_line(first.name)
    yield ProposedSeries(slug, name if slugify(name) else slug.capitalize(), length, parts, first.why)


def _by_links(linked: Linked, known: dict[str, Candidate]) -> _Sign:
    titles = [html.unescape(known[key].title) for key in linked.numbers]
    words = [title.split() for title in titles]
    common = next(
        (n for n, column in enumerate(zip(*words, strict=False)) if len({w.casefold() for w in column}) > 1),
        min(map(len, words)),
    )
    shared = " ".join(words[0][:common]).strip(" ,:;–—-(")
    name = shared if common > 1 and shared else titles[0]
    return _Sign(f"links {min(linked.numbers)}", name, 0, 0, "links between its parts")


def prose_sentence(text: str) -> re.Match[str] | None:
    """The sentence by which a text says that it is a part of a series."""
    return _PROSE.search(text)


def _sign(one: Candidate) -> _Sign | None:
    prose = _PROSE.search(one.lead)
    length = number_of(prose[2]) if prose else 0
    if one.term:
        number = number_of(one.part) if one.part else 0
        return _Sign(f"term {one.term}", one.term, number, length, "a series plugin", slugify(one.term_slug))
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
