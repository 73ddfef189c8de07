"""The time zone of a blog, which no export names: the one in which local dates and GMT dates agree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_LIKELY = (
    "UTC Europe/London Europe/Berlin America/New_York America/Chicago America/Denver America/Los_Angeles "
    "Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Perth Pacific/Auckland Asia/Kolkata "
    "Asia/Tokyo Asia/Shanghai Asia/Singapore Africa/Johannesburg Africa/Lagos Africa/Nairobi Europe/Athens "
    "Europe/Istanbul Asia/Dubai Asia/Karachi America/Sao_Paulo America/Halifax America/Phoenix "
    "America/Anchorage Pacific/Honolulu"
).split()
_ENOUGH = 400


def zone_of(samples: Iterable[tuple[datetime, datetime]]) -> str:
    """The likeliest zone, of pairs of a local date and the same instant in GMT; UTC without any."""
    offsets: dict[tuple[int, int, float], datetime] = {}
    for local, gmt in samples:
        offset = (local - gmt).total_seconds()
        if abs(offset) <= 14 * 3600 and len(offsets) < _ENOUGH:
            offsets.setdefault((gmt.year, gmt.month, offset), gmt)
    if not offsets:
        return "UTC"
    best, most = "UTC", -1
    for name in _LIKELY:
        zone = ZoneInfo(name)
        fitting = 0
        for (_, _, offset), gmt in offsets.items():
            shift = gmt.replace(tzinfo=UTC).astimezone(zone).utcoffset()
            fitting += shift is not None and shift.total_seconds() == offset
        if fitting > most:
            best, most = name, fitting
    return best
