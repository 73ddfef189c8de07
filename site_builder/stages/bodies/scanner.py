"""One pass over finished HTML, Markdown-made and raw alike: what to change in it, and what it tells.

The HTML is read as a browser's tokenizer reads it, as far as tags, comments and raw text elements go
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization). Tags without attributes other than
headings, most of those with just a class, and plain links to elsewhere concern nobody and are passed over by
the regular expression itself, which looks for the most frequent ones first, so prose costs next to nothing.
An unclosed tag, quote or comment swallows the rest, which keeps the search linear.
"""

from __future__ import annotations

import html
import re

from site_builder.stages.bodies.edits import Edit, Edits, NoteSpan, OpenHeading
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.bodies.targets import loads_elsewhere
from site_builder.stages.bodies.urls import URL_ATTRIBUTES, read_url, read_urls, start_with_blank
from site_builder.stages.text.attributes import ATTRIBUTES, Attribute, read_attributes

_TOKEN = re.compile(
    rf"""<(?!/?(?:p|em|a|strong|li|td|tr|code|ul|ol)>)(?i:
      /(?P<closed>h[1-6]|aside|picture)\s*+>
    | !--(?P<comment>.*?)(?:-->|\Z)
    | [!?][^>]*+(?P<declaration>>?)
    | (?=[stxn])(?P<raw>script|style|textarea|xmp|noembed|noframes)(?=[\s/>])(?P<raw_attributes>{ATTRIBUTES})
      (?:>.*?(?:</(?P=raw)\b[^>]*+>|\Z)|\Z)
    | (?:a\ href="(?:https?:|mailto:)|(?:span|code|div|p|pre)\ class=")[^"]*+">
    | (?P<name>[a-z][^\s/<>]*+)[\s/]++(?P<attributes>(?!>){ATTRIBUTES})(?:>|\Z)
    | (?P<bare>h[1-6]|aside|picture)\s*+>
    )""",
    re.VERBOSE | re.DOTALL,
)
_CELL_ALIGNMENT = re.compile(r"\s*text-align:\s*(left|right|center)\s*;?\s*", re.IGNORECASE)


def scan_html(text: str, folder: str) -> Edits:
    """Read the HTML of a document that is in `folder` (relative to content/)."""
    scan = Edits(folder, text)
    for token in _TOKEN.finditer(text):
        group = token.lastgroup
        if group == "attributes":
            _read_tag(scan, token)
        elif group == "closed":
            _read_closing_tag(scan, token)
        elif group == "bare":
            _read_bare_tag(scan, token)
        elif group == "comment":
            comment = token["comment"].strip()
            if comment == "more":
                scan.markers.append(token.span())
            elif comment.startswith("check:"):
                # For the command `check`, and for nobody who reads the page.
                scan.edits.append(Edit(*token.span(), ""))
        elif group == "raw_attributes":
            _read_raw_element(scan, token)
    _report_repeated(scan)
    _demote(scan)
    scan.edits.sort(key=_start)
    scan.notes.sort(key=lambda note: note.start)
    return scan


def _report_repeated(scan: Edits) -> None:
    """What a text may have hundreds of is said once, at the first."""
    for code, values in (("inline-style", scan.styles), ("third-party-image", scan.remote_images)):
        if values:
            count = (
                "there is one in this text" if len(values) == 1 else f"there are {len(values)} in this text"
            )
            scan.findings.append(Finding(code, count, values[0]))


def _start(edit: Edit) -> int:
    return edit.start


def _read_tag(scan: Edits, token: re.Match[str]) -> None:
    name = token["name"].lower()
    attributes = read_attributes(scan.html, *token.span("attributes"))
    for key, attribute in attributes.items():
        if key == "id" or (key == "name" and name == "a"):
            _note_id(scan, attribute)
        elif key == "style":
            _read_style(scan, name, attributes)
        elif key[:2] == "on" and key[2:].isalpha():
            scan.findings.append(Finding("inline-handler", key, attribute.value))
    if name in URL_ATTRIBUTES:
        read_urls(scan, name, attributes, token)
    elif len(name) == 2 and name[0] == "h" and "1" <= name[1] <= "6":
        identifier = attributes["id"].value if "id" in attributes else ""
        _open_heading(scan, int(name[1]), identifier, token.start("name"), token.end())
    elif name == "sup":
        _read_footnote_mark(scan, attributes, token)
    elif name == "aside":
        classes = attributes["class"].value if "class" in attributes else ""
        scan.open_asides.append((tuple(classes.split()), token.end()))
    elif name == "picture":
        scan.open_pictures += 1


