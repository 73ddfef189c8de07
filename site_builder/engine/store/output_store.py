"""What was written to an output folder, and what its pages were made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from site_builder.engine.store.database import Database, checksum
from site_builder.model.files import FileStat

_FOLDERS = 8
"""Output folders whose files are remembered: those that were built last."""


class OutputRecord(NamedTuple):
    """An output file as it was last written: the fingerprint of what made it, and what came of it."""

    fingerprint: bytes
    digest: bytes
    stat: FileStat


class PageInputs(NamedTuple):
    """What a page was made of, for `--explain`: two keys of what many pages share, and its encoded view."""

    shared_inputs: bytes
    template: bytes
    view: bytes


class OutputStore:
    """One output folder, by the name it is remembered as; paths are relative to it."""

    def __init__(self, database: Database, folder: str) -> None:
        self._database = database
        self.folder = folder
        self._has_new_shared = False

    def load(self) -> dict[str, OutputRecord]:
        """What was last written, by path."""
        found = {}
        rows = self._database.rows(
            "SELECT path, fingerprint, digest, size, mtime, ctime, inode, checksum FROM outputs "
            "WHERE folder = ?",
            (self.folder,),
        )
        for path, fingerprint, digest, size, mtime, ctime, inode, row_checksum in rows:
            if row_checksum == checksum(path, fingerprint, digest):
                found[path] = OutputRecord(fingerprint, digest, FileStat(size, mtime, ctime, inode))
        return found

    def keep(self, records: Iterable[tuple[str, OutputRecord]]) -> None:
        """Keep what has been written."""
        self._database.run_many(
            "INSERT OR REPLACE INTO outputs VALUES (?,?,?,?,?,?,?,?,?)",
            (
                (
                    self.folder,
                    path,
                    one.fingerprint,
                    one.digest,
                    *one.stat,
                    checksum(path, one.fingerprint, one.digest),
                )
                for path, one in records
            ),
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Drop records of files that are gone."""
        for path in paths:
            for table in ("outputs", "page_inputs"):
                self._database.run(f"DELETE FROM {table} WHERE folder = ? AND path = ?", (self.folder, path))

    def page_inputs(self, path: str) -> PageInputs | None:
        """What a page was last made of."""
        query = (
            "SELECT shared_inputs, template, view, checksum FROM page_inputs WHERE folder = ? AND path = ?"
        )
        for shared_inputs, template, view, row_checksum in self._database.rows(query, (self.folder, path)):
            if row_checksum == checksum(path, shared_inputs, template, view):
                return PageInputs(shared_inputs, template, view)
        return None

    def keep_page_inputs(self, inputs: Iterable[tuple[str, PageInputs]]) -> None:
        """Keep what pages were made of."""
        self._database.run_many(
            "INSERT OR REPLACE INTO page_inputs VALUES (?,?,?,?,?,?)",
            ((self.folder, path, *one, checksum(path, *one)) for path, one in inputs),
        )

    def shared(self, key: bytes) -> bytes | None:
        """What many pages were made of."""
        query = "SELECT value, checksum FROM shared WHERE key = ?"
        for value, row_checksum in self._database.rows(query, (key,)):
            if row_checksum == checksum(key, value):
                return bytes(value)
        return None

    def keep_shared(self, key: bytes, value: bytes) -> None:
        """Keep what many pages are made of; it goes when none of them is any longer."""
        if self.shared(key) is None:
            self._has_new_shared = True
            row = (key, value, checksum(key, value))
            self._database.run("INSERT OR REPLACE INTO shared VALUES (?,?,?)", row)

    def forget_unshared(self) -> None:
        """Drop what no page of any folder is made of any longer, if something new has been kept."""
        if self._has_new_shared:
            self._database.run(
                "DELETE FROM shared WHERE key NOT IN (SELECT shared_inputs FROM page_inputs)"
                " AND key NOT IN (SELECT template FROM page_inputs)"
            )
            self._has_new_shared = False

    def is_latest(self) -> bool:
        """Whether this output folder is the one that was built last."""
        rows = self._database.rows("SELECT used FROM folders WHERE folder = ?", (self.folder,))
        return any(used == self._database.build_count for (used,) in rows)


def forget_old_folders(database: Database) -> None:
    """Drop the files of all but the eight output folders that were built last."""
    oldest = "SELECT folder FROM folders WHERE folder != '' ORDER BY used DESC LIMIT -1 OFFSET ?"
    for (old,) in tuple(database.rows(oldest, (_FOLDERS,))):
        for table in ("outputs", "page_inputs", "folders"):
            database.run(f"DELETE FROM {table} WHERE folder = ?", (old,))
