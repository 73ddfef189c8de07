"""What is wrong with a body, in a writer's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from site_builder.model.diagnostics import Diagnostic, Place, Severity, error, warning
from site_builder.stages.bodies.places import Places


class Finding(NamedTuple):
    """A problem before it has a place. `name` is an element's, `written` what is in the source.

    A finding in the source itself knows its `offset` and `length`.
    """

    code: str
    name: str = ""
    written: str = ""
    offset: int = -1
    length: int = 1


class _Kind(NamedTuple):
    """How to report a code. Message and hint may hold {name} and {written}; `find` looks for the place."""

    severity: Severity
    message: str
    hint: str
    find: Callable[[Places, Finding], Place]
    code: str = ""


def _by_value(places: Places, finding: Finding) -> Place:
    return places.find(finding.written).place


def _by_loaded(places: Places, finding: Finding) -> Place:
    return places.find_loaded(finding.written)


def _by_text(places: Places, finding: Finding) -> Place:
    return places.find_text(finding.written)


def _by_word(places: Places, finding: Finding) -> Place:
    return places.find_text(finding.written) if finding.written else places.at(0)


def _nowhere(places: Places, finding: Finding) -> Place:
    return places.at(0)


def _by_opening(places: Places, finding: Finding) -> Place:
    if finding.written:
        return places.find(finding.written).place
    return places.find_pattern(rf"<{finding.name}\b")


def _by_empty_link(places: Places, finding: Finding) -> Place:
    return places.find_pattern(r"""\]\(\s*\)|\b(?:href|src)\s*=\s*(?:""|'')""")


def _by_note(places: Places, finding: Finding) -> Place:
    return places.find_pattern(rf"!!! ?editors-note[^\n]*?({re.escape(finding.written)})")


def _by_inner_marker(places: Places, finding: Finding) -> Place:
    return places.find_pattern(r"<!--[ ]*more[ ]*-->", int(finding.written))


def _by_id(places: Places, finding: Finding) -> Place:
    anchor = re.escape(finding.written)
    return places.find_pattern(rf"""(?:#|id\s*=\s*["']?){anchor}\b""")


def _by_offset(places: Places, finding: Finding) -> Place:
    return places.at(finding.offset, finding.length)


def _by_handler(places: Places, finding: Finding) -> Place:
    return places.find_pattern(rf"\b{re.escape(finding.name)}\s*=")


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_KINDS = {
    "markdown-too-deep": _Kind(
        _ERROR,
        "this text is nested too deeply (quotes in quotes, lists in lists, brackets in brackets)",
        "flatten it; a few levels are plenty",
        _nowhere,
    ),
    "markdown-failed": _Kind(
        _ERROR,
        "this text could not be converted: {name}",
        "if config.yaml lists extensions under markdown, try without them",
        _nowhere,
    ),
    "markdown-placeholder": _Kind(
        _WARNING,
        "Python-Markdown stumbled over emphasis that overlaps (*a **b* c**) and may have lost a character",
        "close each run of * or _ before the one around it, then look at the page",
        _by_word,
    ),
    "control-character": _Kind(
        _WARNING,
        "{name}, an invisible character that no page or feed may contain, was left out",
        "delete it; it often appears when text is copied from a PDF or a terminal",
        _by_text,
    ),
    "editors-note-date": _Kind(
        _ERROR,
        "'{written}' is not a date",
        "write a date that exists, such as 2026-03-01",
        _by_note,
    ),
    "editors-note-kind": _Kind(
        _WARNING,
        "'{written}' is not a kind of editor's note",
        "write note, update, correction or content, and perhaps a date such as 2026-03-01",
        _by_note,
    ),
    "image-alt-missing": _Kind(
        _WARNING,
        "this image has no alternative text for readers who cannot see it",
        'describe it in the square brackets; for a purely decorative image write <img src="…" alt="">',
        _by_value,
    ),
    "inline-code": _Kind(
        _WARNING,
        "this <{name}> has an inline script or style, which a content security policy blocks",
        "put styles into the theme's extra style sheet, and give the element a class",
        _by_opening,
    ),
    "inline-style": _Kind(
        _WARNING,
        "this text has elements with inline styles, which a content security policy blocks",
        "give them a class, and put its style into the theme's extra style sheet; {name}",
        _by_value,
        "inline-code",
    ),
    "inline-handler": _Kind(
        _WARNING,
        "{name}= runs a script in this text, which a content security policy blocks",
        "delete it; an address to go to belongs in href",
        _by_handler,
        "inline-code",
    ),
    "script-link": _Kind(
        _WARNING,
        "this link runs a script, which a content security policy blocks",
        "link to a page or a file instead",
        _by_value,
        "inline-code",
    ),
    "third-party-image": _Kind(
        _WARNING,
        "pictures in this text load from other hosts, which can track readers",
        "put the files into the content folder, and link to them there; {name}",
        _by_value,
    ),
    "foreign-syntax": _Kind(_WARNING, "{name}", "{written}", _by_offset),
    "attributes-of-nothing": _Kind(
        _WARNING,
        "'{written}' is not attached to any block, so it was left out",
        "put it right below a paragraph, table or fence, or right above a block, without an empty line",
        _by_text,
        "foreign-syntax",
    ),
    "fence-unclosed": _Kind(
        _WARNING,
        "this fence opens code that is never closed, so it is printed as text",
        "close it with a line of the same characters",
        _by_offset,
    ),
    "footnote-duplicate": _Kind(
        _WARNING,
        "the footnote '{name}' is defined twice, and only the last definition is printed",
        "rename one of them, and refer to it",
        _by_offset,
    ),
    "footnote-missing": _Kind(
        _WARNING,
        "the footnote '{name}' has no text, so its mark is printed as it is",
        "add a line [^{name}]: with the note, or put a backslash before the bracket",
        _by_offset,
    ),
    "footnote-unused": _Kind(
        _WARNING,
        "nothing refers to the footnote '{name}'",
        "put [^{name}] where it belongs in the text, or delete the note",
        _by_offset,
    ),
    "broken-anchor": _Kind(
        _WARNING,
        "there is no heading or id '{written}' in this text",
        "{name}",
        _by_value,
    ),
    "link-empty": _Kind(
        _WARNING,
        "this link has no address",
        "write the file's name or the address into the parentheses",
        _by_empty_link,
    ),
    "link-outside-content": _Kind(
        _WARNING,
        "'{written}' leads out of the content folder",
        "move the file into the content folder, or correct the path",
        _by_value,
    ),
    "srcset-candidates": _Kind(
        _WARNING,
        "only the first of the images in this srcset is used",
        "write ![what it shows](image.jpg): the site makes the other sizes itself",
        _by_value,
    ),
    "third-party-embed": _Kind(
        _WARNING,
        "this <{name}> makes every reader's browser load from another host, which can track the visit",
        "link to it instead, or put a copy of the file into the content folder",
        _by_loaded,
    ),
    "more-marker": _Kind(
        _WARNING,
        "this <!--more--> {name}, so it cannot end the teaser",
        "give it a line of its own between two paragraphs; only the first one counts",
        _by_inner_marker,
    ),
    "anchor-duplicate": _Kind(
        _WARNING,
        "the id '{written}' is on this page more than once, so links to it lead to the first",
        "give each element an id of its own",
        _by_id,
    ),
}


def describe(finding: Finding, path: str, places: Places) -> Diagnostic | None:
    """The diagnostic for a finding; None for what turns out to be as the writer meant it."""
    kind = _KINDS["image-alt-missing" if finding.code == "image-alt-empty" else finding.code]
    if finding.code == "image-alt-empty":
        found = _image_that_says_nothing(places, finding.written)
        if found is None:
            return None
        place = found
    else:
        place = kind.find(places, finding)
    if finding.code == "control-character" and len(finding.written) == 1:
        finding = finding._replace(name=f"U+{ord(finding.written):04X}")
    elif finding.code == "control-character":
        finding = finding._replace(name=finding.written)
    code = "image-alt-missing" if finding.code == "image-alt-empty" else kind.code or finding.code
    fill = {"name": finding.name, "written": finding.written}
    report = error if kind.severity is Severity.ERROR else warning
    return report(code, kind.message.format(**fill), path, place, kind.hint.format(**fill))


def _image_that_says_nothing(places: Places, written: str) -> Place | None:
    """Where an image with empty brackets is. `alt=""` in raw HTML says that the image is decoration."""
    if not places.search(r"!\[\s*\]"):
        return None
    # Where the same image appears twice, the one that nothing is said of.
    place = places.find_empty_image(written)
    if place is not None:
        return place
    # What else can be empty and lead there is a reference: ![][desk]
    spot = places.find(written)
    return spot.place if spot.is_markdown else None
