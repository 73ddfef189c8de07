"""The cache of past work: one SQLite file beside config.yaml, safe to delete at any time.

It is a few stores over one connection. Which site an output folder belongs to is kept in that folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from site_builder.engine.store.check_store import AnswerStore, FactsStore
from site_builder.engine.store.database import CacheFailed, Database, is_damage, open_database
from site_builder.engine.store.derived_store import DerivedStore, FileStore
from site_builder.engine.store.document_store import BodyStore, DocumentStore
from site_builder.engine.store.folder import CACHE_FILE, FOLDER, open_carefully, refuse_links
from site_builder.engine.store.output_store import OutputStore, forget_old_folders
from site_builder.model.diagnostics import Diagnostic, warning

Result = TypeVar("Result")


def with_cache(root: Path, attempt: Callable[[BuildCache, tuple[Diagnostic, ...]], Result]) -> Result:
    """Run `attempt` with the site's cache; should that fail under it, again with a fresh one."""
    cache, notices = BuildCache.open(root)
    try:
        while True:
            try:
                return attempt(cache, notices)
            except CacheFailed as loss:
                if cache.file is None:
                    raise
                cache, notice = cache.lost(loss.failure)
                notices = (notice,)
    finally:
        cache.close()


class BuildCache:
    """One open cache. `file` is None where no file could be opened at all, and only this process sees it.

    Any method of it and of its stores raises CacheFailed when it fails under them: the build begins again
    with a fresh one.
    """

    def __init__(
        self,
        database: Database,
        file: Path | None,
        temporary: tempfile.TemporaryDirectory[str] | None,
        *,
        is_recreated: bool = False,
    ) -> None:
        self._database = database
        self.file = file
        self._temporary = temporary
        self._is_recreated = is_recreated
        self.documents = DocumentStore(database)
        self.bodies = BodyStore(database)
        self.files = FileStore(database)
        self.derived = DerivedStore(database)
        self.facts = FactsStore(database)
        self.answers = AnswerStore(database)
        self._outputs: dict[str, OutputStore] = {}

    def outputs(self, folder: str) -> OutputStore:
        """What is known of an output folder, by the name it is remembered as."""
        return self._outputs.setdefault(folder, OutputStore(self._database, folder))

    # -- life --------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, root: Path) -> tuple[BuildCache, tuple[Diagnostic, ...]]:
        """The cache of the site at `root`; a temporary copy of it where it cannot be written to."""
        file = root / FOLDER / CACHE_FILE
        try:
            file.parent.mkdir(exist_ok=True)
            refuse_links(file)
            _mark_as_ignored(file.parent)
            try:
                return cls(open_database(file), file, None), ()
            except sqlite3.Error as failure:
                if not is_damage(failure):
                    raise
                cache, notice = cls.recreated(file)
                return cache, (notice,)
        except (OSError, sqlite3.Error) as failure:
            what = f"it cannot be written to ({failure}); this build will not be cached"
            return cls.temporary(file), (_lost(what, file),)

    @classmethod
    def recreated(cls, file: Path) -> tuple[BuildCache, Diagnostic]:
        """An empty cache in the place of a damaged one. Raises OSError, sqlite3.Error."""
        # A journal that outlived its store would be played back into the new one.
        for path in (file, *(file.with_name(file.name + end) for end in ("-journal", "-wal", "-shm"))):
            path.unlink(missing_ok=True)
        notice = _lost("it was damaged and has been recreated", file)
        return cls(open_database(file), file, None, is_recreated=True), notice

    @classmethod
    def temporary(cls, original: Path | None = None) -> BuildCache:
        """A cache for one build, beginning as a copy of `original` if that can be read."""
        try:
            folder = tempfile.TemporaryDirectory(prefix="site-builder-", ignore_cleanup_errors=True)
        except OSError:
            return cls(open_database(None), None, None)
        file = Path(folder.name, CACHE_FILE)
        with contextlib.suppress(OSError, sqlite3.Error):
            if original is not None:
                refuse_links(original)
                shutil.copyfile(original, file)
                return cls(open_database(file), file, folder)
        with contextlib.suppress(OSError, sqlite3.Error):
            file.unlink(missing_ok=True)
            return cls(open_database(file), file, folder)
        folder.cleanup()
        return cls(open_database(None), None, None)

    def lost(self, failure: sqlite3.Error) -> tuple[BuildCache, Diagnostic]:
        """A fresh cache in place of this one, which has failed, and what to tell the writer.

        The first is a file, if one can be had; should that fail as well, the next is in this process alone.
        """
        is_in_place = self.file is not None and self._temporary is None
        is_damaged = is_damage(failure)
        self.close()
        if is_in_place and self.file is not None and is_damaged and not self._is_recreated:
            with contextlib.suppress(OSError, sqlite3.Error):
                return BuildCache.recreated(self.file)
        cache = (
            BuildCache.temporary(None if is_damaged else self.file)
            if is_in_place
            else BuildCache(open_database(None), None, None)
        )
        return cache, _lost(f"it failed ({failure}); this build will not be cached", self.file)

    def commit(self) -> None:
        """Make what was kept visible to other processes and later builds."""
        self._database.commit()

    def close(self) -> None:
        """Close; what was not committed is gone."""
        self._database.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def forget_unused(self, folder: str = "") -> None:
        """A build into `folder` is done (or a preview, which has none): forget what has served its time."""
        self._database.count_build(folder)
        self.derived.forget_unused()
        forget_old_folders(self._database)
        for outputs in self._outputs.values():
            outputs.forget_unshared()

    def file_system_time(self) -> int:
        """Now, in ns, by the clock that dates the site's files; 0 if that cannot be had."""
        if self.file is None:
            return 0
        stamp = self.file.parent / "stamp"
        try:
            descriptor = open_carefully(stamp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            try:
                os.write(descriptor, b"\n")
                return os.fstat(descriptor).st_mtime_ns
            finally:
                os.close(descriptor)
        except OSError:
            return 0


def _mark_as_ignored(folder: Path) -> None:
    ignore = folder / ".gitignore"
    with contextlib.suppress(FileExistsError):
        descriptor = open_carefully(ignore, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            os.write(descriptor, b"*\n")
        finally:
            os.close(descriptor)


def _lost(what: str, file: Path | None) -> Diagnostic:
    name = f"{FOLDER}/{CACHE_FILE}" if file is not None else FOLDER
    return warning(
        "cache-unusable",
        f"the build cache was lost: {what}",
        name,
        hint=f"the site is still correct; to start afresh, delete {FOLDER}/",
    )
