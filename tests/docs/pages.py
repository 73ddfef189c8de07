"""The documentation as data: its pages, their headings, links, tables and fenced examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.requirements import REPOSITORY

DOCS = REPOSITORY / "docs"
_LISTED = ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "templates/README.md")
_FENCE = re.compile(r"(?P<indent> *)```(?P<info>[^`]*)\Z")
_LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\((?P<target>[^)\s]+)\)")
_HTML_LINK = re.compile(r'(?:src|srcset|href)="(?P<target>[^"]+)"')
_HEADING = re.compile(r"#{1,6} (?P<text>.+)")
_ROW = re.compile(r"\|(?P<cells>.+)\|\s*\Z")
_CODE = re.compile(r"`([^`]+)`")


class Fence(NamedTuple):
    """A fenced example. `language` and `marks` are the words after the three backticks."""

    path: Path
    line: int
    language: str
    marks: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        """Where it is, for messages and test ids."""
        return f"{name_of(self.path)}:{self.line}"


class Row(NamedTuple):
    """A row of a table: the heading that it is under, the head of its table, and its cells."""

    line: int
    heading: str
    head: tuple[str, ...]
    cells: tuple[str, ...]


def documents() -> tuple[Path, ...]:
    """Every page of the documentation, sorted."""
    return (*(REPOSITORY / name for name in _LISTED), *sorted(DOCS.rglob("*.md")))


def name_of(path: Path) -> str:
    """A page's path from the repository."""
    return path.relative_to(REPOSITORY).as_posix()


def fences(path: Path) -> Iterator[Fence]:
    """The fenced examples of a page, in order."""
    opened: re.Match[str] | None = None
    start, lines = 0, list[str]()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = _FENCE.match(line)
        if opened is None:
            if found is not None:
                opened, start, lines = found, number, []
        elif found is not None and not found["info"]:
            language, *marks = opened["info"].split() or [""]
            indent = len(opened["indent"])
            text = "".join(one[indent:] + "\n" for one in lines)
            yield Fence(path, start, language, tuple(marks), text)
            opened = None
        else:
            lines.append(line)
    assert opened is None, f"{name_of(path)}:{start}: this example is never closed"


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a page outside of its fenced examples."""
    inside = {
        number
        for fence in fences(path)
        for number in range(fence.line, fence.line + fence.text.count("\n") + 2)
    }
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if number not in inside:
            yield number, line


def headings(path: Path) -> list[str]:
    """The headings of a page as they are, without their number signs."""
    return [found["text"] for _, line in prose(path) if (found := _HEADING.match(line))]


def anchors(path: Path) -> set[str]:
    """The fragments that a page's headings can be linked by, as GitHub makes them."""
    made: set[str] = set()
    for heading in headings(path):
        bare = re.sub(r"[^\w\- ]", "", _LINK.sub("", heading).lower() if "](" in heading else heading.lower())
        anchor = bare.strip().replace(" ", "-")
        made.add(anchor if anchor not in made else f"{anchor}-1")
    return made


def links(path: Path) -> Iterator[tuple[int, str]]:
    """Where the links and images of a page lead, with their lines."""
    for number, line in prose(path):
        bare = _CODE.sub("", line)
        for found in (*_LINK.finditer(bare), *_HTML_LINK.finditer(bare)):
            yield number, found["target"]


def rows(path: Path) -> Iterator[Row]:
    """The rows of all tables of a page."""
    heading, head = "", tuple[str, ...]()
    previous = 0
    for number, line in prose(path):
        if found := _HEADING.match(line):
            heading = found["text"]
        if not (row := _ROW.match(line)):
            continue
        cells = tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row["cells"]))
        if number != previous + 1:
            head = cells
        elif not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            yield Row(number, heading, head, cells)
        previous = number


def codes(cell: str) -> tuple[str, ...]:
    """What is in backticks in a cell or a heading."""
    return tuple(_CODE.findall(cell))
