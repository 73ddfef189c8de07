"""Problems as the overlay in the browser shows them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.engine.diagnostics.source_lines import SourceLines
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.problem_groups import ProblemGroup, grouped

Entry = dict[str, Any]


class _Summary(NamedTuple):
    """What is said of a group, beside the source lines: those change more often than the group does."""

    group: ProblemGroup
    shown: tuple[Diagnostic, ...]
    rest: tuple[Entry, ...]

    @classmethod
    def of(cls, group: ProblemGroup) -> _Summary:
        if not group.omitted:
            return cls(group, group.shown, ())
        rest = "; ".join((*group.rest()[:-1], f"and {group.omitted:,} more"))
        entry = {"severity": group.severity.value, "code": group.code, "message": rest}
        return cls(group, group.shown, ({**entry, "count": group.omitted},))


class Descriptions:
    """Describes the problems of one site again and again; groups that are the same as before cost nothing."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._summaries: dict[int, _Summary] = {}

    def of(self, groups: Iterable[ProblemGroup]) -> list[Entry]:
        """Errors first, as in the terminal: the first of a kind with source lines, then what of the rest.

        `count` is how many problems an entry is about.
        """
        before = self._summaries
        found = [before.get(id(group)) or _Summary.of(group) for group in groups]
        self._summaries = {id(one.group): one for one in found}
        found.sort(key=lambda one: one.group.severity is not Severity.ERROR)
        lines = SourceLines(self._root)
        entries: list[Entry] = []
        for one in found:
            entries += (_described(shown, lines) for shown in one.shown)
            entries += one.rest
        return entries


def described(diagnostics: Iterable[Diagnostic], root: Path) -> list[Entry]:
    """Problems that are described once."""
    return Descriptions(root).of(grouped(diagnostics))


def _described(one: Diagnostic, lines: SourceLines) -> Entry:
    line, column, length = one.place
    fields: Entry = {
        "severity": one.severity.value,
        "code": one.code,
        "message": one.message,
        "where": ":".join(map(str, filter(None, (one.path, line, line and column)))),
        "hint": one.hint,
    }
    source = lines.of(one)
    if source.strip():
        start = column - 1 if column else len(source)
        fields |= {
            "line": line,
            "before": source[:start],
            "within": source[start : start + max(1, length)] or (" " if column else ""),
            "after": source[start + max(1, length) :],
        }
    return fields
