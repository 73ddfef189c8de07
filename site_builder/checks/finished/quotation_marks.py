"""Straight quotation marks beside curly ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedPage, Flaw, Wanted, make_flaw
from site_builder.stages.finished.pages import plain_text

_CURLY_DOUBLE = re.compile("[“”„«»]")
_CURLY_SINGLE = re.compile("[‘’]")
# Not a measure such as 6" or 5'10": a digit is before those.
_DOUBLE = re.compile(r'(?<!\d)"[^"\n]{0,24}')
_SINGLE = re.compile(r"(?<=[^\W\d])'(?=[^\W\d])")
_AROUND = 12


def look(page: FinishedPage) -> Iterator[Flaw]:
    """Double and single marks are each curly or straight throughout; the first straight one is reported."""
    if not page.is_entry or not page.body:
        return
    text = ""
    for curly, straight, name in (
        (_CURLY_DOUBLE, _DOUBLE, "quotation marks"),
        (_CURLY_SINGLE, _SINGLE, "apostrophes"),
    ):
        if not curly.search(page.body) or ('"' if straight is _DOUBLE else "'") not in page.body:
            continue
        text = text or plain_text(page.body)
        match = straight.search(text) if curly.search(text) else None
        if match:
            start = match.start() - (_AROUND if straight is _SINGLE else 0)
            around = text[max(0, start) : match.end() + _AROUND].strip().split("\n")[0]
            yield make_flaw(
                "quotes-mixed",
                Severity.WARNING,
                f"this text has straight {name} beside curly ones",
                "write them alike; raw HTML is printed with the marks that were typed",
                Wanted("text", tuple(_shorter(around, match[0]))),
            )


def _shorter(around: str, mark: str) -> Iterator[str]:
    """The words around the mark, and fewer of them should the source have markup in between."""
    at = around.find(mark.strip() or mark)
    words = around.split(" ")
    yield around
    yield from sorted((word for word in words if "'" in word or '"' in word), key=len, reverse=True)
    if at >= 0:
        yield mark.strip() or mark
