"""Whether a picture or a film reveals where it was taken."""

from __future__ import annotations

import re

_GPS_POINTER = 0x8825
_MOST_DIRECTORIES = 64
_TIFF = (b"II*\0", b"MM\0*")
_WRITTEN_OUT = (
    b"exif:GPSLatitude",
    b"com.apple.quicktime.location",
    b"\xa9xyz",
)
"""In XMP (any image), and in the two boxes of QuickTime and MP4 that telephones write."""
_LOCI = re.compile(rb"loci\0\0\0\0[\x15-\xff]")
"""The box of 3GPP TS 26.244: its name, version and flags, and a language."""


def has_position(data: bytes) -> bool:
    """By Exif, XMP, and the boxes of films; `data` is the file as it is published."""
    if any(mark in data for mark in _WRITTEN_OUT) or _LOCI.search(data):
        return True
    starts = [0] if data[:4] in _TIFF else []
    at = data.find(b"Exif\0\0")
    while at >= 0 and len(starts) < _MOST_DIRECTORIES:
        starts.append(at + 6)
        at = data.find(b"Exif\0\0", at + 6)
    starts += [match.end() for match in re.finditer(rb"eXIf|EXIF....", data[:1_000_000], re.DOTALL)]
    return any(_points_to_gps(data, start) for start in starts)


def _points_to_gps(data: bytes, start: int) -> bool:
    """Whether the first directory of a TIFF block has a GPS directory with anything in it."""
    if data[start : start + 4] not in _TIFF:
        return False
    is_little = data[start : start + 2] == b"II"

    def number(at: int, size: int) -> int:
        piece = data[start + at : start + at + size]
        return int.from_bytes(piece, "little" if is_little else "big") if len(piece) == size else 0

    directory = number(4, 4)
    for entry in range(directory + 2, directory + 2 + 12 * min(number(directory, 2), 512), 12):
        if number(entry, 2) == _GPS_POINTER:
            gps = number(entry + 8, 4)
            tags = [number(one, 2) for one in range(gps + 2, gps + 2 + 12 * min(number(gps, 2), 64), 12)]
            return 2 in tags or 4 in tags
    return False
