"""Columns for terminals: aligned by what a reader sees, not by how many characters there are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_GAP = "  "
_NARROWEST = 12


def width(text: str) -> int:
    """The columns that a terminal gives to a text (Unicode Standard Annex #11)."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def aligned(rows: Sequence[Sequence[str]], elastic: int, most: int = 0) -> Iterator[str]:
    """The rows as lines. Where they are wider than `most` (0: no limit) the column `elastic` is cut short."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - most
    if most and excess > 0:
        widths[elastic] = max(min(_NARROWEST, widths[elastic]), widths[elastic] - excess)
    for row in rows:
        cells = [_padded(_shortened(cell, most), most) for cell, most in zip(row, widths, strict=True)]
        yield _GAP.join(cells).rstrip()


def _shortened(text: str, most: int) -> str:
    if width(text) <= most:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > most - 1:
            break
        kept += character
    return kept.rstrip() + "…"


def _padded(text: str, least: int) -> str:
    return text + " " * (least - width(text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
