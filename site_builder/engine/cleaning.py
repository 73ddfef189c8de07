"""Taking away what builds have made, and nothing else."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.store.folder import DEPLOYS, FOLDER, SITES
from site_builder.engine.store.lock import build_lock
from site_builder.engine.store.variant_store import IMAGES, KEPT_VARIANT
from site_builder.model.errors import OutputBroken

_OURS = re.compile(r"memory\.sqlite(?:-journal|-wal|-shm)?|stamp|(?:deploy-[\w-]+\.)?lock|\.gitignore")
_COMPILED = "templates"
"""Where earlier releases kept compiled templates, which nothing reads any more."""
_COMPILED_NAMES = re.compile(r"[0-9a-f]{32}(?:\.[0-9]+)?")


class CleanReport(NamedTuple):
    """What `clean` did. `deleted` are output paths; `kept` are files in both folders that are not ours.

    What deploys keep for a rollback stays, and is not among them.
    """

    deleted: tuple[str, ...]
    kept: tuple[Path, ...]
    forgot: bool


def clean(root: Path, output: Path) -> CleanReport:
    """Delete the output files that a build owns, and the build cache.

    Raises BuildLocked while a build is running, OutputBroken for what cannot be deleted.
    """
    cache = root / FOLDER
    forgot = any(cache.glob("memory.sqlite*")) or (cache / _COMPILED).is_dir()
    try:
        with build_lock(root):
            deleted = OutputFolder(output).remove_all()
            for site in (cache / SITES).glob("*/"):
                OutputFolder(site).remove_all()
            with contextlib.suppress(OSError):
                (cache / SITES).rmdir()
            _forget(cache)
        # Windows deletes no file that is open, so the lock goes once more after it has been let go of.
        (cache / "lock").unlink(missing_ok=True)
    except OSError as failure:
        raise OutputBroken(f"{failure.filename} cannot be deleted: {failure.strerror}") from failure
    with contextlib.suppress(OSError):
        cache.rmdir()
    deploys = cache / DEPLOYS
    kept = (*_files(output), *(file for file in _files(cache) if not file.is_relative_to(deploys)))
    return CleanReport(tuple(deleted), kept, forgot)


def _forget(cache: Path) -> None:
    for folder, names in ((cache / _COMPILED, _COMPILED_NAMES), (cache / IMAGES, KEPT_VARIANT)):
        _delete_matching(folder, names)
        with contextlib.suppress(OSError):
            folder.rmdir()
    _delete_matching(cache, _OURS)


def _delete_matching(folder: Path, names: re.Pattern[str]) -> None:
    if not folder.is_dir() or folder.is_symlink():
        return
    for entry in list(os.scandir(folder)):
        if names.fullmatch(entry.name) and not entry.is_dir(follow_symlinks=False):
            with contextlib.suppress(PermissionError):
                os.unlink(entry.path)


def _files(folder: Path) -> list[Path]:
    return [Path(path, name) for path, _, names in sorted(os.walk(folder)) for name in sorted(names)]
