"""The one reader of dates: ISO 8601 as writers and other tools write it, and dates in file names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from site_builder.stages.text.invalid_value import InvalidValue

_MONTHS = (
    "",
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DATE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?:[ \t]*(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?\Z"
)
# For JSON Schema: what `parse_date` takes, but for impossible days and hours.
DATE_PATTERN = (
    r"^\d{4}-\d{2}-\d{2}(([Tt]|[ \t]+)\d{2}:\d{2}(:\d{2}([.,]\d+)?)?([ \t]*([Zz]|[+-]\d{2}(:?\d{2})?))?)?$"
)
_DATED_NAME = re.compile(r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[-_ ]+(?P<rest>.*))?\Z", re.DOTALL)
_HINT = "write it as 2021-10-26, or with a time as 2021-10-26 09:00"


def parse_date(text: str, zone: tzinfo) -> datetime | InvalidValue:
    """The instant a text means, with the zone's offset at that instant.

    Without an offset of its own the text means the zone's clock: midnight where there is no time, the
    earlier of two where clocks go back, and where they go forward the same moment by the later clock. The
    result carries a fixed offset in whole minutes, as RFC 3339 wants, so that it is the same value
    when it has been stored and read again.
    """
    match = _DATE.match(text.strip())
    if match is None:
        return InvalidValue(f"must be a date, not '{_shorten(text)}'", _hint_for(text), "date")
    parts = match.groupdict()
    year, month, day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    microsecond = int((parts["fraction"] or "")[:6].ljust(6, "0"))
    problem = _impossible(year, month, day)
    if problem:
        return InvalidValue(f"is impossible: {problem}", "correct the date", "date")
    problem = _impossible_time(hour, minute, second)
    if problem:
        return InvalidValue(f"is impossible: {problem}", "correct the time", "date")
    own_zone: tzinfo | None = zone
    if parts["offset"]:
        own_zone = _offset_zone(parts["offset"])
        if own_zone is None:
            return InvalidValue(
                f"has an impossible offset, '{parts['offset']}'",
                "write an offset such as +01:00, or Z",
                "date",
            )
    try:
        local = datetime(year, month, day, hour, minute, second, microsecond, own_zone)
        return in_zone(local, zone)
    except OverflowError:
        return InvalidValue(f"is too far away: '{_shorten(text)}'", _HINT, "date")


def in_zone(instant: datetime, zone: tzinfo) -> datetime:
    """The same instant by the zone's clock, with a fixed offset in whole minutes."""
    local = instant.astimezone(UTC).astimezone(zone)
    offset = local.utcoffset() or timedelta()
    minutes = round(offset / timedelta(minutes=1))
    return instant.astimezone(_fixed(minutes))


def split_dated_name(name: str) -> tuple[str, str]:
    """The date that a file's or folder's name begins with (empty if none), and the rest of the name."""
    match = _DATED_NAME.match(name)
    return (match["date"], match["rest"] or "") if match else ("", name)


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _impossible(year: int, month: int, day: int) -> str:
    if year == 0:
        return "there is no year 0000"
    if not 1 <= month <= 12:
        return f"there is no month {month:02}"
    if not 1 <= day <= days_in(year, month):
        return f"{_MONTHS[month]} {year} has {days_in(year, month)} days"
    return ""


def _impossible_time(hour: int, minute: int, second: int) -> str:
    if hour > 23:
        return "hours run from 00 to 23"
    if minute > 59:
        return "minutes run from 00 to 59"
    return "seconds run from 00 to 59" if second > 59 else ""


def _offset_zone(offset: str) -> tzinfo | None:
    if offset in "Zz":
        return UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 23 or minutes > 59:
        return None
    return _fixed((hours * 60 + minutes) * (-1 if offset[0] == "-" else 1))


def _fixed(minutes: int) -> tzinfo:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def _hint_for(text: str) -> str:
    """The date as it should be written, where the writer's form leaves no doubt about its order."""
    year_first = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text.strip())
    if year_first:
        year, month, day = (int(part) for part in year_first.groups())
        if year and not _impossible(year, month, day):
            return f"write {year:04}-{month:02}-{day:02}"
    day_first = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text.strip())
    if day_first:
        day, month, year = (int(part) for part in day_first.groups())
        if year and not _impossible(year, month, day):
            return f"write {year:04}-{month:02}-{day:02}"
    return _HINT


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
