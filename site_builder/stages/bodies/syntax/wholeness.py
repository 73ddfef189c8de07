"""Emphasis, links and HTML that never take more of a text than what belongs to them.

Python-Markdown 3.11.3 takes a character too many for some emphasis that overlaps (`*a**b*c` loses its `c`),
and ends some links whose quotes are unbalanced before or after their closing parenthesis. If that character
belongs to a placeholder, what the placeholder stood for is lost with it. Here such emphasis and such links
are text, as typed. It also drops all that follows two elements with `markdown="1"` that are never closed,
which are closed here, and the cells of a row that has more of them than its table has columns, which go into
the last one.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from functools import cache
from typing import Any

from markdown import Markdown
from markdown.extensions.md_in_html import HtmlBlockPreprocessor, HTMLExtractorExtra
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import Delimiter, DelimiterProcessor, LinkInlineProcessor


class _Overrun(Exception):
    """A closing mark that reaches beyond its run."""


def keep_whole(md: Markdown) -> None:
    """Give the patterns of a converter, accelerated or not, subclasses that check what they have taken."""
    for part in (*md.inlinePatterns, *md.preprocessors, *md.parser.blockprocessors):
        kind: Any = type(part)
        # As `accelerate` does it: the object stays, so whatever refers to it goes on doing so.
        if isinstance(part, LinkInlineProcessor):
            part.__class__ = _whole_links(kind)
        elif isinstance(part, DelimiterProcessor):
            part.__class__ = _whole_emphasis(kind)
        elif kind is TableProcessor:
            part.__class__ = WholeTables
        elif HtmlBlockPreprocessor.run in (getattr(kind, "run", None), getattr(kind, "_parse", None)):
            part.__class__ = _whole_html(kind)


class _Extractor(HTMLExtractorExtra):
    """Closes all that is open at the end of a text, where Python-Markdown closes one element."""

    def close(self) -> None:
        super().close()
        while self.mdstack:  # type: ignore[attr-defined]
            self.handle_endtag(self.mdstack[0])  # type: ignore[attr-defined]


class WholeTables(TableProcessor):
    """Puts cells for which there is no column into the last one."""

    leads = frozenset("|")

    def _build_row(self, row: str, parent: etree.Element, align: list[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]
        borders = row.startswith("|") + row.endswith("|") if self.border else 0
        if row.count("|") - borders < len(align):
            return
        split = self._split_row  # type: ignore[attr-defined]
        excess = [cell.strip() for cell in split(row)[len(align) :]]
        if any(excess):
            last = parent[-1][-1]
            last.text = " | ".join((last.text or "", *excess))


@cache
def _whole_html(kind: type[Any]) -> type[Any]:
    class WholeHtml(kind):  # type: ignore[misc]
        def _parse(self, lines: list[str]) -> list[str]:
            extractor = _Extractor(self.md)
            extractor.feed("\n".join(lines))
            extractor.close()
            return "".join(extractor.cleandoc).split("\n")

        # The fast class calls `_parse` where that is needed.
        run = kind.run if hasattr(kind, "rewrite") else _parse

    return WholeHtml


@cache
def _whole_links(kind: type[Any]) -> type[Any]:
    class WholeLinks(kind):  # type: ignore[misc]
        def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
            href, title, end, is_link = super().getLink(data, index)
            if is_link and data[end - 1 : end] != ")":
                return "", None, index, False
            return href, title, end, is_link

    return WholeLinks


@cache
def _whole_emphasis(kind: type[Any]) -> type[Any]:
    class WholeEmphasis(kind):  # type: ignore[misc]
        _data = ""

        def handleMatch(self, m: re.Match[str], data: str) -> Any:
            self._data = data
            try:
                return super().handleMatch(m, data)
            except _Overrun:
                self.reset()
                run = self.delimiters[data[m.start()]].bad.match(data, m.start())
                return None, m.start(), run.end()

        def add_region(self, delim: Delimiter, a: int, b: int, c: int, d: int, size: int) -> None:
            if self._data[a:b] != delim.token * size or self._data[c:d] != delim.token * size:
                raise _Overrun
            super().add_region(delim, a, b, c, d, size)

        def get_cached_result(self, pos: int, data: str) -> Any:
            size = self.regions[self.cache_index][5]
            element, start, end = super().get_cached_result(pos, data)
            # Found when the text was another one, and now looked for at the wrong place.
            marks = data[start : start + size]
            if marks[:1] not in self.tokens or {marks, data[end - size : end]} != {marks[0] * size}:
                raise _Overrun
            return element, start, end

    return WholeEmphasis
