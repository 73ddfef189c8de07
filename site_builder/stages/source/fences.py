"""The fences around front matter.

They are exact: `---` alone on the first line, `---` or `...` alone on the closing one. Whatever is nearly a
fence is an error, since a post whose front matter is taken for text would be published, draft or not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from site_builder.model.diagnostics import Diagnostic, Place, error
from site_builder.model.expressions import expression
from site_builder.stages.schema.nodes import Reading

_EMPTY_LINES = re.compile(r"(?:[ \t]*\n)+")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
# Hyphens miscounted, indented or spaced, or made into a dash by a word processor.
_NEARLY_A_FENCE = expression(r"^(?!---[ \t]*$)[ \t]*(?:(?:[-–—][ ]?){2,}|[–—])[ \t]*$")
_KEY = expression(r"[\w.-]+[ ]*:(?:[ ]|$)")
_FENCE_CODE = "front-matter-fence"


class Parts(NamedTuple):
    """A file in two: YAML beginning on line 2, and the body with the file's line on which it begins."""

    yaml: str
    body: str
    body_line: int


def split_front_matter(text: str, path: str) -> Parts | Diagnostic:
    """Part a file at its fences, or say what is wrong with them. Empty lines may come first."""
    above = _EMPTY_LINES.match(text)
    start = above.end() if above else 0
    opening, _, rest = text[start:].partition("\n")
    if opening.rstrip(" \t") != "---":
        return _missing_fence(text, path)
    # Empty lines are as good below the fence as above it, and all lines keep their numbers.
    rest = "\n" * text.count("\n", 0, start) + rest
    closing = _CLOSING.search(rest)
    if closing is None:
        return _unclosed_fence(rest, path)
    yaml = rest[: closing.start()]
    return Parts(yaml, rest[closing.end() + 1 :], yaml.count("\n") + 3)


def _missing_fence(text: str, path: str) -> Diagnostic:
    hint = "the first line of the file must be --- and nothing else"
    lines = text.split("\n")
    for number, line in enumerate(lines[:20], 1):
        if not line.strip():
            continue
        place = Place(number, len(line) - len(line.lstrip()) + 1, len(line.strip()))
        if line.startswith("---") and not _NEARLY_A_FENCE.match(line):
            message = "the --- that opens front matter must be alone on its line"
            return error(_FENCE_CODE, message, path, place, "begin a new line after it")
        if _NEARLY_A_FENCE.match(line):
            message = f"'{line.strip()}' does not open front matter"
            if line.strip() == "---":
                message = "the --- that opens front matter must not be indented"
            return error(_FENCE_CODE, message, path, place, hint)
        if line.strip() in {"+++", ";;;"} or line.startswith("{"):
            message = "front matter must be YAML between lines of ---"
            return error(_FENCE_CODE, message, path, place, "write it as `key: value` lines")
        break
    return error(
        _FENCE_CODE,
        "the file has no front matter",
        path,
        Place(1, 1),
        "begin it with a line ---, then title: and the other keys, then a line ---",
    )


def _unclosed_fence(rest: str, path: str) -> Diagnostic:
    misspelt = misspelt_closing(rest, path, rest.count("\n") + 2)
    if misspelt is not None:
        return misspelt
    message = "the front matter that opens here is never closed"
    return error(_FENCE_CODE, message, path, Place(1, 1, 3), "close it with a line ---")


def misspelt_closing(yaml: str, path: str, last_line: int) -> Diagnostic | None:
    """A line before (or on) that of the first problem which was meant to close the front matter."""
    for number, line in enumerate(yaml.split("\n"), 2):
        if number > last_line:
            return None
        if _NEARLY_A_FENCE.match(line):
            lead = len(line) - len(line.lstrip())
            message = f"'{line.strip()}' does not close the front matter"
            if line.strip() == "---":
                message = "the --- that closes front matter must not be indented"
            hint = "write --- and nothing else on that line"
            return error(_FENCE_CODE, message, path, Place(number, lead + 1, len(line.strip())), hint)
    return None


def missing_closing(reading: Reading, problem: Diagnostic) -> Diagnostic | None:
    """Where YAML fails at a line of prose below an empty line: the body has begun without a closing fence."""
    number = problem.place.line
    line = reading.line(number)
    looks_like_prose = line[:1].isalpha() and not _KEY.match(line)
    if number < 3 or reading.line(number - 1).strip() or not looks_like_prose:
        return None
    message = "the front matter is not closed before the text begins"
    return error(_FENCE_CODE, message, reading.path, Place(number, 1), "put a line --- above this line")
