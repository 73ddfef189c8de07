"""Source files, as the file system knows them."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import msgspec


class _Status(Protocol):
    """The part of `os.stat_result` that matters; the model imports no `os`."""

    @property
    def st_size(self) -> int: ...
    @property
    def st_mtime_ns(self) -> int: ...
    @property
    def st_ctime_ns(self) -> int: ...
    @property
    def st_ino(self) -> int: ...


class FileStat(NamedTuple):
    """What the file system says of a file without opening it. A change of any of these means: look again."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, status: _Status) -> FileStat:
        """The part of a `stat` that matters."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class SourceFile(msgspec.Struct, frozen=True):
    """A source file: `path` is NFC and relative to the folder, `file` is where it really is."""

    path: str
    file: str
    stat: FileStat
