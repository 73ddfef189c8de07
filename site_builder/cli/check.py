"""`site-builder check`."""

from __future__ import annotations

import argparse
import gc
import json
import time
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.cli.options import (
    Subparsers,
    add_base_url,
    add_command,
    add_common,
    add_jobs,
    add_json,
    add_strict,
    add_visibility,
    request_of,
)
from site_builder.cli.output import Console, counted, problem_record
from site_builder.model.diagnostics import has_errors, plural
from site_builder.model.errors import ConfigInvalid, UsageError

if TYPE_CHECKING:
    from site_builder.engine.checking.check import CheckReport, ExternalRequest

_STANDARD_OUTPUT = "-"


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "check",
        run,
        summary="find what is wrong before readers do",
        description="Make the site in memory, look at every page as a browser would, and report what is "
        "wrong: dead links, headings out of order, unfinished text, and whatever contacts other hosts. "
        "Nothing is written but the build cache.",
        example="site-builder check\n"
        "site-builder check --strict                        warnings fail too\n"
        "site-builder check --drafts --future               as it will be once all is published\n"
        "site-builder check --external                      links to other sites too\n"
        "site-builder check --sarif check.sarif             for GitHub and GitLab",
    )
    add_common(parser)
    add_visibility(parser, "check the site as of")
    add_base_url(parser)
    add_strict(parser)
    add_jobs(parser)
    parser.add_argument(
        "--external",
        action="store_true",
        help="also ask other hosts whether links to them still lead somewhere",
    )
    add_json(parser, "what was found")
    parser.add_argument(
        "--sarif",
        nargs="?",
        const=_STANDARD_OUTPUT,
        metavar="FILE",
        help="write what was found as SARIF 2.1.0 to this file, or print it where no file is named",
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Check, then say in one line what was found. Errors make the exit code 1, with --strict warnings too."""
    started = time.monotonic()
    if arguments.json and arguments.sarif == _STANDARD_OUTPUT:
        raise UsageError("--json and --sarif would both be printed", "name a file: --sarif check.sarif")
    from site_builder.engine.checking.check import CheckReport, check

    request = request_of(arguments)
    # A check is over before collecting cycles could pay: nearly all that it makes lives until its end.
    gc.disable()
    try:
        report = check(request, console.progress, _other_hosts() if arguments.external else None)
    except ConfigInvalid as failure:
        _print_for_machines(arguments, console, CheckReport(failure.diagnostics, 0, 0, False))
        raise
    console.diagnostics(report.diagnostics, request.root)
    _print_for_machines(arguments, console, report)
    if not (arguments.json or arguments.sarif == _STANDARD_OUTPUT):
        console.say(_summary(report, time.monotonic() - started))
    return int(has_errors(report.diagnostics) or (arguments.strict and bool(report.diagnostics)))


def _other_hosts() -> ExternalRequest:
    """Raises UsageError where the HTTP client is not installed."""
    if find_spec("urllib3") is None:
        raise UsageError(
            "--external needs urllib3, which is not installed",
            "pip install 'for-our-men-site-builder[check]'",
        )
    from site_builder.engine.checking.check import ExternalRequest
    from site_builder.engine.checking.network import Network

    return ExternalRequest(Network(), datetime.now(UTC))


def _print_for_machines(arguments: argparse.Namespace, console: Console, report: CheckReport) -> None:
    diagnostics = report.diagnostics
    if arguments.json:
        console.json(
            {
                "files": report.files,
                "external": {"addresses": report.external, "asked": report.asked},
                "diagnostics": [problem_record(one) for one in diagnostics],
            }
        )
    if arguments.sarif is not None:
        from site_builder.cli.sarif import sarif_log

        log = sarif_log(diagnostics)
        if arguments.sarif == _STANDARD_OUTPUT:
            console.json(log)
            return
        try:
            Path(arguments.sarif).write_text(json.dumps(log, indent=2) + "\n", encoding="utf-8")
        except OSError as failure:
            raise UsageError(
                f"{arguments.sarif} cannot be written: {failure.strerror}", "name another file after --sarif"
            ) from failure


def _summary(report: CheckReport, seconds: float) -> str:
    parts = [f"{plural(report.files, 'file')} checked"] if report.files else []
    if report.external:
        parts.append(f"{plural(report.external, 'link')} to other hosts, {report.asked:,} asked now")
    if not report.is_complete:
        parts.append("not all could be looked at: correct the errors, then check again")
    parts.append(f"{seconds:.2f} s")
    parts.append(counted(report.diagnostics) or "nothing is wrong")
    return " · ".join(parts)
