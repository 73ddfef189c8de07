"""`site-builder clean`."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_builder.cli.options import Subparsers, add_command, add_common, add_output, config_file, shown
from site_builder.cli.output import Console
from site_builder.engine.cleaning import clean
from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.preparing.request import Overrides
from site_builder.engine.preparing.settings import read_settings
from site_builder.engine.store.folder import FOLDER
from site_builder.model.config import Paths
from site_builder.model.diagnostics import plural
from site_builder.model.errors import ConfigInvalid, UsageError

_MOST_NAMED = 5


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "clean",
        run,
        summary="remove what builds have written",
        description="Remove the pages that builds have written and the build cache. Files that "
        "no build wrote are kept, even in the output folder.",
        example="site-builder clean\nsite-builder clean --output public",
    )
    add_common(parser)
    add_output(parser, "the folder to clean")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Clean, and say what went and what stayed."""
    file = config_file(arguments)
    output = _output(arguments, file, console)
    cleaned = clean(file.parent, output)
    for path in cleaned.deleted:
        console.detail(f"deleted {path}")
    removed = []
    if cleaned.deleted:
        removed.append(f"{plural(len(cleaned.deleted), 'file')} in {shown(output)}")
    if cleaned.forgot:
        removed.append(f"the build cache in {FOLDER}/")
    console.say(f"removed {' and '.join(removed)}" if removed else "nothing to remove")
    if cleaned.kept:
        console.note(f"{plural(len(cleaned.kept), 'file')} not written by a build, left in place:")
        for kept in cleaned.kept[:_MOST_NAMED]:
            console.note(f"  {shown(kept, is_folder=False)}")
        if len(cleaned.kept) > _MOST_NAMED:
            console.note(f"  and {len(cleaned.kept) - _MOST_NAMED:,} more")
    return 0


def _output(arguments: argparse.Namespace, file: Path, console: Console) -> Path:
    """A broken configuration is no reason to keep what it once made."""
    if not file.is_file():
        read_settings(file, None, Overrides())
    if arguments.output is not None:
        output: Path = arguments.output.absolute()
        if not output.is_dir():
            raise UsageError(f"there is no folder {arguments.output}")
        if any(output.iterdir()) and not OutputFolder(output).is_of_builds:
            raise UsageError(
                f"no build has written to {arguments.output}: nothing was removed",
                "name the folder that a build wrote to",
            )
        return output
    try:
        return file.parent / read_settings(file, None, Overrides()).config.paths.output
    except ConfigInvalid:
        output = file.parent / Paths().output
        console.note(
            f"{file.name} has errors, so the output is taken to be in {shown(output)}; "
            "name another folder with --output"
        )
        return output
