"""What other tools would read in a text and this one prints as it is: one finding a kind, at its first place.

Nothing is searched for unless the text has the characters that it cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import NamedTuple

from site_builder.model.expressions import expression
from site_builder.stages.bodies.code_fences import has_fences, unclosed_fences
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.bodies.masking import mask, mask_code
from site_builder.stages.bodies.places import link_label
from site_builder.stages.bodies.syntax.attribute_lists import is_attribute_list
from site_builder.stages.text.quick_search import contains, line_starts


class _ForeignSyntax(NamedTuple):
    """A thing that other tools read. Group 1 of `pattern`, if it has one, goes into the message."""

    literals: tuple[str, ...]
    pattern: re.Pattern[str]
    message: str
    hint: str
    code: str = "foreign-syntax"


def _kind(literals: tuple[str, ...], pattern: str, message: str, hint: str) -> _ForeignSyntax:
    return _ForeignSyntax(literals, re.compile(pattern, re.MULTILINE | re.IGNORECASE), message, hint)


_TAGS = "a template tag of another tool, which is printed as text here"
_REPLACE_TAG = (
    "write what it would have printed, as Markdown or HTML; "
    "docs/how-to/move-from-another-generator.md says what import markdown converts"
)
_SHORTCODE = "a shortcode of WordPress, which is printed as text here"
_SHORTCODES = ("caption", "gallery", "embed", "playlist", "audio", "video", "youtube", "vimeo")
_INITIALS = "".join(name[0] for name in _SHORTCODES)
_VIDEO = r"https?://(?:(?:www\.|m\.)?youtube\.com/(?:watch|shorts/)|youtu\.be/|(?:www\.)?vimeo\.com/\d)\S*"
_KINDS = (
    _kind(
        ("{%", "{{"),
        r"(\{%-?[ ]*\w*)[^{}\n]*%\}|(\{\{[<%]?[ ]*[\w./-]*)[^{}\n]*\}\}",
        "'{0} …' is " + _TAGS,
        _REPLACE_TAG,
    ),
    _kind(
        ("[",),
        rf"\[(?=[{_INITIALS}])(?<!\\\[)(" + "|".join(_SHORTCODES) + r")\b[^\]\n]*\](?![(\[:])",
        "'[{0}]' is " + _SHORTCODE,
        'write a picture as ![what it shows](picture.jpg "its caption"), and anything else as a link',
    ),
    _kind(
        ("youtu", "vimeo.com"),
        rf"(?:\A|(?<=\n\n))[ ]*({_VIDEO})[ ]*$",
        "the address of a video on a line of its own is a link here, not a player",
        "to say what readers will see, write it as [the video's title](the address)",
    ),
    _kind(
        ("[[",),
        r"(\[\[[^\[\]\n]+\]\])(?!\()",
        "'{0}' is a wiki link, which is printed as text here",
        "write [the words](file.md), or add wikilinks to markdown.extensions",
    ),
    _kind(
        ("^[",),
        r"(?<!\\)\^\[[^\]\n]+\]",
        "a footnote inside the text, ^[like this], is printed as text here",
        "write [^name] here, and [^name]: with the note below",
    ),
    _kind(
        ("{:",),
        r"^[ ]*(\{::?[^{}\n]*\})[ ]*$",
        "'{0}' is not a list of attributes, so it is printed as text",
        "write .class, #id or key=value in it, or delete it",
    ),
)
_ITEM = re.compile(r"(?:[*+-]|[0-9]+\.)[ ]+\S")
_ITEM_BELOW = re.compile(r"\n[ ]{2,3}((?:[*+-]|[0-9]+\.)[ ]+\S.*)")
_TABLE_RULE = re.compile(r"[ ]{0,3}\|?[ ]*:?-+:?[ ]*\|[ |:-]*$", re.MULTILINE)
_FENCE_LINE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_PAGE_BREAK = re.compile(r"<!--[ ]*nextpage[ ]*-->", re.IGNORECASE)
# These begin with what `re` can look for fast.
_REFERENCE = re.compile(r"\]\[([^\[\]\n^]+)\]")
_TEXT_BEFORE = expression(r"(?<![\\!])\[[^\[\]\n^][^\[\]\n]*\Z")
_DEFINITION = expression(r"^[ ]{0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)
_NOTE = re.compile(r"\[\^([^\[\]\n]+)\]")


def find_foreign_syntax(source: str, extensions: Collection[str] = ()) -> list[Finding]:
    """All that is said of a source, in no order. `extensions` are those that the site has added."""
    findings = list(_find_unclosed_fence(source)) if has_fences(source) else []
    has_comments = contains(source, "<!--")
    if has_comments and "nextpage" in source and (found := _PAGE_BREAK.search(mask_code(source))):
        message = "<!--nextpage--> splits a post into pages in WordPress, and does nothing here"
        hint = "delete it, or split this post in two"
        findings.append(Finding("foreign-syntax", message, hint, found.start(), len(found[0])))
    # Masking code costs more than all searches, so it is left to texts in which something was found.
    if next(_search(source, extensions), None) is not None:
        findings += _search(mask(source), extensions)
    return findings


def _search(text: str, extensions: Collection[str]) -> Iterator[Finding]:
    for kind in _KINDS:
        if not any(contains(text, literal) for literal in kind.literals):
            continue
        if kind.literals == ("[[",) and "wikilinks" in extensions:
            continue
        matches = kind.pattern.finditer(text)
        found = next((one for one in matches if not _is_list_of_attributes(one[0])), None)
        if found:
            start, end = found.span(found.lastindex or 0)
            message = kind.message.replace("{0}", found[found.lastindex or 0].strip())
            yield Finding(kind.code, message, kind.hint, start, end - start)
    yield from _find_shallow_item(text)
    if "|" in text:
        yield from _check_tables(text)
    if contains(text, "]["):
        yield from _find_missing_reference(text)
    if contains(text, "[^"):
        yield from _check_footnotes(text)


def _find_shallow_item(text: str) -> Iterator[Finding]:
    for below in _ITEM_BELOW.finditer(text):
        if _ITEM.match(text, text.rfind("\n", 0, below.start()) + 1):
            message = "this list item is indented by less than four spaces, so it is not inside the one above"
            hint = "indent it by four spaces"
            yield Finding("foreign-syntax", message, hint, below.start(1), len(below[1]))
            return


def _check_tables(text: str) -> Iterator[Finding]:
    """A line of text right above a table, and one right below, each at the first table that has it."""
    above = below = False
    for rule in _table_rules(text):
        header = text.rfind("\n", 0, max(0, rule.start() - 1)) + 1
        before = text[text.rfind("\n", 0, max(0, header - 1)) + 1 : max(0, header - 1)]
        if (
            not above
            and header
            and before.strip()
            and "|" not in before
            and "|" in text[header : rule.start()]
        ):
            above = True
            message = "this table is right below a line of text, so it is not read as a table"
            hint = "put an empty line above the table"
            yield Finding("foreign-syntax", message, hint, header, rule.start() - 1 - header)
        at = rule.end() + 1
        while not below and at < len(text):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            line = text[at:end]
            if "|" not in line:
                if line.strip() and not line.lstrip().startswith("{"):
                    below = True
                    message = "this line is right below a table, so it becomes a row of it"
                    yield Finding("foreign-syntax", message, "put an empty line above it", at, len(line))
                break
            at = end + 1


def _table_rules(text: str) -> Iterator[re.Match[str]]:
    """The lines below the heads of tables. Only lines that have a bar are looked at."""
    rules = (_TABLE_RULE.match(text, start) for start in line_starts(text, "|"))
    return (rule for rule in rules if rule)


def _is_list_of_attributes(text: str) -> bool:
    text = text.strip()
    return text.startswith("{:") and is_attribute_list(text[2:-1].strip())


def _find_unclosed_fence(source: str) -> Iterator[Finding]:
    starts = sorted({*line_starts(source, "```"), *line_starts(source, "~~~")})
    lines_with_marks = filter(None, (_FENCE_LINE.match(source, start) for start in starts))
    marks = [(line[1], line[2], line[3]) for line in lines_with_marks]
    if len(marks) % 2 == 0 and all(map(_is_closed_simply, marks[::2], marks[1::2])):
        return
    lines = source.split("\n")
    unclosed = unclosed_fences(lines)
    if unclosed:
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        length = len(lines[unclosed[0]].strip())
        start = starts[unclosed[0]] + len(lines[unclosed[0]]) - len(lines[unclosed[0]].lstrip())
        yield Finding("fence-unclosed", "", "", start, length)


def _is_closed_simply(opening: tuple[str, str, str], closing: tuple[str, str, str]) -> bool:
    """Whether two lines with marks are a fence that needs no closer look: at the margin, of three each."""
    return opening[:2] == closing[:2] == ("", opening[1][0] * 3) and "`" not in opening[2] and not closing[2]


def _find_missing_reference(text: str) -> Iterator[Finding]:
    defined: set[str] | None = None
    for found in _REFERENCE.finditer(text):
        if defined is None:
            defined = {link_label(name) for name in _DEFINITION.findall(text)}
        before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        opening = _TEXT_BEFORE.search(before)
        if opening and link_label(found[1]) not in defined:
            start = found.start() - (len(before) - opening.start())
            message = f"nothing defines '[{found[1]}]', so this link is printed as text"
            hint = f"add a line [{found[1]}]: with the address, or write [text](address)"
            yield Finding("foreign-syntax", message, hint, start, found.end() - start)
            return


def _check_footnotes(text: str) -> Iterator[Finding]:
    """Footnotes with two texts, without a text, and with a text that nothing refers to."""
    defined: dict[str, re.Match[str]] = {}
    used: dict[str, re.Match[str]] = {}
    for found in _NOTE.finditer(text):
        start = found.start()
        if text[start - 1 : start] == "\\":
            continue
        before = text[text.rfind("\n", 0, start) + 1 : start]
        if text[found.end() : found.end() + 1] != ":" or before.strip(" >"):
            used.setdefault(found[1], found)
            continue
        if found[1] in defined:
            yield Finding("footnote-duplicate", found[1], "", start, len(found[0]))
        defined[found[1]] = found
    for code, names, others in (("footnote-missing", used, defined), ("footnote-unused", defined, used)):
        for name, found in names.items():
            if name not in others:
                yield Finding(code, name, "", found.start(), len(found[0]))
