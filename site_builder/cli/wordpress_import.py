"""`site-builder import wordpress`: what the command asks, does in turn, and says."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.cli.import_summary import summarise
from site_builder.cli.options import Subparsers, add_command, add_into, add_volume
from site_builder.cli.output import Console
from site_builder.model.diagnostics import plural
from site_builder.model.errors import UsageError

if TYPE_CHECKING:
    from site_builder.engine.network.downloads import Downloaded
    from site_builder.importers.wordpress import Import, Survey
    from site_builder.model.imports import ProposedSeries, Remark


def register_wordpress(sources: Subparsers) -> None:
    """Add the subcommand."""
    parser = add_command(
        sources,
        "wordpress",
        run_wordpress,
        summary="a WordPress export (Tools → Export)",
        description="Read one export or several, and write posts, pages, comments and series under DIR, "
        "a config.yaml (or config.yaml.new beside yours), and import-report.md, which says what was "
        "imported and what was not. Importing again writes only what is new.",
        example="site-builder import wordpress export.xml --into my-blog --media wp-content/uploads\n"
        "site-builder import wordpress part-1.xml part-2.xml --dry-run",
    )
    add_volume(parser)
    parser.add_argument("exports", type=Path, nargs="+", metavar="EXPORT.xml", help="the export's files")
    add_into(parser)
    media = parser.add_mutually_exclusive_group()
    media.add_argument("--media", type=Path, metavar="DIR", help="a copy of the folder wp-content/uploads")
    media.add_argument(
        "--download",
        action="store_true",
        help="get the media from the blog, a few at a time; files that are there already are skipped",
    )
    parser.add_argument(
        "--own-host",
        action="append",
        default=[],
        metavar="HOST",
        help="another host of the blog, such as its earlier domain: its links and media count as the blog's",
    )
    parser.add_argument(
        "--largest",
        type=_megabytes,
        default=100_000_000,
        metavar="MB",
        help="with --download: leave out files that are larger (default: 100)",
    )
    parser.add_argument(
        "--allow-private",
        action="store_true",
        help="with --download: ask private addresses and unusual ports too, for a blog on this machine",
    )
    parser.add_argument(
        "--mend-mojibake",
        action="store_true",
        help="repair letters that a wrong encoding has damaged, such as donâ€™t for don’t",
    )
    parser.add_argument(
        "--series",
        choices=("ask", "yes", "no"),
        default="ask",
        help="whether to write the series that are recognised (default: ask; without a terminal, no)",
    )
    parser.add_argument(
        "-D", "--drafts", action="store_true", help="import what is not public too, as drafts"
    )


def _megabytes(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 0 < number < 1_000_000:
        raise argparse.ArgumentTypeError(f"must be a number of megabytes, not '{text}'")
    return number * 1_000_000


def run_wordpress(arguments: argparse.Namespace, console: Console) -> int:
    """Survey the export, ask about series, get the media, write, report."""
    for library, is_needed in (("lxml", True), ("ftfy", arguments.mend_mojibake)):
        if is_needed and find_spec(library) is None:
            raise UsageError(
                f"importing needs {library}, which is not installed",
                "pip install 'for-our-men-site-builder[import]'",
            )
    from site_builder.engine.importing import ImportTarget, report_text
    from site_builder.importers.wordpress import Import, mend, survey

    if arguments.media is not None and not arguments.media.is_dir():
        raise UsageError(f"--media {arguments.media} is not a folder", "name the copy of wp-content/uploads")
    mending = mend if arguments.mend_mojibake else str
    found = survey(
        arguments.exports,
        with_drafts=arguments.drafts,
        now=datetime.now(UTC),
        own_hosts=arguments.own_host,
        mend=mending,
    )
    series = _wanted_series(found.series, arguments.series, console)
    downloaded = _download(arguments, found, console) if arguments.download else None
    media = arguments.media or (_uploads(arguments) if downloaded else None)
    source = Import(arguments.exports, found, media, series, mending)
    destination = ImportTarget(arguments.into, is_dry=arguments.dry_run)
    destination.settings(source.config())
    total = len(found.entries)
    for number, one in enumerate(source.texts(), 1):
        destination.text(one)
        console.progress("importing", min(number, total), total)
    files = destination.copies(source.copies())
    remarks = _all_remarks(source, found, series, downloaded) + destination.remarks("the export")
    report = report_text("WordPress", _table(found, source, destination.counts, files, downloaded), remarks)
    destination.finish(report)
    came = f"{plural(found.came['posts'], 'post')}, {plural(found.came['pages'], 'page')}, "
    console.say(f"{came}{plural(found.came['comments'], 'comment')}, {plural(files, 'media file')}")
    summarise(console, destination.counts, report, arguments.into, is_dry=arguments.dry_run)
    return 0


def _uploads(arguments: argparse.Namespace) -> Path:
    from site_builder.importers.wordpress import UPLOADS

    into: Path = arguments.into
    return into / UPLOADS


def _download(arguments: argparse.Namespace, found: Survey, console: Console) -> Downloaded:
    """Get the media that the new site shows and that are not there yet; in a dry run say how many."""
    from site_builder.engine.network.downloads import Downloaded, WantedFile, download
    from site_builder.engine.network.other_hosts import OtherHosts
    from site_builder.importers.wordpress import wanted_uploads

    folder = _uploads(arguments)
    wanted = [WantedFile(path, urls) for path, urls in wanted_uploads(found)]
    if arguments.dry_run:
        missing = sum(not os.path.isfile(folder / one.path) for one in wanted)
        console.say(f"{plural(missing, 'media file')} would be downloaded")
        return Downloaded((), (), {})
    hosts = OtherHosts(
        lambda name: name.lower().removeprefix("www.") in found.hosts, allows_private=arguments.allow_private
    )
    return download(
        wanted,
        folder,
        hosts,
        largest=arguments.largest,
        progress=lambda done, total: console.progress("downloading", done, total),
    )


def _wanted_series(proposed: Sequence[ProposedSeries], choice: str, console: Console) -> list[ProposedSeries]:
    for one in proposed:
        length = f", said to have {one.length}" if one.length else ""
        console.say(f"series found by {one.why}: {one.title} ({plural(len(one.parts), 'part')}{length})")
        for part in one.parts:
            console.say(f"  {part.number}. {part.title}")
    if choice != "ask" or not proposed:
        return list(proposed) if choice == "yes" else []
    if not sys.stdin.isatty():
        console.note("no series were written: use --series yes to write them")
        return []
    return [one for one in proposed if console.ask(f"write the series '{one.title}'?")]


def _all_remarks(
    source: Import,
    found: Survey,
    series: Sequence[ProposedSeries],
    downloaded: Downloaded | None,
) -> list[Remark]:
    from site_builder.model.imports import Remark

    remarks = list(source.remarks)
    failed = dict(downloaded.failed) if downloaded else {}
    for upload, places in sorted(source.media.missing.items()):
        why = failed.pop(upload, "")
        words = f"{upload}: {why}" if why else upload
        remarks += [
            Remark("Media that were not found, and stay where they were", words, place) for place in places
        ]
    for upload, why in failed.items():
        remarks.append(Remark("Media that could not be downloaded", f"{upload}: {why}"))
    for one in found.series:
        if one not in series:
            words = f"{one.title}: parts {', '.join(str(part.number) for part in one.parts)}"
            remarks.append(Remark("Series that were found and not written", words))
    return remarks + source.address_remarks()


def _table(
    found: Survey, source: Import, counts: dict[str, int], files: int, downloaded: Downloaded | None
) -> list[tuple[str, str]]:
    left = sum(one.heading == "Left out" for one in source.remarks)
    came = found.came["posts"] + found.came["pages"] + found.came["synced patterns"]
    rows = [
        (f"items of type {kind} in the export", f"{count:,}") for kind, count in sorted(found.read.items())
    ]
    rows += [
        ("**items in the export**", f"{sum(found.read.values()):,}"),
        ("posts imported", f"{found.came['posts']:,}"),
        ("pages imported", f"{found.came['pages']:,}"),
        ("synced patterns, now part of the texts", f"{found.came['synced patterns']:,}"),
        ("media, known by the texts that show them", f"{len(found.attachments):,}"),
        ("entries of menus", f"{len(found.menu):,}"),
        ("left out, each named below", f"{left:,}"),
        ("**sum**", f"{came + len(found.attachments) + len(found.menu) + left:,}"),
        ("comments imported", f"{found.came['comments']:,}"),
        ("series written", f"{len(source.series):,}"),
        ("media files in the site", f"{files:,}"),
    ]
    if downloaded:
        rows += [
            ("media files downloaded", f"{len(downloaded.new):,}"),
            ("media files that were there already", f"{len(downloaded.known):,}"),
            ("media files that could not be downloaded", f"{len(downloaded.failed):,}"),
        ]
    return rows + [(f"files {name}", f"{count:,}") for name, count in sorted(counts.items())]
