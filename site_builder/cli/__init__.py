"""The command line: one file for each command, one module that prints.

Only here are the clock and the environment read.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from site_builder import __version__
from site_builder.cli.options import Subparsers, config_file
from site_builder.cli.output import Console, survive_narrow_encodings
from site_builder.model.errors import SiteBuilderError, UsageError
from site_builder.stages.text.suggestions import closest

COMMANDS = {
    "build": "build",
    "serve": "serve",
    "check": "check",
    "new": "new",
    "list": "listing",
    "schedule": "schedule",
    "record": "record",
    "schema": "schema",
    "clean": "clean",
    "deploy": "deploy",
    "init": "init",
    "doctor": "doctor",
    "import": "importing",
    "theme": "theme",
}
"""Each command's module in this folder, in the order of `--help`. A module has `register(subparsers)`, which
names the function of (arguments, console) that is the command. Only the module of the command that was asked
for is imported, so that what one command needs slows down no other.
"""

INTERRUPTED = 130
_IMPOSSIBLE_PATHS = frozenset({errno.ENAMETOOLONG, errno.ELOOP})
_ALONE = ("-h", "--help", "--version")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0 is fine, 1 failed, 2 is wrong usage or configuration, 130 interrupted.

    Raises SystemExit(0) after `--help` and `--version`.
    """
    survive_narrow_encodings()
    console = Console()
    root = Path()
    try:
        parsed = _parsed(sys.argv[1:] if arguments is None else arguments)
        console = Console(verbosity=parsed.verbosity)
        if hasattr(parsed, "config"):
            root = config_file(parsed).parent
        code: int = parsed.run(parsed, console)
        return code or console.lost
    except SiteBuilderError as failure:
        console.failure(failure, root)
        return failure.exit_code
    except OSError as failure:
        if failure.errno not in _IMPOSSIBLE_PATHS:
            raise
        name = os.path.basename(str(failure.filename or ""))
        shown = f"{name[:60]}…" if len(name) > 60 else name
        console.failure(UsageError(f"no file can be at '{shown}': {failure.strerror}", "name another"), root)
        return UsageError.exit_code
    except KeyboardInterrupt:
        if (sys.argv[1:2] if arguments is None else arguments[:1]) == ["serve"]:
            return 0
        console.note("interrupted: nothing is left half-written")
        return INTERRUPTED


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Raises UsageError; argparse's own words for an unknown command only list all that there are."""
    first = arguments[0] if arguments else ""
    names = list(COMMANDS)
    made = parser(*(name for name in names if name == first))
    if first.startswith("-") and len(arguments) > 1 and first not in _ALONE:
        raise UsageError(f"{first} comes after the command", "write the command first: site-builder build …")
    if not first.startswith("-") and first not in names:
        close = closest(first, names)
        raise UsageError(
            f"there is no command '{first}'" if first else "a command is missing",
            f"did you mean: site-builder {close}?"
            if close
            else f"the commands are {', '.join(names)}; site-builder --help says what they do",
        )
    parsed, unknown = made.parse_known_args(arguments)
    if unknown:
        what = "option" if unknown[0].startswith("-") else "argument"
        name = parsed.command.removeprefix("site-builder ")
        raise UsageError(
            f"{name}: unexpected {what} {unknown[0]}", f"{parsed.command} --help lists what it takes"
        )
    return parsed


class _Parser(argparse.ArgumentParser):
    """Wrong usage is reported like any other error. The parsers of commands are of the same class."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"{self.prog} --help lists what it takes")


def parser(*names: str) -> argparse.ArgumentParser:
    """The command line with the commands named, or with all of them."""
    made = _Parser(
        prog="site-builder",
        description="Build a blog told in series from Markdown posts.",
        epilog="Every command has its own --help. Exit codes: 0 fine; 1 the site has errors; "
        "2 wrong usage or configuration; 130 interrupted.",
    )
    made.add_argument("--version", action="version", version=f"site-builder {__version__}")
    subparsers = made.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in names or COMMANDS:
        register: Callable[[Subparsers], None] = import_module(f"{__name__}.{COMMANDS[name]}").register
        register(subparsers)
    return made
