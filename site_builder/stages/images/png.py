"""PNG (W3C, third edition) without private metadata: only chunks that say how pixels look are kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from site_builder.stages.images.stripped import (
    CUT_OFF,
    Damaged,
    Stripped,
    orientation_block,
    read_orientation,
)

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LOOKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs acTL fcTL fdAT".split()
)
_EXIF = b"eXIf"


def strip_png(data: bytes) -> Stripped:
    """Raises Damaged. What is after the end of the image is dropped."""
    kept: list[bytes] = []
    orientation = 1
    for kind, payload, chunk in png_chunks(data):
        if kind == _EXIF:
            orientation = read_orientation(payload)
        if kind in _LOOKS:
            kept.append(chunk)
    if orientation != 1:
        kept.insert(1, _chunk(_EXIF, orientation_block(orientation)))
    return Stripped(SIGNATURE + b"".join(kept), orientation)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Type, payload and the whole of every chunk up to the end of the image. Raises Damaged."""
    at = len(SIGNATURE)
    kind = b""
    while kind != b"IEND":
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            raise Damaged(CUT_OFF)
        yield kind, data[at + 8 : end - 4], data[at:end]
        at = end


def _chunk(kind: bytes, payload: bytes) -> bytes:
    checksum = zlib.crc32(kind + payload).to_bytes(4, "big")
    return len(payload).to_bytes(4, "big") + kind + payload + checksum
