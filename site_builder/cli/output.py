"""The one module that prints."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from site_builder.cli.colours import BOLD, DIM, PLAIN, RED, YELLOW
from site_builder.model.diagnostics import Diagnostic, Severity, has_errors, on_one_line, plural
from site_builder.model.errors import BuildFailed, ConfigInvalid, SiteBuilderError

if TYPE_CHECKING:
    from site_builder.model.problem_groups import ProblemGroup

_STEP = 0.01


def survive_narrow_encodings() -> None:
    """Let a stream that lacks a character print an escape for it, rather than end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Console:
    """Results go to standard output; problems and progress to standard error.

    `verbosity` is 0 (quiet), 1 or 2. Colours are for terminals only, and never where `NO_COLOR` is set
    (no-color.org).
    """

    def __init__(self, verbosity: int = 1, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._verbosity = verbosity
        self._is_terminal = self._err.isatty()
        self._has_colour = (
            self._is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )
        self._shown = ""
        self.lost = 0

    def _write(self, text: str, file: TextIO, end: str = "\n", *, flush: bool = False) -> bool:
        """Print, if the stream can still be written to; whether nothing was lost.

        A reader that has gone away is no business of the site's.
        """
        try:
            print(text, file=file, end=end, flush=flush)
        except BrokenPipeError:
            return True
        except (OSError, ValueError):
            return False
        return True

    def _answer(self, text: str) -> None:
        """Print what a command was run for; `lost` is the exit code of a command whose answer is lost."""
        if not self._write(text, self._out, flush=True) and not self.lost:
            self.lost = 1
            self._write("error: standard output cannot be written to; is the disk full?", self._err)

    @property
    def columns(self) -> int:
        """How many columns a table may have; 0 where there is no terminal to fit it to."""
        return shutil.get_terminal_size().columns if self._out.isatty() else 0

    def say(self, text: str) -> None:
        """A result."""
        if self._verbosity:
            self._clear()
            self._write(text, file=self._out, flush=True)

    def print(self, text: str) -> None:
        """What the user asked to see, said even if quiet."""
        self._clear()
        self._answer(text)

    def ask(self, question: str) -> bool:
        """A question on the terminal; anything but a yes is a no."""
        self._clear()
        self._write(f"{question} [y/N] ", end="", file=self._err, flush=True)
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    def json(self, value: Any) -> None:
        """A result for machines. JSON can say everything in ASCII where the stream is not UTF-8."""
        is_utf8 = (self._out.encoding or "").lower().replace("-", "") == "utf8"
        self._answer(json.dumps(value, ensure_ascii=not is_utf8, indent=2))

    def note(self, text: str) -> None:
        """Something beside the result that matters even to a quiet user."""
        self._clear()
        self._write(text, file=self._err)

    def aside(self, text: str) -> None:
        """Something beside the result."""
        if self._verbosity:
            self.note(text)

    def detail(self, text: str) -> None:
        """Something only `--verbose` wants to know."""
        if self._verbosity > 1:
            self.note(text)

    def warning(self, message: str, hint: str = "") -> None:
        """A warning that belongs to no file."""
        self.note(f"{self._coloured(YELLOW + BOLD, 'warning:')} {message}")
        if hint:
            self.note(f"  {self._coloured(DIM, 'hint:')} {hint}")

    def progress(self, doing: str, done: int, total: int) -> None:
        """One line that is written over and over, on a terminal; nothing in a pipe."""
        if (
            not self._is_terminal
            or not self._verbosity
            or (done % max(1, int(total * _STEP)) and done != total)
        ):
            return
        text = "" if done == total else f"{doing} {done}/{total}"
        self._write(
            "\r" + text.ljust(len(self._shown)), end="\r" if not text else "", file=self._err, flush=True
        )
        self._shown = text

    def diagnostics(
        self, diagnostics: Iterable[Diagnostic], root: Path, groups: Sequence[ProblemGroup] | None = None
    ) -> None:
        """Problems with their source lines; repeated ones are grouped, unless all are to be seen.

        `groups` are theirs, where somebody has grouped them already.
        """
        self._clear()
        found = tuple(diagnostics)
        if not found:
            return
        from site_builder.cli.problem_text import every_problem, grouped_problems
        from site_builder.engine.diagnostics.source_lines import SourceLines
        from site_builder.model.problem_groups import grouped

        lines = SourceLines(root)
        if self._verbosity > 1:
            text = every_problem(found, lines, self._coloured)
        else:
            columns = shutil.get_terminal_size().columns if self._is_terminal else 0
            text = grouped_problems(
                grouped(found) if groups is None else groups, lines, self._coloured, columns
            )
        for line in text:
            self._write(line, file=self._err)

    def failure(self, failure: SiteBuilderError, root: Path) -> None:
        """What ended the program. Diagnostics' paths are relative to `root`."""
        if isinstance(failure, BuildFailed | ConfigInvalid):
            self.diagnostics(failure.diagnostics, root)
            total = counted(failure.diagnostics)
            if not has_errors(failure.diagnostics):
                total += ", and --strict allows none"
            if isinstance(failure, BuildFailed):
                total += ": nothing was written"
            self.note("\n" + self._coloured(BOLD, total))
            return
        self.note(f"{self._coloured(RED + BOLD, 'error:')} {on_one_line(failure.message)}")
        if failure.hint:
            self.note(f"  {self._coloured(DIM, 'hint:')} {failure.hint}")

    def _coloured(self, colour: str, text: str) -> str:
        return f"{colour}{text}{PLAIN}" if self._has_colour else text

    def _clear(self) -> None:
        if self._shown:
            self._write("\r" + " " * len(self._shown), end="\r", file=self._err, flush=True)
            self._shown = ""


def problem_record(one: Diagnostic) -> dict[str, Any]:
    """A problem for machines."""
    return {
        "severity": one.severity.value,
        "code": one.code,
        "message": one.message,
        "path": one.path or None,
        "line": one.place.line or None,
        "column": one.place.column or None,
        "hint": one.hint or None,
    }


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    found = list(diagnostics)
    errors = sum(one.severity is Severity.ERROR for one in found)
    return ", ".join(
        plural(number, name)
        for number, name in ((errors, "error"), (len(found) - errors, "warning"))
        if number
    )
