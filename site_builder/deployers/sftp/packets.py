"""What is in the packets of SFTP, version 3."""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from typing import NamedTuple

NO_SUCH_FILE = 2
PERMISSION_DENIED = 3
EOF = 1
OK = 0

INIT, VERSION = 1, 2
OPEN, CLOSE, READ, WRITE, LSTAT, OPENDIR, READDIR = 3, 4, 5, 6, 7, 11, 12
REMOVE, MKDIR, RMDIR, RENAME, EXTENDED = 13, 14, 15, 18, 200
STATUS = 101


class RemoteEntry(NamedTuple):
    """A name in a folder."""

    name: str
    is_folder: bool


class Packet:
    """The body of an answer, read from front to back."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def has_more(self) -> bool:
        """Whether there is more to read."""
        return self._at < len(self._data)

    def number(self) -> int:
        """A number of 32 bits."""
        (value,) = struct.unpack_from(">I", self._data, self._at)
        self._at += 4
        return int(value)

    def text(self) -> bytes:
        """Bytes with their length before them."""
        length = self.number()
        value = self._data[self._at : self._at + length]
        self._at += length
        return value

    def attributes(self) -> int:
        """The permissions in a file's attributes; 0 if they are not among them."""
        flags = self.number()
        permissions = 0
        if flags & 0x01:
            self._at += 8
        if flags & 0x02:
            self._at += 8
        if flags & 0x04:
            permissions = self.number()
        if flags & 0x08:
            self._at += 8
        if flags & 0x80000000:
            for _ in range(self.number()):
                self.text()
                self.text()
        return permissions


def entries_of(answer: bytes) -> Iterator[RemoteEntry]:
    """The names in an answer to READDIR."""
    packet = Packet(answer)
    for _ in range(packet.number()):
        name = packet.text().decode(errors="surrogateescape")
        packet.text()
        permissions = packet.attributes()
        if name not in {".", ".."}:
            yield RemoteEntry(name, is_folder_mode(permissions))


def is_folder_mode(permissions: int) -> bool:
    """Whether these are the permissions of a folder."""
    return stat.S_ISDIR(permissions)


def text_bytes(text: str) -> bytes:
    """A name as it is sent."""
    return string_bytes(text.encode(errors="surrogateescape"))


def string_bytes(data: bytes) -> bytes:
    """Bytes with their length before them."""
    return struct.pack(">I", len(data)) + data
