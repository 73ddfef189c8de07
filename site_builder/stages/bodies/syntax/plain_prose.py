"""Plain prose, converted in one step.

Most paragraphs hold words, marks of quotation, some emphasis, a link, a note's number or a piece of code,
each of the simplest form, and nothing else. Python-Markdown asks a dozen patterns about each of them, puts
what they find aside, makes elements of it, asks the rules for typographic marks, and writes all of it out
again. Here one expression takes all such texts of a document apart, and their HTML is put together at once.

This only ever saves work. A text with anything else in it, be it a single backslash, is left to be converted
as ever, and so is one with a mark that is not the plainest case of the rules in `typography`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.extensions.footnotes import FootnoteInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from site_builder.fastmarkdown.serialise import FinishedHtml, escape_attribute, fast_serialiser
from site_builder.stages.text.typography import APOSTROPHE, quotation_marks

# Between two texts, and around what will be an element. No source has them.
_NEXT, _OPEN, _CLOSE = "\x02", "\x03", "\x04"
_HOLDERS = frozenset(("p", "li", "dd", "td", "th"))
_CONTAINERS = _HOLDERS | {"div", "aside", "blockquote", "ul", "ol", "dl", "table", "thead", "tbody", "tr"}
# Inside emphasis and links: no sign that Markdown or HTML could see anything in.
_WORDS = r"[^\\`*_\[\]<>&~{}\x02]++"
# Both expressions begin with a set of characters, to which `re` can jump. Code is short, so that hundreds of
# backticks that nothing closes are not each looked for up to the end.
_TOKENS = re.compile(
    r"([\\`*_\[\]<>&~{}\x02])(?:"
    rf"(?<=\*)(\*?)(?![\s*])({_WORDS})(?<!\s)\*\2(?!\*)"
    r"|(?<=`)(?<!``)(`*+)([^`\x02](?:[^\x02]{0,500}?[^`\x02])??)`\4(?!`)"
    rf"|(?<=\[)(?<!!\[)(?:(?!\^)({_WORDS})\]\(([^()'\"<>\s\[\]`\\\x02]+)\)|\^([\w.-]+)\])"
    r")?"
)
# The empty groups say which mark it is, by their numbers: an apostrophe, what opens and closes a quotation
# among words and beside an element, dashes and an ellipsis.
_MARKS = re.compile(
    r"""['"\-.](?:"""
    r"""(?<=[^\W\d]')(?=\w)()"""
    r"""|(?<=")(?:(?=\w)(?<![^\s(\x02\x03\x04]")()|(?=\x03)(?<=[ \n\t\u00a0(\-–—/\x02]")()"""
    r"""|(?<=[\w.,!?;:)…%]")()|(?<=\x04")(?![\w"'])())"""
    r"""|(?<=-)(?<!--)-(?:-(?!-)()|(?!-)())"""
    r"""|(?<=\.)(?<!\.\.)\.\.(?!\.)()"""
    r""")"""
)
# Not from brackets that are never closed, which would hide the next reference.
_REFERENCE = re.compile(r"\[\^([^\[\]]*)\]")


