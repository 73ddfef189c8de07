"""Which folders have to be watched, and whether a folder is still the one that is watched."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from site_builder.preview.watching.symlinks import Symlink


class WatchTargets(NamedTuple):
    """What is watched: `folders` with all that is in them, and `file`."""

    folders: tuple[Path, ...]
    file: Path


class OpenFolder:
    """A folder that is kept open while it is watched. Raises OSError.

    A folder that is deleted gives its number back, and the next folder gets it; but not while it is open.
    """

    def __init__(self, path: str) -> None:
        # Windows cannot open folders, and numbers them in another way.
        self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY) if hasattr(os, "O_DIRECTORY") else None
        self._identity = _identity(os.stat(path if self._descriptor is None else self._descriptor))

    def is_at(self, path: str) -> bool:
        """Whether this very folder is there now."""
        try:
            return self._identity == _identity(os.stat(path))
        except OSError:
            return False

    def close(self) -> None:
        """Let go of it."""
        if self._descriptor is not None:
            os.close(self._descriptor)


def places(targets: WatchTargets, links: Iterable[Symlink]) -> dict[str, bool]:
    """What has to be watched so that everything in `targets` is seen, its coming and going included.

    True for a folder with all that is in it. Links are not followed by who watches, so what they lead to is
    watched where it is.
    """
    folders = [os.path.realpath(folder) for folder in targets.folders]
    inside = {str(one) for one in targets.folders}
    deep = {*folders, *(link.real for link in links if link.is_folder and is_in(link.place, inside))}
    deep = {one for one in deep if not any(is_below(one, Path(other)) for other in deep)}
    shallow = {os.path.dirname(link.real) for link in links}
    shallow.add(os.path.realpath(targets.file.parent))
    for folder in targets.folders:
        parent = next((one for one in folder.parents if one.is_dir()), folder.parent)
        shallow.add(os.path.realpath(parent))
    shallow = {one for one in shallow if not is_in(one, deep)}
    found = dict.fromkeys(shallow, False) | dict.fromkeys(deep, True)
    return {one: is_deep for one, is_deep in found.items() if _can_be_watched(one, is_deep=is_deep)}


def _can_be_watched(folder: str, *, is_deep: bool) -> bool:
    """What is only watched for the coming and going of a folder in it may be unreadable."""
    return os.path.isdir(folder) and (is_deep or os.access(folder, os.R_OK))


def is_in(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is one of these folders, or in one."""
    return any(path == folder or is_below(path, Path(folder)) for folder in folders)


def is_below(path: str, folder: Path) -> bool:
    """Whether a path is inside a folder."""
    return path.startswith(f"{folder}{os.sep}")


def is_at_or_above(path: str, folder: Path) -> bool:
    """Whether a folder is this path, or inside it."""
    return path == str(folder) or is_below(str(folder), Path(path))


def _identity(status: os.stat_result) -> tuple[int, int, float]:
    kind = stat.S_IFMT(status.st_mode)
    return (status.st_dev, status.st_ino * (kind == stat.S_IFDIR), getattr(status, "st_birthtime", 0.0))
