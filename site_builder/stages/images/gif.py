"""GIF (89a) without private metadata: comments, plain texts and programs' own blocks go."""

from __future__ import annotations

from site_builder.stages.images.stripped import CUT_OFF, Damaged, Stripped

SIGNATURES = (b"GIF87a", b"GIF89a")
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_SCREEN_LENGTH, _IMAGE_LENGTH = 13, 10


def strip_gif(data: bytes) -> Stripped:
    """Raises Damaged. What is after the end of the image is dropped."""
    at = _SCREEN_LENGTH + _table_length(_byte(data, 10))
    kept = [data[:at]]
    while (introducer := _byte(data, at)) != _TRAILER:
        if introducer == _EXTENSION:
            label = _byte(data, at + 1)
            end = _end_of_blocks(data, at + 2)
            is_loop = label == _APPLICATION and data[at + 3 : at + 14] in _LOOPS
            if label == _CONTROL or is_loop:
                kept.append(data[at:end])
        elif introducer == _IMAGE:
            pixels = at + _IMAGE_LENGTH + _table_length(_byte(data, at + 9)) + 1
            end = _end_of_blocks(data, pixels)
            kept.append(data[at:end])
        else:
            raise Damaged("has bytes that belong to no GIF")
        at = end
    return Stripped(b"".join((*kept, bytes((_TRAILER,)))))


def is_animated_gif(data: bytes) -> bool:
    """Whether there is a second frame."""
    at = _SCREEN_LENGTH + _table_length(_byte(data, 10))
    frames = 0
    while (introducer := _byte(data, at)) != _TRAILER and frames < 2:
        is_image = introducer == _IMAGE
        frames += is_image
        at = _end_of_blocks(
            data, at + _IMAGE_LENGTH + _table_length(_byte(data, at + 9)) + 1 if is_image else at + 2
        )
    return frames > 1


def _table_length(flags: int) -> int:
    """Bytes of the colour table that these flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _end_of_blocks(data: bytes, at: int) -> int:
    while (length := _byte(data, at)) != 0:
        at += 1 + length
    return at + 1


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise Damaged(CUT_OFF)
    return data[at]
