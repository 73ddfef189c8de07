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
_KEY_FRAME = b"\x9d\x01\x2a"


def strip_webp(data: bytes) -> Stripped:
    """Raises Damaged. What is after the end of the image is dropped."""
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


def lossy_quantiser(data: bytes) -> int | None:
    """How coarse a lossy image is, from 0 to 127 (RFC 6386, 9.3 and 9.6); None if it is lossless or animated.

    Encoders vary it within an image: this is that of the finest part.
    """
    try:
        frame = next((payload for kind, payload in _chunks(data[12:]) if kind == b"VP8 "), None)
    except Damaged:
        return None
    return None if frame is None or frame[3:6] != _KEY_FRAME else _quantiser_of(_EvenBits(frame[10:138]))


def _quantiser_of(bits: _EvenBits) -> int:
    bits.number(2)
    of_segments: list[int] = []
    is_absolute = False
    if bits.number(1):
        has_map, has_values = bits.number(1), bits.number(1)
        if has_values:
            is_absolute = bool(bits.number(1))
            of_segments = [bits.signed(7) for _ in range(4)]
            for _ in range(4):
                bits.signed(6)
        if has_map:
            for _ in range(3):
                bits.signed(8, has_sign=False)
    bits.number(1 + 6 + 3)
    if bits.number(1) and bits.number(1):
        for _ in range(8):
            bits.signed(6)
    bits.number(2)
    base = bits.number(7)
    finest = min(of_segments, default=0)
    return finest if is_absolute else base + finest


class _EvenBits:
    """Bits that are as likely to be 1 as 0, from a boolean entropy coder (RFC 6386, 7.3)."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)
        self._value = self._next() << 8 | self._next()
        self._range = 255
        self._shifted = 0

    def number(self, size: int) -> int:
        """A number of `size` bits, without a sign."""
        found = 0
        for _ in range(size):
            found = found << 1 | self._bit()
        return found

    def signed(self, size: int, *, has_sign: bool = True) -> int:
        """A number that may be left out, which means 0, and has its sign behind it."""
        if not self.number(1):
            return 0
        found = self.number(size)
        return -found if has_sign and self.number(1) else found

    def _bit(self) -> int:
        split = 1 + ((self._range - 1) >> 1)
        is_set = self._value >= split << 8
        if is_set:
            self._value -= split << 8
        self._range = self._range - split if is_set else split
        while self._range < 128:
            self._value <<= 1
            self._range <<= 1
            self._shifted += 1
            if self._shifted == 8:
                self._shifted = 0
                self._value |= self._next()
        return int(is_set)

    def _next(self) -> int:
        return next(self._data, 0)


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
