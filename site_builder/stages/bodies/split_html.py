"""Scanned HTML, put together again: texts split at their references, plain excerpts, word counts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from site_builder.model.documents import Heading, Reference, ReferenceKind, Text
from site_builder.model.expressions import expression
from site_builder.stages.bodies.edits import Edit, Edits
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.text.suggestions import Vocabulary

EXCERPT_LENGTH = 200
_MOST_GUESSES = 20

# Whatever is not closed goes on to the end, which keeps each search linear. Case is ignored behind the first
# character only: `re` looks for that one fast.
_ANY_TAG = r"<(?:!--.*?(?:-->|\Z)|[a-zA-Z/!?][^>]*+>?)"
_TAG = re.compile(_ANY_TAG, re.DOTALL)
_TAG_IN_UTF8 = re.compile(_ANY_TAG.encode(), re.DOTALL)
UNREAD = re.compile(r"<(?i:(script|style)\b.*?(?:</\1\s*>|\Z))", re.DOTALL)
_NOT_PROSE = re.compile(r"<(?i:(aside|h[1-6]|figure|pre|table)\b.*?(?:</\1\s*>|\Z))", re.DOTALL)
FOOTNOTE_MARK = re.compile(r'<sup id="fnref.*?(?:</sup>|\Z)', re.DOTALL)
_BLOCK_END = re.compile(r"<(?i:/(?:p|li|div|d[dt]|blockquote)\s*>|br\b)")
# Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese, and of Korean, whose blanks part phrases.
_UNSPACED = (
    "[\u0e01-\u0e33\u0e40-\u0e46\u0e81-\u0eb3\u1000-\u102a\u1780-\u17b3\u3005-\u3007\u3041-\u3096\u30a1-\u30fa"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]"
)
# What these letters begin with in UTF-8: bytes that few others have, and some that need a closer look, since
# Hindi, Vietnamese or emoji have them as well.
_UNSPACED_FIRST_BYTES = tuple(bytes((byte,)) for byte in range(0xE3, 0xEE))
_UNSPACED_BEGINNINGS = (
    (b"\xe0", re.compile(rb"\xe0[\xb8-\xba]")),
    (b"\xe1", re.compile(rb"\xe1[\x80\x9e]")),
    (b"\xef", re.compile(rb"\xef[\xa4-\xab\xbd\xbe]")),
    (b"\xf0", re.compile(rb"\xf0[\xa0-\xbf]")),
)
# All blanks beyond ASCII but U+3000, which has a first byte of those letters.
_OTHER_BLANKS = (
    (b"\xc2", re.compile(rb"\xc2[\x85\xa0]")),
    (b"\xe1", re.compile(rb"\xe1\x9a\x80")),
    (b"\xe2", re.compile(rb"\xe2(?:\x80[\x80-\x8a\xa8\xa9\xaf]|\x81\x9f)")),
)
# To a text in which a blank and a letter begin a word.
_BLANK_OR_LETTER = bytes(ord(" " if byte < 0x80 and chr(byte).isspace() else "a") for byte in range(256))
_HEADERLINK = expression(r'<a class="headerlink".*?(?:</a>|\Z)', re.DOTALL)
_ANCHOR_TAG = expression(r"<(?i:/?(?:a|img)\b[^>]*+>?)")
_ID = re.compile(r'\sid="[^"]*"')


def split_text(
    scan: Edits, references: Sequence[Reference], start: int, end: int, *, removing: Sequence[Edit] = ()
) -> Text:
    """The slice with its edits made; `removing` are more edits, which win over those inside of them."""
    edits: Iterable[Edit] = scan.edits
    if removing:
        edits = sorted((*scan.edits, *removing), key=lambda edit: (edit.start, -edit.end))
    source, at = scan.html, start
    chunks: list[str] = []
    pieces: list[str] = []
    used: list[Reference] = []
    for edit in edits:
        if edit.start < at:
            continue
        if edit.end > end:
            break
        pieces.append(source[at : edit.start])
        at = edit.end
        if isinstance(edit.new, str):
            pieces.append(edit.new)
        else:
            chunks.append("".join(pieces))
            pieces.clear()
            used.append(references[edit.new])
    pieces.append(source[at:end])
    chunks.append("".join(pieces))
    return Text(tuple(chunks), tuple(used))


def split_excerpted(
    scan: Edits, references: Sequence[Reference], start: int, end: int, *, removing: Sequence[Edit] = ()
) -> Text:
    """The slice as it may be on another page: without ids, footnote marks and what is `removing`."""
    gone = [edit for edit in scan.removable if edit.start >= start and edit.end <= end]
    text = split_text(scan, references, start, end, removing=(*gone, *removing))
    if any(one.kind is ReferenceKind.IMAGE for one in text.references):
        text = Text(text.chunks, tuple(_without_id(one) for one in text.references))
    return text


def _without_id(reference: Reference) -> Reference:
    attributes = tuple(pair for pair in reference.attributes if pair[0] != "id")
    return msgspec.structs.replace(reference, attributes=attributes)


def plain_text(source: str) -> str:
    """Words as a reader sees them, on one line, without footnote marks."""
    if "<sup" in source:
        source = FOOTNOTE_MARK.sub("", source)
    source = _BLOCK_END.sub(lambda match: " " + match[0], source)
    return " ".join(html.unescape(_TAG.sub("", source)).split())


def excerpt_of(source: str) -> str:
    """The prose of a teaser for a meta description, cut at a word."""
    text = plain_text(_NOT_PROSE.sub(" ", source))
    if len(text) <= EXCERPT_LENGTH:
        return text
    cut = text.rfind(" ", 0, EXCERPT_LENGTH)
    return text[: cut if cut > 0 else EXCERPT_LENGTH - 1].rstrip(" ,;:–—-") + "…"


class Length(NamedTuple):
    """How long a text is: `characters` are those of its `words` that are characters without blanks."""

    words: int
    characters: int


def count_words(source: str) -> Length:
    """Words between blanks, of all that is printed; in scripts without blanks each letter is one."""
    if "<s" in source:
        source = UNREAD.sub("", source)
    text = _TAG_IN_UTF8.sub(b"", source.encode(errors="surrogatepass"))
    if _may_have_unspaced(text):
        return _count_letters(text.decode(errors="surrogatepass"))
    for first, blank in _OTHER_BLANKS:
        if first in text:
            text = blank.sub(b" ", text)
    return Length((b" " + text).translate(_BLANK_OR_LETTER).count(b" a"), 0)


def _count_letters(text: str) -> Length:
    """The length of a text in which there may be letters of a script without blanks."""
    if unspaced().search(text) is None:
        return Length(len(text.split()), 0)
    if "&" in text:
        text = html.unescape(text)
    rest, runs = _unspaced_run().subn(" ", text)
    characters = len(text) - len(rest) + runs
    words = sum(1 for word in rest.split() if word.isalnum() or any(map(str.isalnum, word)))
    return Length(words + characters, characters)


@cache
def unspaced() -> re.Pattern[str]:
    """A letter of a script without blanks. Compiled when it is first needed: few texts have one."""
    return re.compile(_UNSPACED)


@cache
def _unspaced_run() -> re.Pattern[str]:
    return re.compile(_UNSPACED + "+")


def has_unspaced(text: str) -> bool:
    """Whether there is a letter of a script without blanks."""
    if text.isascii() or not _may_have_unspaced(text.encode(errors="surrogatepass")):
        return False
    return unspaced().search(text) is not None


def _may_have_unspaced(utf8: bytes) -> bool:
    return any(first in utf8 for first in _UNSPACED_FIRST_BYTES) or any(
        first in utf8 and beginning.search(utf8) for first, beginning in _UNSPACED_BEGINNINGS
    )


def missing_anchors(scan: Edits, anchors: Iterable[str]) -> list[Finding]:
    """The writer's links within the page that lead to nothing on it."""
    known = dict.fromkeys(anchors)
    vocabulary = Vocabulary(known, str.lower)
    findings: list[Finding] = []
    for fragment, written in scan.fragments:
        if fragment not in known:
            guess = vocabulary.closest(fragment) if len(findings) < _MOST_GUESSES else ""
            otherwise = "link to a heading that exists, or give one that id"
            hint = f"did you mean #{guess}?" if guess else otherwise
            findings.append(Finding("broken-anchor", hint, written))
    return findings


def list_headings(scan: Edits) -> tuple[Heading, ...]:
    """Headings with an id, at the level they have on the page."""
    deeper = 1 if scan.demotes else 0
    return tuple(
        Heading(one.id, min(6, one.level + deeper), _inline(scan.html[one.start : one.end]))
        for one in scan.headings
        if one.id
    )


def _inline(source: str) -> str:
    """A heading's content as it may be inside a link of the table of contents."""
    if "<" in source:
        for pattern in (FOOTNOTE_MARK, _HEADERLINK, _ANCHOR_TAG, _ID):
            source = pattern.sub("", source)
    return source.strip()
