"""Attribute lists, `{: .class #id key=value }`, that swallow no words.

Python-Markdown takes any group in braces at the end of a block for an attribute list, and makes attributes
of its words: `## Title with {braces}` loses its last word. Here each item has to be an attribute: `#id`,
`.class`, `key=value`. A group with anything else stays text.

A list may also be where kramdown has it: on a line before a block, and below a table.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, STX

from site_builder.model.expressions import expression

_ITEM = r"""(?:[#.][^\s=}"'#.<>{]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'=<>`{}]+))"""
_LIST = expression(rf"(?:{_ITEM}(?:[ ]+|\Z))+")
_BRACES = r"""\{:?[ ]*((?:[^{}\n"']|"[^"\n]*"|'[^'\n]*')+)\}"""
_ENTITY = expression(r"&(?:#[0-9]+|#x[0-9a-f]+|[a-z0-9]+);", re.IGNORECASE)
_BEFORE = expression(r"\{:([^{}\n]*)\}[ ]*(?:\n|$)")
_HOLDER = re.compile(r"\{:[^{}\n]*\}[ ]*")
_TARGETS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "table"))


def is_attribute_list(text: str) -> bool:
    """Whether each item of what is between braces is an attribute."""
    return _LIST.fullmatch(text) is not None


class _Checked(NamedTuple):
    """An expression in Python-Markdown's place, which matches only if its group 1 is an attribute list."""

    regex: re.Pattern[str]
    is_list: Callable[[str], bool]

    def search(self, text: str) -> re.Match[str] | None:
        return self._check(self.regex.search(text))

    def match(self, text: str) -> re.Match[str] | None:
        return self._check(self.regex.match(text))

    def _check(self, found: re.Match[str] | None) -> re.Match[str] | None:
        return found if found and self.is_list(found[1]) else None


class AttributeListsExtension(AttrListExtension):
    """Registers `AttributeLists` in the place of Python-Markdown's own."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run where attribute lists are read (8), so after inline patterns (20)."""
        super().extendMarkdown(md)
        md.treeprocessors.register(AttributeLists(md), "attr_list", 8)


class AttributeLists(AttrListTreeprocessor):
    """Reads attribute lists. `ignored` are those of the last run that could not be applied."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.HEADER_RE = _Checked(re.compile(rf"[ ]+{_BRACES}[ ]*$"), self._is_list)  # type: ignore[misc, assignment]
        self.BLOCK_RE = _Checked(re.compile(rf"\n[ ]*{_BRACES}[ ]*$"), self._is_list)  # type: ignore[misc, assignment]
        self.INLINE_RE = _Checked(re.compile(_BRACES), self._is_list)  # type: ignore[misc, assignment]
        self.ignored: list[str] = []

    def run(self, doc: etree.Element) -> None:
        """See the module."""
        self.ignored = []
        text = "".join(doc.itertext())
        if "{" not in text:
            return
        super().run(doc)
        if "{:" in text:
            for parent in list(doc.iter()):
                if len(parent):
                    self._read_lines_before(parent)
            for table in doc.iter("table"):
                self._read_last_row(table)

    def assign_attrs(self, elem: etree.Element, attrs_string: str, *, strict: bool = False) -> str:
        """Assign what is known to be an attribute list. Nothing is left of it."""
        return super().assign_attrs(elem, self._restore_entities(attrs_string) or "")

    def _is_list(self, text: str) -> bool:
        restored = self._restore_entities(text)
        return restored is not None and is_attribute_list(restored)

    def _restore_entities(self, text: str) -> str | None:
        """The text with the entities that stashes hold; None if they hold anything else."""
        if STX not in text:
            return text
        blocks = self.md.htmlStash.rawHtmlBlocks

        def restore(found: re.Match[str]) -> str:
            number = int(found[1])
            block = blocks[number] if number < len(blocks) else ""
            return html.unescape(block) if isinstance(block, str) and _ENTITY.fullmatch(block) else found[0]

        text = HTML_PLACEHOLDER_RE.sub(restore, text)
        return None if HTML_PLACEHOLDER_RE.search(text) else text

    def _read_lines_before(self, parent: etree.Element) -> None:
        """A paragraph may begin with a list, or consist of one that belongs to the block after it."""
        for paragraph, following in zip(list(parent), [*list(parent)[1:], None], strict=True):
            found = _BEFORE.match(paragraph.text or "") if paragraph.tag == "p" else None
            if found is None or not self._is_list(found[1].strip()):
                continue
            rest = (paragraph.text or "")[found.end() :]
            if rest or len(paragraph):
                paragraph.text = rest
                self.assign_attrs(paragraph, found[1])
            else:
                parent.remove(paragraph)
                if following is not None and following.tag in _TARGETS:
                    self.assign_attrs(following, found[1])
                else:
                    self.ignored.append(found[0].strip())

    def _read_last_row(self, table: etree.Element) -> None:
        rows = list(table.iter("tr"))
        cells = list(rows[-1]) if len(rows) > 1 else []
        text = (cells[0].text or "").strip() if cells else ""
        others = "".join("".join(cell.itertext()) for cell in cells[1:])
        if _HOLDER.fullmatch(text) and is_attribute_list(text[2:-1].strip()) and not others.strip():
            self.assign_attrs(table, text[2:-1])
            for body in table.iter("tbody"):
                if rows[-1] in list(body):
                    body.remove(rows[-1])
