"""The cover of a book, drawn with the font that Pillow carries: a title on a ground of the site's colour."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from site_builder.model.expressions import expression

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

WIDTH, HEIGHT = 800, 1280
"""A page of 5 to 8, larger than Kindle asks of a cover at least."""
_MARGIN = 72
_LARGEST, _SMALLEST = 96, 28
_SMALL = 32
_SHADES = 16
_DRAWN = expression("[\x20-\x7e\xa0-\u017f\u2010-\u2026]*")
"""Latin letters and common marks, which are all that the font has for certain."""


def can_draw(text: str) -> bool:
    """Whether the font has all these characters."""
    return _DRAWN.fullmatch(text) is not None


def draw_cover(lines: Sequence[str], above: str, below: str, ground: str, ink: str) -> bytes:
    """A PNG. `lines` are the title's; colours are CSS hex colours of six digits."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (WIDTH, HEIGHT), 0)
    draw = ImageDraw.Draw(image)
    small = _font(_SMALL)
    draw.text((_MARGIN, _MARGIN), _cut(above, small), font=small, fill=255)
    draw.rectangle((_MARGIN, _MARGIN + 2 * _SMALL, _MARGIN + 3 * _SMALL, _MARGIN + 2 * _SMALL + 4), fill=255)
    size = _fitting_size(lines)
    font, height = _font(size), round(size * 1.25)
    top = max(_MARGIN + 4 * _SMALL, HEIGHT // 3 - height * len(lines) // 4)
    for place, line in enumerate(lines):
        draw.text((_MARGIN, top + place * height), line, font=font, fill=255)
    draw.text((_MARGIN, HEIGHT - _MARGIN - _SMALL), _cut(below, small), font=small, fill=255)
    stream = io.BytesIO()
    shades = image.point(lambda value: value // _SHADES).convert("P")
    shades.putpalette(_palette(ground, ink))
    shades.save(stream, "PNG", bits=4, compress_level=6)
    return stream.getvalue()


def _fitting_size(lines: Sequence[str]) -> int:
    """The largest at which the title fits the width and the middle of the page."""
    for size in range(_LARGEST, _SMALLEST, -4):
        font = _font(size)
        widest = max((font.getlength(line) for line in lines), default=0)
        if widest <= WIDTH - 2 * _MARGIN and size * 1.25 * len(lines) <= HEIGHT * 0.55:
            return size
    return _SMALLEST


def _cut(text: str, font: FreeTypeFont | ImageFont) -> str:
    cut = text
    while cut and font.getlength(cut) > WIDTH - 2 * _MARGIN:
        cut = cut[:-2].rstrip() + "…"
    return cut


def _font(size: int) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _palette(ground: str, ink: str) -> list[int]:
    """From one colour to the other in so many steps as there are shades."""
    ends = [[int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in (ground, ink)]
    return [
        round(dark + (light - dark) * step / (_SHADES - 1))
        for step in range(_SHADES)
        for dark, light in zip(*ends, strict=True)
    ]
