"""The one reader of dates: as writers and other tools write them, and dates in file names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from site_builder.stages.text.invalid_value import InvalidValue

_MONTHS = (
    "",
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH_NAMES = {name[:3].lower(): number for number, name in enumerate(_MONTHS) if name}
_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
)
# An offset may be followed by its name, as Go prints it. A name alone (CEST) is looked at afterwards.
_ZONE = (
    r"(?:[ \t]*(?P<offset>[Zz]|[+-][0-9]{1,2}(?::?[0-9]{2})?)(?:[ \t]+\(?[A-Z]{3,5}\)?)?"
    r"|[ \t]*(?P<letters>[A-Za-z]{3,5}))?"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?[ \t]+)?"
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_FORMS = (
    # 2021-10-26, 2021/10/26 9:00 +0100
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    rf"(?:(?:T|[ \t]+){_TIME}{_ZONE})?",
    # Tue, 26 Oct 2021 09:00:00 +0100
    rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})[ \t-]+{_MONTH}[ \t,-]+(?P<year>[0-9]{{4}})"
    rf"(?:[ \t]+{_TIME}{_ZONE})?",
    # October 26, 2021 09:00
    rf"{_WEEKDAY}{_MONTH}[ \t]+(?P<day>[0-9]{{1,2}}),?[ \t]+(?P<year>[0-9]{{4}})"
    rf"(?:[ \t]+{_TIME}{_ZONE})?",
    # Fri Sep  3 11:21:31 UTC 2021
    rf"{_WEEKDAY}{_MONTH}[ \t]+(?P<day>[0-9]{{1,2}})[ \t]+{_TIME}{_ZONE}[ \t]+(?P<year>[0-9]{{4}})",
)
_UTC = frozenset({"z", "utc", "gmt"})
# For JSON Schema: the form of what `parse_date` takes.
DATE_PATTERN = (
    r"^(\d{4}([-/.]\d{1,2}){2}([Tt ]|$)|([A-Za-z]{3,9},? +)?(\d{1,2}[ -]+[A-Za-z]{3}|[A-Za-z]{3,9}\.? +\d))"
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
    parts = _parts(text.strip())
    if parts is None:
        return InvalidValue(f"must be a date, not '{_shorten(text)}'", _hint_for(text), "date")
    letters = parts.get("letters") or ""
    if letters and letters.lower() not in _UTC:
        return InvalidValue(
            f"has an ambiguous time zone: '{letters}'",
            "write its offset instead, such as +01:00",
            "date",
        )
    year, month, day = int(parts["year"]), _month(parts), int(parts["day"])
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    microsecond = int((parts["fraction"] or "")[:6].ljust(6, "0"))
    problem = _impossible(year, month, day)
    if problem:
        return InvalidValue(f"is impossible: {problem}", "correct the date", "date")
    problem = _impossible_time(hour, minute, second)
    if problem:
        return InvalidValue(f"is impossible: {problem}", "correct the time", "date")
    own_zone: tzinfo | None = UTC if letters else zone
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
        return InvalidValue(f"is out of range: '{_shorten(text)}'", _HINT, "date")


@cache
def _regex(form: str) -> re.Pattern[str]:
    """Compiled when it is first needed: most dates have the first form."""
    return re.compile(form + r"\Z", re.IGNORECASE)


def _parts(text: str) -> dict[str, str] | None:
    """The named pieces of a date in one of the known forms."""
    for form in map(_regex, _FORMS):
        match = form.match(text)
        if match is not None and ("name" not in form.groupindex or match["name"][:3].lower() in _MONTH_NAMES):
            return match.groupdict()
    return None


def _month(parts: dict[str, str]) -> int:
    return int(parts["month"]) if "month" in parts else _MONTH_NAMES[parts["name"][:3].lower()]


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
    hours, minutes = _hours_and_minutes(offset[1:])
    if hours > 23 or minutes > 59:
        return None
    return _fixed((hours * 60 + minutes) * (-1 if offset[0] == "-" else 1))


def _hours_and_minutes(digits: str) -> tuple[int, int]:
    """Of an offset: 5, 05, 530, 0530, 5:30 or 05:30."""
    if ":" not in digits and len(digits) <= 2:
        return int(digits), 0
    digits = digits.replace(":", "")
    return int(digits[:-2]), int(digits[-2:])


def _fixed(minutes: int) -> tzinfo:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def _hint_for(text: str) -> str:
    """The date as it should be written, where the writer's form leaves no doubt about its order."""
    match = re.match(r"([0-9]{1,2})([./-])([0-9]{1,2})[./-]([0-9]{4})(?![0-9])", text.strip())
    if match is None:
        return _HINT
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    day_first, month_first = (year, second, first), (year, first, second)
    possible = [one for one in (day_first, month_first) if year and not _impossible(*one)]
    if match[2] == ".":
        possible = [one for one in possible if one == day_first]
    written = [f"{year:04}-{month:02}-{day:02}" for year, month, day in dict.fromkeys(possible)]
    return f"write {' or '.join(written)}" if written else _HINT


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
