"""The command line: one file for each command, one module that prints.

Only here are the clock and the environment read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from site_builder import __version__
from site_builder.cli import build, clean, init, listing, new, schema
from site_builder.cli.output import Console
from site_builder.model.errors import SiteBuilderError

COMMANDS = (build, new, listing, schema, clean, init)
"""Each has `register(subparsers)`, which names the function of (arguments, console) that is the command."""

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0 is fine, 1 failed, 2 is wrong usage or configuration, 130 interrupted."""
    parsed = parser().parse_args(arguments)
    console = Console(verbosity=parsed.verbosity)
    try:
        code: int = parsed.run(parsed, console)
        return code
    except SiteBuilderError as failure:
        console.failure(failure, parsed)
        return failure.exit_code
    except KeyboardInterrupt:
        console.note("interrupted: nothing is left half-written")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    made = argparse.ArgumentParser(
        prog="site-builder",
        description="Build a blog told in series from Markdown posts.",
        epilog="Every command has its own --help. Exit codes: 0 fine; 1 the build failed; "
        "2 wrong usage or configuration; 130 interrupted.",
    )
    made.add_argument("--version", action="version", version=f"site-builder {__version__}")
    subparsers = made.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(subparsers)
    return made
