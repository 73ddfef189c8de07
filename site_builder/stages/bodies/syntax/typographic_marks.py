"""Typographic marks in a text, as its language has them."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import Any

from markdown import Markdown
from markdown.extensions.smarty import SmartyExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from site_builder.stages.text.typography import APOSTROPHE, quotation_marks, quotation_rules

_OPENS_AFTER = frozenset(" \n\t\u00a0([{-–—/")


class TypographicMarks(SmartyExtension):
    """Python-Markdown's `smarty` with other rules for quotation marks and apostrophes.

    A site that sets `smarty` up itself has Python-Markdown's own.
    """

    def __init__(self, language: str, **options: Any) -> None:
        super().__init__(**options)
        self._language = language

    def extendMarkdown(self, md: Markdown) -> None:
        """Look at marks beside elements before the rules see each text alone (6)."""
        super().extendMarkdown(md)
        if self.getConfig("smart_quotes"):
            md.treeprocessors.register(MarksBesideElements(md, self._language), "marks_beside_elements", 6.2)

    def educateQuotes(self, md: Markdown) -> None:
        """Register the rules as patterns. They run after those for dashes and before that for ellipses."""
        add: Any = self._addPatterns  # type: ignore[attr-defined]
        add(md, [tuple(rule) for rule in quotation_rules(self._language)], "quotes", 30)


class MarksBesideElements(Treeprocessor):
    """Straight marks right before or after an element, whose other side no rule for one text can see."""

    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        marks = quotation_marks(language)
        self._opening = {'"': marks.opening, "'": marks.inner_opening}
        self._closing = {'"': marks.closing, "'": marks.inner_closing}

    def run(self, root: etree.Element) -> None:
        """See the class."""
        for element in root.iter():
            last = len(element) - 1
            if last < 0:
                continue
            text = element.text
            if text and text[-1] in "\"'" and not isinstance(text, AtomicString):
                element.text = self._open(text)
            for number, child in enumerate(element):
                tail = child.tail
                if not tail or tail == "\n":
                    continue
                if tail[0] in "\"'":
                    child.tail = tail = self._close(tail)
                if number < last and len(tail) > 1 and tail[-1] in "\"'":
                    child.tail = self._open(tail)

    def _open(self, text: str) -> str:
        """The text before an element, with a mark at its end."""
        opens = len(text) == 1 or text[-2] in _OPENS_AFTER
        return text[:-1] + self._opening[text[-1]] if opens else text

    def _close(self, text: str) -> str:
        """The text after an element, with a mark at its beginning."""
        if len(text) > 1 and (text[1].isalnum() or text[1] in "\x02\"'"):
            return APOSTROPHE + text[1:] if text[0] == "'" and text[1].isalpha() else text
        return self._closing[text[0]] + text[1:]
