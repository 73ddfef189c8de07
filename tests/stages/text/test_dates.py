from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.text.dates import DATE_PATTERN, in_zone, parse_date, split_dated_name
from site_builder.stages.text.invalid_value import InvalidValue

LONDON = ZoneInfo("Europe/London")
HINT = "write it as 2021-10-26, or with a time as 2021-10-26 09:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-10-26", "2021-10-26T00:00:00+01:00"),
        ("2021-12-26", "2021-12-26T00:00:00+00:00"),
        ("2021-10-26 09:00", "2021-10-26T09:00:00+01:00"),
        ("2021-10-26T09:00", "2021-10-26T09:00:00+01:00"),
        ("2021-10-26t09:00:30", "2021-10-26T09:00:30+01:00"),
        ("2021-10-26   09:00:30", "2021-10-26T09:00:30+01:00"),
        ("2021-10-26T09:00:30.25", "2021-10-26T09:00:30.250000+01:00"),
        ("2021-10-26T09:00:30,1234567", "2021-10-26T09:00:30.123456+01:00"),
        ("2021-10-26T09:00Z", "2021-10-26T10:00:00+01:00"),
        ("2021-10-26 09:00z", "2021-10-26T10:00:00+01:00"),
        ("2021-10-26 09:00:00 Z", "2021-10-26T10:00:00+01:00"),
        ("2021-10-26T09:00+01:00", "2021-10-26T09:00:00+01:00"),
        ("2021-10-26 09:00 +0100", "2021-10-26T09:00:00+01:00"),
        ("2021-10-26 09:00 -0500", "2021-10-26T15:00:00+01:00"),
        ("2021-10-26 09:00-05", "2021-10-26T15:00:00+01:00"),
        ("2021-01-01T00:30+02:00", "2020-12-31T22:30:00+00:00"),
        ("2020-02-29", "2020-02-29T00:00:00+00:00"),
        ("  2021-12-26  ", "2021-12-26T00:00:00+00:00"),
        ("2020-09-09 9:00:00 -0500", "2020-09-09T15:00:00+01:00"),
        ("2015-12-31T1:44", "2015-12-31T01:44:00+00:00"),
        ("2020-9-1", "2020-09-01T00:00:00+01:00"),
        ("2021/10/26", "2021-10-26T00:00:00+01:00"),
        ("2021/03/04 10:20", "2021-03-04T10:20:00+00:00"),
        ("2021.10.26", "2021-10-26T00:00:00+01:00"),
        ("Tue, 26 Oct 2021 09:00:00 +0100", "2021-10-26T09:00:00+01:00"),
        ("26 October 2021", "2021-10-26T00:00:00+01:00"),
        ("October 26, 2021 9:00", "2021-10-26T09:00:00+01:00"),
        ("Fri Sep 3 11:21:31 UTC 2021", "2021-09-03T12:21:31+01:00"),
        ("Fri Sep  3 11:21:31 2021", "2021-09-03T11:21:31+01:00"),
        ("2021-10-26 09:00 UTC", "2021-10-26T10:00:00+01:00"),
        ("2021-10-26 09:00:00 GMT", "2021-10-26T10:00:00+01:00"),
        ("2021-10-26T09:00:30.123456789012Z", "2021-10-26T10:00:30.123456+01:00"),
        ("2021-10-26 09:00 -5", "2021-10-26T15:00:00+01:00"),
        ("2021-10-26 09:00 -530", "2021-10-26T15:30:00+01:00"),
        ("2021-10-26 09:00:00 +0200 CEST", "2021-10-26T08:00:00+01:00"),
        # Clocks go forward at 01:00: half past one is the moment that the new clock calls half past two.
        ("2021-03-28 01:30", "2021-03-28T02:30:00+01:00"),
        # Clocks go back at 02:00: half past one comes twice, and the first is taken.
        ("2021-10-31 01:30", "2021-10-31T01:30:00+01:00"),
        ("2021-10-31 01:30+00:00", "2021-10-31T01:30:00+00:00"),
        # Local mean time, 75 seconds behind: RFC 3339 knows whole minutes only.
        ("1840-01-01", "1840-01-01T00:00:15-00:01"),
    ],
)
def test_a_date_means_an_instant_by_the_sites_clock(text: str, expected: str) -> None:
    value = parse_date(text, LONDON)
    assert isinstance(value, datetime)
    assert value.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("2021-02-30", "is impossible: February 2021 has 28 days", "correct the date"),
        ("2021-04-31", "is impossible: April 2021 has 30 days", "correct the date"),
        ("1900-02-29", "is impossible: February 1900 has 28 days", "correct the date"),
        ("2021-10-00", "is impossible: October 2021 has 31 days", "correct the date"),
        ("2021-13-01", "is impossible: there is no month 13", "correct the date"),
        ("0000-01-01", "is impossible: there is no year 0000", "correct the date"),
        ("2021-10-26 25:00", "is impossible: hours run from 00 to 23", "correct the time"),
        ("2021-10-26 24:00", "is impossible: hours run from 00 to 23", "correct the time"),
        ("2021-10-26 09:60", "is impossible: minutes run from 00 to 59", "correct the time"),
        ("2021-10-26 09:00:60", "is impossible: seconds run from 00 to 59", "correct the time"),
        (
            "2021-10-26 09:00+25:00",
            "has an impossible offset, '+25:00'",
            "write an offset such as +01:00, or Z",
        ),
        ("9999-12-31 23:59-12:00", "is out of range: '9999-12-31 23:59-12:00'", HINT),
        ("10:30", "must be a date, not '10:30'", HINT),
        ("tomorrow", "must be a date, not 'tomorrow'", HINT),
        ("2021", "must be a date, not '2021'", HINT),
        ("26.10.2021", "must be a date, not '26.10.2021'", "write 2021-10-26"),
        ("10/26/2021", "must be a date, not '10/26/2021'", "write 2021-10-26"),
        ("26/10/2021 9:00", "must be a date, not '26/10/2021 9:00'", "write 2021-10-26"),
        ("03/04/2021", "must be a date, not '03/04/2021'", "write 2021-04-03 or 2021-03-04"),
        ("31 Foo 2021", "must be a date, not '31 Foo 2021'", HINT),
        ("2021-10/26", "must be a date, not '2021-10/26'", HINT),
        (
            "2021-10-26 09:00 CEST",
            "has an ambiguous time zone: 'CEST'",
            "write its offset instead, such as +01:00",
        ),
        (
            "Fri Sep 3 11:21:31 EST 2021",
            "has an ambiguous time zone: 'EST'",
            "write its offset instead, such as +01:00",
        ),
        ("２０２１-10-26", "must be a date, not '２０２１-10-26'", HINT),
        ("", "must be a date, not ''", HINT),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text: str, message: str, hint: str) -> None:
    assert parse_date(text, LONDON) == InvalidValue(message, hint, "date")


