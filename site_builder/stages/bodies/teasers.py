"""The teaser of a text: what listings show of it.

The writer may mark its end (`<!--more-->`). Otherwise it is the opening of the first paragraph: about as many
words as the site asks for, up to the end of a sentence. Either way it holds no editor's note, and no link: in
a listing the one thing to follow is the post itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from site_builder.expressions import expression
from site_builder.model.documents import Reference, Text
from site_builder.stages.bodies.edits import Edit, Edits
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.bodies.split_html import (
    FOOTNOTE_MARK,
    UNREAD,
    has_unspaced,
    plain_text,
    split_excerpted,
    unspaced,
)

_BLOCK = re.compile(
    r"<(?i:(/?)(p|div|ul|ol|dl|blockquote|aside|section|article|details|table|figure|pre|h[1-6])(?=[\s/>]))"
)
_ATTRIBUTES = r"""(?:[^>"']|"[^"]*+"|'[^']*+')*+"""
_LINK = expression(rf"<(?i:/a\s*|a(?=[\s>]){_ATTRIBUTES})>")
_PHRASE_TAGS = frozenset(
    "abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split()
)
_KEPT_ATTRIBUTE = re.compile(r'\s(?:class|lang|dir|title)="[^"]*"', re.IGNORECASE)
_TAG = re.compile(rf"<(?:!--.*?(?:-->|\Z)|(/?)([a-zA-Z][^\s/>]*){_ATTRIBUTES}(?:>|\Z))", re.DOTALL)
_PIECE = re.compile(r"(?P<tag><(?P<close>/?)(?P<name>[a-zA-Z]+)[^>]*>)|(?P<text>[^<]+)|<")
_WORD = re.compile(r"\S+")
# A full stop ends a sentence where a blank follows, and none is needed in Chinese and Japanese.
_CLOSING = "[\"'\u201d\u2019\u00bb\u203a)\\]]*"
_UNSPACED_STOP = "[\u3002\uff01\uff1f][\u300d\u300f\u201d\u2019\uff09]*"
_ENDS_SENTENCE = re.compile(rf"(?:[.!?\u2026\u061f\u06d4\u0964]{_CLOSING}|{_UNSPACED_STOP})\Z")
_ABBREVIATION = re.compile(
    r"\W*(?:\w|(?:\w\.)+\w?|Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|Nr|bzw|usw|ca|Mme|Mlle)\.\Z", re.IGNORECASE
)
_UNSPACED_END = expression(_UNSPACED_STOP)
_LEAST, _MOST = 0.5, 1.5
"""Between these parts of the wished length a sentence may end the teaser."""


class Opening(NamedTuple):
    """The start of a paragraph, and whether the paragraph goes on behind it."""

    html: str
    is_cut: bool


def find_teaser(scan: Edits) -> tuple[int, int]:
    """Where the teaser begins and ends; markers go away, and those that cannot end a teaser are reported."""
    teaser: tuple[int, int] | None = None
    for number, (start, end) in enumerate(scan.markers):
        scan.edits.append(Edit(start, end, ""))
        if not _is_outside_of_blocks(scan.html, start):
            scan.findings.append(Finding("more-marker", "is inside another element", str(number)))
        elif teaser is not None:
            scan.findings.append(Finding("more-marker", "comes after another", str(number)))
        else:
            teaser = (0, start)
    if scan.markers:
        scan.edits.sort(key=lambda edit: edit.start)
    return teaser or _find_first_paragraph(scan.html)


def is_marked(scan: Edits, teaser: tuple[int, int]) -> bool:
    """Whether the writer has marked the end of this teaser."""
    return any(start == teaser[1] for start, _ in scan.markers)


def split_teaser(scan: Edits, references: Sequence[Reference], start: int, end: int) -> Text:
    """All that is before the writer's mark, without editor's notes and links."""
    removing = [Edit(found.start(), found.end(), "") for found in _LINK.finditer(scan.html, start, end)]
    removing += (note for note in _whole_notes(scan) if note.start >= start and note.end <= end)
    return split_excerpted(scan, references, start, end, removing=removing)


def _whole_notes(scan: Edits) -> Iterator[Edit]:
    for note in scan.notes:
        start = scan.html.rfind("<aside", 0, note.start)
        end = scan.html.find(">", note.end) + 1
        if start >= 0 and end:
            following = len(scan.html[end : end + 1]) if scan.html[end : end + 1].isspace() else 0
            yield Edit(start, end + following, "")


def opening_of(paragraph: str, words: int) -> Opening:
    """About `words` words of a paragraph's HTML, up to the nearest end of a sentence; else up to a word.

    Emphasis and the like stay; links, pictures, footnote marks and ids do not. A letter of a script without
    blanks counts as half a word.
    """
    inner = _phrases(paragraph)
    # Most paragraphs are short, and blanks are counted fast.
    is_unspaced = has_unspaced(inner)
    if not is_unspaced and inner.count(" ") + inner.count("\n") < words:
        return Opening(_closed(inner), is_cut=False)
    ends = list(_word_ends(inner, words, is_unspaced))
    if not ends or ends[-1].words <= words:
        return Opening(_closed(inner), is_cut=False)
    fitting = [one for one in ends if one.ends_sentence and words * _LEAST <= one.words <= words * _MOST]
    if ends[-1].words <= words * _MOST:
        fitting.append(ends[-1])
    if fitting:
        chosen = min(fitting, key=lambda one: abs(one.words - words))
        is_cut = chosen is not ends[-1]
        return Opening(_closed(inner[: chosen.position]) if is_cut else _closed(inner), is_cut)
    last = max((one for one in ends if one.words <= words), key=lambda one: one.words, default=ends[0])
    return Opening(_closed(inner[: last.position].rstrip(" ,;:–—-") + "…"), is_cut=True)


def _phrases(paragraph: str) -> str:
    """The inside of a paragraph with only such tags as may be in any line, and none left over."""
    source = FOOTNOTE_MARK.sub("", UNREAD.sub("", paragraph))

    def kept(tag: re.Match[str]) -> str:
        name = (tag[2] or "").lower()
        if name == "br":
            return " "
        if name not in _PHRASE_TAGS:
            return ""
        return f"</{name}>" if tag[1] else f"<{name}{''.join(_KEPT_ATTRIBUTE.findall(tag[0]))}>"

    return re.sub(r"  +", " ", _TAG.sub(kept, source)).strip()


class _End(msgspec.Struct, frozen=True, gc=False):
    """The end of a word: where it is, which word it is, and whether it ends a sentence."""

    position: int
    words: float
    ends_sentence: bool


def _word_ends(inner: str, wished: int, is_unspaced: bool) -> Iterator[_End]:
    """Those up to the first that is too far from the wished length.

    The first words, with which no teaser ends, are left out where each word counts as one.
    """
    count = 0.0
    least, most = wished * _LEAST, wished * _MOST
    for piece in _PIECE.finditer(inner):
        if piece["text"] is None:
            continue
        for word in _WORD.finditer(inner, *piece.span("text")):
            if not is_unspaced or not unspaced().search(word[0]):
                count += 1
                if count < least and not is_unspaced:
                    continue
                ends = count >= least and _ends_sentence(inner, word[0], word.end())
                yield _End(word.end(), count, ends)
                if count > most:
                    return
                continue
            at = word.start()
            for stop in _UNSPACED_END.finditer(inner, word.start(), word.end()):
                count += max(1, len(inner[at : stop.end()])) / 2
                yield _End(stop.end(), count, ends_sentence=True)
                at = stop.end()
            if at < word.end():
                count += (word.end() - at) / 2
                yield _End(word.end(), count, ends_sentence=False)


def _ends_sentence(inner: str, word: str, end: int) -> bool:
    if word[-1].isalnum() or not _ENDS_SENTENCE.search(word) or _ABBREVIATION.match(word):
        return False
    following = _TAG.sub("", inner[end : end + 80])
    return not following.strip() or (following[0].isspace() and not following.lstrip()[0].islower())


def _closed(inner: str) -> str:
    """A paragraph of it, whatever is open at its end closed, and without what closes nothing."""
    opened: list[str] = []
    pieces: list[str] = []
    for piece in _PIECE.finditer(inner):
        name = piece["name"]
        if name is None:
            pieces.append(piece[0])
        elif not piece["close"]:
            opened.append(name)
            pieces.append(piece[0])
        elif name in opened:
            while (last := opened.pop()) != name:
                pieces.append(f"</{last}>")
            pieces.append(piece[0])
    pieces += (f"</{name}>" for name in reversed(opened))
    return f"<p>{''.join(pieces)}</p>"


def _is_outside_of_blocks(source: str, position: int) -> bool:
    return sum(-1 if match[1] else 1 for match in _BLOCK.finditer(source, 0, position)) == 0


def _find_first_paragraph(source: str) -> tuple[int, int]:
    """The first paragraph of prose that is in no other block; (0, 0) if there is none."""
    depth = 0
    for match in _BLOCK.finditer(source):
        if match[1]:
            depth -= 1
            continue
        depth += 1
        if depth == 1 and match[2] in ("p", "P"):
            end = source.find("</p>", match.end())
            if end >= 0 and plain_text(source[match.start() : end]):
                return match.start(), end + len("</p>")
    return 0, 0
