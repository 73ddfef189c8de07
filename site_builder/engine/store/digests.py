"""Digests of files, hashing only what has moved since they were last known."""

from __future__ import annotations

import hashlib
from pathlib import Path

from site_builder.engine.store.derived_store import CachedFile, FileStore
from site_builder.model.files import FileStat, SourceFile

DIGEST_SIZE = 16

GRAIN_NS = 2_000_000_000
"""The coarsest clock of a file system in use (FAT counts two seconds)."""


def is_unchanged(stat: FileStat, remembered: FileStat, read_at_ns: int) -> bool:
    """Whether a file is what it was. One changed within the clock's grain of its last reading may not be."""
    return stat == remembered and max(stat.mtime_ns, stat.ctime_ns) < read_at_ns - GRAIN_NS


def digest_of(data: bytes) -> bytes:
    """Of bytes that have been read; the same as that of a file with these bytes."""
    return hashlib.blake2b(data, digest_size=DIGEST_SIZE).digest()


def file_digest(file: str | Path) -> bytes:
    """Of a file's bytes. Raises OSError."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=DIGEST_SIZE)).digest()


class FileDigests:
    """Digests of the files that are not parsed: images, templates, assets."""

    def __init__(self, files: FileStore, read_at_ns: int) -> None:
        self._files = files
        self._read_at_ns = read_at_ns
        self._remembered = files.load()
        self._current: dict[str, tuple[FileStat, bytes]] = {}

    def of(self, name: str, file: str | Path, stat: FileStat) -> bytes:
        """The digest of a file, remembered under `name`. Raises OSError if it cannot be read."""
        current = self._current.get(name)
        if current is not None and current[0] == stat:
            return current[1]
        known = self._remembered.get(name)
        if known is not None and is_unchanged(stat, known.stat, known.read_at_ns):
            digest = known.digest
        else:
            digest = file_digest(file)
            self._files.keep(CachedFile(name, stat, self._read_at_ns, digest))
        self._current[name] = stat, digest
        return digest

    def of_content(self, content: str, found: SourceFile) -> bytes:
        """The digest of a file in the folder `content` of the site. Raises OSError if it cannot be read."""
        return self.of(f"{content}/{found.path}", found.file, found.stat)

    def forget_others(self) -> None:
        """Drop what was not asked for."""
        self._files.forget(self._remembered.keys() - self._current.keys())
