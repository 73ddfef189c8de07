"""`site-builder build`."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from site_builder.cli.options import Subparsers, add_common, add_visibility, request_of
from site_builder.cli.output import Console, counted, plural


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "build",
        help="publish the site as HTML",
        description="Bring the output folder up to date. With any error nothing is written.",
    )
    add_common(parser)
    add_visibility(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="write the site here (default: paths.output)"
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help="the site's public address, path included, such as https://user.github.io/repo/",
    )
    parser.add_argument("--strict", action="store_true", help="let warnings fail the build as well")
    parser.add_argument(
        "-j", "--jobs", type=_count, metavar="N", help="processes to use (default: all cores)"
    )
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Build, then say in one line what was done."""
    started = time.monotonic()
    from site_builder.engine.build import build

    request = request_of(arguments)
    report = build(request, console.progress, is_strict=arguments.strict)
    console.diagnostics(report.diagnostics, request.root)
    if arguments.json:
        console.json(
            {
                "output": str(report.output),
                "pages": report.pages,
                "parsed": report.parsed,
                "rendered": report.rendered,
                "written": report.written,
                "deleted": report.deleted,
                "warnings": len(report.diagnostics),
            }
        )
        return 0
    for path in report.deleted:
        console.detail(f"deleted {path}")
    for path in report.written:
        console.detail(f"wrote {path}")
    pages, rendered = report.pages, len(report.rendered)
    parts = [
        f"{plural(pages, 'page')} in {_shown(report.output)}",
        f"{rendered:,} made" + (f", {pages - rendered:,} reused" if pages > rendered else ""),
    ]
    if report.deleted:
        parts.append(f"{len(report.deleted):,} deleted")
    parts.append(f"{time.monotonic() - started:.2f} s")
    parts.append(counted(report.diagnostics) or "no warnings")
    console.say(" · ".join(parts))
    return 0


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _shown(folder: Path) -> str:
    shown = os.path.relpath(folder)
    return str(folder) if shown.startswith(os.pardir) else shown + os.sep
