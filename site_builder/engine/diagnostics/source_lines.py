"""The lines of source files: what messages quote, and where comments silence a check."""

from __future__ import annotations

from pathlib import Path

from site_builder.model.diagnostics import Diagnostic


class SourceLines:
    """Lines of the files below a site's root; each file is read once, when it is first asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines: dict[str, list[str]] = {}

    def of(self, one: Diagnostic) -> str:
        """The line that a diagnostic is about, with a sign in the place of each that cannot be printed.

        Empty where there is none, or not any more.
        """
        if not one.path or not one.place.line:
            return ""
        lines = self.all_of(one.path)
        line = lines[one.place.line - 1] if one.place.line <= len(lines) else ""
        return "".join(sign if sign.isprintable() or sign == "\t" else "�" for sign in line)

    def all_of(self, path: str) -> list[str]:
        """All lines of a file; none if it cannot be read."""
        if path not in self._lines:
            self._lines[path] = self._read(path)
        return self._lines[path]

    def _read(self, path: str) -> list[str]:
        try:
            text = (self._root / path).read_bytes().decode("utf-8-sig", errors="replace")
        except OSError:
            return []
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
