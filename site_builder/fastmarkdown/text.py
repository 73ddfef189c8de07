"""What happens to the text before there is a tree, and after.

A preprocessor is given lines and gives lines back, so a chain of them splits and joins the document again
and again. Those here also offer `rewrite`, from text to text, and say without a parse that there is nothing
for them to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from markdown import util
from markdown.extensions import md_in_html
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.md_in_html import MarkdownInHTMLPostprocessor
from markdown.postprocessors import AndSubstitutePostprocessor, Postprocessor, RawHtmlPostprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace

from .anchors import Search, anchored_search

_BLANK_LINE = re.compile(r"(?<=\n) +\n")
_OPENING, _CLOSING = "<p>", "</p>"
_WRAPPED = _OPENING + util.HTML_PLACEHOLDER.split("%s")[0]
_RAW_TEXT_TAGS = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext")


class Rewriter:
    """A preprocessor that takes the text whole."""

    def run(self, lines: list[str]) -> list[str]:
        return self.rewrite("\n".join(lines)).split("\n")

    def rewrite(self, source: str) -> str:
        raise NotImplementedError


class FastNormalizeWhitespace(Rewriter, NormalizeWhitespace):
    def rewrite(self, source: str) -> str:
        if util.STX in source or util.ETX in source:
            source = source.replace(util.STX, "").replace(util.ETX, "")
        if "\r" in source:
            source = source.replace("\r\n", "\n").replace("\r", "\n")
        source += "\n\n"
        if "\t" in source:
            source = source.expandtabs(self.md.tab_length)
        return _BLANK_LINE.sub("\n", source) if " \n" in source else source


class _Fences(NamedTuple):
    """The expression for a fenced block, in stock's place."""

    search: Search


class FastFencedBlockPreprocessor(Rewriter, FencedBlockPreprocessor):
    FENCED_BLOCK_RE = _Fences(anchored_search(FencedBlockPreprocessor.FENCED_BLOCK_RE))  # type: ignore[assignment]

    def rewrite(self, source: str) -> str:
        if self.checked_for_deps and "```" not in source and "~~~" not in source:
            return source
        return "\n".join(FencedBlockPreprocessor.run(self, source.split("\n")))


class FastHtmlBlockPreprocessor(Rewriter, HtmlBlockPreprocessor):
    """Parses HTML only if some of it is more than inline tags and comments that stand alone."""

    _block_level_elements: tuple[str, ...] = ()
    _notable_tag: re.Pattern[str]
    _parse: Callable[..., list[str]] = HtmlBlockPreprocessor.run

    def rewrite(self, source: str) -> str:
        if _OPEN_REFERENCE.search(source):
            return "\n".join(self._parse(source.split("\n")))
        if "<" not in source or not self._find_notable_tag(source):
            return source
        rest = _LONE_COMMENT.sub("", source)
        if len(rest) < len(source) and not self._find_notable_tag(rest) and not _INTRICATE_TAG.search(rest):
            return _LONE_COMMENT.sub(self._stash_comment, source)
        return "\n".join(self._parse(source.split("\n")))

    def _find_notable_tag(self, source: str) -> re.Match[str] | None:
        elements = tuple(self.md.block_level_elements)
        if elements != self._block_level_elements:
            self._block_level_elements = elements
            self._notable_tag = _notable_tag(elements)
        return self._notable_tag.search(source)

    def _stash_comment(self, found: re.Match[str]) -> str:
        return f"\n\n{self.md.htmlStash.store(found[1] + chr(10))}\n\n"


class FastMarkdownInHtmlPreprocessor(FastHtmlBlockPreprocessor):
    """The same for the parser that also finds Markdown within HTML."""

    _parse = md_in_html.HtmlBlockPreprocessor.run


_OPEN_REFERENCE = re.compile(r"&#(?![0-9]+;|[xX][0-9a-fA-F]+;)")
"""A numeric reference without its semicolon: the HTML parser adds it, or loses its way."""

_LONE_COMMENT = re.compile(r"\n\n(<!--[^<>&\n-]*-->)(?=\n\n)")
"""A comment that is a block of its own. Whatever surrounds it, it is stashed, and ends a paragraph's open
tags.
"""

_INTRICATE_TAG = re.compile(r"""<(?=[a-zA-Z/])(?![a-zA-Z/][^<>"'`]*>)""")
"""A tag with quotes, or without an end: it may reach across a comment."""


def _notable_tag(block_level_elements: tuple[str, ...]) -> re.Pattern[str]:
    """What the HTML parser does not merely repeat: block-level and raw-text tags, comments and
    declarations.

    Tags of other names, well-formed references and stray signs come out of it as they went in. Closing tags
    count as notable unless they have the plainest form.
    """
    names = "|".join(re.escape(name) for name in (*block_level_elements, *_RAW_TEXT_TAGS))
    return re.compile(rf"<(?:/?(?:{names})(?![a-z0-9])|[!?]|/(?![a-z][a-z0-9]*>))", re.IGNORECASE)


class _RawHtmlInserter(RawHtmlPostprocessor):
    """Puts stashed HTML back by splitting the text at its placeholders."""

    def run(self, text: str) -> str:
        pieces = util.HTML_PLACEHOLDER_RE.split(text)
        if len(pieces) == 1:
            return text
        stash: list[Any] = self.md.htmlStash.rawHtmlBlocks
        counter = self.md.htmlStash.html_counter
        keys = [int(key) for key in pieces[1::2]]
        if max(keys) >= counter:
            return super().run(text)
        stored = [self.stash_to_string(stash[key]) for key in keys]
        if util.STX in "".join(stored):
            return super().run(text)
        pieces[1::2] = stored
        if _WRAPPED in text:
            self._unwrap(pieces)
        return "".join(pieces)

    def _unwrap(self, pieces: list[str]) -> None:
        """Take away the paragraph around HTML that is block-level."""
        for place in range(1, len(pieces), 2):
            before, html, after = pieces[place - 1 : place + 2]
            if before.endswith(_OPENING) and after.startswith(_CLOSING) and self.isblocklevel(html):
                pieces[place - 1] = before[: -len(_OPENING)]
                pieces[place + 1] = after[len(_CLOSING) :]


class FastRawHtmlPostprocessor(_RawHtmlInserter):
    pass


class FastMarkdownInHtmlPostprocessor(_RawHtmlInserter, MarkdownInHTMLPostprocessor):
    pass


class PlaceholderPostprocessor(Postprocessor):
    """Looks for the first character of placeholders before it looks for the whole of them."""

    def run(self, text: str) -> str:
        return super().run(text) if util.STX in text else text


class FastAndSubstitutePostprocessor(PlaceholderPostprocessor, AndSubstitutePostprocessor):
    pass
