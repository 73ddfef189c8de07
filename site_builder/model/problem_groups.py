"""Problems grouped for people: nobody reads the same sentence 1,539 times.

Problems of one code are one group. Its first places are shown in full; of the others it is said how many
share a message, and where the first of them is. Errors are grouped too, but every file that has one is named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from site_builder.model.diagnostics import Diagnostic, Severity, plural, sort_key

SHOWN_IN_FULL = 3
_MOST_CAUSES = 6


class ProblemGroup(NamedTuple):
    """All problems of one code and severity, in the order that they came in.

    `causes` are the most frequent messages, the most frequent first, each with those that say it.
    """

    severity: Severity
    code: str
    members: tuple[Diagnostic, ...]
    causes: tuple[list[Diagnostic], ...]

    @property
    def shown(self) -> tuple[Diagnostic, ...]:
        """Those to show in full: the first of each of the most frequent messages, then the first at all."""
        if len(self.members) <= SHOWN_IN_FULL:
            return self.members
        firsts = [same[0] for same in self.causes[:SHOWN_IN_FULL]]
        known = set(map(id, firsts))
        others = (one for one in self.members if id(one) not in known)
        chosen = {
            *known,
            *(id(one) for one, _ in zip(others, range(SHOWN_IN_FULL - len(firsts)), strict=False)),
        }
        return tuple(one for one in self.members if id(one) in chosen)

    @property
    def omitted(self) -> int:
        """How many are not shown in full."""
        return max(0, len(self.members) - SHOWN_IN_FULL)

    def rest(self) -> list[str]:
        """What is said of those that are not shown in full, as lines; empty where all are."""
        if not self.omitted:
            return []
        repeated = [same for same in self.causes if len(same) > 1] if len(self.causes) > 1 else []
        lines = [
            f"{_shortened(same[0].message)}: {_extent(same)}, first in {_where(same[0])}" for same in repeated
        ]
        if self.severity is Severity.ERROR:
            named = {one.path for one in self.shown}
            firsts = {one.path: one for one in reversed(self.members) if one.path not in named}
            if firsts:
                others = sorted(firsts.values(), key=sort_key)
                lines.append(f"also in {', '.join(map(_where, others))}")
        return [*lines, f"and {self.omitted:,} more, --verbose shows all"]


def grouped(diagnostics: Iterable[Diagnostic]) -> tuple[ProblemGroup, ...]:
    """The groups, warnings before errors, in the order of their first members."""
    members: defaultdict[tuple[Severity, str], list[Diagnostic]] = defaultdict(list)
    for one in diagnostics:
        members[one.severity, one.code].append(one)
    ordered = sorted(members.items(), key=lambda group: group[0][0] is Severity.ERROR)
    return tuple(
        ProblemGroup(severity, code, tuple(found), _causes(found)) for (severity, code), found in ordered
    )


def _causes(members: Sequence[Diagnostic]) -> tuple[list[Diagnostic], ...]:
    if len(members) <= SHOWN_IN_FULL:
        return ()
    messages = [one.message for one in members]
    counts = Counter(messages)
    frequent = sorted(counts, key=counts.__getitem__, reverse=True)[:_MOST_CAUSES]
    found: dict[str, list[Diagnostic]] = {message: [] for message in frequent}
    for message, one in zip(messages, members, strict=True):
        if message in found:
            found[message].append(one)
    return tuple(found.values())


def _where(one: Diagnostic) -> str:
    return ":".join(map(str, filter(None, (one.path, one.place.line, one.place.line and one.place.column))))


def _extent(same: list[Diagnostic]) -> str:
    """`143 files`; where files have it more than once, `150 times in 143 files`."""
    files = len({one.path for one in same})
    named = plural(files, "file")
    return named if files == len(same) else f"{len(same):,} times in {named}"


def _shortened(message: str) -> str:
    return message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"


_LONGEST = 120
