"""The output folder: what is ours in it, and how files get there and go away.

The folder carries its own list of owned paths. Before the first write the list names old and new paths
together, after the last it is made final: a build that is killed in between leaves nothing behind that the
next one would not know as its own. Bytes are first put under a name of their own in the folder and then
renamed, so nobody ever sees half a file. A folder that is a link leads out of the output folder: nothing is
written or deleted behind it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from site_builder.engine.store.digests import file_digest
from site_builder.model.addresses import collision_key
from site_builder.model.diagnostics import plural
from site_builder.model.errors import OutputBroken, OutputRefused
from site_builder.model.files import FileStat
from site_builder.model.output_names import (
    OWNED,
    OWNED_FRESH,
    OWNED_LOCK,
    STAGE,
    flaw_of_output_path,
    folders_above,
    in_the_way,
)
from site_builder.model.routes import Route

_HEADER = "# Written by site-builder, which may replace or delete these files. Do not edit."
_NEVER_FOREIGN = frozenset(
    {".git", ".gitignore", ".gitattributes", ".gitkeep", ".DS_Store", "Thumbs.db"}
    | {OWNED, OWNED_FRESH, OWNED_LOCK, STAGE}
)
_SITE = "# Site: "
_ESCAPE = "./"
"""Before a path in the list that begins with #, since such a line is a comment otherwise."""
_FEW_PAGES = 10


