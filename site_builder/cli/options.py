"""Options that several commands share, and what they mean."""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from site_builder.cli.output import Console
from site_builder.engine.preparing.request import Overrides, Request
from site_builder.model.errors import UsageError

_LINE = 78

Subparsers = Any
"""What argparse returns from add_subparsers, which has no public name."""


Command = Callable[[argparse.Namespace, Console], int]
"""What a command does; it returns the exit code."""


def add_command(
    subparsers: Subparsers,
    name: str,
    run: Command | None = None,
    *,
    summary: str,
    description: str,
    example: str,
) -> argparse.ArgumentParser:
    """A command whose `--help` ends with an example; `summary` is for the list of commands.

    Without `run`, it needs subcommands.
    """
    indented = "\n".join(f"  {line}" if line else "" for line in example.split("\n"))
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=summary,
        description=textwrap.fill(description, _LINE),
        epilog=f"for example:\n{indented}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(verbosity=1, run=run, command=parser.prog)
    return parser


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
    add_volume(parser)


def add_volume(parser: argparse.ArgumentParser) -> None:
    """`--quiet`, `--verbose`."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "-q", "--quiet", dest="verbosity", action="store_const", const=0, help="print problems only"
    )
    group.add_argument(
        "-v", "--verbose", dest="verbosity", action="store_const", const=2, help="say more about what is done"
    )


def add_visibility(parser: argparse.ArgumentParser, purpose: str) -> None:
    """`--drafts`, `--future`, `--now`; `purpose` as for `add_now`."""
    parser.add_argument("-D", "--drafts", action="store_true", help="include drafts")
    parser.add_argument("-F", "--future", action="store_true", help="include posts dated in the future")
    add_now(parser, purpose)


def add_now(parser: argparse.ArgumentParser, purpose: str) -> None:
    """`--now`, alias `--clock`; `purpose` is followed by "this time"."""
    parser.add_argument(
        "--now",
        "--clock",
        metavar="INSTANT",
        help=f"{purpose} this time, such as 2026-11-02 or 2026-11-02T12:00 (default: now)",
    )


def add_output(parser: argparse.ArgumentParser, purpose: str) -> None:
    """`--output`; `purpose` says what is done with the folder."""
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help=f"{purpose} (default: paths.output)")


def add_base_url(
    parser: argparse.ArgumentParser, remark: str = "path included, such as https://user.github.io/repo/"
) -> None:
    """`--base-url`."""
    parser.add_argument("--base-url", metavar="URL", help=f"the site's public address, {remark}")


def add_strict(parser: argparse.ArgumentParser) -> None:
    """`--strict`."""
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """`--jobs`."""
    parser.add_argument(
        "-j", "--jobs", type=whole_number, metavar="N", help="processes to use (default: all cores)"
    )


def add_json(parser: argparse._ActionsContainer, what: str) -> None:
    """`--json`; `what` is printed so."""
    parser.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def add_into(parser: argparse.ArgumentParser) -> None:
    """`--into` and `--dry-run`, of imports."""
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="the site's root (default: this folder)"
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only report")


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
        user_cache=user_cache_folder(file.parent),
    )


def user_cache_folder(root: Path) -> Path | None:
    """The user's own folder for what is known of templates, None if it is in the site.

    What is in the site may have come with it, and compiled templates are code.
    """
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        base = base if os.path.isabs(base) else os.path.expanduser("~/.cache")
    folder = os.path.realpath(os.path.join(base, "site-builder", "templates"))
    is_users = os.path.isabs(base) and not Path(folder).is_relative_to(os.path.realpath(root))
    return Path(folder) if is_users else None


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

    from site_builder.stages.text.dates import parse_date
    from site_builder.stages.text.invalid_value import InvalidValue

    found = parse_date(text, ZoneInfo(_timezone(file)))
    if isinstance(found, InvalidValue):
        raise UsageError(f"--now {found.message}", found.hint)
    return found


def _timezone(file: Path) -> str:
    from site_builder.engine.preparing.settings import read_settings

    return read_settings(file, None, Overrides()).config.timezone


def shown(path: Path, *, is_folder: bool = True) -> str:
    """A path as it reads best: from here if it is below, else whole."""
    relative = os.path.relpath(path)
    is_below = relative != os.pardir and not relative.startswith(os.pardir + os.sep)
    return (relative if is_below else str(path)) + (os.sep if is_folder else "")


def whole_number(text: str) -> int:
    """A number from 1, as an argument's type."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not '{text}'")
    return int(text)


def cores() -> int:
    """How many processes may run side by side."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
