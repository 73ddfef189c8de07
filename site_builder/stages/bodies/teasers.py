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

from site_builder.model.documents import Reference, Text
from site_builder.model.expressions import expression
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
_LETTER = re.compile(r"[^<>]*+>[^\W_]")
"""A letter or digit right behind the end of a tag."""
_ATTRIBUTES = r"""(?:[^>"']|"[^"]*+"|'[^']*+')*+"""
_LINK = expression(rf"<(?i:/a\s*|a(?=[\s>]){_ATTRIBUTES})>")
_PHRASE_TAGS = frozenset(
    "abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split()
)
_KEPT_ATTRIBUTE = re.compile(r'\s(?:class|lang|dir|title)="[^"]*"', re.IGNORECASE)
_TAG = re.compile(rf"<(?:!--.*?(?:-->|\Z)|(/?)([a-zA-Z][^\s/>]*){_ATTRIBUTES}(?:>|\Z))", re.DOTALL)
_PIECE = re.compile(r"(?P<tag><(?P<close>/?)(?P<name>[a-zA-Z]+)[^>]*>)|(?P<text>[^<]+)|<")
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
    ends = list(_letter_ends(inner, words) if is_unspaced else _word_ends(inner, words))
    if not ends or ends[-1].words <= words:
        return Opening(_closed(inner), is_cut=False)
    near = [one for one in ends if words * _LEAST <= one.words <= words * _MOST]
    for one in sorted(near, key=lambda one: abs(one.words - words)):
        if one is ends[-1]:
            return Opening(_closed(inner), is_cut=False)
        if _ends_sentence(inner, one):
            return Opening(_closed(inner[: one.position]), is_cut=True)
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
    """An end at which a teaser may be cut: where it is, of which word, and this word.

    A script without blanks has signs that end a sentence for certain.
    """

    position: int
    words: float
    word: str
    is_certain: bool = False


def _word_ends(inner: str, wished: int) -> Iterator[_End]:
    """Of words between blanks: those with a sign, the last that fits, and the last of all.

    None of the first words, with which no teaser ends, and none beyond the first that is too far away.
    """
    least, most = wished * _LEAST, wished * _MOST
    end: _End | None = None
    for count, (position, word) in enumerate(_words(inner), 1):
        if count < least:
            continue
        end = _End(position, count, word)
        if count > most:
            break
        if count == wished or not word[-1].isalnum():
            yield end
            end = None
    if end is not None:
        yield end


def _letter_ends(inner: str, wished: int) -> Iterator[_End]:
    """Of all words, where some or all of them have no blanks in between."""
    count = 0.0
    for position, word in _words(inner):
        if not unspaced().search(word):
            count += 1
            yield _End(position, count, word)
            if count > wished * _MOST:
                return
            continue
        at = position - len(word)
        for stop in _UNSPACED_END.finditer(inner, at, position):
            count += max(1, stop.end() - at) / 2
            yield _End(stop.end(), count, stop[0], is_certain=True)
            at = stop.end()
        if at < position:
            count += (position - at) / 2
            yield _End(position, count, "")


def _words(inner: str) -> Iterator[tuple[int, str]]:
    """All that is between blanks and tags, each with where it ends."""
    for piece in _PIECE.finditer(inner):
        if piece["text"]:
            at = piece.start()
            for word in piece["text"].split():
                at = inner.index(word, at) + len(word)
                yield at, word


def _ends_sentence(inner: str, one: _End) -> bool:
    if one.is_certain or not one.word:
        return one.is_certain
    if one.word[-1].isalnum() or not _ENDS_SENTENCE.search(one.word) or _ABBREVIATION.match(one.word):
        return False
    following = _TAG.sub("", inner[one.position : one.position + 80])
    rest = following.lstrip()
    return not rest or (following[0].isspace() and not rest[0].islower())


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
            if end >= 0 and (_LETTER.match(source, match.end()) or plain_text(source[match.start() : end])):
                return match.start(), end + len("</p>")
    return 0, 0
