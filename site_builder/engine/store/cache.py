"""The cache of past work: one SQLite file beside config.yaml, safe to delete at any time.

Every row carries a checksum of what it says, and a body is checked against its digest, so a damaged file
costs time and never correctness. What belongs to whom is not kept here but in each output folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.engine.store.folder import FOLDER
from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.documents import Head, chunks_digest
from site_builder.model.files import FileStat

_FILE = "memory.sqlite"
_SCHEMA_VERSION = 5
_PAGE = 16_384
"""Bytes: bodies are long, and fewer pages are fewer writes."""
_PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""
_FOLDERS = 8
"""Output folders whose files are remembered: those that were built last."""
_UNUSED = 100
"""Builds for which a fact is kept that none of them has used."""
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
"""

_HEADS: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)
"""JSON, because MessagePack's timestamps forget the offset."""

_ENCODE = msgspec.msgpack.Encoder().encode
_CHUNKS = msgspec.msgpack.Decoder(tuple[str, ...])


class CachedDocument(NamedTuple):
    """A parsed source. `read_at_ns` is the file system's own time, in ns, just before the file was read."""

    path: str
    stat: FileStat
    read_at_ns: int
    digest: bytes
    head: Head


class CachedFile(NamedTuple):
    """The digest of a file that is not parsed."""

    path: str
    stat: FileStat
    read_at_ns: int
    digest: bytes


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


