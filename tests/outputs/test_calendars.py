"""The calendar of a series.

Covers `stages/views/part_events`.
"""

from __future__ import annotations

from typing import Any

from site_builder.model.documents import Head, PlannedPart, SeriesStatus
from site_builder.model.routes import Literal
from site_builder.outputs import calendars
from tests.outputs.presenters import presenter
from tests.stages.assemble.heads import at, part, series

PLANS = (PlannedPart(3, "Home", at("2026-04-08 08:00")),)


def calendar(*heads: Head, **settings: Any) -> list[str]:
    """The lines of the one calendar, if there is one."""
    lines: list[str] = []
    for route in calendars.plan(presenter(*heads, **settings)):
        assert route.path == "/series/walks/calendar.ics"
        assert isinstance(route.content, Literal)
        lines += route.content.data.decode().replace("\r\n ", "").splitlines()
    return lines


def told(lines: list[str]) -> list[str]:
    keys = ("DTSTART", "SUMMARY", "URL")
    return [line.partition(":")[2] for line in lines if line.startswith(keys)]


def test_the_last_live_part_and_all_that_have_a_date() -> None:
    walks = series(length=4, planned=PLANS)
    assert told(calendar(walks, part(1), part(2, "2026-04-01", title="Secret"))) == [
        "20260101",
        "Walks: Part I\\, Walks-1",
        "https://tests.example/walks-1/",
        "20260401",
        "Walks: Part II",
        "https://tests.example/series/walks/",
        "20260408T070000Z",
        "Walks: Part III\\, Home",
        "https://tests.example/series/walks/",
    ]


def test_it_stays_when_all_is_published_if_the_file_still_plans_its_parts() -> None:
    assert calendar(series(length=2), part(1), part(2)) == []
    plans = (PlannedPart(2, "", at("2025-12-31")),)
    assert told(calendar(series(length=2, planned=plans), part(1), part(2))) == [
        "20260101",
        "Walks: Part II (final)\\, Walks-2",
        "https://tests.example/walks-2/",
    ]


def test_an_event_keeps_its_id_when_date_and_title_change_and_when_it_is_published() -> None:
    def ids(now: str, date: str, title: str) -> list[str]:
        lines = calendar(series(), part(2, date, title=title), now=now)
        return [line for line in lines if line.startswith("UID")]

    first = ids("2026-03-01", "2026-04-01", "A title")
    assert len(first) == 1
    assert first == ids("2026-03-01", "2026-05-01", "Another") == ids("2026-06-01", "2026-05-01", "Another")


def test_an_abandoned_series_announces_nothing() -> None:
    walks = series(status=SeriesStatus.ABANDONED, planned=PLANS)
    assert told(calendar(walks, part(1)))[1::3] == ["Walks: Part I\\, Walks-1"]


def test_nothing_dated_or_no_file_of_the_series_means_no_calendar() -> None:
    assert calendar(series(planned=(PlannedPart(1, "Some day"),))) == []
    assert calendar(part(1), part(2, "2026-04-01")) == []
