"""What a text must contain before a regular expression can match in it, read off the expression's own parse
tree.

A search for a short string costs a tenth of a search for an expression, so these strings decide whether the
expression is worth trying. They are necessary, never sufficient, and a tree that this module cannot read
yields none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

Requirement = frozenset[str]
"""A text must contain at least one of these strings."""

_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_MOST_ALTERNATIVES = 4


def required_literals(regex: re.Pattern[str]) -> list[Requirement]:
    """Every requirement that `regex` makes of a text, in the order in which they stand in the expression."""
    return _of_sequence(_parser.parse(regex.pattern, regex.flags), bool(regex.flags & re.IGNORECASE))


def _of_sequence(sequence: Iterable[tuple[Any, Any]], ignores_case: bool) -> list[Requirement]:
    found: list[Requirement] = []
    run = ""
    for kind, value in sequence:
        literal = _literal(kind, value, ignores_case)
        if literal:
            run += literal
            continue
        if run:
            found.append(frozenset((run,)))
            run = ""
        found += _of_node(kind, value, ignores_case)
    if run:
        found.append(frozenset((run,)))
    return found


def _literal(kind: Any, value: Any, ignores_case: bool) -> str:
    """The text that this node stands for, when it stands for just one."""
    if kind is _constants.LITERAL:
        character = chr(value)
        is_fixed = not ignores_case or character.lower() == character.upper()
        return character if is_fixed else ""
    if kind in _REPEATS and len(value[2]) == 1 and value[0] == value[1]:
        inner_kind, inner_value = value[2][0]
        return _literal(inner_kind, inner_value, ignores_case) * int(value[0])
    return ""


def _of_node(kind: Any, value: Any, ignores_case: bool) -> list[Requirement]:
    if kind is _constants.SUBPATTERN:
        _, add_flags, del_flags, inner = value
        ignores_case = (ignores_case or bool(add_flags & re.IGNORECASE)) and not del_flags & re.IGNORECASE
        return _of_sequence(inner, ignores_case)
    if kind is _constants.ATOMIC_GROUP:
        return _of_sequence(value, ignores_case)
    if kind in _REPEATS and value[0] > 0:
        return _of_sequence(value[2], ignores_case)
    if kind is _constants.ASSERT:
        return _of_sequence(value[1], ignores_case)
    if kind is _constants.BRANCH:
        return _of_branches([_of_sequence(branch, ignores_case) for branch in value[1]])
    if kind is _constants.IN:
        members = [_literal(node, inner, ignores_case) for node, inner in value]
        if all(members) and len(members) <= _MOST_ALTERNATIVES:
            return [frozenset(members)]
    return []


def _of_branches(branches: list[list[Requirement]]) -> list[Requirement]:
    if not all(branches):
        return []
    shared = [requirement for requirement in branches[0] if all(requirement in branch for branch in branches)]
    if shared:
        return shared
    union = frozenset[str]().union(*(min(branch, key=len) for branch in branches))
    return [union] if len(union) <= _MOST_ALTERNATIVES else []
