"""Calendars as phones subscribe to them: iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

_LINE = 75
"""Octets that a line may have before it has to be folded (section 3.1)."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_MOMENT = timedelta(microseconds=1)


class CalendarEvent(msgspec.Struct, frozen=True):
    """`uid` stays the same whatever changes about the event; `url` is a full address."""

    uid: str
    begins: datetime
    summary: str
    url: str


def calendar_text(name: str, language: str, zone: tzinfo, events: Iterable[CalendarEvent]) -> str:
    """A calendar, its lines ended by CRLF. An event at the very beginning of a day in `zone` lasts that day.

    Without a METHOD, DTSTAMP is when an event was last changed. Nobody knows that without a clock, so it is
    the event's own time, and the same sources make the same calendar.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//site-builder//parts of a series//EN",
        f"NAME;LANGUAGE={language}:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    for event in events:
        lines.extend(_event(event, language, zone))
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(event: CalendarEvent, language: str, zone: tzinfo) -> Iterator[str]:
    instant = event.begins.astimezone(UTC)
    stamp = f"{instant:%Y%m%dT%H%M%SZ}"
    local = instant.astimezone(zone)
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{stamp}"
    if (instant - _MOMENT).astimezone(zone).date() != local.date():
        yield f"DTSTART;VALUE=DATE:{local:%Y%m%d}"
    else:
        yield f"DTSTART:{stamp}"
    yield f"SUMMARY;LANGUAGE={language}:{_escaped(event.summary)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> str:
    """Continuation lines begin with a blank, which counts; no character is cut in two."""
    if len(line) < _LINE and line.isascii():
        return line
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])
