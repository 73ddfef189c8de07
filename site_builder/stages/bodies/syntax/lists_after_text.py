"""Lists right below a line of text, without a blank line, as CommonMark has them.

    We ship:
    - a
    - b

Bullets, and numbers that begin with 1, so that a line which happens to begin with a year is no list.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from site_builder.model.expressions import expression

_MARK = r"(?:[*+-]|1[.])[ ]+[^\s|]"
_LIST = re.compile(rf"\n(?=[ ]{{0,3}}{_MARK})")
_RULE = expression(r"[ ]{0,3}(?:(?:-[ ]*){3,}|(?:\*[ ]*){3,})(?=\n|\Z)")
_ITEM = re.compile(r"[ ]{0,3}(?:[*+-]|[0-9]+[.)])[ ]")


class ListsAfterText(Extension):
    """Registers `ListAfterTextProcessor`."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Ask before lists (40) and paragraphs (10), and after headings (70, 60) and rules (50)."""
        md.parser.blockprocessors.register(ListAfterTextProcessor(md.parser), "lists_after_text", 45)


class ListAfterTextProcessor(BlockProcessor):
    """Parts a block in two where a list begins in it. Others make what is to be made of the two."""

    # The empty string stands for a digit.
    leads = frozenset(("*", "+", "-", ""))

    def test(self, parent: etree.Element, block: str) -> bool:
        """Whether it begins with text, and goes on with a list."""
        return _find_list(block) >= 0

    def run(self, parent: etree.Element, blocks: list[str]) -> bool:
        """Leave the text to the processors that are asked next."""
        at = _find_list(blocks[0])
        blocks[:1] = [blocks[0][: at - 1], blocks[0][at:]]
        return False


def _find_list(block: str) -> int:
    """Where the list's first line begins; -1 if there is none, or nothing before it."""
    if block.startswith("    ") or _ITEM.match(block):
        return -1
    for found in _LIST.finditer(block):
        if not _RULE.match(block, found.end()):
            return found.end()
    return -1
