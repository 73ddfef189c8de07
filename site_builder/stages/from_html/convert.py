"""HTML to Markdown by one rule: what was written is rendered at once, and where it shows something else than
the source did, that block stays HTML.
"""

from __future__ import annotations

from typing import NamedTuple

from site_builder.model.config import ParserSettings
from site_builder.stages.bodies.characters import isolate_markers
from site_builder.stages.bodies.markdown_run import Conversions
from site_builder.stages.from_html.markdown_text import block_html, block_text
from site_builder.stages.from_html.tidy import Rewriting, tidy
from site_builder.stages.from_html.tokens import Shown, shown
from site_builder.stages.from_html.tree import Element, is_comment, parse_html

_PREFIX = "-n-"
_APART = "\n\n<!-- -->\n\n"


class Converted(NamedTuple):
    """A text in Markdown, whether it shows what its source showed, and how many blocks stayed HTML."""

    text: str
    is_same: bool
    kept: int


class MarkdownWriter:
    """Writes Markdown for a site with these settings."""

    def __init__(self, settings: ParserSettings) -> None:
        self._conversions = Conversions(settings)

    def write(self, html: str, rewriting: Rewriting, notes: tuple[str, ...] = ()) -> Converted:
        """The Markdown of an HTML text. `notes` are its footnotes in HTML, the first being number 1."""
        root = parse_html(html)
        tidy(root, rewriting)
        definitions = [self._definition(number, note, rewriting) for number, note in enumerate(notes, 1)]
        blocks = list(root)
        wanted = shown(root)
        texts = [block_text(block) for block in blocks]
        body = _joined(blocks, texts)
        is_same = self.is_shown(body, definitions, wanted)
        if not is_same:
            texts = [
                self._checked(block, text, definitions) for block, text in zip(blocks, texts, strict=True)
            ]
            body = _joined(blocks, texts)
            is_same = self.is_shown(body, definitions, wanted)
        if not is_same:
            texts = [block_html(block) for block in blocks]
            body = "\n\n".join(texts)
            is_same = self.is_shown(body, definitions, wanted)
        kept = sum(text.startswith("<") and not text.startswith("<!--") for text in texts)
        return Converted("\n\n".join([body, *definitions]).strip(), is_same, kept)

    def rendered(self, text: str) -> Element:
        """The tree that the site's Markdown makes of a text."""
        html, _ = self._conversions.convert(isolate_markers(text), _PREFIX)
        return parse_html(html)

    def is_shown(self, text: str, definitions: list[str], wanted: Shown) -> bool:
        """Whether a text shows what is wanted."""
        return shown(self.rendered("\n\n".join([text, *definitions]))) == wanted

    def _checked(self, block: Element, text: str, definitions: list[str]) -> str:
        if is_comment(block):
            return text
        alone = block.makeelement("div")
        place, index = block.getparent(), block.getparent().index(block)
        alone.append(block)
        wanted = shown(alone)
        place.insert(index, block)
        return text if self.is_shown(text, definitions, wanted) else block_html(block)

    def _definition(self, number: int, note: str, rewriting: Rewriting) -> str:
        text = self.write(note, rewriting).text.replace("\n", "\n    ")
        return f"[^{number}]: {text}"


def _joined(blocks: list[Element], texts: list[str]) -> str:
    """Two lists in a row, or a quotation after another, are kept apart by a comment."""
    pieces: list[str] = []
    for index, text in enumerate(texts):
        if index:
            pair = (blocks[index - 1].tag, blocks[index].tag)
            is_mergeable = pair[0] in {"ul", "ol", "blockquote"} and (
                pair[0] == pair[1] or {pair[0], pair[1]} == {"ul", "ol"}
            )
            pieces.append(_APART if is_mergeable else "\n\n")
        pieces.append(text)
    return "".join(pieces)
