"""Where fenced code is in a source: at the margin, in a list item indented as its text, in a quotation.

As CommonMark has it (https://spec.commonmark.org/0.31.2/#fenced-code-blocks), except that
fences that are never closed are text, and `unclosed_fences` names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_builder.model.expressions import expression
from site_builder.stages.text.quick_search import contains

_TAB = 4
_OPENING = re.compile(r"(?P<quote>(?:[ ]{0,3}>[ ]?)*)(?P<indent>[ ]*)(?P<marks>`{3,}|~{3,})(?P<info>.*)")
_FENCES = ("```", "~~~")
_ITEM = re.compile(r"([*+-]|[0-9]+[.)]|\[\^[^\]]+\]:|:|!!!)(?:( +)|$)")
_BEHIND_MARK = expression(r"(?P<head>[ ]*(?:[*+-]|[0-9]+[.)]) {1,4})(?:`{3,}|~{3,})")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")


class Fence(NamedTuple):
    """Fenced code, by the numbers of its first and last line.

    `indent` is that of the first line behind the quotation's marks, `margin` that of the list item's text as
    Python-Markdown counts it, and `item` that of the item's mark; -1 outside of lists. `head` is what is
    before the fence where that is a list item's mark.
    """

    first: int
    last: int
    quote: str
    indent: int
    margin: int
    item: int
    info: str
    head: str = ""


class _Item(NamedTuple):
    """An open list item, note or definition: where its mark and its text begin."""

    mark: int
    text: int

    @property
    def margin(self) -> int:
        return (self.mark // _TAB + 1) * _TAB


def has_fences(source: str) -> bool:
    """Whether to look for fences at all."""
    return contains(source, "```") or contains(source, "~~~")


def find_fences(lines: Sequence[str]) -> Iterator[Fence]:
    """Fences in order."""
    return (fence for fence in _read(lines) if fence.last >= 0)


def unclosed_fences(lines: Sequence[str]) -> list[int]:
    """The numbers of the lines that open a fence which nothing closes."""
    return [fence.first for fence in _read(lines) if fence.last < 0]


def _read(lines: Sequence[str]) -> Iterator[Fence]:
    """Fences; a `last` of -1 marks one that is never closed."""
    items: list[_Item] = []
    # For each mark, how long a fence has to be, up to which line, to be known as never closed.
    hopeless: dict[str, tuple[int, int]] = {}
    after_last, after_blank = 0, True
    for number in _telling_lines(lines):
        if number < after_last:
            continue
        line = lines[number]
        if not line or (not items and line[0].isalpha()):
            after_blank = not line
            continue
        line = line.expandtabs(_TAB) if "\t" in line else line
        text = line.lstrip(" ")
        fence = None
        if text[:1] in ("`", "~", ">"):
            fence = _open(line, number, items)
        elif "```" in text or "~~~" in text:
            fence = _open_behind_mark(line, number, items, after_blank)
        if fence is not None:
            marks = _marks(line[len(fence.head) :])
            length, until = hopeless.get(marks[0], (0, 0))
            if length and len(marks) >= length and number < until:
                yield fence
            else:
                last, end = _find_closing(lines, fence, marks)
                yield fence._replace(last=last)
                if last >= 0:
                    after_last, after_blank = last + 1, False
                    continue
                hopeless[marks[0]] = len(marks), end
        if text:
            _track(items, line, len(line) - len(text), after_blank)
        after_blank = not text


def _telling_lines(lines: Sequence[str]) -> Sequence[int]:
    """The lines to look at: if all fences are at the margin, what list items are open does not matter."""
    fences = [number for number, line in enumerate(lines) if "```" in line or "~~~" in line]
    return fences if all(lines[one].startswith(_FENCES) for one in fences) else range(len(lines))


def _marks(line: str) -> str:
    found = _OPENING.match(line)
    return found["marks"] if found else ""


def _open(line: str, number: int, items: list[_Item]) -> Fence | None:
    found = _OPENING.match(line)
    if found is None or (found["marks"][0] == "`" and "`" in found["info"]):
        return None
    indent, info = len(found["indent"]), found["info"].strip()
    if found["quote"]:
        return Fence(number, -1, found["quote"], indent, 0, -1, info) if indent < _TAB else None
    item = next((one for one in reversed(items) if one.mark < indent), None)
    if item is None:
        return Fence(number, -1, "", indent, 0, -1, info) if indent < _TAB else None
    if indent >= max(item.text, item.margin) + _TAB:
        return None
    return Fence(number, -1, "", indent, item.margin, item.mark, info)


def _open_behind_mark(line: str, number: int, items: list[_Item], after_blank: bool) -> Fence | None:
    """A fence on the line that begins a list item."""
    found = _BEHIND_MARK.match(line)
    if found is None:
        return None
    opening = _OPENING.match(line, found.end("head"))
    mark = len(line) - len(line.lstrip(" "))
    if opening is None or (opening["marks"][0] == "`" and "`" in opening["info"]):
        return None
    if mark >= _TAB and not any(one.mark < mark for one in items):
        return None
    _track(items, line, mark, after_blank)
    head = found["head"]
    return Fence(number, -1, "", len(head), items[-1].margin, mark, opening["info"].strip(), head)


def _find_closing(lines: Sequence[str], fence: Fence, marks: str) -> tuple[int, int]:
    """The number of the closing line, or -1, and that of the line up to which was looked."""
    depth = fence.quote.count(">")
    for number in range(fence.first + 1, len(lines)):
        line = lines[number]
        if depth:
            if line.count(">") < depth:
                return -1, number
            line = unquote_line(line, depth)
        text = line.strip()
        if text[:1] == marks[0] and len(text) >= len(marks) and not text.strip(marks[0]):
            indent = _indent(line)
            if fence.item < indent < fence.indent + _TAB:
                return number, number
        elif text and _indent(line) <= fence.item:
            return -1, number
    return -1, len(lines)


def unquote_line(line: str, depth: int) -> str:
    """The line without `depth` marks of quotation."""
    for _ in range(depth):
        line = _QUOTE.sub("", line, count=1)
    return line


def begins_item(line: str) -> bool:
    """Whether a line begins with the mark of a list item."""
    return _ITEM.match(line.lstrip(" ")) is not None


def _indent(line: str) -> int:
    expanded = line.expandtabs(_TAB)
    return len(expanded) - len(expanded.lstrip())


def _track(items: list[_Item], line: str, indent: int, after_blank: bool) -> None:
    """Close the items that a line ends, and open the one that it begins."""
    mark = _ITEM.match(line, indent)
    if mark or after_blank:
        while items and items[-1].mark >= indent:
            items.pop()
    if mark:
        spaces = len(mark[2] or " ")
        items.append(_Item(indent, indent + len(mark[1]) + (spaces if spaces <= _TAB else 1)))
