"""Problems as the overlay in the browser shows them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from site_builder.engine.diagnostics.source_lines import SourceLines
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.problem_groups import grouped


def described(diagnostics: Iterable[Diagnostic], root: Path) -> list[dict[str, Any]]:
    """Errors first, grouped as in the terminal: the first of a kind with source lines, then what of the rest.

    `count` is how many problems an entry is about.
    """
    groups = sorted(grouped(diagnostics), key=lambda group: group.severity is not Severity.ERROR)
    lines = SourceLines(root)
    found = []
    for group in groups:
        found += [_described(one, lines) for one in group.shown]
        if group.omitted:
            rest = "; ".join((*group.rest()[:-1], f"and {group.omitted:,} more"))
            entry = {"severity": group.severity.value, "code": group.code, "message": rest}
            found.append({**entry, "count": group.omitted})
    return found


def _described(one: Diagnostic, lines: SourceLines) -> dict[str, Any]:
    line, column, length = one.place
    fields: dict[str, Any] = {
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
