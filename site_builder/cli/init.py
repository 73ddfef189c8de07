"""`site-builder init`."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from site_builder.cli.options import Subparsers, add_command, add_volume, shown
from site_builder.cli.output import Console
from site_builder.engine.store.folder import FOLDER
from site_builder.model.errors import SiteBuilderError, UsageError

EXAMPLE = Path(__file__).resolve().parents[1] / "example"
_IGNORED = f"# Made by site-builder\n/output/\n/{FOLDER}/\n/preview/\n/public/\n"
_IDENTITY = """
# What the output folder knows this site by, so that no other site's pages are taken for its own.
site_id: "{}"
"""
_UNFINISHED = f"{FOLDER}-unfinished"


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "init",
        run,
        summary="start a new site",
        description="Make a new site in DIR: a config.yaml to fill in, and a short example to write over. "
        "DIR must be new or empty; hidden files, such as git's, may be in it.",
        example="site-builder init my-blog\ncd my-blog\nsite-builder build",
    )
    add_volume(parser)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the site goes")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Make the site whole or not at all, and say what comes next."""
    folder: Path = arguments.folder.absolute()
    _refuse_used(folder)
    try:
        with _new_folder(folder):
            has_own_ignores = (folder / ".gitignore").exists()
            _fill(folder, has_own_ignores=has_own_ignores)
    except OSError as failure:
        raise SiteBuilderError(
            f"{failure.filename or folder} cannot be written: {failure.strerror}", "nothing was written"
        ) from failure
    is_here = folder == Path.cwd()
    console.say(f"a new site is in {'this folder' if is_here else shown(folder)}")
    if has_own_ignores:
        console.note(f".gitignore was left unchanged: add the lines /output/ and /{FOLDER}/")
    console.say("")
    console.say("Next steps:")
    if not is_here:
        console.say(f"  cd {shlex.quote(str(arguments.folder))}")
    console.say("  edit config.yaml              its title, and the address it will have")
    console.say("  site-builder serve            look at the site while you write")
    console.say("  site-builder new post TITLE   begin a post")
    console.say("  site-builder build            make the site in output/")
    return 0


def _refuse_used(folder: Path) -> None:
    if folder.is_dir():
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
        if names:
            raise UsageError(
                f"{shown(folder)} is not empty: {names[0]} is in it", "choose a new or an empty folder"
            )
    elif os.path.lexists(folder):
        raise UsageError(f"{shown(folder, is_folder=False)} is not a folder", "choose another name")


@contextlib.contextmanager
def _new_folder(folder: Path) -> Iterator[None]:
    """The folder and those above it, gone again if what is done in it fails."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for one in missing:
            with contextlib.suppress(OSError):
                one.rmdir()
        raise


def _fill(folder: Path, *, has_own_ignores: bool) -> None:
    """Everything is written beside its place first, and moved there when it is whole."""
    stage = folder / _UNFINISHED
    moved: list[Path] = []
    try:
        _copy(EXAMPLE, stage)
        with (stage / "config.yaml").open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(_IDENTITY.format(secrets.token_hex(8)))
        if not has_own_ignores:
            (stage / ".gitignore").write_text(_IGNORED, encoding="utf-8", newline="\n")
        for name in sorted(os.listdir(stage)):
            os.rename(stage / name, folder / name)
            moved.append(folder / name)
        stage.rmdir()
    except BaseException:
        for path in (stage, *moved):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    """Bytes only: an installed package's files may be read-only, and a site's may not."""
    target.mkdir()
    for entry in sorted(source.iterdir()):
        if entry.is_dir():
            _copy(entry, target / entry.name)
        else:
            (target / entry.name).write_bytes(entry.read_bytes())
