"""The cache's one SQLite connection, and its tables.

Every row carries a checksum of what it says, so a damaged file costs time and never correctness.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

SCHEMA_VERSION = 7
PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""
_PAGE = 16_384
"""Bytes: bodies are long, and fewer pages are fewer writes."""
_HIGHEST_COUNT = 1 << 48
"""Beyond what anybody will ever build: a store that counts further is damaged."""
_CIRCUMSTANCES = frozenset(
    {
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
"""SQLite's result codes for what is wrong around a store rather than in it."""
_SCHEMA = """
CREATE TABLE documents (
    path TEXT PRIMARY KEY, parser BLOB, size INT, mtime INT, ctime INT, inode INT, read_at INT,
    digest BLOB, body TEXT, head BLOB, checksum BLOB
) WITHOUT ROWID;
CREATE INDEX documents_by_body ON documents (parser, body);
CREATE TABLE bodies (digest TEXT PRIMARY KEY, chunks BLOB);
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INT, mtime INT, ctime INT, inode INT, read_at INT, digest BLOB, checksum BLOB
) WITHOUT ROWID;
CREATE TABLE derived (key BLOB PRIMARY KEY, used INT, value BLOB, checksum BLOB) WITHOUT ROWID;
CREATE TABLE folders (folder TEXT PRIMARY KEY, used INT) WITHOUT ROWID;
CREATE TABLE outputs (
    folder TEXT, path TEXT, fingerprint BLOB, digest BLOB, size INT, mtime INT, ctime INT, inode INT,
    checksum BLOB, PRIMARY KEY (folder, path)
) WITHOUT ROWID;
CREATE TABLE page_inputs (
    folder TEXT, path TEXT, shared_inputs BLOB, template BLOB, view BLOB, checksum BLOB,
    PRIMARY KEY (folder, path)
);
CREATE TABLE shared (key BLOB PRIMARY KEY, value BLOB, checksum BLOB) WITHOUT ROWID;
CREATE TABLE facts (path TEXT PRIMARY KEY, key BLOB, facts BLOB, checksum BLOB);
CREATE TABLE answers (address TEXT PRIMARY KEY, answer BLOB, checksum BLOB) WITHOUT ROWID;
"""

_ENCODE = msgspec.msgpack.Encoder().encode


class CacheFailed(Exception):
    """The store failed while it was in use."""

    def __init__(self, failure: sqlite3.Error) -> None:
        super().__init__(str(failure))
        self.failure = failure


class Database:
    """An open connection. Any method raises CacheFailed when the store fails under it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known_count: int | None = None

    def rows(self, query: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one by one."""
        with _sqlite_errors_as_cache_failed():
            # Not `yield from`, which would close the cursor with the generator, after the store perhaps.
            for row in self._connection.execute(query, values):  # noqa: UP028
                yield row

    def run(self, query: str, values: tuple[object, ...] = ()) -> None:
        """Change something."""
        with _sqlite_errors_as_cache_failed():
            self._connection.execute(query, values)

    def run_many(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Change something for each of these rows."""
        with _sqlite_errors_as_cache_failed():
            self._connection.executemany(query, rows)

    def commit(self) -> None:
        """Make changes visible to other processes and later builds."""
        with _sqlite_errors_as_cache_failed():
            self._connection.commit()

    def close(self) -> None:
        """Close; what was not committed is gone."""
        self._connection.close()

    @property
    def build_count(self) -> int:
        """How many builds and previews have ended before."""
        if self._known_count is None:
            ((count,),) = self.rows("SELECT max(used) FROM folders")
            self._known_count = count if isinstance(count, int) and 0 < count < _HIGHEST_COUNT else 0
        return self._known_count

    def count_build(self, folder: str) -> int:
        """Count one more that has ended, into this output folder; how many there are now."""
        self._known_count = count = self.build_count + 1
        self.run("INSERT OR REPLACE INTO folders VALUES (?,?)", (folder, count))
        return count


@contextlib.contextmanager
def _sqlite_errors_as_cache_failed() -> Iterator[None]:
    """A damaged store may have names that are not UTF-8, which `sqlite3` cannot put into a message."""
    try:
        yield
    except sqlite3.Error as failure:
        raise CacheFailed(failure) from failure
    except UnicodeDecodeError as failure:
        raise CacheFailed(sqlite3.DatabaseError("it contains text that is not UTF-8")) from failure


def open_database(file: Path | None) -> Database:
    """Raises sqlite3.Error where the file is damaged, read-only or locked by another process for too long."""
    connection = sqlite3.connect(":memory:" if file is None else file, timeout=PATIENCE)
    try:
        with _sqlite_errors_as_cache_failed():
            _begin(connection)
    except CacheFailed as loss:
        connection.close()
        raise loss.failure from loss
    return Database(connection)


def open_to_read(file: Path) -> Database:
    """For a worker process, and for those who only look. Raises sqlite3.Error."""
    return Database(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=PATIENCE))


def _begin(connection: sqlite3.Connection) -> None:
    """Make the tables, unless they are there; those of another version are dropped."""
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            connection.execute(f'DROP TABLE "{table}"')
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.commit()


def is_damage(failure: sqlite3.Error) -> bool:
    """Whether the store itself is to blame, not what is around it; text that is not UTF-8 has no code."""
    code = getattr(failure, "sqlite_errorcode", None)
    return code is None or code & 0xFF not in _CIRCUMSTANCES


def checksum(*pieces: object) -> bytes:
    """Of values of any type, since a damaged store returns any."""
    return hashlib.blake2b(_ENCODE(pieces), digest_size=8).digest()
