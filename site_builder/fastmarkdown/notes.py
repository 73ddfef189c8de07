"""Footnotes, without a search of the whole tree for a marker that is not there, and with any number of
references.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown.extensions.footnotes import RE_REF_ID, FootnoteExtension, FootnotePostprocessor

from .text import PlaceholderPostprocessor
from .tree import text_of


class FastFootnoteExtension(FootnoteExtension):
    """Footnotes, with a memory of where the numbering of repeated references stands."""

    _latest: tuple[set[str], dict[str, str]] = (set(), {})

    def findFootnotesPlaceholder(
        self, root: etree.Element
    ) -> tuple[etree.Element, etree.Element, bool] | None:
        if self.getConfig("PLACE_MARKER") not in text_of(root):
            return None
        return super().findFootnotesPlaceholder(root)

    def unique_ref(self, reference: str, found: bool = False) -> str:
        """The reference itself, or the next of its numbered variants that is free.

        A name once used stays so, and the search may go on from the latest variant. Stock starts at the
        first each time, so that a note with ten thousand references takes it fifty million steps.
        """
        if not found:
            return reference
        used, latest = self._latest
        if used is not self.used_refs:
            used, latest = self._latest = self.used_refs, {}
        variant = latest.get(reference, reference)
        while variant in used:
            variant = self._next_variant(variant)
        used.add(variant)
        latest[reference] = variant
        self.found_refs[reference] = self.found_refs.get(reference, 0) + 1
        return variant

    def _next_variant(self, reference: str) -> str:
        separator = self.get_separator()
        name, rest = reference.split(separator, 1)
        numbered = RE_REF_ID.match(name)
        if numbered:
            return f"{numbered[1]}{int(numbered[2]) + 1}{separator}{rest}"
        return f"{name}2{separator}{rest}"


class FastFootnotePostprocessor(PlaceholderPostprocessor, FootnotePostprocessor):
    pass
