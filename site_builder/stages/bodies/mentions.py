"""Where a text of a series mentions its parts, found in the Markdown that was written.

The source is read as a reader would: code, headings, quotations, pictures and notes' labels are no prose,
marks of emphasis and tags are not seen, and it is known what is in a link. Each character that is left
knows its place in the source.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from site_builder.model.documents import Mention, MentionKind
from site_builder.stages.bodies.masking import BLANK, mask
from site_builder.stages.bodies.places import Places
from site_builder.stages.bodies.targets import is_external
from site_builder.stages.language.mention_rules import Found, MentionRules

_TOKEN = re.compile(
    rf"""
      (?P<line>^[ ]{{0,3}}(?:\#{{1,6}}[ ]|!!![ ]|>|\[(?!\^)[^\]\n]+\]:[ ]).*$)
    | (?P<gap>\n[ \t]*\n|{BLANK}+|!\[(?:[^\[\]\\\n]|\\.)*\](?:\([^)\n]*\)|\[[^\]\n]*\])?)
    | (?P<newline>\n[ \t]*|&nbsp;|\u00a0)
    | (?P<note>\[\^[^\]\n]+\]:?)
    | (?P<open>\[(?=(?:[^\[\]\\]|\\.)*\](?:\([^)\n]*\)|\[[^\]\n]*\])))
    | (?P<close>\](?:\((?P<to>[^)\n]*)\)|\[[^\]\n]*\]))
    | (?P<anchor><a\b[^>]*>) | (?P<end></a\s*>)
    | (?P<unseen></?[a-zA-Z][^<>]*>|\{{[:.\#][^}}\n]*\}}|[*_~`\\]+)
    """,
    re.VERBOSE | re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_SCHEME = "mention:"


class _Link(NamedTuple):
    """A link's words in plain text, and where it leads."""

    start: int
    end: int
    target: str


class _Prose(NamedTuple):
    """Plain text in pieces; `offsets` are its characters' in the source."""

    pieces: list[str]
    offsets: list[int]
    links: list[_Link]


def find_mentions(source: str, rules: MentionRules, places: Places) -> tuple[Mention, ...]:
    """All mentions in a Markdown source, in order, except for those that lead to another site."""
    prose = _prose_of(source, rules)
    text = "".join(prose.pieces)
    found = (_mention(source, text, prose, one, places) for one in rules.find(text))
    return tuple(one for one in found if not (one.is_link and is_external(one.target)))


def link_mentions(source: str, rules: MentionRules, own: int) -> str:
    """The source with a link at each mention of another part than `own` that is in none yet.

    Where it leads is `mention:` and the part's number; whether there is such a part, the site knows.
    """
    prose = _prose_of(source, rules)
    pieces: list[str] = []
    at = 0
    for one in rules.find("".join(prose.pieces)):
        start, end = prose.offsets[one.start], prose.offsets[one.end - 1] + 1
        words = source[start:end]
        is_free = _link_at(prose, one) is None and start >= at and len(words) == one.end - one.start
        if one.kind.name == "part" and one.number != own and is_free:
            pieces += (source[at:start], f'<a href="{_SCHEME}{one.number}">{words}</a>')
            at = end
    return "".join([*pieces, source[at:]]) if pieces else source


def _mention(source: str, text: str, prose: _Prose, one: Found, places: Places) -> Mention:
    start, end = prose.offsets[one.start], prose.offsets[one.end - 1] + 1
    link = _link_at(prose, one)
    return Mention(
        MentionKind(one.kind.name),
        one.number,
        " ".join(text[one.start : one.end].split()),
        places.at(start, _length(source, start, end)),
        days=one.kind.days,
        tense=one.tense,
        is_link=link is not None,
        target=link.target if link is not None else "",
    )


def _length(source: str, start: int, end: int) -> int:
    """What is underlined: the mention, or what of it is on its first line."""
    line_end = source.find("\n", start, end)
    return (end if line_end < 0 else line_end) - start


def _link_at(prose: _Prose, one: Found) -> _Link | None:
    return next((link for link in prose.links if link.start < one.end and one.start < link.end), None)


def _prose_of(source: str, rules: MentionRules) -> _Prose:
    """Of those paragraphs that a rule may find something in."""
    prose = _Prose([], [], [])
    masked = mask(source) if rules.may_speak(source) else ""
    start = 0
    while start < len(masked):
        blank = _BLANK_LINE.search(masked, start)
        end = blank.start() if blank else len(masked)
        if rules.may_speak(masked[start:end]):
            _add_paragraph(prose, masked, start, end)
        start = blank.end() if blank else len(masked)
    return prose


def _add_paragraph(prose: _Prose, masked: str, start: int, end: int) -> None:
    pieces, offsets, links = prose
    opened: list[tuple[int, str]] = []

    def add(characters: str, place: int) -> None:
        pieces.append(characters)
        offsets.extend(range(place, place + len(characters)))

    at = start
    for token in _TOKEN.finditer(masked, start, end):
        add(masked[at : token.start()], at)
        at = token.end()
        match token.lastgroup:
            case "newline":
                add(" ", token.start())
            case "line" | "gap":
                # Nothing on one side of it has to do with the other.
                add("\n", token.start())
            case "open":
                opened.append((len(offsets), ""))
            case "anchor":
                href = _HREF.search(token[0])
                opened.append((len(offsets), next(filter(None, href.groups()), "") if href else ""))
            case "close" | "to" | "end":
                if opened:
                    begun, target = opened.pop()
                    links.append(_Link(begun, len(offsets), (token["to"] or target).strip()))
    add(masked[at:end], at)
    add("\n", end)
