"""What happens to the text before there is a tree, and after.

A preprocessor is given lines and gives lines back, so a chain of them splits and joins the document again and again.
Those here also offer `rewrite`, from text to text, and say without a parse that there is nothing for them to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown import util
from markdown.extensions import md_in_html
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.md_in_html import MarkdownInHTMLPostprocessor
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace

_BLANK_LINE = re.compile(r"(?<=\n) +\n")
_HTML_PREFIX, _HTML_SUFFIX = util.HTML_PLACEHOLDER.split("%s")
_OPENING, _CLOSING = "<p>", "</p>"
_RAW_TEXT_TAGS = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext")


class Rewriter:
    """A preprocessor that takes the text whole."""

    def run(self, lines: list[str]) -> list[str]:
        return self.rewrite("\n".join(lines)).split("\n")

    def rewrite(self, source: str) -> str:
        raise NotImplementedError


class FastNormalizeWhitespace(Rewriter, NormalizeWhitespace):
    def rewrite(self, source: str) -> str:
        source = source.replace(util.STX, "").replace(util.ETX, "")
        source = source.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        if "\t" in source:
            source = source.expandtabs(self.md.tab_length)  # type: ignore[union-attr]
        return _BLANK_LINE.sub("\n", source) if " \n" in source else source


class FastFencedBlockPreprocessor(Rewriter, FencedBlockPreprocessor):
    def rewrite(self, source: str) -> str:
        if self.checked_for_deps and "```" not in source and "~~~" not in source:
            return source
        return "\n".join(FencedBlockPreprocessor.run(self, source.split("\n")))


class FastHtmlBlockPreprocessor(Rewriter, HtmlBlockPreprocessor):
    """Parses HTML only if some of it is more than inline."""

    _block_level_elements: tuple[str, ...] = ()
    _notable: re.Pattern[str]
    _parse: Callable[..., list[str]] = HtmlBlockPreprocessor.run

    def rewrite(self, source: str) -> str:
        if "<" not in source and "&#" not in source:
            return source
        elements = tuple(self.md.block_level_elements)  # type: ignore[union-attr]
        if elements != self._block_level_elements:
            self._block_level_elements = elements
            self._notable = _notable_html(elements)
        if not self._notable.search(source):
            return source
        return "\n".join(self._parse(source.split("\n")))


class FastMarkdownInHtmlPreprocessor(FastHtmlBlockPreprocessor):
    """The same for the parser that also finds Markdown within HTML."""

    _parse = md_in_html.HtmlBlockPreprocessor.run


def _notable_html(block_level_elements: tuple[str, ...]) -> re.Pattern[str]:
    """What the HTML parser does not merely repeat: block-level and raw-text tags, comments and declarations.

    Tags of other names, well-formed references and stray signs come out of it as they went in. Closing tags count
    as notable unless they have the plainest form, and so does a numeric reference without its semicolon.
    """
    names = "|".join(re.escape(name) for name in (*block_level_elements, *_RAW_TEXT_TAGS))
    return re.compile(
        rf"<(?:/?(?:{names})(?![a-z0-9])|[!?]|/(?![a-z][a-z0-9]*>))|&#(?![0-9]+;|x[0-9a-f]+;)", re.IGNORECASE
    )


class _RawHtmlInserter(RawHtmlPostprocessor):
    """Puts stashed HTML back by splitting the text at its placeholders."""

    def run(self, text: str) -> str:
        if not self.md.htmlStash.html_counter:  # type: ignore[union-attr]
            return text
        pieces = text.split(_HTML_PREFIX)
        if len(pieces) == 1:
            return text
        stash, counter = self.md.htmlStash.rawHtmlBlocks, self.md.htmlStash.html_counter  # type: ignore[union-attr]
        shown = [pieces[0]]
        for piece in pieces[1:]:
            key, suffix, rest = piece.partition(_HTML_SUFFIX)
            if not suffix or not (key.isascii() and key.isdecimal()) or int(key) >= counter:
                return super().run(text)
            html = self.stash_to_string(stash[int(key)])
            if util.STX in html:
                return super().run(text)
            if rest.startswith(_CLOSING) and shown[-1].endswith(_OPENING) and self.isblocklevel(html):
                shown[-1] = shown[-1][: -len(_OPENING)]
                rest = rest[len(_CLOSING) :]
            shown += (html, rest)
        return "".join(shown)


class FastRawHtmlPostprocessor(_RawHtmlInserter):
    pass


class FastMarkdownInHtmlPostprocessor(_RawHtmlInserter, MarkdownInHTMLPostprocessor):
    pass
