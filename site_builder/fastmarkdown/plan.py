"""Which inline patterns are worth trying on a text: those whose required literals it contains."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from markdown.inlinepatterns import Pattern

from .anchors import Search, anchored_search
from .literals import Requirement, required_literals

Apply = Callable[[Any, "Step", str, "re.Match[str] | None"], str]
"""Replaces what a step's pattern finds in a text, from the first match on, for the tree processor at work."""

_PLACEHOLDER_ALPHABET = frozenset("klzwxh:0123456789\x02\x03")
"""Replacing a match leaves a placeholder, so these characters may turn up in a text that did not have
them.
"""

_COMMON_IN_PROSE = frozenset(".,-")
_AT_ONCE = re.compile("")


class Step(NamedTuple):
    """One inline pattern, ready to be tried."""

    rank: int
    pattern: Pattern
    apply: Apply
    search: Search
    requires: tuple[str, ...]
    """Strings that the text must still contain when the step's turn comes."""


class Plan:
    """The patterns of one registry, chosen by what a text contains.

    To ask about each pattern would be a dozen searches for each text. Most patterns share a character with
    others (`[`, `<`), so the plan asks about these few, and remembers which patterns each combination of
    answers calls for.
    """

    def __init__(
        self, patterns: Sequence[Any], step: Callable[[int, Pattern], tuple[Apply, Sequence[str]]]
    ) -> None:
        self._patterns = [(pattern, pattern.getCompiledRegExp()) for pattern in patterns]
        self._steps: list[Step] = []
        needs: list[list[Requirement]] = []
        for index, (pattern, regex) in enumerate(self._patterns):
            apply, also_requires = step(index, pattern)
            is_fixed = has_fixed_regex(pattern)
            requirements = [r for r in required_literals(regex) if _is_telling(r)] if is_fixed else []
            certain = [
                literal for requirement in requirements if len(requirement) == 1 for literal in requirement
            ]
            search = anchored_search(regex) if is_fixed else _anything
            self._steps.append(
                Step(index, pattern, apply, search, (*dict.fromkeys([*certain, *also_requires]),))
            )
            needs.append(requirements)
        self._questions, self._always = _questions(needs)
        self._chosen: dict[tuple[int, int], tuple[Step, ...]] = {}
        self.is_newline_idle = not self.steps("\n")

    def is_for(self, patterns: Iterable[Any]) -> bool:
        """Whether these are still the patterns, with the expressions, that the plan was made of."""
        current = list(patterns)
        return len(current) == len(self._patterns) and all(
            pattern is known and pattern.getCompiledRegExp() is regex
            for pattern, (known, regex) in zip(current, self._patterns, strict=True)
        )

    def steps(self, text: str, first: int = 0) -> tuple[Step, ...]:
        """The steps from index `first` on that may find something in `text`."""
        mask = self._always
        for literal, bits in self._questions:
            if literal in text:
                mask |= bits
        chosen = self._chosen.get((mask, first))
        if chosen is None:
            chosen = tuple(step for step in self._steps[first:] if mask >> step.rank & 1)
            self._chosen[mask, first] = chosen
        return chosen


def _anything(text: str, position: int) -> re.Match[str] | None:
    """The search of a step that looks for itself."""
    return _AT_ONCE.match(text, position)


def _is_telling(requirement: Requirement) -> bool:
    """Whether a text without these strings stays without them while placeholders replace parts of it."""
    return not any(
        "\x02" in literal or "\x03" in literal or _PLACEHOLDER_ALPHABET.issuperset(literal)
        for literal in requirement
    )


def has_fixed_regex(pattern: Pattern) -> bool:
    """Whether the pattern's expression is what it seems: one expression, of Python's own kind."""
    return type(pattern).getCompiledRegExp is Pattern.getCompiledRegExp and isinstance(
        pattern.compiled_re, re.Pattern
    )


def _questions(needs: list[list[Requirement]]) -> tuple[list[tuple[str, int]], int]:
    """The strings to look for, each with the steps (as bits) that it calls for; and the steps to try
    always.
    """
    popularity = Counter(
        character
        for requirements in needs
        for character in {c for requirement in requirements for literal in requirement for c in literal}
        if not (character.isalnum() or character.isspace() or character in _COMMON_IN_PROSE)
    )
    bits: dict[str, int] = {}
    always = 0
    for index, requirements in enumerate(needs):
        if not requirements:
            always |= 1 << index
            continue
        for literal in min(
            (_sign(requirement, popularity) for requirement in requirements), key=_cost(popularity)
        ):
            bits[literal] = bits.get(literal, 0) | 1 << index
    return list(bits.items()), always


def _sign(requirement: Requirement, popularity: Counter[str]) -> tuple[str, ...]:
    """One character for each alternative of a requirement, or the whole of it if it has no telling one."""
    return tuple(
        max((c for c in literal if popularity[c]), key=lambda c: (popularity[c], c), default=literal)
        for literal in sorted(requirement)
    )


def _cost(popularity: Counter[str]) -> Callable[[tuple[str, ...]], tuple[int, int]]:
    return lambda sign: (len(sign), -min(popularity[literal] for literal in sign))
