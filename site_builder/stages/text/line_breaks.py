"""Lines for titles where nobody else breaks them: on the cover of a book."""

from __future__ import annotations

import unicodedata

COVER_WIDTH = 14
"""Letters in a line of a title on a cover."""
_WIDE = frozenset("WF")


def broken(text: str, width: int) -> tuple[str, ...]:
    """Lines of up to `width` letters, broken between words; a longer word has a line of its own.

    Characters of Chinese, Japanese and Korean are two letters wide, and a line may end behind each of them.
    """
    lines: list[str] = []
    line, length = "", 0
    for word in _pieces(text):
        size = _width(word)
        if line and length + size - (word[-1] == " ") > width:
            lines.append(line.rstrip())
            line, length = "", 0
        line, length = line + word, length + size
    return tuple(filter(None, (*lines, line.rstrip())))


def _pieces(text: str) -> list[str]:
    """Words with the blank behind them, and wide characters one by one."""
    pieces: list[str] = []
    for sign in " ".join(text.split()):
        if pieces and not pieces[-1].endswith(" ") and not (_is_wide(sign) or _is_wide(pieces[-1][-1])):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _width(text: str) -> int:
    return sum(2 if _is_wide(sign) else 1 for sign in text if not unicodedata.combining(sign))


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in _WIDE
