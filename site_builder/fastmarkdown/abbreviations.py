"""Abbreviations, without asking for an element's place among its siblings before there is something to put
there.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.util import AtomicString


class FastAbbrTreeprocessor(AbbrTreeprocessor):
    """Goes through the tree as stock does: children first, the last before the first, one frame a level."""

    RE: re.Pattern[str]

    def iter_element(self, el: etree.Element, parent: etree.Element | None = None) -> None:
        for child in reversed(el):
            self.iter_element(child, el)
        if el.text and self._is_due(el.text):
            el.text = self._mark_up(el.text, el, 0)
        if parent is not None and el.tail and self._is_due(el.tail):
            el.tail = self._mark_up(el.tail, parent, list(parent).index(el) + 1)

    def _is_due(self, text: str) -> bool:
        return not isinstance(text, AtomicString) and self.RE.search(text) is not None

    def _mark_up(self, text: str, parent: etree.Element, index: int) -> str:
        """Insert the elements for the abbreviations in `text`, and return what is left in front of the
        first.
        """
        for found in reversed(list(self.RE.finditer(text))):
            title = self.abbrs[found[0]]
            if title:
                parent.insert(index, self.create_element(title, found[0], text[found.end() :]))
                text = text[: found.start()]
        return text
