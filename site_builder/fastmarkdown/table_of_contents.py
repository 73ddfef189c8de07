"""The table of contents, with a shorter way for headings that are nothing but text."""

from __future__ import annotations

import html
import xml.etree.ElementTree as etree
from typing import Any

from markdown import util
from markdown.extensions.toc import (
    TocTreeprocessor,
    escape_cdata,
    nest_toc_tokens,
    remove_fnrefs,
    run_postprocessors,
    strip_tags,
    unescape,
    unique,
)

from .fast_markdown import FastMarkdown
from .notes import FastFootnotePostprocessor
from .serialise import FAST_SERIALISERS, fast_serialiser
from .text import (
    FastAndSubstitutePostprocessor,
    FastMarkdownInHtmlPostprocessor,
    FastRawHtmlPostprocessor,
)
from .tree import text_of

_NEED_A_PLACEHOLDER = (
    FastRawHtmlPostprocessor,
    FastMarkdownInHtmlPostprocessor,
    FastAndSubstitutePostprocessor,
    FastFootnotePostprocessor,
)
"""Postprocessors that replace placeholders, and leave alone a text that holds none."""


class FastTocTreeprocessor(TocTreeprocessor):
    """Gathers the headings. The steps are stock's, one for one."""

    def run(self, doc: etree.Element) -> None:
        used_ids = {identity for element in doc.iter() if (identity := element.get("id"))}
        counters: dict[str, int] = {}
        tokens: list[dict[str, Any]] = []
        headings: dict[object, bool] = {}
        for element in doc.iter():
            tag: object = element.tag
            if tag not in headings:
                headings[tag] = bool(isinstance(tag, str) and self.header_rgx.match(tag))
            if headings[tag]:
                self._process_heading(element, used_ids, counters, tokens)
        nested = nest_toc_tokens(tokens)  # type: ignore[arg-type]
        if self.marker and self._may_hold_marker(doc):
            self.replace_marker(doc, self.build_toc_div(nested))
        md: Any = self.md
        md.toc_tokens = nested
        if isinstance(md, FastMarkdown):
            md.write_toc = lambda: self._write(nested)
        else:
            md.toc = self._write(nested)

    def _write(self, nested: list[Any]) -> str:
        toc = fast_serialiser(self.md.serializer)(self.build_toc_div(nested))
        for postprocessor in self.md.postprocessors:
            toc = postprocessor.run(toc)
        return toc

    def _process_heading(
        self,
        element: etree.Element,
        used_ids: set[str],
        counters: dict[str, int],
        tokens: list[dict[str, Any]],
    ) -> None:
        self.set_level(element)
        inner = self._inner_html(remove_fnrefs(element))
        name = _without_tags(inner)
        if "id" not in element.attrib:
            slug = self.slugify(html.unescape(name), self.sep)
            element.attrib["id"] = unique(slug, used_ids, counters)  # type: ignore[call-arg]
        label = ""
        if "data-toc-label" in element.attrib:
            label = run_postprocessors(unescape(element.attrib["data-toc-label"]), self.md)
            name = escape_cdata(strip_tags(label))
            del element.attrib["data-toc-label"]
        level, identity = int(element.tag[-1]), element.attrib["id"]
        if self.toc_top <= level <= self.toc_bottom:
            tokens.append(
                {
                    "level": level,
                    "id": unescape(identity),
                    "name": name,
                    "html": inner,
                    "data-toc-label": label,
                }
            )
        if self.use_anchors:
            self.add_anchor(element, identity)
        if self.use_permalinks not in [False, None]:
            self.add_permalink(element, identity)

    def _inner_html(self, element: etree.Element) -> str:
        if self._is_plain(element):
            return (element.text or "").strip()
        shown = unescape(fast_serialiser(self.md.serializer)(element))
        return run_postprocessors(shown[shown.index(">") + 1 : shown.rindex("<")].strip(), self.md)

    def _is_plain(self, element: etree.Element) -> bool:
        """Whether the element's text is its HTML too, and stays as it is."""
        text = element.text or ""
        return (
            not (len(element) or "<" in text or ">" in text or "&" in text)
            and util.STX not in text + (element.tail or "")
            and self.md.serializer in FAST_SERIALISERS
            and all(type(postprocessor) in _NEED_A_PLACEHOLDER for postprocessor in self.md.postprocessors)
        )

    def _may_hold_marker(self, doc: etree.Element) -> bool:
        return self.marker in text_of(doc)


def _without_tags(inner: str) -> str:
    return strip_tags(inner) if "<" in inner else " ".join(inner.split())
