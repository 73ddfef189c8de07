"""What other tools would read in a text and this one prints as it is: one finding a kind, at its first place.

Nothing is searched for unless the text has the characters that it cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import NamedTuple

from site_builder.stages.bodies.code_fences import has_fences, unclosed_fences
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.bodies.masking import mask, mask_code
from site_builder.stages.bodies.syntax.attribute_lists import is_attribute_list


class _ForeignSyntax(NamedTuple):
    """A thing that other tools read. Group 1 of `pattern`, if it has one, goes into the message."""

    literal: str
    pattern: re.Pattern[str]
    message: str
    hint: str
    code: str = "foreign-syntax"


def _kind(literal: str, pattern: str, message: str, hint: str) -> _ForeignSyntax:
    return _ForeignSyntax(literal, re.compile(pattern, re.MULTILINE | re.IGNORECASE), message, hint)


_TAGS = "a template tag of another tool, which is printed as text here"
_REPLACE_TAG = "write what it would have printed, as Markdown or HTML"
_SHORTCODE = "a shortcode of WordPress, which is printed as text here"
_VIDEO = r"https?://(?:(?:www\.|m\.)?youtube\.com/(?:watch|shorts/)|youtu\.be/|(?:www\.)?vimeo\.com/\d)\S*"
_KINDS = (
    _kind(
        "{",
        r"(\{%-?[ ]*\w*)[^{}\n]*%\}|(\{\{[<%]?[ ]*[\w./-]*)[^{}\n]*\}\}",
        "'{0} …' is " + _TAGS,
        _REPLACE_TAG,
    ),
    _kind(
        "[",
        r"(?<!\\)\[(caption|gallery|embed|playlist|audio|video|youtube|vimeo)\b[^\]\n]*\](?![(\[:])",
        "'[{0}]' is " + _SHORTCODE,
        'write a picture as ![what it shows](picture.jpg "its caption"), and anything else as a link',
    ),
    _kind(
        "://",
        rf"(?:\A|(?<=\n\n))[ ]*({_VIDEO})[ ]*$",
        "the address of a video on a line of its own is a link here, not a player",
        "to say what readers will see, write it as [the video's title](the address)",
    ),
    _kind(
        "[[",
        r"(\[\[[^\[\]\n]+\]\])(?!\()",
        "'{0}' is a wiki link, which is printed as text here",
        "write [the words](file.md), or add wikilinks to markdown.extensions",
    ),
    _kind(
        "^[",
        r"(?<![\\\w])\^\[[^\]\n]+\]|(?<=\w)\^\[[^\]\n]+\]",
        "a footnote inside the text, ^[like this], is printed as text here",
        "write [^name] here, and [^name]: with the note below",
    ),
    _kind(
        "{:",
        r"^[ ]*(\{::?[^{}\n]*\})[ ]*$",
        "'{0}' is not a list of attributes, so it is printed as text",
        "write .class, #id or key=value in it, or delete it",
    ),
    _kind(
        "\n  ",
        r"^(?:[*+-]|[0-9]+\.)[ ]+\S.*\n[ ]{2,3}((?:[*+-]|[0-9]+\.)[ ]+\S.*)$",
        "this list item is indented by less than four spaces, so it is not inside the one above",
        "indent it by four spaces",
    ),
    _kind(
        "|",
        r"^[^\n|]*[^\s|][^\n|]*\n([^\n]*\|[^\n]*)\n[ ]{0,3}\|?[ ]*:?-+:?[ ]*\|[ |:-]*$",
        "this table is right below a line of text, so it is not read as a table",
        "put an empty line above the table",
    ),
    _kind(
        "|",
        r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*\|[ |:-]*\n(?:[^\n]*\|[^\n]*\n)*([^\n|{]*[^\s|{}][^\n|]*)$",
        "this line is right below a table, so it becomes a row of it",
        "put an empty line above it",
    ),
)
_PAGE_BREAK = re.compile(r"<!--[ ]*nextpage[ ]*-->", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<![\\!])\[[^\[\]\n^][^\[\]\n]*\]\[([^\[\]\n^]+)\]")
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)
_NOTE = re.compile(r"(?<!\\)\[\^([^\[\]\n]+)\]")
_NOTE_DEFINITION = re.compile(r"^[ >]*\[\^([^\[\]\n]+)\]:", re.MULTILINE)


def find_foreign_syntax(source: str, extensions: Collection[str] = ()) -> list[Finding]:
    """All that is said of a source, in no order. `extensions` are those that the site has added."""
    findings = list(_find_unclosed_fence(source)) if has_fences(source) else []
    if "nextpage" in source and (found := _PAGE_BREAK.search(mask_code(source))):
        message = "<!--nextpage--> parts a post into pages in WordPress, and does nothing here"
        hint = "delete it, or make two posts of this one"
        findings.append(Finding("foreign-syntax", message, hint, found.start(), len(found[0])))
    kinds = [kind for kind in _KINDS if kind.literal in source]
    if "wikilinks" in extensions:
        kinds = [kind for kind in kinds if kind.literal != "[["]
    if not kinds and "][" not in source and "[^" not in source:
        return findings
    masked = mask(source)
    for kind in kinds:
        found = next(
            (one for one in kind.pattern.finditer(masked) if not _is_list_of_attributes(one[0])), None
        )
        if found:
            start, end = found.span(found.lastindex or 0)
            message = kind.message.replace("{0}", found[found.lastindex or 0].strip())
            findings.append(Finding(kind.code, message, kind.hint, start, end - start))
    if "][" in masked:
        findings += _find_missing_reference(masked)
    if "[^" in masked:
        findings += _check_footnotes(masked)
    return findings


def _is_list_of_attributes(text: str) -> bool:
    text = text.strip()
    return text.startswith("{:") and is_attribute_list(text[2:-1].strip())


def _find_unclosed_fence(source: str) -> Iterator[Finding]:
    lines = source.split("\n")
    unclosed = unclosed_fences(lines)
    if unclosed:
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        length = len(lines[unclosed[0]].strip())
        start = starts[unclosed[0]] + len(lines[unclosed[0]]) - len(lines[unclosed[0]].lstrip())
        yield Finding("fence-unclosed", "", "", start, length)


def _find_missing_reference(masked: str) -> Iterator[Finding]:
    defined = {_label(name) for name in _DEFINITION.findall(masked)}
    for found in _REFERENCE.finditer(masked):
        if _label(found[1]) not in defined:
            message = f"nothing defines '[{found[1]}]', so this link is printed as text"
            hint = f"add a line [{found[1]}]: with the address, or write [text](address)"
            yield Finding("foreign-syntax", message, hint, found.start(), len(found[0]))
            return


def _label(text: str) -> str:
    return " ".join(text.split()).lower()


def _check_footnotes(masked: str) -> Iterator[Finding]:
    """Footnotes with two texts, without a text, and with a text that nothing refers to."""
    defined: dict[str, re.Match[str]] = {}
    at: set[int] = set()
    for found in _NOTE_DEFINITION.finditer(masked):
        at.add(found.start(1))
        if found[1] in defined:
            yield Finding("footnote-duplicate", found[1], "", found.start(1) - 2, len(found[1]) + 3)
        defined[found[1]] = found
    used: set[str] = set()
    for found in _NOTE.finditer(masked):
        if found.start(1) not in at:
            if found[1] not in defined and found[1] not in used:
                yield Finding("footnote-missing", found[1], "", found.start(), len(found[0]))
            used.add(found[1])
    for name, found in defined.items():
        if name not in used:
            yield Finding("footnote-unused", name, "", found.start(1) - 2, len(name) + 3)
