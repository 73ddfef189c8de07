"""Marks inside a line that other tools know: strikethrough, bare addresses, a backslash that ends a line."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from markdown.util import HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE, AtomicString

from site_builder.model.expressions import expression

_STRUCK = r"(?<!~)(~~)(?![\s~])(.+?)(?<![\s~])~~(?!~)"
_LINE_END = r"\\\n"
_ADDRESS = r"""(?<![\w/="'])(https?://[^\s<>"\x02\x03|`\\]+)"""
# As https://github.github.com/gfm/#autolinks-extension- has it: what ends a sentence ends the address.
_TRAILING = expression(r"(?:[?!.,:;*_~'’”]|&[a-z0-9]+;)+\Z", re.IGNORECASE)
_LINK_TAG = re.compile(r"<(/?)a[\s>]", re.IGNORECASE)


class Strikethrough(Extension):
    """`~~so~~` is `<del>`."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after links (160) and raw HTML (90), before emphasis (60), which may be inside."""
        md.inlinePatterns.register(SimpleTagInlineProcessor(_STRUCK, "del"), "strikethrough", 70)


class LineBreaks(Extension):
    r"""A `\` at the end of a line is a line break."""

    def extendMarkdown(self, md: Markdown) -> None:
        r"""Run after escapes (180), so that `\\` at a line's end is a backslash."""
        md.inlinePatterns.register(SubstituteTagInlineProcessor(_LINE_END, "br"), "line_break_mark", 105)


class BareAddresses(Extension):
    """`https://…` is a link."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after raw HTML (90), before emphasis (60), whose marks an address may have."""
        md.inlinePatterns.register(AddressProcessor(_ADDRESS, md), "bare_addresses", 85)


class AddressProcessor(InlineProcessor):
    """Makes links of addresses that are in no link yet, in Markdown or raw HTML."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        """See the class."""
        address = _trim(m[1])
        if len(address) <= len("https://") or self._is_in_raw_link(data[: m.start()]):
            return None, m.start(), m.end()
        link = etree.Element("a", {"href": html.unescape(address)})
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)

    def _is_in_raw_link(self, before: str) -> bool:
        """Whether the last `<a>` or `</a>` in front of the address, stashed by now, opens a link."""
        if "\x02" not in before or self.md is None:
            return False
        nodes = getattr(self.md.treeprocessors["inline"], "stashed_nodes", {})
        blocks = self.md.htmlStash.rawHtmlBlocks
        for token in reversed(INLINE_PLACEHOLDER_RE.findall(before)):
            node = nodes.get(token)
            raw = HTML_PLACEHOLDER_RE.fullmatch(node) if isinstance(node, str) else None
            block = blocks[int(raw[1])] if raw else ""
            if isinstance(block, str) and (tag := _LINK_TAG.match(block)):
                return not tag[1]
        return False


def _trim(address: str) -> str:
    """The address without the punctuation behind it, and without a parenthesis that it did not open."""
    while True:
        trimmed = _TRAILING.sub("", address)
        if trimmed.endswith((")", "]")):
            opening, closing = ("(", ")") if trimmed[-1] == ")" else ("[", "]")
            if trimmed.count(closing) > trimmed.count(opening):
                trimmed = trimmed[:-1]
        if trimmed == address:
            return address
        address = trimmed
