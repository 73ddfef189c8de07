"""What is known of files that are not parsed: their digests, and whatever is derived from bytes alone."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from site_builder.engine.store.database import Database, checksum
from site_builder.model.files import FileStat

_UNUSED = 100
"""Builds for which something derived is kept that none of them has used."""


class CachedFile(msgspec.Struct, frozen=True):
    """The digest of a file that is not parsed."""

    path: str
    stat: FileStat
    read_at_ns: int
    digest: bytes


class FileStore:
    """Digests of files, by the path they were kept under."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> dict[str, CachedFile]:
        """All of them."""
        return {
            path: CachedFile(path, FileStat(size, mtime, ctime, inode), read_at_ns, digest)
            for path, size, mtime, ctime, inode, read_at_ns, digest, row_checksum in self._database.rows(
                "SELECT path, size, mtime, ctime, inode, read_at, digest, checksum FROM files"
            )
            if row_checksum == checksum(path, digest) and isinstance(read_at_ns, int)
        }

    def keep(self, file: CachedFile) -> None:
        """Keep the digest of a file."""
        self._database.run(
            "INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?,?)",
            (file.path, *file.stat, file.read_at_ns, file.digest, checksum(file.path, file.digest)),
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Drop files that are no longer there."""
        for path in paths:
            self._database.run("DELETE FROM files WHERE path = ?", (path,))


class DerivedStore:
    """Values derived from bytes alone; a key contains the digest of those, and of the code that derives."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ageing: set[bytes] = set()

    def get(self, key: bytes) -> bytes | None:
        """A value, if it was kept."""
        query = "SELECT value, used, checksum FROM derived WHERE key = ?"
        for value, used, row_checksum in self._database.rows(query, (key,)):
            if row_checksum == checksum(key, value):
                if not isinstance(used, int) or self._database.build_count - used > _UNUSED // 2:
                    self._ageing.add(key)
                return bytes(value)
        return None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value."""
        row = (key, self._database.build_count, value, checksum(key, value))
        self._database.run("INSERT OR REPLACE INTO derived VALUES (?,?,?,?)", row)

    def forget_unused(self) -> None:
        """Drop what no build has used for a hundred builds."""
        count = self._database.build_count
        self._database.run_many(
            "UPDATE derived SET used = ? WHERE key = ?", ((count, key) for key in self._ageing)
        )
        self._ageing.clear()
        self._database.run(
            "DELETE FROM derived WHERE (used BETWEEN ? AND ?) IS NOT TRUE", (count - _UNUSED, count)
        )
