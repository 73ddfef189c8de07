"""`site-builder build`."""

from __future__ import annotations

import argparse
import gc
import time
from typing import TYPE_CHECKING

from site_builder.cli.options import (
    Subparsers,
    add_base_url,
    add_command,
    add_common,
    add_jobs,
    add_json,
    add_output,
    add_strict,
    add_visibility,
    request_of,
    shown,
)
from site_builder.cli.output import Console, problem_record
from site_builder.model.diagnostics import plural
from site_builder.model.errors import BuildFailed

if TYPE_CHECKING:
    from site_builder.engine.making import BuildReport
    from site_builder.engine.staleness.explain import Explanation

_LAST: list[BuildReport] = []
"""Held until the program ends, which gives its memory back at once (`__main__.run`), not object by object."""


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "build",
        run,
        summary="make the site, ready for any web host",
        description="Bring the output folder up to date. Only what has changed is rebuilt. If "
        "there is any error, all errors are reported and nothing is written.",
        example="site-builder build\n"
        "site-builder build --drafts --future               as it will be once all is published\n"
        "site-builder build --base-url https://user.github.io/repo/\n"
        "site-builder build --now 2026-11-02T12:00          as of that time",
    )
    add_common(parser)
    add_visibility(parser, "build the site as of")
    add_output(parser, "write the site here")
    add_base_url(parser)
    parser.add_argument(
        "--take-over", action="store_true", help="replace what another site has written to the output folder"
    )
    add_strict(parser)
    add_jobs(parser)
    parser.add_argument(
        "--explain",
        metavar="URL",
        default="",
        help="also say why this page was rebuilt or reused, such as /my-post/",
    )
    add_json(parser, "what was done")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Build, then say in one line what was done."""
    started = time.monotonic()
    from site_builder.engine.build import build

    request = request_of(arguments)
    # A build is over before collecting cycles could pay: nearly all that it makes lives until its end.
    gc.disable()
    try:
        report = build(
            request,
            console.progress,
            is_strict=arguments.strict,
            may_take_over=arguments.take_over,
            explain_url=arguments.explain,
        )
    except BuildFailed as failure:
        if arguments.json:
            console.json({"diagnostics": [problem_record(one) for one in failure.diagnostics]})
        raise
    _LAST[:] = [report]
    console.diagnostics(report.diagnostics, request.root, report.groups)
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
                "diagnostics": [problem_record(one) for one in report.diagnostics],
                "explanation": report.explanation and report.explanation._asdict(),
            }
        )
        return 0
    for path in report.deleted:
        console.detail(f"deleted {path}")
    for path in report.written:
        console.detail(f"wrote {path}")
    if report.explanation is not None:
        console.print(_explanation_text(report.explanation))
    pages, rendered = report.pages, len(report.rendered)
    parts = [
        f"{plural(pages, 'page')} in {shown(report.output)}",
        f"{rendered:,} made" + (f", {pages - rendered:,} reused" if pages > rendered else ""),
    ]
    if report.deleted:
        parts.append(f"{len(report.deleted):,} deleted")
    parts.append(f"{time.monotonic() - started:.2f} s")
    warnings = len(report.diagnostics)
    parts.append(plural(warnings, "warning") if warnings else "no warnings")
    console.say(" · ".join(parts))
    return 0


def _explanation_text(explanation: Explanation) -> str:
    if not explanation.reasons:
        return f"{explanation.path} was reused: nothing it depends on has changed"
    what = "made again" if explanation.outcome == "made" else explanation.outcome
    return "\n".join([f"{explanation.path} was {what}:", *(f"  {one}" for one in explanation.reasons)])
