"""JPEG (ITU-T T.81) without private metadata.

Kept are the segments that pixels are made of, the JFIF header without its thumbnail, the ICC profile,
Adobe's colour transform, and the orientation. Whatever follows the end of the image goes too: there
telephones put further pictures, previews and the film of a "live" photograph.
"""

from __future__ import annotations

import re

from site_builder.stages.images.stripped import (
    CUT_OFF,
    Damaged,
    Stripped,
    orientation_block,
    read_orientation,
)

_START, _END = b"\xff\xd8", b"\xff\xd9"
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_SCAN, _END_MARKER = 0xDA, 0xD9
_PIXELS = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}) - {0xC8}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_MARKER = re.compile(rb"\xff+[^\x00\xff]")
_MARKER_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_JFIF_LENGTH = 14
_ADOBE_LENGTH = 12


def strip_jpeg(data: bytes) -> Stripped:
    """Raises Damaged."""
    kept: list[bytes] = []
    orientation = 1
    has_pixels = False
    at = len(_START)
    while (found := _MARKER.search(data, at)) and (marker := found[0][-1]) != _END_MARKER:
        at = found.end()
        if marker in _ALONE:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            raise Damaged(CUT_OFF)
        payload = data[at + 2 : at + length]
        at += length
        if marker == _APP1 and payload.startswith(b"Exif\0\0") and orientation == 1:
            orientation = read_orientation(payload)
        kept_payload = _kept(marker, payload)
        if kept_payload is not None:
            kept.append(_segment(marker, kept_payload))
        if marker == _SCAN:
            has_pixels = True
            follows = _MARKER_AFTER_SCAN.search(data, at)
            end = follows.start() if follows else len(data)
            kept.append(data[at:end])
            at = end
    if not has_pixels or found is None:
        raise Damaged(CUT_OFF)
    if orientation != 1:
        has_jfif = kept[0].startswith(bytes((0xFF, _APP0)))
        kept.insert(int(has_jfif), _segment(_APP1, b"Exif\0\0" + orientation_block(orientation)))
    return Stripped(b"".join((_START, *kept, _END)), orientation)


def _kept(marker: int, payload: bytes) -> bytes | None:
    if marker in _PIXELS:
        return payload
    if marker == _APP0 and payload.startswith(b"JFIF\0") and len(payload) >= _JFIF_LENGTH:
        return payload[: _JFIF_LENGTH - 2] + b"\0\0"
    if marker == _APP2 and payload.startswith(b"ICC_PROFILE\0"):
        return payload
    if marker == _APP14 and payload.startswith(b"Adobe"):
        return payload[:_ADOBE_LENGTH]
    return None


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload
