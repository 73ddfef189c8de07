from __future__ import annotations

import pytest

from site_builder.stages.text.date_patterns import mistake_in_pattern


@pytest.mark.parametrize(
    ("pattern", "message", "hint"),
    [
        ("YYYY-MM-DD", "has `D`, which is the day of the year: 'YYYY-MM-DD'", "write yyyy-MM-dd"),
        ("yyyy-mm-dd", "has `m`, which is minutes: 'yyyy-mm-dd'", "write yyyy-MM-dd"),
        (
            "d MMMM YYYY",
            "has `Y`, which is the year of the week, which differs around New Year: 'd MMMM YYYY'",
            "write d MMMM yyyy",
        ),
        ("D 'Day' MMM", "has `D`, which is the day of the year: 'D 'Day' MMM'", "write d 'Day' MMM"),
        (
            "%Y",
            "is a strftime pattern, not a CLDR one: '%Y'",
            "write one such as d MMMM yyyy, words in single quotes: d 'of' MMMM",
        ),
    ],
)
def test_a_pattern_that_prints_something_else_than_was_meant_is_a_mistake(
    pattern: str, message: str, hint: str
) -> None:
    assert mistake_in_pattern(pattern) == (message, hint, "date-pattern")


@pytest.mark.parametrize("pattern", ["d MMMM yyyy", "HH:mm", "h:mm a", "d 'Dmy %' M", "EEEE", "yyyy-MM-dd"])
def test_a_pattern_that_prints_what_it_says_is_no_mistake(pattern: str) -> None:
    assert mistake_in_pattern(pattern) is None
