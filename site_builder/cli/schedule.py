"""`site-builder schedule`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from site_builder.cli.options import Subparsers, add_command, add_common, add_json, add_now, request_of, shown
from site_builder.cli.output import Console, counted, problem_record
from site_builder.cli.timers import at_line, build_command, cron_line
from site_builder.engine.schedule import ChangedUrls, Schedule, ScheduledChange, read_schedule
from site_builder.model.addresses import Addresses
from site_builder.model.diagnostics import plural
from site_builder.model.errors import OutputBroken
from site_builder.model.site import Post, Series
from site_builder.stages.assemble.coming import ChangeKind, Happening


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "schedule",
        run,
        summary="say what will be published next, and when",
        description="List everything that will change by itself: what is published, what expires, and days "
        "that were announced, each with the URLs that a build at that time makes, changes or deletes.",
        example="site-builder schedule\n"
        "site-builder schedule --next                 one instant in UTC, for a script\n"
        "site-builder schedule --at | sh              let the at command start the next build\n"
        "site-builder schedule --ics parts.ics        a calendar of the coming parts",
    )
    add_common(parser)
    add_now(parser, "look ahead from")
    form = parser.add_mutually_exclusive_group()
    add_json(form, "the schedule")
    form.add_argument(
        "--next", action="store_true", help="print only the next instant, in UTC; nothing if there is none"
    )
    form.add_argument(
        "--cron",
        action="store_true",
        help="print a crontab line for the next build, in the machine's time zone",
    )
    form.add_argument(
        "--at", action="store_true", help="print a shell command that has `at` start the next build"
    )
    form.add_argument(
        "--ics", type=Path, metavar="FILE", help="write a calendar of all coming parts to this file"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Look ahead, and print that in the form that was asked for. Errors in the site make the exit code 1."""
    request = request_of(arguments)
    only_next = arguments.next or arguments.cron or arguments.at
    with_urls = not (only_next or arguments.ics)
    schedule = read_schedule(request, console.progress, with_urls=with_urls, only_next=only_next)
    if arguments.json:
        console.json(_record(schedule))
    elif arguments.ics:
        _write_calendar(arguments.ics, schedule, console)
    elif only_next:
        for change in schedule.changes:
            command = build_command(request.config_file)
            if arguments.next:
                console.print(_utc(change.at))
            else:
                line = cron_line if arguments.cron else at_line
                console.print(line(change.at, command))
    else:
        _print(schedule, console)
    if schedule.errors:
        console.diagnostics(schedule.errors, request.root)
        console.note(f"\n{counted(schedule.errors)}: a build would fail, and the schedule may be incomplete")
    return 1 if schedule.errors else 0


def _write_calendar(file: Path, schedule: Schedule, console: Console) -> None:
    try:
        file.write_bytes(schedule.calendar.encode())
    except OSError as failure:
        message = f"{file} cannot be written: {failure.strerror}"
        raise OutputBroken(message, "choose another file") from failure
    parts = plural(schedule.calendar.count("BEGIN:VEVENT"), "coming part")
    console.say(f"{parts} in {shown(file, is_folder=False)}")


def _print(schedule: Schedule, console: Console) -> None:
    if not schedule.changes:
        console.print("Nothing is scheduled: no post or page has a date in the future.")
    for number, change in enumerate(schedule.changes):
        if number:
            console.print("")
        console.print(f"{_local(change.at, schedule):%Y-%m-%d %H:%M %Z} ({_utc(change.at)})")
        for one in change.happenings:
            console.print(f"  {_happening_line(one, change, schedule)}")
        if change.urls is not None:
            _print_urls(change.urls, console)


def _print_urls(urls: ChangedUrls, console: Console) -> None:
    for name, paths in urls._asdict().items():
        for path in paths:
            console.print(f"    {name:7}  {path}")


def _happening_line(one: Happening, change: ScheduledChange, schedule: Schedule) -> str:
    file = f"{schedule.config.paths.content}/{one.path}"
    if one.kind is ChangeKind.DAY_PASSED:
        series = _series(one, change)
        title = series.head.title if series else file
        return f'the day passes that part {one.part} of "{title}" was announced for ({file})'
    entry = change.entries[one.path]
    named = f'"{entry.head.title}"'
    if isinstance(entry, Post) and entry.series in change.site.series:
        named += f', part {entry.part} of "{change.site.series[entry.series].head.title}"'
    return f"{one.kind.value}: {named} ({file})"


def _series(one: Happening, change: ScheduledChange) -> Series | None:
    return next((each for each in change.site.series.values() if each.head.path == one.path), None)


def _record(schedule: Schedule) -> dict[str, Any]:
    return {
        "now": _utc(schedule.now),
        "timezone": schedule.config.timezone,
        "changes": [_change_record(change, schedule) for change in schedule.changes],
        "errors": [problem_record(one) for one in schedule.errors],
    }


def _change_record(change: ScheduledChange, schedule: Schedule) -> dict[str, Any]:
    urls = change.urls or ChangedUrls()
    return {
        "utc": _utc(change.at),
        "local": _local(change.at, schedule).isoformat(),
        "happenings": list(_happening_records(change, schedule)),
        "urls": urls._asdict(),
        "search_index": schedule.config.search,
    }


def _happening_records(change: ScheduledChange, schedule: Schedule) -> Iterator[dict[str, Any]]:
    addresses = Addresses(schedule.config.base_url)
    for one in change.happenings:
        entry = change.entries.get(one.path)
        series = change.site.series.get(entry.series) if isinstance(entry, Post) else _series(one, change)
        url = entry.url if entry is not None else series.url if series is not None else None
        yield {
            "kind": one.kind.value,
            "path": f"{schedule.config.paths.content}/{one.path}",
            "title": entry.head.title if entry is not None else None,
            "series": series.head.title if series is not None else None,
            "part": (entry.part if isinstance(entry, Post) else one.part) or None,
            "url": url,
            "address": addresses.absolute(url) if url else None,
        }


def _utc(instant: datetime) -> str:
    """As RFC 3339 writes it, with as many decimals as it has."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _local(instant: datetime, schedule: Schedule) -> datetime:
    return instant.astimezone(ZoneInfo(schedule.config.timezone))
