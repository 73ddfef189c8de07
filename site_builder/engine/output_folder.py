"""The output folder: what is ours in it, and how files get there and go away.

The folder carries its own list of owned paths. Before the first write the list names old and new paths
together, after the last it is made final: a build that is killed in between leaves nothing behind that the
next one would not know as its own. Bytes are first put under a name of their own in the folder and then
renamed, so nobody ever sees half a file.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from site_builder.model.errors import OutputBroken, OutputRefused
from site_builder.stages.scan import FileStat

OWNED = ".site-builder-owned"
STAGE = ".site-builder-stage"
_HEADER = "# Written by site-builder, which may replace or delete these files. Do not edit."
_NEVER_FOREIGN = frozenset(
    {".git", ".gitignore", ".gitattributes", ".gitkeep", ".DS_Store", "Thumbs.db", OWNED, STAGE}
)


class OutputFolder:
    """One output folder. Paths are relative to it, with forward slashes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._name = str(folder)
        self.stage = folder / STAGE
        self.owned = _read_owned(folder / OWNED)

    def refuse_foreign(self, planned: Iterable[str]) -> None:
        """Raises OutputRefused if the folder is somebody else's, or a planned path is."""
        if self.folder.exists() and not self.folder.is_dir():
            raise OutputRefused(f"{self.folder} is not a folder", "choose another output folder")
        if not self.owned and (foreign := self._first_foreign()):
            raise OutputRefused(
                f"{self.folder} is not empty, and no build made what is in it (such as {foreign})",
                "choose another output folder, or move those files away",
            )
        for path in planned:
            if (
                path not in self.owned
                and os.path.lexists(self.folder / path)
                and not (self.folder / path).is_dir()
            ):
                raise OutputRefused(
                    f"{self.folder / path} stands where a page belongs, and no build wrote it",
                    "move it away; files that should be part of the site belong in content/static/",
                )

    def _first_foreign(self) -> str:
        if not self.folder.is_dir():
            return ""
        return min(
            (entry.name for entry in os.scandir(self.folder) if entry.name not in _NEVER_FOREIGN), default=""
        )

    def stat(self, path: str) -> FileStat | None:
        """A file as it is now; None if it is not there, or not a file of its own."""
        try:
            status = os.lstat(f"{self._name}/{path}")
        except OSError:
            return None
        return FileStat.of(status) if stat.S_ISREG(status.st_mode) else None

    def holds(self, path: str, data: bytes) -> bool:
        """Whether a file has these very bytes."""
        file = self.folder / path
        try:
            return not file.is_symlink() and file.stat().st_size == len(data) and file.read_bytes() == data
        except OSError:
            return False

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder for new bytes, gone at the end whatever happens."""
        with _told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self.stage, ignore_errors=True)
            self.stage.mkdir()
        try:
            yield self.stage
        finally:
            shutil.rmtree(self.stage, ignore_errors=True)

    def publish(self, staged: dict[str, Path], planned: set[str]) -> tuple[dict[str, FileStat], list[str]]:
        """Rename staged files to their paths, delete what is owned and no longer planned.

        Returns the new files' stats, and the deleted paths. Raises OutputBroken.
        """
        obsolete = sorted(self.owned - planned)
        with _told(self.folder):
            if staged or obsolete or planned != self.owned:
                self._write_owned(self.owned | planned)
            deleted = [path for path in obsolete if _stands_in_the_way(path, staged) and self._delete(path)]
            stats = {path: self._put(path, file) for path, file in staged.items()}
            deleted += [path for path in obsolete if path not in deleted and self._delete(path)]
            if staged or obsolete or planned != self.owned:
                self._write_owned(planned)
        self.owned = set(planned)
        return stats, deleted

    def remove_all(self) -> list[str]:
        """Delete everything that is owned, and the folder itself if nothing else is in it.

        A folder that no build has begun to write stays, empty or not.
        """
        own = (self.folder / OWNED, self.folder / (OWNED + ".new"))
        if not any(file.is_file() for file in own) and not self.stage.is_dir():
            return []
        with _told(self.folder):
            deleted = [path for path in sorted(self.owned) if self._delete(path)]
            for file in own:
                file.unlink(missing_ok=True)
            shutil.rmtree(self.stage, ignore_errors=True)
            with contextlib.suppress(OSError):
                self.folder.rmdir()
        self.owned = set()
        return deleted

    def _put(self, path: str, staged: Path) -> FileStat:
        target = self.folder / path
        try:
            os.replace(staged, target)
        except (FileNotFoundError, NotADirectoryError):
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, target)
        return FileStat.of(os.lstat(target))

    def _delete(self, path: str) -> bool:
        """Delete a file and the folders that it leaves empty."""
        try:
            os.unlink(self.folder / path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        parent = (self.folder / path).parent
        while parent != self.folder:
            try:
                parent.rmdir()
            except OSError:
                break
            parent = parent.parent
        return True

    def _write_owned(self, paths: set[str]) -> None:
        fresh = self.folder / (OWNED + ".new")
        fresh.write_text("\n".join([_HEADER, *sorted(paths)]) + "\n", encoding="utf-8", newline="\n")
        os.replace(fresh, self.folder / OWNED)


def _stands_in_the_way(path: str, staged: Iterable[str]) -> bool:
    """Whether an old file is where a folder is needed, or lies in a folder where a file is needed."""
    return any(new.startswith(path + "/") or path.startswith(new + "/") for new in staged)


def _read_owned(file: Path) -> set[str]:
    """Never a path outside the folder, whatever the list says."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {line for line in lines if line and not line.startswith("#") and _is_inside(line)}


def _is_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """A failing disk is one clear line, not a traceback."""
    try:
        yield
    except OSError as failure:
        what = "the disk is full" if failure.errno == errno.ENOSPC else (failure.strerror or str(failure))
        raise OutputBroken(
            f"{failure.filename or folder} cannot be written: {what}",
            "nothing is lost: put it right and build again",
        ) from failure
