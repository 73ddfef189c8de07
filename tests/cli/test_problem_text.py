from __future__ import annotations

from typing import cast

from site_builder.cli.problem_text import described
from site_builder.engine.diagnostics.source_lines import SourceLines
from site_builder.model.diagnostics import Diagnostic, Place, error


class OneLine:
    """A source that has this line wherever one looks."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, one: Diagnostic) -> str:
        return self._text


def quoted(line: str, column: int, length: int) -> tuple[str, str]:
    found = error("broken-link", "wrong", "a.md", Place(1, column, length))
    lines = cast(SourceLines, OneLine(line))
    _, source, carets = described(found, lines, lambda _, text: text)
    return source.removeprefix("  1 | "), carets.removeprefix("    | ")


def test_a_short_line_is_shown_whole() -> None:
    assert quoted("[a](b) 日本 [c](d)", 8, 2) == ("[a](b) 日本 [c](d)", " " * 7 + "^^^^")


def test_a_long_line_is_shown_around_the_place() -> None:
    line = "x" * 3000 + "HERE" + "y" * 3000
    source, carets = quoted(line, 3001, 4)
    assert len(source) == 162
    assert source[0] == source[-1] == "…"
    assert source[carets.index("^") :].startswith("HERE")
    assert carets.count("^") == 4


def test_a_place_that_is_longer_than_what_is_shown_ends_with_it() -> None:
    source, carets = quoted("title: " + "x" * 5000, 8, 5000)
    assert source == "title: " + "x" * 153 + "…"
    assert carets == " " * 7 + "^" * 153
    source, carets = quoted("x" * 300, 300, 1)
    assert source == "…" + "x" * 61
    assert carets == " " * 61 + "^"
