"""Searches that jump from one literal to the next, instead of trying an expression at each character.

The engine of `re` scans quickly only when an expression begins with a literal. `(?<!-)--(?!-)` does not (it
begins with an assertion), nor does `(\\s|&nbsp;)'`, and a scan costs them some fifteen nanoseconds a
character. Yet each of their matches has a known literal at a known distance from its start, so `str.find`
can find the few places worth trying, and the expression itself, anchored there, decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

Search = Callable[[str, int], "re.Match[str] | None"]
"""As `Pattern.search(text, position)`."""

_ZERO_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_QUICK = ((_constants.AT, _constants.AT_BEGINNING), (_constants.AT, _constants.AT_BEGINNING_STRING))
_MOST_PLACES = 8


class Anchor(NamedTuple):
    """Each match has one of the `literals` at one of the `offsets` from its start."""

    literals: frozenset[str]
    offsets: frozenset[int]


def anchored_search(regex: re.Pattern[str]) -> Search:
    """A function that finds what `regex.search` finds, by way of the literal at the start of its matches if
    it can.
    """
    tree = _parser.parse(regex.pattern, regex.flags)
    if (
        regex.flags & re.IGNORECASE
        or not tree.data
        or tree.data[0] in _QUICK
        or tree.data[0][0] is _constants.LITERAL
    ):
        return regex.search
    anchor = _anchor(tree)
    if anchor is None:
        return regex.search
    if len(anchor.offsets) > 1 or 0 not in anchor.offsets:
        return _search_around(regex, anchor) if len(anchor.literals) == 1 else regex.search
    if len(anchor.literals) == 1:
        return _search_at(regex, *anchor.literals)
    return _search_at_any(regex, tuple(sorted(anchor.literals)))


def _search_at(regex: re.Pattern[str], literal: str) -> Search:
    match = regex.match

    def search(text: str, position: int) -> re.Match[str] | None:
        place = text.find(literal, position)
        while place >= 0:
            if found := match(text, place):
                return found
            place = text.find(literal, place + 1)
        return None

    return search


def _search_at_any(regex: re.Pattern[str], literals: tuple[str, ...]) -> Search:
    match = regex.match

    def search(text: str, position: int) -> re.Match[str] | None:
        ahead = [place for literal in literals if (place := text.find(literal, position)) >= 0]
        if len(ahead) > 1:
            return regex.search(text, min(ahead))
        while ahead:
            if found := match(text, ahead[0]):
                return found
            ahead = [place for literal in literals if (place := text.find(literal, ahead[0] + 1)) >= 0]
            if len(ahead) > 1:
                return regex.search(text, min(ahead))
        return None

    return search


def _search_around(regex: re.Pattern[str], anchor: Anchor) -> Search:
    """With more than one distance, two literals close together may claim starts out of order: `re` decides
    there.
    """
    (literal,) = anchor.literals
    offsets = sorted(anchor.offsets, reverse=True)
    nearest, farthest = offsets[-1], offsets[0]
    match = regex.match

    def search(text: str, position: int) -> re.Match[str] | None:
        place = text.find(literal, position + nearest)
        while place >= 0:
            following = text.find(literal, place + 1)
            if 0 <= following <= place + farthest:
                return regex.search(text, max(position, place - farthest))
            for offset in offsets:
                if place - offset >= position and (found := match(text, place - offset)):
                    return found
            place = following
        return None

    return search


def _anchor(sequence: Iterable[tuple[Any, Any]]) -> Anchor | None:
    offsets = frozenset((0,))
    literal = ""
    for kind, value in sequence:
        if kind is _constants.LITERAL:
            literal += chr(value)
            continue
        if literal:
            break
        if kind in _ZERO_WIDTH:
            continue
        inner = _inner_anchor(kind, value)
        if inner:
            return Anchor(inner.literals, frozenset(a + b for a in offsets for b in inner.offsets))
        widths = _widths(kind, value)
        offsets = frozenset(a + b for a in offsets for b in widths)
        if not 0 < len(offsets) <= _MOST_PLACES:
            return None
    return Anchor(frozenset((literal,)), offsets) if literal else None


def _inner_anchor(kind: Any, value: Any) -> Anchor | None:
    if kind is _constants.SUBPATTERN:
        return None if value[1] or value[2] else _anchor(value[3])
    if kind is _constants.ATOMIC_GROUP:
        return _anchor(value)
    if kind in _REPEATS and value[0] > 0:
        inner = _anchor(value[2])
        if inner and len(value[2]) == 1 and value[2][0][0] is _constants.LITERAL:
            return Anchor(frozenset(literal * value[0] for literal in inner.literals), inner.offsets)
        return inner
    if kind is _constants.BRANCH:
        inners = [_anchor(branch) for branch in value[1]]
        if all(inner and inner.offsets == {0} for inner in inners):
            return Anchor(frozenset().union(*(inner.literals for inner in inners if inner)), frozenset((0,)))
    if kind is _constants.IN and all(member is _constants.LITERAL for member, _ in value):
        return Anchor(frozenset(chr(character) for _, character in value), frozenset((0,)))
    return None


def _widths(kind: Any, value: Any) -> frozenset[int]:
    """Each length that this node can have; none if they are many or unknown."""
    if kind is _constants.SUBPATTERN:
        return _widths_of_sequence(value[3])
    if kind is _constants.BRANCH:
        branches = [_widths_of_sequence(branch) for branch in value[1]]
        return frozenset[int]().union(*branches) if all(branches) else frozenset()
    if kind in (_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY):
        return frozenset((1,))
    return frozenset((0,)) if kind in _ZERO_WIDTH else frozenset()


def _widths_of_sequence(sequence: Iterable[tuple[Any, Any]]) -> frozenset[int]:
    widths = frozenset((0,))
    for kind, value in sequence:
        widths = frozenset(a + b for a in widths for b in _widths(kind, value))
        if len(widths) > _MOST_PLACES:
            return frozenset()
    return widths
