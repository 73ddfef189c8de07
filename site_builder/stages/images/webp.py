"""WebP (RFC 9649) without private metadata."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.stages.images.stripped import (
    CUT_OFF,
    Damaged,
    Stripped,
    orientation_block,
    read_orientation,
)

_LOOKS = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXIF_FLAG, _XMP_FLAG, _ANIMATION_FLAG = 0x08, 0x04, 0x02
_FRAME_HEADER = 16


def strip_webp(data: bytes) -> Stripped:
    """Raises Damaged. What stands after the end of the image is dropped."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise Damaged(CUT_OFF)
    kept: list[bytes] = []
    orientation = 1
    chunks = list(_chunks(data[12:end]))
    for kind, payload in chunks:
        if kind == b"EXIF":
            orientation = read_orientation(payload)
    for kind, payload in chunks:
        if kind == b"VP8X" and payload:
            flags = payload[0] & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if orientation != 1 else 0)
            kept.append(_chunk(kind, bytes((flags,)) + payload[1:]))
        elif kind == b"ANMF":
            inner = b"".join(_chunk(*one) for one in _chunks(payload[_FRAME_HEADER:]) if one[0] in _LOOKS)
            kept.append(_chunk(kind, payload[:_FRAME_HEADER] + inner))
        elif kind in _LOOKS:
            kept.append(_chunk(kind, payload))
    if orientation != 1:
        kept.append(_chunk(b"EXIF", orientation_block(orientation)))
    body = b"WEBP" + b"".join(kept)
    return Stripped(b"RIFF" + len(body).to_bytes(4, "little") + body, orientation)


def is_animated_webp(data: bytes) -> bool:
    """Whether the extended header announces an animation."""
    return data[12:16] == b"VP8X" and bool(data[20] & _ANIMATION_FLAG)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > len(data):
            raise Damaged(CUT_OFF)
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return kind + len(payload).to_bytes(4, "little") + payload + b"\0" * (len(payload) % 2)