_INSTANTS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_OFFSETS = st.integers(-14 * 60, 14 * 60)


@given(_INSTANTS, _OFFSETS)
def test_all_ways_of_writing_an_instant_are_equal(instant: datetime, minutes: int) -> None:
    instant = instant.replace(microsecond=0)
    local = instant.astimezone(timezone(timedelta(minutes=minutes)))
    written = local.isoformat()
    compact = written[:-3] + written[-2:]
    spaced = f"{compact[:10]} {compact[11:19]} {compact[19:]}"
    as_utc = instant.isoformat().replace("+00:00", "Z")
    assert {parse_date(text, LONDON) for text in (written, compact, spaced, as_utc)} == {instant}


@given(_INSTANTS, st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]))
def test_a_date_survives_being_stored(instant: datetime, zone: str) -> None:
    value = in_zone(instant, ZoneInfo(zone))
    stored = msgspec.json.decode(msgspec.json.encode(value), type=datetime)
    assert (stored, stored.isoformat()) == (value, value.isoformat())
    assert value == instant


@given(st.text())
def test_any_text_is_a_date_or_a_problem(text: str) -> None:
    assert isinstance(parse_date(text, LONDON), datetime | InvalidValue)


def test_the_schemas_pattern_takes_what_the_reader_takes() -> None:
    import re

    for text in ("2021-10-26", "2021/1/6", "2021-10-26T09:00:30.5Z", "Tue, 26 Oct 2021", "May 3, 2021"):
        assert re.search(DATE_PATTERN, text)
    for text in ("26.10.2021", "10/26/2021", "tomorrow"):
        assert not re.search(DATE_PATTERN, text)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("2021-10-26-a-title", ("2021-10-26", "a-title")),
        ("2021-10-26", ("2021-10-26", "")),
        ("2021-10-26_title", ("2021-10-26", "title")),
        ("2021-10-26title", ("", "2021-10-26title")),
        ("police-part-1", ("", "police-part-1")),
        ("2021-02-30-x", ("2021-02-30", "x")),
    ],
)
def test_a_name_may_begin_with_a_date(name: str, parts: tuple[str, str]) -> None:
    assert split_dated_name(name) == parts
