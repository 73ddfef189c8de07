"""Comments in sources that silence a check: `<!-- check: ignore link-text-vague -->`.

One that is on a line of text is for that line; one on a line of its own is for what follows, up to the
next empty line. In front matter, in YAML files and in templates the comments of those languages do the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from site_builder.engine.diagnostics.source_lines import SourceLines
from site_builder.model.diagnostics import Diagnostic

_MARK = re.compile(r"(?:<!--|\{#|/\*|#)-?\s*check:\s*ignore\s+([a-z][a-z, -]*[a-z])")
_ALONE = re.compile(r"\s*(?:<!--.*-->|\{#.*#\}|/\*.*\*/|#.*)\s*")


class Silencer:
    """Reads the files that diagnostics name, each once."""

    def __init__(self, root: Path) -> None:
        self._lines = SourceLines(root)

    def unsilenced(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Those that no comment silences."""
        for one in diagnostics:
            if not (one.path and one.place.line and one.code in self._silenced(one.path, one.place.line)):
                yield one

    def _silenced(self, path: str, number: int) -> set[str]:
        """The codes that are not reported at a line."""
        lines = self._lines.all_of(path)
        if number > len(lines) or not any("check:" in line for line in lines):
            return set()
        codes = set(_codes(lines[number - 1]))
        above = number - 2
        while above >= 0 and lines[above].strip():
            if _ALONE.fullmatch(lines[above]):
                codes.update(_codes(lines[above]))
            above -= 1
        while above >= 0 and (not lines[above].strip() or _ALONE.fullmatch(lines[above])):
            codes.update(_codes(lines[above]))
            above -= 1
        return codes


def _codes(line: str) -> Iterator[str]:
    for match in _MARK.finditer(line):
        yield from filter(None, re.split(r"[\s,]+", match[1]))
