"""SVG: only its size is read; the file is published as it is."""

from __future__ import annotations

import re

from site_builder.stages.images.bare import Damaged

_ROOT = re.compile(rb"<svg\b[^>]*>", re.IGNORECASE)
_LOOK_IN = 65_536
_LENGTH = re.compile(rb"\s(width|height)\s*=\s*[\"']\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*[\"']")
_VIEW_BOX = re.compile(rb"\sviewBox\s*=\s*[\"']\s*([^\"']*)[\"']")
_FILLING = 1200
"""Pixels wide is a drawing that has proportions and no size; browsers make it as wide as they can."""


def svg_size(data: bytes) -> tuple[int, int]:
    """Width and height in CSS pixels, 0 where it does not say. Raises Damaged."""
    root = _ROOT.search(data[:_LOOK_IN])
    if root is None:
        raise Damaged("is no SVG drawing")
    lengths = {name: float(value) for name, value in _LENGTH.findall(root[0])}
    if len(lengths) == 2:
        return round(lengths[b"width"]), round(lengths[b"height"])
    box = _VIEW_BOX.search(root[0])
    if lengths or box is None:
        return 0, 0
    try:
        _, _, width, height = map(float, box[1].replace(b",", b" ").split())
    except ValueError:
        return 0, 0
    if not (width > 0 and 0 < height < 100 * width):
        return 0, 0
    return _FILLING, max(1, round(_FILLING * height / width))