class BuildCache:
    """One open store. `file` is None where no file could be had at all, and only this process sees it.

    Any method raises CacheFailed when the store fails under it: the build begins again with a fresh one.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        file: Path | None,
        temporary: tempfile.TemporaryDirectory[str] | None,
        *,
        is_anew: bool = False,
    ) -> None:
        self._connection = connection
        self.file = file
        self._temporary = temporary
        self._is_anew = is_anew
        self._known_count: int | None = None
        self._ageing: set[bytes] = set()
        self._has_new_shared = False

    @classmethod
    def open(cls, root: Path) -> tuple[BuildCache, tuple[Diagnostic, ...]]:
        """The store of the site at `root`; a temporary copy of it where it cannot be written to."""
        file = root / FOLDER / _FILE
        try:
            file.parent.mkdir(exist_ok=True)
            _mark_as_ignored(file.parent)
            try:
                return cls(_connect(file), file, None), ()
            except sqlite3.Error as failure:
                if not _is_damage(failure):
                    raise
                cache, notice = cls.anew(file)
                return cache, (notice,)
        except (OSError, sqlite3.Error) as failure:
            cache = cls.temporary(file)
            return cache, (
                _lost(f"it cannot be written to ({failure}); this build will not be remembered", file),
            )

    @classmethod
    def anew(cls, file: Path) -> tuple[BuildCache, Diagnostic]:
        """An empty store in the place of a damaged one. Raises OSError, sqlite3.Error."""
        # A journal that outlived its store would be played back into the new one.
        for path in (file, *(file.with_name(file.name + end) for end in ("-journal", "-wal", "-shm"))):
            path.unlink(missing_ok=True)
        return cls(_connect(file), file, None, is_anew=True), _lost(
            "it was damaged and has been recreated", file
        )

    @classmethod
    def temporary(cls, original: Path | None = None) -> BuildCache:
        """A store for one build, beginning as a copy of `original` if that can be read."""
        try:
            folder = tempfile.TemporaryDirectory(prefix="site-builder-", ignore_cleanup_errors=True)
        except OSError:
            return cls(_connect(None), None, None)
        file = Path(folder.name, _FILE)
        with contextlib.suppress(OSError, sqlite3.Error):
            if original is not None:
                shutil.copyfile(original, file)
                return cls(_connect(file), file, folder)
        with contextlib.suppress(OSError, sqlite3.Error):
            file.unlink(missing_ok=True)
            return cls(_connect(file), file, folder)
        folder.cleanup()
        return cls(_connect(None), None, None)

    def lost(self, failure: sqlite3.Error) -> tuple[BuildCache, Diagnostic]:
        """A fresh store in place of this one, which has failed, and what to tell the writer.

        The first is a file, if one can be had; should that fail as well, the next is in this process alone.
        """
        is_in_place = self.file is not None and self._temporary is None
        is_damaged = _is_damage(failure)
        self.close()
        if is_in_place and self.file is not None and is_damaged and not self._is_anew:
            with contextlib.suppress(OSError, sqlite3.Error):
                return BuildCache.anew(self.file)
        cache = (
            BuildCache.temporary(None if is_damaged else self.file)
            if is_in_place
            else BuildCache(_connect(None), None, None)
        )
        return cache, _lost(f"it failed ({failure}); this build will not be remembered", self.file)

    # -- documents ---------------------------------------------------------------------------------------

    def documents(self, parser: bytes) -> dict[str, CachedDocument]:
        """All that this parser has made, by path."""
        found = {}
        rows = self._rows(
            "SELECT path, size, mtime, ctime, inode, read_at, digest, head, checksum FROM documents "
            "WHERE parser = ?",
            (parser,),
        )
        decode = _HEADS.decode
        for path, size, mtime, ctime, inode, read_at_ns, digest, head, checksum in rows:
            if checksum == _checksum(path, digest, head) and isinstance(read_at_ns, int):
                with contextlib.suppress(msgspec.DecodeError):
                    found[path] = CachedDocument(
                        path, FileStat(size, mtime, ctime, inode), read_at_ns, digest, decode(head)
                    )
        return found

    def keep_document(
        self,
        parser: bytes,
        found: tuple[str, FileStat, int],
        digest: bytes,
        head: bytes,
        body: tuple[str, bytes],
    ) -> None:
        """Keep a parsed source, `found` as path, stat, seen: `head` is JSON, the chunks are MessagePack."""
        path, stat, read_at_ns = found
        self._run(
            "INSERT OR REPLACE INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (path, parser, *stat, read_at_ns, digest, body[0], head, _checksum(path, digest, head)),
        )
        if body[0]:
            self._run("INSERT OR REPLACE INTO bodies VALUES (?,?)", body)

    def touch_document(self, path: str, stat: FileStat, read_at_ns: int) -> None:
        """The file's dates changed and its bytes did not."""
        self._run(
            "UPDATE documents SET size=?, mtime=?, ctime=?, inode=?, read_at=? WHERE path=?",
            (*stat, read_at_ns, path),
        )

    def forget_documents(self, paths: Iterable[str]) -> None:
        """Drop sources that are no longer there."""
        for path in paths:
            self._run("DELETE FROM documents WHERE path = ?", (path,))

    def drop_orphans(self, parser: bytes) -> None:
        """Drop what other parsers made, and bodies that no document speaks of."""
        self._run("DELETE FROM documents WHERE parser < ? OR parser > ?", (parser, parser))
        self._run("DELETE FROM bodies WHERE digest NOT IN (SELECT body FROM documents)", ())

    def body(self, digest: str) -> tuple[str, ...]:
        """The chunks of a body. Raises MissingBody if they are not there, or damaged."""
        for (chunks,) in self._rows("SELECT chunks FROM bodies WHERE digest = ?", (digest,)):
            with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, TypeError):
                decoded = _CHUNKS.decode(chunks)
                if chunks_digest(decoded) == digest:
                    return decoded
        raise MissingBody(digest)

    def missing_bodies(self, digests: Iterable[str]) -> set[str]:
        """Those of these bodies that are not there. Their bytes are checked when they are read."""
        kept = {digest for (digest,) in self._rows("SELECT digest FROM bodies", ())}
        return {digest for digest in digests if digest and digest not in kept}

    def damaged_bodies(self, digests: Iterable[str]) -> set[str]:
        """Those of these bodies that cannot be read back."""
        damaged = set()
        for digest in digests:
            try:
                self.body(digest)
            except MissingBody:
                damaged.add(digest)
        return damaged

    def drop_bodies(self, digests: Iterable[str]) -> None:
        """Drop bodies, so that the next load parses their sources again."""
        for digest in digests:
            self._run("DELETE FROM bodies WHERE digest = ?", (digest,))

    # -- other files and facts ---------------------------------------------------------------------------

    def files(self) -> dict[str, CachedFile]:
        """Digests of other files, by the path they were kept under."""
        return {
            path: CachedFile(path, FileStat(size, mtime, ctime, inode), read_at_ns, digest)
            for path, size, mtime, ctime, inode, read_at_ns, digest, checksum in self._rows(
                "SELECT path, size, mtime, ctime, inode, read_at, digest, checksum FROM files", ()
            )
            if checksum == _checksum(path, digest) and isinstance(read_at_ns, int)
        }

    def keep_file(self, file: CachedFile) -> None:
        """Keep the digest of a file."""
        checksum = _checksum(file.path, file.digest)
        self._run(
            "INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?,?)",
            (file.path, *file.stat, file.read_at_ns, file.digest, checksum),
        )

    def forget_files(self, paths: Iterable[str]) -> None:
        """Drop files that are no longer there."""
        for path in paths:
            self._run("DELETE FROM files WHERE path = ?", (path,))

    def get(self, key: bytes) -> bytes | None:
        """Something derived from bytes alone; `key` holds their digest and the deriver's version."""
        query = "SELECT value, used, checksum FROM derived WHERE key = ?"
        for value, used, checksum in self._rows(query, (key,)):
            if checksum == _checksum(key, value):
                if not isinstance(used, int) or self._count - used > _UNUSED // 2:
                    self._ageing.add(key)
                return bytes(value)
        return None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep something derived."""
        row = (key, self._count, value, _checksum(key, value))
        self._run("INSERT OR REPLACE INTO derived VALUES (?,?,?,?)", row)

    # -- outputs -----------------------------------------------------------------------------------------

    def outputs(self, folder: str) -> dict[str, OutputRecord]:
        """What was last written to an output folder, by path in it."""
        found = {}
        rows = self._rows(
            "SELECT path, fingerprint, digest, size, mtime, ctime, inode, checksum FROM outputs "
            "WHERE folder = ?",
            (folder,),
        )
        for path, fingerprint, digest, size, mtime, ctime, inode, checksum in rows:
            if checksum == _checksum(path, fingerprint, digest):
                found[path] = OutputRecord(fingerprint, digest, FileStat(size, mtime, ctime, inode))
        return found

    def keep_outputs(self, folder: str, records: Iterable[tuple[str, OutputRecord]]) -> None:
        """Keep what has been written."""
        self._run_many(
            "INSERT OR REPLACE INTO outputs VALUES (?,?,?,?,?,?,?,?,?)",
            (
                (
                    folder,
                    path,
                    one.fingerprint,
                    one.digest,
                    *one.stat,
                    _checksum(path, one.fingerprint, one.digest),
                )
                for path, one in records
            ),
        )

    def forget_outputs(self, folder: str, paths: Iterable[str]) -> None:
        """Drop records of files that are gone."""
        for path in paths:
            self._run("DELETE FROM outputs WHERE folder = ? AND path = ?", (folder, path))
            self._run("DELETE FROM page_inputs WHERE folder = ? AND path = ?", (folder, path))

    def page_inputs(self, folder: str, path: str) -> PageInputs | None:
        """What a page was last made of."""
        query = (
            "SELECT shared_inputs, template, view, checksum FROM page_inputs WHERE folder = ? AND path = ?"
        )
        for shared_inputs, template, view, checksum in self._rows(query, (folder, path)):
            if checksum == _checksum(path, shared_inputs, template, view):
                return PageInputs(shared_inputs, template, view)
        return None

    def keep_page_inputs(self, folder: str, page_inputs: Iterable[tuple[str, PageInputs]]) -> None:
        """Keep what pages were made of."""
        self._run_many(
            "INSERT OR REPLACE INTO page_inputs VALUES (?,?,?,?,?,?)",
            ((folder, path, *one, _checksum(path, *one)) for path, one in page_inputs),
        )

    def shared(self, key: bytes) -> bytes | None:
        """What many pages were made of."""
        for value, checksum in self._rows("SELECT value, checksum FROM shared WHERE key = ?", (key,)):
            if checksum == _checksum(key, value):
                return bytes(value)
        return None

    def keep_shared(self, key: bytes, value: bytes) -> None:
        """Keep what many pages are made of; it goes when none of them is any longer."""
        if self.shared(key) is None:
            self._has_new_shared = True
            self._run("INSERT OR REPLACE INTO shared VALUES (?,?,?)", (key, value, _checksum(key, value)))

    # -- forgetting --------------------------------------------------------------------------------------

    @property
    def _count(self) -> int:
        """How many builds and previews have ended before."""
        if self._known_count is None:
            ((count,),) = self._rows("SELECT max(used) FROM folders", ())
            self._known_count = count if isinstance(count, int) and 0 < count < _HIGHEST_COUNT else 0
        return self._known_count

    def was_last(self, folder: str) -> bool:
        """Whether this output folder is the one that was built last."""
        rows = self._rows("SELECT used FROM folders WHERE folder = ?", (folder,))
        return any(used == self._count for (used,) in rows)

    def forget_unused(self, folder: str = "") -> None:
        """A build into `folder` is done (or a preview, which has none): forget what has served its time.

        Facts that no build has used for a hundred builds, the files of all but the eight output folders that
        were built last, and what no page is made of any longer.
        """
        self._known_count = count = self._count + 1
        self._run("INSERT OR REPLACE INTO folders VALUES (?,?)", (folder, count))
        self._run_many("UPDATE derived SET used = ? WHERE key = ?", ((count, key) for key in self._ageing))
        self._ageing.clear()
        self._run("DELETE FROM derived WHERE (used BETWEEN ? AND ?) IS NOT TRUE", (count - _UNUSED, count))
        oldest = "SELECT folder FROM folders WHERE folder != '' ORDER BY used DESC LIMIT -1 OFFSET ?"
        for (old,) in tuple(self._rows(oldest, (_FOLDERS,))):
            for table in ("outputs", "page_inputs", "folders"):
                self._run(f"DELETE FROM {table} WHERE folder = ?", (old,))
        if self._has_new_shared:
            self._run(
                "DELETE FROM shared WHERE key NOT IN (SELECT shared_inputs FROM page_inputs)"
                " AND key NOT IN (SELECT template FROM page_inputs)",
                (),
            )
            self._has_new_shared = False

    def file_system_time(self) -> int:
        """Now, in ns, by the clock that dates the site's files; 0 if that cannot be had."""
        if self.file is None:
            return 0
        stamp = self.file.parent / "stamp"
        try:
            stamp.write_bytes(b"")
            return stamp.stat().st_mtime_ns
        except OSError:
            return 0

    # -- life --------------------------------------------------------------------------------------------

    def commit(self) -> None:
        """Make what was kept visible to other processes and later builds."""
        with _sqlite_errors_as_cache_failed():
            self._connection.commit()

    def close(self) -> None:
        """Close; what was not committed is gone."""
        self._connection.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def _rows(self, query: str, values: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        with _sqlite_errors_as_cache_failed():
            yield from self._connection.execute(query, values)

    def _run(self, query: str, values: tuple[object, ...]) -> None:
        with _sqlite_errors_as_cache_failed():
            self._connection.execute(query, values)

    def _run_many(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        with _sqlite_errors_as_cache_failed():
            self._connection.executemany(query, rows)


class CacheCondition(NamedTuple):
    """What a store looks like from outside; `problem` is empty for one that is whole."""

    file: Path
    size: int
    documents: int = 0
    folders: int = 0
    problem: str = ""


def inspect_cache(root: Path) -> CacheCondition | None:
    """Look at the store of the site at `root` without changing it; None if there is none."""
    file = root / FOLDER / _FILE
    try:
        size = file.stat().st_size
    except OSError:
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            ((verdict,), *_) = connection.execute("PRAGMA quick_check(1)").fetchall()
            if verdict != "ok":
                return CacheCondition(file, size, problem="is damaged")
            if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA_VERSION:
                return CacheCondition(file, size, problem="is of another release")
            counts = [
                connection.execute(query).fetchone()[0]
                for query in (
                    "SELECT count(*) FROM documents",
                    "SELECT count(*) FROM folders WHERE folder != ''",
                )
            ]
    except sqlite3.Error as failure:
        return CacheCondition(file, size, problem=f"cannot be used ({failure})")
    return CacheCondition(file, size, *counts)


class CacheFailed(Exception):
    """The store failed while it was in use."""

    def __init__(self, failure: sqlite3.Error) -> None:
        super().__init__(str(failure))
        self.failure = failure


@contextlib.contextmanager
def _sqlite_errors_as_cache_failed() -> Iterator[None]:
    """A damaged store may have names that are not UTF-8, which `sqlite3` cannot put into a message."""
    try:
        yield
    except sqlite3.Error as failure:
        raise CacheFailed(failure) from failure
    except UnicodeDecodeError as failure:
        raise CacheFailed(sqlite3.DatabaseError("it contains text that is not UTF-8")) from failure


class MissingBody(LookupError):
    """A body that should be remembered is not."""


def open_bodies(file: Path) -> BuildCache:
    """The store for a worker process, which only reads bodies from it."""
    return BuildCache(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=_PATIENCE), file, None)


def _connect(file: Path | None) -> sqlite3.Connection:
    """Raises sqlite3.Error where the file is damaged, read-only or held by another process for too long."""
    connection = sqlite3.connect(":memory:" if file is None else file, timeout=_PATIENCE)
    try:
        with _sqlite_errors_as_cache_failed():
            _begin(connection)
    except CacheFailed as loss:
        connection.close()
        raise loss.failure from loss
    return connection


def _begin(connection: sqlite3.Connection) -> None:
    """Make the tables, unless they are there; those of another version are dropped."""
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA_VERSION:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            connection.execute(f'DROP TABLE "{table}"')
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
    connection.commit()


def _mark_as_ignored(folder: Path) -> None:
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")


def _lost(what: str, file: Path | None) -> Diagnostic:
    name = f"{FOLDER}/{_FILE}" if file is not None else FOLDER
    return warning(
        "memory-unusable",
        f"the memory of earlier builds is lost: {what}",
        name,
        hint=f"the site is right all the same; to begin afresh, delete {FOLDER}/",
    )


def _is_damage(failure: sqlite3.Error) -> bool:
    """Whether the store itself is to blame, not what is around it; text that is not UTF-8 has no code."""
    code = getattr(failure, "sqlite_errorcode", None)
    return code is None or code & 0xFF not in _CIRCUMSTANCES


def _checksum(*pieces: object) -> bytes:
    """Of values of any type, since a damaged store returns any."""
    return hashlib.blake2b(_ENCODE(pieces), digest_size=8).digest()
