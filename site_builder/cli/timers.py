"""Lines that make cron or at start a build at a given instant."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

_MINUTE = timedelta(minutes=1)


def build_command(config_file: Path) -> str:
    """A shell command that builds a site from anywhere, with the program that is running now."""
    program = Path(sys.argv[0]).absolute()
    parts = (
        [str(program)]
        if program.name == "site-builder" and program.is_file()
        else [sys.executable, "-m", "site_builder"]
    )
    parts += ["build", "--quiet"]
    if config_file.name != "config.yaml":
        parts += ["--config", config_file.name]
    return f"cd {shlex.quote(str(config_file.parent))} && {shlex.join(parts)}"


def cron_line(instant: datetime, command: str, zone: tzinfo | None = None) -> str:
    """A line of a crontab in the time of `zone`, the machine's own if None. Cron runs it every year.

    Seconds are rounded up. Where clocks go back, some minutes occur twice, and cron runs its jobs in the
    first of the two. An instant in the second is moved to the first minute that occurs once.
    """
    moment = _on_the_minute(instant)
    while _first_at(wall := moment.astimezone(zone), zone) < moment:
        moment += _MINUTE
    escaped = command.replace("%", "\\%")
    return f"{wall.minute} {wall.hour} {wall.day} {wall.month} * {escaped}"


def _first_at(wall: datetime, zone: tzinfo | None) -> datetime:
    """When the clock first shows this time."""
    naive = wall.replace(tzinfo=None, fold=0)
    return (naive if zone is None else naive.replace(tzinfo=zone)).astimezone(UTC)


def at_line(instant: datetime, command: str) -> str:
    """A shell command that hands the build to at(1), in UTC: no clock is put back there (POSIX, at -t)."""
    return f"echo {shlex.quote(command)} | TZ=UTC0 at -t {_on_the_minute(instant):%Y%m%d%H%M}"


def _on_the_minute(instant: datetime) -> datetime:
    """In UTC, rounded up: a build that comes a second early comes too early."""
    moment = instant.astimezone(UTC)
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + _MINUTE
