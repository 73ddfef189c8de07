"""Problems as lines of text, like a compiler's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from site_builder.cli.colours import BOLD, DIM, RED, YELLOW
from site_builder.cli.table import aligned, width
from site_builder.engine.diagnostics.source_lines import SourceLines
from site_builder.model.codes import CODES
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.problem_groups import ProblemGroup

Paint = Callable[[str, str], str]
"""Gives a text a colour, on a terminal that has any."""
_MEANING = 2
_LONGEST_LINE, _BEFORE = 160, 60
"""Signs of a source line that are shown, and how many of them come before the place of a problem in it."""


def every_problem(diagnostics: Iterable[Diagnostic], lines: SourceLines, paint: Paint) -> Iterator[str]:
    """All of them in full, errors last."""
    for number, one in enumerate(sorted(diagnostics, key=lambda one: one.severity is Severity.ERROR)):
        if number:
            yield ""
        yield from described(one, lines, paint)


def grouped_problems(
    groups: Sequence[ProblemGroup], lines: SourceLines, paint: Paint, columns: int
) -> Iterator[str]:
    """The first of each kind in full, the others counted, and then a table of all kinds."""
    is_first = True
    for group in groups:
        for block in _blocks(group, lines, paint):
            if not is_first:
                yield ""
            is_first = False
            yield from block
    if any(group.omitted for group in groups):
        yield ""
        yield from _table(groups, columns)


def _blocks(group: ProblemGroup, lines: SourceLines, paint: Paint) -> Iterator[list[str]]:
    """What is parted by empty lines: each problem of a small group, or the whole of a large one."""
    shown = group.shown
    if not group.omitted:
        for one in shown:
            yield list(described(one, lines, paint))
        return
    block: list[str] = []
    for one, after in zip(shown, (*shown[1:], None), strict=True):
        is_said_below = after is not None and after.hint == one.hint
        block += described(one, lines, paint, has_hint=not is_said_below)
    yield [*block, *(f"  {paint(DIM, line)}" for line in group.rest())]


def described(one: Diagnostic, lines: SourceLines, paint: Paint, *, has_hint: bool = True) -> Iterator[str]:
    """One problem with its source line and what to do about it."""
    place = one.place
    where = one.path
    if where and place.line:
        where += f":{place.line}" + (f":{place.column}" if place.column else "")
    colour = RED if one.severity is Severity.ERROR else YELLOW
    severity = paint(colour + BOLD, f"{one.severity.value}:")
    yield f"{paint(BOLD, where + ': ') if where else ''}{severity} {one.message} [{one.code}]"
    if place.line and one.path:
        yield from _quoted(one, lines.of(one), paint)
    if one.hint and has_hint:
        yield f"  {paint(DIM, 'hint:')} {one.hint}"


def _quoted(one: Diagnostic, source: str, paint: Paint) -> Iterator[str]:
    """The source line, or what is around the place in a long one, and a caret under the place."""
    if not source.strip():
        return
    number = str(one.place.line)
    column, length = one.place.column, one.place.length
    if len(source) > _LONGEST_LINE:
        start = max(0, column - 1 - _BEFORE) if column > _LONGEST_LINE - _BEFORE else 0
        end = start + _LONGEST_LINE
        length = min(length, end - column + 1)
        column -= start - 1 if start else 0
        source = f"{'…' if start else ''}{source[start:end]}{'…' if end < len(source) else ''}"
    yield f"  {paint(DIM, number + ' |')} {source}"
    if column:
        before = source[: column - 1]
        within = source[column - 1 : column - 1 + length]
        gap = "".join("\t" if sign == "\t" else " " * width(sign) for sign in before)
        yield f"  {paint(DIM, ' ' * len(number) + ' |')} {gap}{'^' * max(1, sum(map(width, within)))}"


def _table(groups: Sequence[ProblemGroup], columns: int) -> Iterator[str]:
    """Codes with their numbers and meanings, errors first, then the most frequent."""
    ordered = sorted(groups, key=lambda group: (group.severity is not Severity.ERROR, -len(group.members)))
    numbers = [f"{len(group.members):,}" for group in ordered]
    widest = max(map(len, numbers))
    rows = [
        (f"{number:>{widest}} {_kind(group)}", group.code, CODES[group.code])
        for number, group in zip(numbers, ordered, strict=True)
    ]
    yield from aligned(rows, _MEANING, columns or _WIDEST)


_WIDEST = 110


def _kind(group: ProblemGroup) -> str:
    return group.severity.value + ("" if len(group.members) == 1 else "s")
