"""Letters that were damaged by a wrong encoding: `donâ€™t` for `don’t`."""

from __future__ import annotations

import re

_SIGNS = re.compile(
    "â€[\u2122\u0153\u017e\u201c\u201d\u00a6\u02dc\u009d]|Ã[\u00a1-\u00bf\u0192\u201e\u2013]|Â[\u00a0-\u00bf]"
)


def looks_damaged(text: str) -> bool:
    """Whether a text has what UTF-8 read as Windows-1252 looks like."""
    return _SIGNS.search(text) is not None


def mend(text: str) -> str:
    """The text with damaged letters repaired, line by line, and everything else as it was."""
    if text.isascii():
        return text
    from ftfy import fix_encoding

    return "\n".join(line if line.isascii() else fix_encoding(line) for line in text.split("\n"))
