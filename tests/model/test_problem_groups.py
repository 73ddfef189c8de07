from __future__ import annotations

from site_builder.model.diagnostics import Diagnostic, Place, error, warning
from site_builder.model.problem_groups import SHOWN_IN_FULL, grouped


def unknown_key(name: str, number: int) -> Diagnostic:
    return warning("front-matter-unknown-key", f"there is no key '{name}'", f"p{number}.md", Place(3, 1))


def broken(number: int) -> Diagnostic:
    return error("front-matter-date", f"must be a date, not '{number}'", f"p{number:02}.md", Place(2, 7))


def test_few_problems_are_all_shown() -> None:
    (group,) = grouped([unknown_key("a", number) for number in range(SHOWN_IN_FULL)])
    assert (group.shown, group.omitted, group.rest()) == (group.members, 0, [])


def test_one_cause_is_shown_three_times_and_counted() -> None:
    (group,) = grouped([unknown_key("tumblr_url", number) for number in range(143)])
    assert [one.path for one in group.shown] == ["p0.md", "p1.md", "p2.md"]
    assert group.rest() == ["and 140 more, --verbose shows all"]


def test_each_of_several_causes_is_named_with_its_files_and_first_place() -> None:
    found = [unknown_key("hero", number) for number in range(5)]
    found += [unknown_key("tumblr_url", number) for number in range(1, 9)] + [unknown_key("hero", 4)]
    found += [unknown_key("once", 9)]
    (group,) = grouped(found)
    assert [(one.message[-6:], one.path) for one in group.shown] == [
        ("'hero'", "p0.md"),
        ("r_url'", "p1.md"),
        ("'once'", "p9.md"),
    ]
    assert group.rest() == [
        "there is no key 'tumblr_url': 8 files, first in p1.md:3:1",
        "there is no key 'hero': 6 times in 5 files, first in p0.md:3:1",
        "and 12 more, --verbose shows all",
    ]


def test_every_file_with_an_error_is_named() -> None:
    (group,) = grouped([broken(number) for number in range(40)])
    text = " ".join([*(one.path for one in group.shown), *group.rest()])
    assert all(f"p{number:02}.md" in text for number in range(40))


def test_errors_and_warnings_of_one_code_are_two_groups_and_errors_come_last() -> None:
    found = [broken(1), warning("front-matter-date", "x", "a.md"), unknown_key("a", 1)]
    assert [(group.severity, group.code) for group in grouped(found)] == [
        ("warning", "front-matter-date"),
        ("warning", "front-matter-unknown-key"),
        ("error", "front-matter-date"),
    ]
