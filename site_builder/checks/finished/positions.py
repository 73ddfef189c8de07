"""Pictures and films that tell where they were taken."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedPage, Flaw, Wanted, make_flaw
from site_builder.stages.images.positions import has_position

_DATA = re.compile(r"data:(?:image|video)/[^,]*?(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)
_SHOWN = 40


def look(page: FinishedPage) -> Iterator[Flaw]:
    """Image files are published without it; what is left are films, and images written into a page."""
    if page.has_position:
        yield _flaw("this file reveals where it was taken", Wanted())
    for _, value, _ in page.addresses:
        if value[:5].lower() == "data:" and has_position(_decoded(value)):
            yield _flaw(
                "this image, written into the page, reveals where it was taken",
                Wanted("text", (value[:_SHOWN],)),
            )


def _flaw(message: str, wanted: Wanted) -> Flaw:
    hint = "remove the location in an image or film program, and save it again"
    return make_flaw("position-data", Severity.ERROR, message, hint, wanted)


def _decoded(value: str) -> bytes:
    match = _DATA.match(value)
    if match is None:
        return b""
    data = unquote_to_bytes(match[2])
    if not match[1]:
        return data
    try:
        return base64.b64decode(data)
    except (binascii.Error, ValueError):
        return b""
