"""The source with code, comments and raw text elements blanked out, character for character.

What counts as code follows the converter: fences are as `code_fences` finds them, indented code follows a
blank line and is indented deeper than the list or note that it is in, and inline code does not cross a
blank line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from site_builder.model.expressions import expression
from site_builder.stages.bodies.code_fences import find_fences, has_fences
from site_builder.stages.text.quick_search import contains

BLANK = "\x00"

_HIDDEN = expression(
    r"<!--.*?(?:-->|\Z)|<(pre|script|style|textarea)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_CONTAINER = expression(r"( *)(?:[*+-]|\d+\.|\[\^[^\]]+\]:|:|!!!)(?= |$)")
# Begins with what `re` can look for fast, and "`+" does not.
_TICKS = re.compile("``*")
_BLANK_LINE = re.compile(r"\n\s*\n")
_TAB = 4


def mask(source: str) -> str:
    """A text of the same length, in which only what Markdown reads as Markdown or HTML remains."""
    source = mask_code(source)
    if "<" in source:
        source = _blank(source, (match.span() for match in _HIDDEN.finditer(source)))
    return source


def mask_code(source: str) -> str:
    """A text of the same length without code, but with comments and raw text elements."""
    if has_fences(source):
        source = _blank(source, _fenced(source))
    if contains(source, "\n    ") or contains(source, "\n\t") or source.startswith(("    ", "\t")):
        source = _blank(source, _indented(source))
    if "`" in source:
        source = _blank(source, _ticked(source))
    return source


def _blank(source: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (source[at:start], BLANK * (end - start))
        at = end
    return "".join(pieces) + source[at:]


def _fenced(source: str) -> Iterator[tuple[int, int]]:
    lines = source.split("\n")
    number = offset = 0
    for fence in find_fences(lines):
        start = offset + _length(lines[number : fence.first])
        number = fence.last + 1
        offset = start + _length(lines[fence.first : number])
        yield start, offset - 1


def _length(lines: Sequence[str]) -> int:
    """Of lines, each with its end."""
    return sum(map(len, lines)) + len(lines)


def _indented(source: str) -> Iterator[tuple[int, int]]:
    """Indented code, line by line."""
    offset, margin, after_blank, in_code = 0, 0, True, False
    for line in source.split("\n"):
        expanded = line.expandtabs(_TAB)
        content = expanded.strip()
        indent = len(expanded) - len(expanded.lstrip())
        if not content:
            after_blank = True
        else:
            if after_blank:
                margin = min(margin, indent - indent % _TAB)
                in_code = indent >= margin + _TAB
            if in_code and indent >= margin + _TAB:
                yield offset, offset + len(line)
            else:
                in_code = False
                container = _CONTAINER.match(expanded)
                if container:
                    margin = (len(container[1]) // _TAB + 1) * _TAB
            after_blank = False
        offset += len(line) + 1


def _ticked(source: str) -> Iterator[tuple[int, int]]:
    """Inline code: a run of backticks up to the next run of the same length in the same block."""
    runs: list[tuple[int, int]] = []
    for match in _TICKS.finditer(source):
        start, end = match.span()
        if source[start - 1 : start] == "\\":
            continue
        if runs and _BLANK_LINE.search(source, runs[-1][1], start):
            yield from _paired(runs)
            runs = []
        runs.append((start, end))
    yield from _paired(runs)


def _paired(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    following: dict[int, int] = {}
    partners = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partners[index] = following.get(length, -1)
        following[length] = index
    index = 0
    while index < len(runs):
        partner = partners[index]
        if partner >= 0:
            yield runs[index][0], runs[partner][1]
            index = partner
        index += 1
