"""Python-Markdown, four to six times as fast and byte for byte the same. See the README beside this file.

Importing the package imports nothing: Markdown is loaded by whoever has a converter to accelerate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown import Markdown

    from .report import AccelerationReport

__all__ = ["accelerate"]


def accelerate(md: Markdown, *, remember_highlights: bool = False) -> AccelerationReport:
    """Make a configured converter fast, in place.

    Its output stays the same to the byte, as do the contents, footnotes, references and stashes that it
    leaves behind. Parts that are not exactly what a known version of Python-Markdown ships go on working by
    their own code; the report names them. Call it when all extensions are loaded, or again after others are.

    With `remember_highlights`, code that `codehilite` has coloured once is remembered, in the whole process.
    """
    from .report import is_known, untouched

    if not is_known():
        return untouched(md)
    from .acceleration import replace_classes

    if remember_highlights:
        from . import highlight

        highlight.remember_highlights()
    return replace_classes(md)
