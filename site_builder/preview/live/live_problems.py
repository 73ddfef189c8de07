"""What is wrong with the live site, as it is told: with hints, and in groups.

Both are made for all problems of a code together. A save changes those of a few codes, or of none.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import NamedTuple

from site_builder.engine.diagnostics.hints import with_hints
from site_builder.engine.store.cache import BuildCache
from site_builder.model.diagnostics import Diagnostic, Severity, sort_key
from site_builder.model.problem_groups import ProblemGroup, grouped
from site_builder.stages.assemble.guesses import Names

_Diagnostics = tuple[Diagnostic, ...]


class ToldProblems(NamedTuple):
    """Problems in the order of printing, and in groups, warnings before errors."""

    diagnostics: _Diagnostics = ()
    groups: tuple[ProblemGroup, ...] = ()

    @property
    def errors(self) -> list[Diagnostic]:
        """Those that are more than warnings."""
        return [one for group in self.groups if _is_error(group) for one in group.members]

    def after(self, others: _Diagnostics) -> ToldProblems:
        """The same with others before them, which have codes of their own."""
        if not others:
            return self
        groups = sorted((*grouped(others), *self.groups), key=_is_error)
        return ToldProblems((*others, *self.diagnostics), tuple(groups))


class _OfCode(NamedTuple):
    """All problems of one code, as they were found and with hints, which some have to be `searched` for."""

    found: _Diagnostics
    hinted: _Diagnostics
    groups: tuple[ProblemGroup, ...]
    is_searched: bool


class LiveProblems:
    """Remembers what was told last."""

    def __init__(self) -> None:
        self._found: _Diagnostics = ()
        self._names = Names()
        self._of_code: dict[str, _OfCode] = {}
        self._told = ToldProblems()

    def told(self, found: _Diagnostics, names: Names, cache: BuildCache) -> ToldProblems:
        """These problems, which are sorted, as they are told where there are these names."""
        has_other_names = names != self._names
        if found == self._found and not has_other_names:
            return self._told
        members: defaultdict[str, list[Diagnostic]] = defaultdict(list)
        for one in found:
            members[one.code].append(one)
        before = self._of_code
        of_code: dict[str, _OfCode] = {}
        for code, same in members.items():
            known = before.get(code)
            if known is None or known.found != tuple(same) or (known.is_searched and has_other_names):
                known = _of_code(tuple(same), names, cache)
            of_code[code] = known
        self._told = _gathered(found, of_code)
        self._found, self._names, self._of_code = found, names, of_code
        return self._told


def _of_code(found: _Diagnostics, names: Names, cache: BuildCache) -> _OfCode:
    is_searched = any(one.search for one in found)
    hinted = with_hints(found, names, cache) if is_searched else found
    return _OfCode(found, hinted, grouped(hinted), is_searched)


def _gathered(found: _Diagnostics, of_code: dict[str, _OfCode]) -> ToldProblems:
    hinted = {code: iter(known.hinted) for code, known in of_code.items() if known.is_searched}
    groups = chain.from_iterable(known.groups for known in of_code.values())
    return ToldProblems(
        tuple([next(hinted[one.code]) if one.code in hinted else one for one in found]),
        tuple(sorted(groups, key=_in_order)),
    )


def _is_error(group: ProblemGroup) -> bool:
    return group.severity is Severity.ERROR


def _in_order(group: ProblemGroup) -> tuple[bool, object]:
    return _is_error(group), sort_key(group.members[0])