class OutputFolder:
    """One output folder. Paths are relative to it, with forward slashes."""

    def __init__(self, folder: Path, site: str = "") -> None:
        """`site` is the id of the site that is to be written here; empty for a mere look."""
        self.folder = folder
        self._name = str(folder)
        self._site = site
        self.stage = folder / STAGE
        self.owner, self.owned = _read_owned(folder / OWNED)

    @property
    def has_leftovers(self) -> bool:
        """Whether a build that was killed has left something of its own here."""
        return any(os.path.lexists(f"{self._name}/{name}") for name in (STAGE, OWNED_FRESH))

    @property
    def is_of_builds(self) -> bool:
        """Whether a build has ever begun to write here."""
        return (self.folder / OWNED).is_file() or self.has_leftovers

    @property
    def is_signed(self) -> bool:
        """Whether the list names this very site."""
        return self.owner == self._site

    def refuse_foreign(self, planned: Iterable[str]) -> None:
        """Raises OutputRefused if the folder is somebody else's, or a planned path is."""
        if not self.folder.exists():
            return
        if not self.folder.is_dir():
            raise OutputRefused(f"{self.folder} is not a folder", "choose another output folder")
        if not self.owned and (foreign := self._first_foreign()):
            raise OutputRefused(
                f"{self.folder} is not empty, and no build made what is in it (such as {foreign})",
                "choose another output folder, or move those files away",
            )
        for path in planned:
            if path not in self.owned and (foreign := self._in_the_way(path)):
                raise OutputRefused(
                    f"{self.folder / foreign} is in the way of a page, and no build wrote it",
                    "move it away; files of the site belong in static/ in the content folder",
                )

    def refuse_other_site(self, known_as: str = "") -> None:
        """Raises OutputRefused if another site has written here; `known_as` is what this one was called."""
        if self.owned and self._site and self.owner not in {"", self._site, known_as}:
            raise OutputRefused(
                f"{self.folder} belongs to another site, which has {len(self.owned):,} files in it",
                "choose another output folder; if this is that site under another title or address, "
                "or its files may go, build once with --take-over",
            )

    def refuse_namesake(self, planned: Mapping[str, Route], remembered: Container[str]) -> None:
        """Raises OutputRefused if a site of the same title and address has written here: one whose pages this
        site neither makes nor has made, as `remembered` says, and which are more than those it makes itself.

        A few pages say nothing: a small site whose memory was lost may have deleted them.
        """
        others = (one for one in self.owned if one not in planned and one not in remembered)
        unknown = [one for one in others if _is_page(one)]
        known = sum(planned[one].origin.is_file and _is_page(one) for one in self.owned & planned.keys())
        if len(unknown) > max(known, _FEW_PAGES):
            raise OutputRefused(
                f"{self.folder} has {plural(len(unknown), 'page')} of what seems to be another site with the "
                f"same title and address (such as {min(unknown)})",
                "choose another output folder, and give each site its own site_id in config.yaml; "
                "if these are old pages of this site, build once with --take-over",
            )

    def _in_the_way(self, path: str) -> str:
        """What is not ours and is at a path or where one of its folders belongs; empty if nothing."""
        for place in (path, *folders_above(path)):
            name = f"{self._name}/{place}"
            if place not in self.owned and os.path.lexists(name):
                return "" if os.path.isdir(name) and not os.path.islink(name) else place
        return ""

    def _is_behind_link(self, path: str) -> bool:
        """Whether one of the folders that a path is in is a link, and so leads elsewhere."""
        return any(os.path.islink(f"{self._name}/{folder}") for folder in folders_above(path))

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
        status = self.stat(path)
        try:
            return (
                status is not None and status.size == len(data) and (self.folder / path).read_bytes() == data
            )
        except OSError:
            return False

    def digest(self, path: str) -> bytes:
        """The digest of a file's bytes; empty if it is not there, or not a file of its own."""
        try:
            return file_digest(f"{self._name}/{path}") if self.stat(path) is not None else b""
        except OSError:
            return b""

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder for new bytes, gone at the end whatever happens."""
        with _disk_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self.remove_leftovers()
        try:
            with _disk_errors(self.folder):
                self.stage.mkdir()
            yield self.stage
        finally:
            self._remove_stage()

    def _remove_stage(self) -> None:
        """Remove the folder for new bytes, even if Ctrl-C comes while that is being done."""
        try:
            shutil.rmtree(self.stage, ignore_errors=True)
        except KeyboardInterrupt:
            shutil.rmtree(self.stage, ignore_errors=True)
            raise

    def remove_leftovers(self) -> None:
        """Remove what a build that was killed has left of its own."""
        self._remove_stage()
        with contextlib.suppress(OSError):
            os.unlink(self.folder / OWNED_FRESH)

    def publish(self, staged: dict[str, str], planned: set[str]) -> tuple[dict[str, FileStat], list[str]]:
        """Rename staged files to their paths, delete what is owned and no longer planned.

        Returns the new files' stats, and the deleted paths. Raises OutputBroken.
        """
        obsolete = sorted(self.owned - planned)
        self._refuse_links(staged)
        has_work = bool(staged or obsolete or planned != self.owned or not self.is_signed)
        with _disk_errors(self.folder):
            if has_work:
                self._write_owned(self.owned | planned)
            first = in_the_way(obsolete, staged)
            deleted = [path for path in first if self._delete(path)]
            stats = {path: self._put(path, file) for path, file in staged.items()}
            rest = set(obsolete).difference(first) - self._rename_case(obsolete, planned)
            deleted += [path for path in sorted(rest) if self._delete(path)]
            if has_work:
                self._write_owned(planned)
        self.owner, self.owned = self._site, set(planned)
        return stats, deleted

    def _refuse_links(self, staged: Iterable[str]) -> None:
        paths = {folder: path for path in staged for folder in folders_above(path)}
        for folder, path in paths.items():
            if os.path.islink(f"{self._name}/{folder}"):
                raise OutputRefused(
                    f"{self.folder / path} is in a linked folder outside the output folder",
                    "remove the link, so that a folder can be made there",
                )

    def _rename_case(self, obsolete: Iterable[str], planned: Iterable[str]) -> set[str]:
        """Rename what differs from a planned path in nothing but case, and return the old names.

        On a file system that ignores case the two are one file, which must not be deleted.
        """
        before = {collision_key(path): path for path in obsolete}
        renamed = set()
        for path in planned if before else ():
            old = before.get(collision_key(path))
            if old is not None and _is_one_file(self.folder / old, self.folder / path):
                os.rename(self.folder / old, self.folder / path)
                renamed.add(old)
        return renamed

    def remove_all(self) -> list[str]:
        """Delete everything that is owned, and the folder itself if nothing else is in it.

        A folder that no build has begun to write stays, empty or not.
        """
        owned = self.folder / OWNED
        if not self.is_of_builds:
            return []
        with _disk_errors(self.folder):
            deleted = [path for path in sorted(self.owned) if self._delete(path)]
            owned.unlink(missing_ok=True)
            (self.folder / OWNED_LOCK).unlink(missing_ok=True)
            self.remove_leftovers()
            with contextlib.suppress(OSError):
                self.folder.rmdir()
        self.owned = set()
        return deleted

    def _put(self, path: str, staged: str) -> FileStat:
        target = f"{self._name}/{path}"
        try:
            os.replace(staged, target)
        except (FileNotFoundError, NotADirectoryError):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.replace(staged, target)
        return FileStat.of(os.lstat(target))

    def _delete(self, path: str) -> bool:
        """Delete a file and the folders that it leaves empty; not what somebody has put in its place."""
        target = self.folder / path
        if self._is_behind_link(path) or (target.is_dir() and not target.is_symlink()):
            return False
        try:
            os.unlink(target)
            was_there = True
        except (FileNotFoundError, NotADirectoryError):
            was_there = False
        parent = target.parent
        while parent != self.folder:
            try:
                parent.rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                break
            parent = parent.parent
        return was_there

    def _write_owned(self, paths: set[str]) -> None:
        fresh = self.folder / OWNED_FRESH
        lines = [_HEADER, _SITE + self._site] if self._site else [_HEADER]
        lines += (_ESCAPE + path if path.startswith("#") else path for path in sorted(paths))
        fresh.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        os.replace(fresh, self.folder / OWNED)


def _is_page(path: str) -> bool:
    return path.endswith(".html")


def _is_one_file(first: Path, second: Path) -> bool:
    try:
        return os.path.samefile(first, second)
    except OSError:
        return False


def _read_owned(file: Path) -> tuple[str, set[str]]:
    """The id of the site, and its paths: none that no build may write, whatever the list says."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
    except (OSError, UnicodeDecodeError):
        return "", set()
    owner = next((line.removeprefix(_SITE) for line in lines[:2] if line.startswith(_SITE)), "")
    plain = (line.removeprefix(_ESCAPE) if line.startswith(_ESCAPE + "#") else line for line in lines)
    paths = (path for line, path in zip(lines, plain, strict=True) if not line.startswith("#"))
    return owner, {path for path in paths if not flaw_of_output_path(path)}


@contextlib.contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    """A failing disk is one clear line, not a traceback."""
    try:
        yield
    except OSError as failure:
        raise OutputBroken(
            f"{failure.filename or folder} cannot be written: {reason_of(failure)}",
            "nothing is lost: fix this and build again",
        ) from failure


def reason_of(failure: OSError) -> str:
    """Why something cannot be written, in plain words."""
    return "the disk is full" if failure.errno == errno.ENOSPC else (failure.strerror or str(failure))
