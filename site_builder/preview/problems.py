"""Problems as the browser is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from site_builder.engine.source_lines import SourceLines
from site_builder.model.diagnostics import Diagnostic, Severity

_MOST = 50
"""More than these are counted, not shown."""


def described(diagnostics: Iterable[Diagnostic], root: Path) -> list[dict[str, Any]]:
    """Errors first, each with its source line split before, within and after the place."""
    ordered = sorted(diagnostics, key=lambda one: one.severity is not Severity.ERROR)
    lines = SourceLines(root)
    found = [_described(one, lines) for one in ordered[:_MOST]]
    if len(ordered) > _MOST:
        found.append(
            {"severity": ordered[_MOST].severity.value, "message": f"and {len(ordered) - _MOST:,} more"}
        )
    return found


def _described(one: Diagnostic, lines: SourceLines) -> dict[str, Any]:
    line, column, length = one.place
    told: dict[str, Any] = {
        "severity": one.severity.value,
        "code": one.code,
        "message": one.message,
        "where": ":".join(map(str, filter(None, (one.path, line, line and column)))),
        "hint": one.hint,
    }
    source = lines.of(one)
    if source.strip():
        start = column - 1 if column else len(source)
        told |= {
            "line": line,
            "before": source[:start],
            "within": source[start : start + max(1, length)] or (" " if column else ""),
            "after": source[start + max(1, length) :],
        }
    return told
