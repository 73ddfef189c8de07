"""Calendars that phones subscribe to."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.text.icalendar import CalendarEvent, calendar_text

LONDON = ZoneInfo("Europe/London")


def event(begins: str, summary: str = "Walks: Part II", zone: str = "Europe/London") -> CalendarEvent:
    moment = datetime.fromisoformat(begins).replace(tzinfo=ZoneInfo(zone))
    return CalendarEvent("urn:uuid:1", moment, summary, "https://tests.example/walks/")


def unfolded(text: str) -> list[str]:
    """The lines as section 3.1 has readers put them together again."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def starts(one: CalendarEvent, zone: str = "Europe/London") -> str:
    lines = unfolded(calendar_text("Tests", "en", ZoneInfo(zone), [one]))
    return next(line for line in lines if line.startswith("DTSTART"))


@pytest.mark.parametrize(
    ("begins", "zone", "expected"),
    [
        # A date without a time is a day wherever the reader is, and a time is an instant.
        ("2026-11-02", "Europe/London", "DTSTART;VALUE=DATE:20261102"),
        ("2026-11-02T08:00", "Europe/London", "DTSTART:20261102T080000Z"),
        ("2026-07-02T08:00", "Europe/London", "DTSTART:20260702T070000Z"),
        ("2026-07-02", "Asia/Tokyo", "DTSTART;VALUE=DATE:20260702"),
        # The first of the two hours, and the second.
        ("2026-10-25T01:30", "Europe/London", "DTSTART:20261025T003000Z"),
        # In Beirut the clocks went from 0:00 to 1:00: that day begins at 1:00.
        ("2021-03-28T01:00", "Asia/Beirut", "DTSTART;VALUE=DATE:20210328"),
        ("2021-03-29T01:00", "Asia/Beirut", "DTSTART:20210328T220000Z"),
    ],
)
def test_a_day_or_an_instant(begins: str, zone: str, expected: str) -> None:
    assert starts(event(begins, zone=zone), zone) == expected


def test_what_means_something_in_a_calendar_is_escaped() -> None:
    text = calendar_text("A, b; c", "en", LONDON, [event("2026-11-02", "One\\two\nthree, four; five")])
    assert "X-WR-CALNAME:A\\, b\\; c" in unfolded(text)
    assert "SUMMARY;LANGUAGE=en:One\\\\two\\nthree\\, four\\; five" in unfolded(text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_no_line_is_too_long_and_none_loses_a_character(summary: str) -> None:
    text = calendar_text("Tests", "en", LONDON, [event("2026-11-02", summary)])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    written = next(line for line in unfolded(text) if line.startswith("SUMMARY"))
    plain = written.removeprefix("SUMMARY;LANGUAGE=en:")
    assert plain.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == summary