def _note_id(scan: Edits, attribute: Attribute) -> None:
    value = attribute.value
    if value.startswith("fn") and [value] != (words := value.split()):
        value = "-".join(words)
        scan.edits.append(Edit(attribute.start, attribute.end, f'"{html.escape(value)}"'))
    scan.anchors.append(value)
    scan.removable.append(Edit(start_with_blank(scan, attribute), attribute.end, ""))


def _read_style(scan: Edits, name: str, attributes: dict[str, Attribute]) -> None:
    """The tables extension aligns cells by `style`, which a strict content security policy blocks."""
    style = attributes["style"]
    match = _CELL_ALIGNMENT.fullmatch(style.value) if name in ("td", "th") else None
    if match is None:
        scan.styles.append(style.value)
        return
    alignment = f"align-{match[1].lower()}"
    classes = attributes.get("class")
    if classes is None:
        scan.edits.append(Edit(style.whole, style.end, f'class="{alignment}"'))
    else:
        scan.edits.append(Edit(start_with_blank(scan, style), style.end, ""))
        scan.edits.append(
            Edit(classes.start, classes.end, f'"{html.escape(classes.value, quote=True)} {alignment}"')
        )


def _open_heading(scan: Edits, level: int, identifier: str, name_start: int, content_start: int) -> None:
    scan.levels.append((name_start + 1, level))
    scan.open_headings.append((identifier, level, content_start))


def _read_bare_tag(scan: Edits, token: re.Match[str]) -> None:
    name = token["bare"].lower()
    if name == "aside":
        scan.open_asides.append(((), token.end()))
    elif name == "picture":
        scan.open_pictures += 1
    else:
        _open_heading(scan, int(name[1]), "", token.start("bare"), token.end())


def _read_closing_tag(scan: Edits, token: re.Match[str]) -> None:
    name = token["closed"].lower()
    if name == "picture":
        scan.open_pictures = max(0, scan.open_pictures - 1)
    elif name == "aside":
        if scan.open_asides:
            classes, content = scan.open_asides.pop()
            if "editors-note" in classes:
                scan.notes.append(NoteSpan(classes, content, token.start()))
    else:
        scan.levels.append((token.end("closed") - 1, int(name[1])))
        if scan.open_headings:
            identifier, level, content = scan.open_headings.pop()
            scan.headings.append(OpenHeading(identifier, level, content, token.start()))


def _read_footnote_mark(scan: Edits, attributes: dict[str, Attribute], token: re.Match[str]) -> None:
    if "id" in attributes and attributes["id"].value.startswith("fnref"):
        end = scan.html.find("</sup>", token.end())
        if end >= 0:
            scan.removable.append(Edit(token.start(), end + len("</sup>"), ""))


def _read_raw_element(scan: Edits, token: re.Match[str]) -> None:
    name = token["raw"].lower()
    if name not in ("script", "style"):
        return
    named = read_attributes(scan.html, *token.span("raw_attributes"))
    source = named.get("src")
    if name == "script" and source is not None:
        if loads_elsewhere(source.value):
            scan.findings.append(Finding("third-party-embed", name, source.value))
        else:
            read_url(scan, name, source, named)
    elif name == "style" or "json" not in (named["type"].value if "type" in named else ""):
        scan.findings.append(Finding("inline-code", name))


def _demote(scan: Edits) -> None:
    """A body with a first-level heading moves down by one, so that the page keeps one `h1`."""
    scan.demotes = any(level == 1 for _, level in scan.levels)
    if scan.demotes:
        scan.edits.extend(
            Edit(position, position + 1, str(level + 1)) for position, level in scan.levels if level < 6
        )
