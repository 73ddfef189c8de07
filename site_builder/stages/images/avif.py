"""AVIF: its size, and whether it holds anything but pixels.

Items in an AVIF file (ISO/IEC 14496-12 and 23008-12) are addressed by their place in it, so nothing is
taken out: a file with private metadata is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.stages.images.stripped import CUT_OFF, Damaged

BRANDS = (b"avif", b"avis")
_PIXEL_ITEMS = frozenset({b"av01", b"grid", b"iovl", b"tmap"})
_CONTAINERS = {b"meta": 4, b"iprp": 0, b"ipco": 0}
"""Boxes that hold boxes, and how many bytes of their own come first."""


def avif_size(data: bytes) -> tuple[int, int]:
    """Width and height as shown. Raises Damaged."""
    sizes = []
    is_turned = False
    for kind, payload in _boxes(data):
        if kind == b"ispe":
            sizes.append((int.from_bytes(payload[4:8], "big"), int.from_bytes(payload[8:12], "big")))
        elif kind == b"irot":
            is_turned = bool(payload[0] & 1)
    if not sizes:
        raise Damaged("does not say how large it is")
    width, height = max(sizes)
    return (height, width) if is_turned else (width, height)


def has_metadata(data: bytes) -> bool:
    """Whether there are items that are not pixels: Exif, XMP and whatever else a camera adds."""
    return any(kind == b"iinf" and _foreign_items(payload) for kind, payload in _boxes(data))


def is_animated_avif(data: bytes) -> bool:
    """Whether it is a sequence of images."""
    return data[8:12] == b"avis"


def _foreign_items(payload: bytes) -> bool:
    count_length = 2 if payload[0] == 0 else 4
    entries = _boxes(payload[4 + count_length :])
    return any(kind != b"infe" or _item_type(entry) not in _PIXEL_ITEMS for kind, entry in entries)


def _item_type(entry: bytes) -> bytes:
    """Of an item's entry in version 2 or 3, whose ids are of 2 and 4 bytes."""
    start = {2: 8, 3: 10}.get(entry[0] if entry else 0)
    return entry[start : start + 4] if start else b""


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and payload of every box, those inside others after them. Raises Damaged."""
    at = 0
    while at + 8 <= len(data):
        length, kind, header = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if length == 1:
            length, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif length == 0:
            length = len(data) - at
        if length < header or at + length > len(data):
            raise Damaged(CUT_OFF)
        payload = data[at + header : at + length]
        yield kind, payload
        if kind in _CONTAINERS:
            yield from _boxes(payload[_CONTAINERS[kind] :])
        at += length
