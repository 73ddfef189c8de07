"""`site-builder list`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from site_builder.cli.options import Subparsers, add_command, add_common, add_json, add_now, request_of
from site_builder.cli.output import Console, counted
from site_builder.cli.table import aligned, width
from site_builder.engine.inventory import Inventory, read_inventory
from site_builder.model.addresses import Addresses
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.documents import PostHead, SeriesHead, SeriesStatus
from site_builder.model.site import State
from site_builder.stages.assemble.permalinks import entry_url, series_url

_FAR_FUTURE = datetime.max.replace(tzinfo=UTC)
_TITLE, _URL = 2, 3


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "list",
        run,
        summary="list posts and series with their state",
        description="List all posts, newest first, with their state (published, draft, or scheduled until "
        "when), and all series with the parts that are published and declared.",
        example="site-builder list\n"
        "site-builder list --now 2026-11-02T12:00     as of then\n"
        "site-builder list --json                     for other programs",
    )
    add_common(parser)
    add_now(parser, "list as of")
    add_json(parser, "the list")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """List what can be read; what cannot is reported beside it, and makes the exit code 1."""
    request = request_of(arguments)
    inventory = read_inventory(request, console.progress)
    errors = inventory.errors
    posts, series = _posts(inventory), _series(inventory)
    if arguments.json:
        console.json({"posts": posts, "series": series, "errors": [_error(one) for one in errors]})
    else:
        _print_tables(posts, series, console)
    if errors:
        console.diagnostics(errors, request.root)
        console.note(f"\n{counted(errors)}: a build would fail, and the list may be incomplete")
    return 1 if errors else 0


def _posts(inventory: Inventory) -> list[dict[str, Any]]:
    """Newest first, undated drafts leading, as a build with drafts would have them."""
    config = inventory.config
    addresses = Addresses(config.base_url)
    heads = [head for head in inventory.heads.values() if isinstance(head, PostHead)]
    heads.sort(key=lambda head: head.path)
    heads.sort(key=lambda head: (head.date or _FAR_FUTURE, head.series_part), reverse=True)
    listed = []
    for head in heads:
        url = entry_url(config.permalinks.posts, head, inventory.visibility.now)
        listed.append(
            {
                "state": inventory.visibility.state(head).value,
                "date": head.date.isoformat() if head.date else None,
                "published_from": head.published_from.isoformat() if head.published_from else None,
                "expires": head.expiry_date.isoformat() if head.expiry_date else None,
                "title": head.title,
                "path": f"{config.paths.content}/{head.path}",
                "url": url,
                "address": addresses.absolute(url),
                "id": head.id,
                "series": head.series or None,
                "part": head.series_part or None,
            }
        )
    return listed


def _series(inventory: Inventory) -> list[dict[str, Any]]:
    config, site = inventory.config, inventory.site
    addresses = Addresses(config.base_url)
    listed = []
    heads = [head for head in inventory.heads.values() if isinstance(head, SeriesHead)]
    heads += [series.head for series in site.series.values() if not series.head.is_declared]
    for head in sorted(heads, key=lambda head: head.path):
        shown = site.series.get(head.slug)
        url = series_url(config, head.slug)
        listed.append(
            {
                "slug": head.slug,
                "title": head.title,
                "status": (shown.status if shown else head.status or SeriesStatus.ONGOING).value,
                "published": len(shown.live) if shown else 0,
                "declared": head.length or None,
                "path": f"{config.paths.content}/{head.path}" if head.is_declared else None,
                "url": url,
                "address": addresses.absolute(url),
            }
        )
    return listed


def _print_tables(
    posts: Sequence[dict[str, Any]], series: Sequence[dict[str, Any]], console: Console
) -> None:
    if not posts:
        console.print("There are no posts yet: site-builder new post TITLE makes the first.")
    else:
        rows = [(_state(one), _day(one), one["title"], one["url"], one["path"]) for one in posts]
        _print_table(console, ("STATE", "DATE", "TITLE", "URL", "FILE"), rows)
    if series:
        rows = [(one["status"], _parts(one), one["title"], one["url"], one["path"] or "") for one in series]
        console.print("")
        _print_table(console, ("SERIES", "PARTS", "TITLE", "URL", "FILE"), rows)


def _print_table(console: Console, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Where the terminal is too narrow the URLs go first, since the files' names say nearly as much."""
    table = [headings, *rows]
    if console.columns and max(map(width, aligned(table, _TITLE))) > console.columns:
        table = [(*row[:_URL], *row[_URL + 1 :]) for row in table]
    for line in aligned(table, _TITLE, console.columns):
        console.print(line)


def _state(post: dict[str, Any]) -> str:
    return "scheduled until" if post["state"] == State.SCHEDULED else str(post["state"])


def _day(post: dict[str, Any]) -> str:
    """The date, with the time where it decides when the post appears."""
    is_scheduled = post["state"] == State.SCHEDULED
    date: str = post["published_from" if is_scheduled else "date"] or ""
    day, _, time = date.partition("T")
    return f"{day} {time[:5]}" if is_scheduled else day


def _parts(series: dict[str, Any]) -> str:
    declared = series["declared"]
    return f"{series['published']} of {declared}" if declared else f"{series['published']}"


def _error(one: Diagnostic) -> dict[str, Any]:
    return {"path": one.path, "line": one.place.line or None, "code": one.code, "message": one.message}
