"""The block parser, which tries on a block only the processors that its lines call for.

Each stock processor acts only on blocks in which some line begins, after at most three spaces, with one of
a few characters (`#`, `>`, a digit). So the first characters of a block's lines say which processors are
worth asking, in their usual order; a paragraph of plain prose, which is most of a post, asks for none and
is made here.

A processor that this module does not know is always asked, unless its class has `leads`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable

from markdown.blockparser import BlockParser
from markdown.blockprocessors import (
    BlockProcessor,
    BlockQuoteProcessor,
    CodeBlockProcessor,
    EmptyBlockProcessor,
    HashHeaderProcessor,
    HRProcessor,
    ListIndentProcessor,
    OListProcessor,
    ParagraphProcessor,
    ReferenceProcessor,
    SetextHeaderProcessor,
    UListProcessor,
)
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.def_list import DefListIndentProcessor, DefListProcessor
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.extensions.md_in_html import MarkdownInHtmlProcessor
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.extensions.tables import TableProcessor

DIGIT = ""
"""Stands among the lead characters for any digit, as `findall` gives it for the group that took no part."""

LEADS: dict[type[BlockProcessor], frozenset[str]] = {
    AdmonitionProcessor: frozenset("! "),
    MarkdownInHtmlProcessor: frozenset("\x02"),
    EmptyBlockProcessor: frozenset("\n"),
    ListIndentProcessor: frozenset(" "),
    DefListIndentProcessor: frozenset(" "),
    CodeBlockProcessor: frozenset(" "),
    TableProcessor: frozenset("|"),
    HashHeaderProcessor: frozenset("#"),
    SetextHeaderProcessor: frozenset("=-"),
    HRProcessor: frozenset("-_*"),
    OListProcessor: frozenset((DIGIT,)),
    SaneOListProcessor: frozenset((DIGIT,)),
    UListProcessor: frozenset("*+-"),
    SaneUListProcessor: frozenset("*+-"),
    DefListProcessor: frozenset(":"),
    BlockQuoteProcessor: frozenset(">"),
    FootnoteBlockProcessor: frozenset("["),
    AbbrBlockprocessor: frozenset("*"),
    ReferenceProcessor: frozenset("["),
}
"""The characters without which a processor does nothing. A space means a line indented by a tab (four
spaces); `*`, `_`, `-` and `+` only count before a blank, a bracket or another of them, not before a word.
"""

_LEAD = re.compile(r"\n {0,3}+(?=([!\x02\n #=:>\[]|[_*+-](?=[\s_*\[-]|\Z))|\d)")
_TAB_LENGTH = 4
_MOST_CHOICES = 512


class FastBlockParser(BlockParser):
    """Parses blocks, each with the processors that may have to do with it."""

    _processors: tuple[BlockProcessor, ...] = ()
    _chosen: dict[frozenset[str], tuple[BlockProcessor, ...]]
    _makes_paragraphs: bool
    """Whether a block without any lead character becomes a paragraph, and no other processor has a say in
    it.
    """

    def parseDocument(self, lines: Iterable[str]) -> etree.ElementTree:
        self._prepare()
        return super().parseDocument(lines)

    def _prepare(self) -> None:
        processors = tuple(self.blockprocessors)
        if processors != self._processors:
            self._processors = processors
            self._chosen = {}
            plain = self._choice(frozenset())
            self._makes_paragraphs = len(plain) == 1 and type(plain[0]) is ParagraphProcessor

    def parseBlocks(self, parent: etree.Element, blocks: list[str]) -> None:
        if not self._processors:
            self._prepare()
        state = self.state
        while blocks:
            if (
                self._makes_paragraphs
                and not (state and state[-1] == "list")
                and _take_paragraphs(parent, blocks)
            ):
                continue
            block = blocks[0]
            for processor in self._choice(_leads(block)):
                if processor.test(parent, block) and processor.run(parent, blocks) is not False:
                    break
                if blocks[0] is not block:
                    self._continue_as_stock(processor, parent, blocks)
                    break

    def _continue_as_stock(self, refused: BlockProcessor, parent: etree.Element, blocks: list[str]) -> None:
        """A processor has changed the block and then declined it: the choice made for it no longer holds."""
        for processor in self._processors[self._processors.index(refused) + 1 :]:
            if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                break

    def _choice(self, leads: frozenset[str]) -> tuple[BlockProcessor, ...]:
        chosen = self._chosen.get(leads)
        if chosen is None:
            chosen = tuple(p for p in self._processors if (known := leads_of(p)) is None or known & leads)
            if len(self._chosen) < _MOST_CHOICES:
                self._chosen[leads] = chosen
        return chosen


def leads_of(processor: BlockProcessor) -> frozenset[str] | None:
    """The characters that call for a processor; None if it must always be asked.

    A class of another package may say so itself, in an attribute `leads` of its own.
    """
    known = LEADS.get(type(processor))
    return known if known is not None else vars(type(processor)).get("leads")


def suits(parser: BlockParser) -> bool:
    """Whether lead characters mean what `LEADS` says."""
    return parser.md.tab_length == _TAB_LENGTH and all(
        p.tab_length == _TAB_LENGTH for p in parser.blockprocessors
    )


def _leads(block: str) -> frozenset[str]:
    leads = _LEAD.findall("\n" + block)
    if not block:
        leads.append("\n")
    if "|" in block:
        leads.append("|")
    return frozenset(leads)


def _take_paragraphs(parent: etree.Element, blocks: list[str]) -> int:
    """Make paragraphs of the plain blocks at the head of `blocks`, and return how many there were.

    They leave the list together: to take them one by one would move the rest of a long document each time.
    """
    has_lead, add = _LEAD.search, etree.SubElement
    taken = 0
    for block in blocks:
        if not block or "|" in block or has_lead("\n" + block):
            break
        text = block.lstrip()
        if text:
            add(parent, "p").text = text
        taken += 1
    if taken:
        del blocks[:taken]
    return taken
