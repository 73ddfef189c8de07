"""An image file without private metadata, and what every module that makes one needs."""

from __future__ import annotations

import msgspec


class Stripped(msgspec.Struct, frozen=True):
    """A file's bytes without private metadata, and how its pixels are to be turned (Exif, 1 to 8)."""

    data: bytes
    orientation: int = 1


class Damaged(ValueError):
    """The file is cut off, or is not what it begins as. The message continues "this image …"."""


CUT_OFF = "is cut off"
_ORIENTATION = 0x0112
_SHORT = 3


def read_orientation(exif: bytes) -> int:
    """Of the first directory of an Exif block (a TIFF header and what follows); 1 where it says none."""
    exif = exif.removeprefix(b"Exif\0\0")
    order: dict[bytes, str] = {b"II*\0": "little", b"MM\0*": "big"}
    endian = order.get(exif[:4])
    if endian is None:
        return 1

    def number(at: int, size: int) -> int:
        return int.from_bytes(exif[at : at + size], "little" if endian == "little" else "big")

    start = number(4, 4)
    for entry in range(start + 2, start + 2 + 12 * number(start, 2), 12):
        if number(entry, 2) == _ORIENTATION and number(entry + 2, 2) == _SHORT:
            orientation = number(entry + 8, 2)
            return orientation if 1 <= orientation <= 8 else 1
        if entry > len(exif):
            break
    return 1


def orientation_block(orientation: int) -> bytes:
    """An Exif block that says nothing else."""
    entry = _ORIENTATION.to_bytes(2, "big") + b"\0\3\0\0\0\1" + orientation.to_bytes(2, "big") + b"\0\0"
    return b"MM\0*\0\0\0\x08\0\1" + entry + b"\0\0\0\0"
