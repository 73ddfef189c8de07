"""Diagnostics as lines of text, for golden tests."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model.codes import CODES
from site_builder.model.diagnostics import Diagnostic


def printed(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """`2:8:1 error message [code] -> hint`, in order; every code must be one that is documented."""
    lines = []
    for one in diagnostics:
        assert one.code in CODES, one.code
        line, column, length = one.place
        hint = f" -> {one.hint}" if one.hint else ""
        lines.append(f"{line}:{column}:{length} {one.severity} {one.message} [{one.code}]{hint}")
    return lines
