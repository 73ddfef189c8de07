from __future__ import annotations

import pytest

from site_builder.checks.support import check
from tests.checks.small_sites import site_of

LISTENERS = 'support:\n  - name: Listeners\n    phone: "116 123"\n'


def told(settings: str, now: str = "2026-03-01T12:00") -> list[str]:
    return [f"{one.place.line}: {one.message}" for one in check(site_of(settings, now=now))]


def test_a_number_without_a_day_is_reported_at_its_place() -> None:
    assert told(LISTENERS) == ["4: support: 'Listeners' does not say when its number was last checked"]


def test_the_hint_can_be_copied() -> None:
    (found,) = check(site_of(LISTENERS))
    assert found.hint.endswith("verified_on: 2026-03-01")


@pytest.mark.parametrize(
    ("verified_on", "is_reported"),
    [
        ("2025-03-01", True),
        ("2025-03-02", False),
        ("2026-03-01", False),
        ("2026-03-02", True),
        ("9999-12-31", True),
    ],
)
def test_a_number_counts_as_checked_for_a_year(verified_on: str, is_reported: bool) -> None:
    assert bool(told(f"{LISTENERS}    verified_on: {verified_on}\n")) is is_reported


def test_a_year_from_a_leap_day_ends_on_the_first_of_march() -> None:
    settings = f"{LISTENERS}    verified_on: 2024-02-29\n"
    assert told(settings, "2025-02-28T23:59") == []
    assert told(settings, "2025-03-01T00:00") == [
        "4: support: 'Listeners' has a number that was last checked on 2024-02-29, more than a year ago"
    ]


def test_a_line_to_text_is_a_number_too() -> None:
    assert len(told("support: [{name: Texters, text: SHOUT to 85258}]")) == 1


def test_who_has_no_number_needs_no_checking() -> None:
    assert told('support: [{name: Readers, url: "https://example.org/"}]') == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-12-31T12:00", "2026-01-06T00:00:00+00:00"),
        ("2026-01-06T00:00", "2027-01-06T00:00:00+00:00"),
        ("2027-01-06T00:00", None),
    ],
)
def test_the_site_knows_when_its_numbers_grow_old(now: str, expected: str | None) -> None:
    changes_at = site_of(f"{LISTENERS}    verified_on: 2026-01-06\n", now=now).changes_at
    assert (changes_at and changes_at.isoformat()) == expected
