"""An extension as third parties write them: one processor for each registry, none of a class that we know."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Any

import markdown
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, Pattern
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor


class Mark(InlineProcessor):
    """`==text==`, but not within a heading or a link."""

    ANCESTOR_EXCLUDES = ("h2", "a")

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        element = etree.Element("mark")
        element.text = m.group(1)
        return element, m.start(), m.end()


class Digits(InlineProcessor):
    """Matches characters that placeholders are made of."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        if m.group() == "6":
            return None, None, None
        return f"<{m.group()}>", m.start(), m.end()


class Plus(Pattern):
    """A pattern of the old style."""

    def handleMatch(self, m: re.Match[str]) -> etree.Element:
        element = etree.Element("ins")
        element.text = m.group(2)
        return element


class Nothing(InlineProcessor):
    """Matches the empty string before a full stop, and declines."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        return None, None, None


class Shout(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [line.replace("WHO", "WHOM") for line in lines]


class Decliner(BlockProcessor):
    """Changes a block and then declines it."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return block.startswith("Title")

    def run(self, parent: etree.Element, blocks: list[str]) -> bool:
        blocks[0] = "# " + blocks[0][5:]
        return False


class Paragraphs(ParagraphProcessor):
    """A subclass: not to be mistaken for the class that it comes from."""

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        if blocks[0].startswith("word"):
            etree.SubElement(parent, "aside").text = blocks.pop(0)
        else:
            super().run(parent, blocks)


class Counter(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        root.append(etree.Comment(f"{sum(1 for _ in root.iter())} elements & more"))


class Tail(Postprocessor):
    def run(self, text: str) -> str:
        return text.replace("naïve", "<i>naïve</i>")


class ForeignExtension(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.register(Shout(md), "shout", 28)
        md.preprocessors.register(Shout(md), "shout-again", 27)
        md.parser.blockprocessors.register(Decliner(md.parser), "decliner", 77)
        md.parser.blockprocessors.register(Paragraphs(md.parser), "paragraph", 10)
        md.inlinePatterns.register(Mark(r"==(.+?)==", md), "mark", 65)
        md.inlinePatterns.register(Digits(r"[46]", md), "digits", 55)
        md.inlinePatterns.register(Plus(r"\+\+(.+?)\+\+", md), "plus", 172)
        md.inlinePatterns.register(Nothing(r"(?=\.)", md), "nothing", 58)
        md.treeprocessors.register(Counter(md), "counter", 3)
        md.postprocessors.register(Tail(md), "tail", 22)
