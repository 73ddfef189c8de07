from __future__ import annotations

from site_builder.engine.diagnostics.problems import in_content, in_order
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, Place, Severity, error, warning


def found(
    path: str, line: int, column: int = 1, length: int = 1, text: str = "a", code: str = "x"
) -> Diagnostic:
    return warning(code, text, path, Place(line, column, length))


def test_problems_are_ordered_by_file_then_by_place_then_by_text() -> None:
    ordered = (
        found("a.md", 2),
        found("a.md", 10, 3),
        found("a.md", 10, 20, 9, "b"),
        found("a.md", 10, 20, 1, "c"),
        found("a.md", 10, 20, 1, "a", "y"),
        found("b.md", 1, 7),
    )
    assert in_order(reversed(ordered)) == ordered


def test_what_is_found_twice_is_said_once() -> None:
    one, other = found("a.md", 1), error("x", "a", "a.md", Place(1, 1))
    assert in_order([found("b.md", 1), one, other, one, found("a.md", 1)]) == (one, other, found("b.md", 1))


def test_errors_in_hidden_texts_become_warnings_and_what_has_no_file_stays_without() -> None:
    place = Place(1, 1)
    problems = [error("x", "a", path, place) for path in ("a.md", "a.md", "b.md", "")]
    named = [
        (one.severity, one.path)
        for one in in_content(problems, Config(title="T", base_url="https://tests.example/"), {"a.md"})
    ]
    assert named == [
        (Severity.WARNING, "content/a.md"),
        (Severity.WARNING, "content/a.md"),
        (Severity.ERROR, "content/b.md"),
        (Severity.ERROR, ""),
    ]