class PlainProse(Extension):
    """Registers `PlainProseProcessor`, which knows Python-Markdown's and our own default extensions only."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def extendMarkdown(self, md: Markdown) -> None:
        """Run right before inline patterns (20)."""
        md.treeprocessors.register(PlainProseProcessor(md, self._language), "plain_prose", 21)


class _Note(NamedTuple):
    """A reference to a footnote: in which of the texts, and at which of the tags, it is."""

    label: str
    text: int
    tag: int


class PlainProseProcessor(Treeprocessor):
    """Converts the texts that are plain prose, in place."""

    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        marks = quotation_marks(language)
        self._marks = ("", APOSTROPHE, *[marks.opening] * 2, *[marks.closing] * 2, "—", "–", "…")

    def run(self, root: etree.Element) -> None:
        """See the module."""
        if any(isinstance(one, AbbrTreeprocessor) and one.abbrs for one in self.md.treeprocessors):
            return
        elements = list(_candidates(root))
        if elements:
            texts = self._convert([element.text or "" for element in elements], root)
            for element, html in zip(elements, texts, strict=True):
                if html is not None:
                    element.text = FinishedHtml(html)

    def _convert(self, texts: Sequence[str], root: etree.Element) -> list[str | None]:
        """HTML of each text that is plain prose."""
        flow, tags, notes, strange = _take_apart(texts)
        prose = _MARKS.sub(self._mark, flow)
        if _has_more(prose):
            strange.update(number for number, text in enumerate(prose.split(_NEXT)) if _has_more(text))
        if notes:
            self._number(notes, tags, strange, root)
        pieces = prose.replace(_CLOSE, _OPEN).split(_OPEN)
        html = [""] * (2 * len(pieces) - 1)
        html[::2], html[1::2] = pieces, tags
        done: list[str | None] = [*"".join(html).split(_NEXT)]
        for number in strange:
            done[number] = None
        return done

    def _mark(self, found: re.Match[str]) -> str:
        return self._marks[found.lastindex or 0]

    def _number(
        self, notes: Sequence[_Note], tags: list[str], strange: set[int], root: etree.Element
    ) -> None:
        """Write the notes' numbers where only the order of their definitions decides about them."""
        pattern = self._note_pattern("".join(root.itertext()))
        for note in notes:
            if pattern is None or note.label not in pattern.footnotes.footnotes:
                strange.add(note.text)
        for note in notes:
            if pattern is not None and note.text not in strange:
                found: Any = pattern.compiled_re.match(f"[^{note.label}]")
                element: Any = pattern.handleMatch(found, "")[0]
                tags[note.tag] = fast_serialiser(self.md.serializer)(element)

    def _note_pattern(self, text: str) -> FootnoteInlineProcessor | None:
        """What numbers notes, if it numbers them alike in any order."""
        patterns = (one for one in self.md.inlinePatterns if isinstance(one, FootnoteInlineProcessor))
        pattern = next(patterns, None)
        if pattern is None:
            return None
        options = pattern.footnotes
        referred = _REFERENCE.findall(text)
        is_simple = (
            len(set(referred)) == len(referred)
            and options.getConfig("USE_DEFINITION_ORDER")
            and options.getConfig("SUPERSCRIPT_TEXT").format(1).isalnum()
        )
        return pattern if is_simple else None


def _candidates(root: etree.Element) -> Iterator[etree.Element]:
    """Elements whose text may be plain prose, since they hold nothing else."""
    stack = [root]
    while stack:
        for element in stack.pop():
            if len(element):
                if element.tag in _CONTAINERS:
                    stack.append(element)
            elif element.tag in _HOLDERS:
                text = element.text
                if text and not isinstance(text, AtomicString) and _NEXT not in text and _CLOSE not in text:
                    yield element


def _take_apart(texts: Sequence[str]) -> tuple[str, list[str], list[_Note], set[int]]:
    """The prose of all texts, with a sign where each tag belongs; the tags; the notes, whose tags are
    empty yet; and the numbers of the texts that hold more than plain prose.
    """
    first, *tokens = _TOKENS.split(_NEXT.join(texts))
    flow, tags = [first], list[str]()
    notes: list[_Note] = []
    strange: set[int] = set()
    number = 0
    items = iter(tokens)
    for sign, star, emphasised, _, code, label, target, note, words in zip(*[items] * 9, strict=True):
        if sign == _NEXT:
            number += 1
            flow.append(_NEXT)
        elif emphasised:
            flow.append(f"{_OPEN}{emphasised}{_CLOSE}")
            tags += ("<strong>", "</strong>") if star else ("<em>", "</em>")
        elif label:
            flow.append(f"{_OPEN}{label}{_CLOSE}")
            tags += (f'<a href="{escape_attribute(target)}">', "</a>")
        elif code or note:
            flow.append(_OPEN + _CLOSE)
            if note:
                notes.append(_Note(note, number, len(tags)))
            tags += (f"<code>{code_escape(code.strip())}</code>" if code else "", "")
        else:
            strange.add(number)
        flow.append(words)
    return "".join(flow), tags, notes, strange


def _has_more(prose: str) -> bool:
    """Whether it has marks that no simple rule could place, or anything else that only patterns see."""
    return "'" in prose or '"' in prose or "://" in prose or "  \n" in prose
