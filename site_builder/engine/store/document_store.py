"""Parsed sources: their heads by path, and their bodies by digest."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.engine.store.database import Database, checksum, open_to_read
from site_builder.model.documents import Head, chunks_digest
from site_builder.model.files import FileStat

HEADS: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)
"""JSON, because MessagePack's timestamps forget the offset."""

_CHUNKS = msgspec.msgpack.Decoder(tuple[str, ...])


class CachedDocument(msgspec.Struct, frozen=True):
    """A parsed source. `read_at_ns` is the file system's own time, just before the file was read."""

    path: str
    stat: FileStat
    read_at_ns: int
    digest: bytes
    head: Head


class EncodedDocument(NamedTuple):
    """A parsed source as it is kept: `head` is JSON, `chunks` is MessagePack; no `body` for one without."""

    path: str
    stat: FileStat
    read_at_ns: int
    digest: bytes
    head: bytes
    body: str
    chunks: bytes


class DocumentStore:
    """Heads of documents, each for the parser that made it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, parser: bytes) -> dict[str, CachedDocument]:
        """All that this parser has made, by path."""
        found = {}
        rows = self._database.rows(
            "SELECT path, size, mtime, ctime, inode, read_at, digest, head, checksum FROM documents "
            "WHERE parser = ?",
            (parser,),
        )
        decode = HEADS.decode
        for path, size, mtime, ctime, inode, read_at_ns, digest, head, row_checksum in rows:
            if row_checksum == checksum(path, digest, head) and isinstance(read_at_ns, int):
                with contextlib.suppress(msgspec.DecodeError):
                    found[path] = CachedDocument(
                        path, FileStat(size, mtime, ctime, inode), read_at_ns, digest, decode(head)
                    )
        return found

    def keep(self, parser: bytes, one: EncodedDocument) -> None:
        """Keep a document and its body."""
        row_checksum = checksum(one.path, one.digest, one.head)
        self._database.run(
            "INSERT OR REPLACE INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (one.path, parser, *one.stat, one.read_at_ns, one.digest, one.body, one.head, row_checksum),
        )
        if one.body:
            self._database.run("INSERT OR REPLACE INTO bodies VALUES (?,?)", (one.body, one.chunks))

    def touch(self, path: str, stat: FileStat, read_at_ns: int) -> None:
        """The file's dates changed and its bytes did not."""
        self._database.run(
            "UPDATE documents SET size=?, mtime=?, ctime=?, inode=?, read_at=? WHERE path=?",
            (*stat, read_at_ns, path),
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Drop sources that are no longer there."""
        for path in paths:
            self._database.run("DELETE FROM documents WHERE path = ?", (path,))

    def forget_others(self, parser: bytes) -> None:
        """Drop what other parsers made."""
        self._database.run("DELETE FROM documents WHERE parser < ? OR parser > ?", (parser, parser))

    def drop_orphans(self, parser: bytes) -> None:
        """Drop what other parsers made, and bodies that no document refers to: a look at all of them."""
        self.forget_others(parser)
        self._database.run("DELETE FROM bodies WHERE digest NOT IN (SELECT body FROM documents)")

    def drop_unused(self, parser: bytes, bodies: Iterable[str]) -> None:
        """Of these bodies, drop those that no document of this parser refers to."""
        self._database.run_many(
            "DELETE FROM bodies WHERE digest = ? "
            "AND NOT EXISTS (SELECT 1 FROM documents WHERE parser = ? AND body = ?)",
            ((body, parser, body) for body in bodies),
        )


class MissingBody(LookupError):
    """A body that should be remembered is not."""


class BodyStore:
    """The chunks of bodies, each checked against its digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, digest: str) -> tuple[str, ...]:
        """The chunks of a body. Raises MissingBody if they are not there, or damaged.

        Without a digest there is no text: a series that no file declares has none.
        """
        if not digest:
            return ("",)
        for (chunks,) in self._database.rows("SELECT chunks FROM bodies WHERE digest = ?", (digest,)):
            with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, TypeError):
                if chunks_digest(chunks) == digest:
                    return _CHUNKS.decode(chunks)
        raise MissingBody(digest)

    def digests(self) -> set[str]:
        """Of all bodies that are there, and of the empty one. Their bytes are checked when they are read."""
        return {"", *(digest for (digest,) in self._database.rows("SELECT digest FROM bodies"))}

    def damaged(self, digests: Iterable[str]) -> set[str]:
        """Those of these bodies that cannot be read back."""
        damaged = set()
        for digest in digests:
            try:
                self.get(digest)
            except MissingBody:
                damaged.add(digest)
        return damaged

    def drop(self, digests: Iterable[str]) -> None:
        """Drop bodies, so that the next load parses their sources again."""
        for digest in digests:
            self._database.run("DELETE FROM bodies WHERE digest = ?", (digest,))


def open_bodies(file: Path) -> BodyStore:
    """For a worker process, which only reads."""
    return BodyStore(open_to_read(file))
