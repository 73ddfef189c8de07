"""Options that several commands share, and what they mean."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from site_builder.engine.prepare import Request
from site_builder.engine.settings import Overrides
from site_builder.model.config import Config
from site_builder.model.errors import UsageError

Subparsers = Any
"""What argparse returns from add_subparsers, which has no public name."""


def add_common(parser: argparse.ArgumentParser) -> None:
    """`--config`, `--quiet`, `--verbose`."""
    parser.add_argument(
        "-c",
        "--config",
        type=Path,
        default=Path("config.yaml"),
        metavar="FILE",
        help="the site's configuration; its folder is the site's root (default: config.yaml)",
    )
    parser.set_defaults(verbosity=1)
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "-q", "--quiet", dest="verbosity", action="store_const", const=0, help="print problems only"
    )
    group.add_argument(
        "-v", "--verbose", dest="verbosity", action="store_const", const=2, help="say more about what is done"
    )


def add_visibility(parser: argparse.ArgumentParser) -> None:
    """`--drafts`, `--future`, `--now`."""
    parser.add_argument("-D", "--drafts", action="store_true", help="include drafts")
    parser.add_argument("-F", "--future", action="store_true", help="include posts dated in the future")
    add_now(parser)


def add_now(parser: argparse.ArgumentParser) -> None:
    """`--now`, alias `--clock`."""
    parser.add_argument(
        "--now",
        "--clock",
        metavar="INSTANT",
        help="build as of this time, such as 2026-11-02 or 2026-11-02T12:00 (default: the clock)",
    )


def request_of(arguments: argparse.Namespace) -> Request:
    """What the command line asks to be built. Raises UsageError for an option that cannot be."""
    file = config_file(arguments)
    output = getattr(arguments, "output", None)
    return Request(
        config_file=file,
        now=instant(arguments.now, file),
        with_drafts=getattr(arguments, "drafts", False),
        with_future=getattr(arguments, "future", False),
        overrides=Overrides(getattr(arguments, "base_url", None), output.absolute() if output else None),
        jobs=getattr(arguments, "jobs", None) or cores(),
    )


def config_file(arguments: argparse.Namespace) -> Path:
    """The configuration file, absolute; a folder means the config.yaml in it."""
    file: Path = arguments.config.absolute()
    return file / "config.yaml" if file.is_dir() else file


def instant(text: str | None, file: Path) -> datetime:
    """The time that a build is as of. Without an offset, the site's time zone applies.

    Raises UsageError for what is no time.
    """
    if text is None:
        return datetime.now(UTC)
    from zoneinfo import ZoneInfo

    from site_builder.stages.dates import DateProblem, parse_date

    try:
        return parse_date(text, ZoneInfo(_config(file).timezone))
    except DateProblem as problem:
        raise UsageError(
            f"--now: {problem.args[0]}", "write a date and perhaps a time, such as 2026-11-02T12:00"
        ) from problem


def _config(file: Path) -> Config:
    from site_builder.engine.settings import read_settings

    return read_settings(file, None, Overrides()).config


def cores() -> int:
    """How many processes may run side by side."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
