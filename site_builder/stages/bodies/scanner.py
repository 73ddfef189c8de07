"""One pass over finished HTML, Markdown-made and raw alike: what to change in it, and what it tells.

The HTML is read as a browser's tokenizer reads it, as far as tags, comments and raw text elements go
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization). Tags without attributes other than
headings concern nobody and are passed over by the regular expression itself, so prose costs next to nothing.
An unclosed tag, quote or comment swallows the rest, which keeps the search linear.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from site_builder.model.documents import ReferenceKind
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.bodies.targets import Target, is_external, loads_elsewhere, read_target

_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^>\s"'][^>\s]*+)?+)*+"""
_TOKEN = re.compile(
    rf"""<(?:
      !--(?P<comment>.*?)(?:-->|\Z)
    | [!?][^>]*+(?P<declaration>>?)
    | (?P<raw>script|style|textarea|xmp|noembed|noframes)(?=[\s/>])(?P<raw_attributes>{_ATTRIBUTES})
      (?:>.*?(?:</(?P=raw)\b[^>]*+>|\Z)|\Z)
    | (?P<name>[a-z][^\s/>]*+)[\s/]++(?P<attributes>(?!>){_ATTRIBUTES})(?:>|\Z)
    | (?P<bare>/?(?:h[1-6]|aside|picture))\s*+>
    )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"'][^\s>]*+)))?+"""
)
_CELL_ALIGNMENT = re.compile(r"\s*text-align:\s*(left|right|center)\s*;?\s*", re.IGNORECASE)
_SRCSET_URL = re.compile(r"(?:^|(?<=,))\s*+([^\s,]\S*+)")

_URL_ATTRIBUTES = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "blockquote": ("cite",),
    "del": ("cite",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src",),
    "img": ("src", "srcset"),
    "input": ("src",),
    "ins": ("cite",),
    "link": ("href",),
    "object": ("data",),
    "q": ("cite",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
_EMBEDS = frozenset({"audio", "embed", "iframe", "link", "object", "source", "track", "video"})


class Link(NamedTuple):
    """A reference in the making. `written` is the attribute's value, by which its place is found."""

    kind: ReferenceKind
    target: Target
    written: str
    attribute: str = "href"
    attributes: tuple[tuple[str, str], ...] = ()
    is_generated: bool = False


class Edit(NamedTuple):
    """Put `new` in place of a slice: text, or the reference of that index."""

    start: int
    end: int
    new: str | int


class OpenHeading(NamedTuple):
    """A heading as found: `start` and `end` enclose its content. `level` is the level as written."""

    id: str
    level: int
    start: int
    end: int


class NoteSpan(NamedTuple):
    """An editor's note: its classes, and where its content stands."""

    classes: tuple[str, ...]
    start: int
    end: int


class _Attribute(NamedTuple):
    """`start` and `end` enclose the value with its quotes, if any; `whole` is where the name begins."""

    name: str
    value: str
    whole: int
    start: int
    end: int


@dataclass
class Scan:
    """What one pass has found. `removable` is what only the full body may print: ids, footnote marks."""

    folder: str
    html: str
    edits: list[Edit] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    headings: list[OpenHeading] = field(default_factory=list)
    notes: list[NoteSpan] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    removable: list[Edit] = field(default_factory=list)
    markers: list[tuple[int, int]] = field(default_factory=list)
    demotes: bool = False
    _levels: list[tuple[int, int]] = field(default_factory=list)
    _open_headings: list[tuple[str, int, int]] = field(default_factory=list)
    _open_asides: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    _open_pictures: int = 0


def scan_html(text: str, folder: str) -> Scan:
    """Read the HTML of a document that lies in `folder` (relative to content/)."""
    scan = Scan(folder, text)
    for token in _TOKEN.finditer(text):
        group = token.lastgroup
        if group == "attributes":
            _read_tag(scan, token)
        elif group == "bare":
            _read_bare_tag(scan, token)
        elif group == "comment":
            if token["comment"].strip() == "more":
                scan.markers.append(token.span())
        elif group == "raw_attributes":
            _read_raw_element(scan, token)
    _demote(scan)
    scan.edits.sort(key=_start)
    scan.notes.sort(key=lambda note: note.start)
    return scan


def _start(edit: Edit) -> int:
    return edit.start


def _read_tag(scan: Scan, token: re.Match[str]) -> None:
    name = token["name"].lower()
    attributes = list(_read_attributes(token["attributes"], token.start("attributes")))
    for attribute in attributes:
        if attribute.name == "id" or (attribute.name == "name" and name == "a"):
            _note_id(scan, attribute)
        elif attribute.name == "style":
            _read_style(scan, name, attributes, attribute)
    if name in _URL_ATTRIBUTES:
        _read_urls(scan, name, attributes, token)
    elif len(name) == 2 and name[0] == "h" and "1" <= name[1] <= "6":
        identifier = next((one.value for one in attributes if one.name == "id"), "")
        _open_heading(scan, int(name[1]), identifier, token.start("name"), token.end())
    elif name == "sup":
        _read_footnote_mark(scan, attributes, token)
    elif name == "aside":
        classes = next((one.value for one in attributes if one.name == "class"), "")
        scan._open_asides.append((tuple(classes.split()), token.end()))
    elif name == "picture":
        scan._open_pictures += 1


def _read_attributes(text: str, offset: int) -> Iterator[_Attribute]:
    """Attributes in order; of two with one name the first counts, as in a browser."""
    seen = set()
    for match in _ATTRIBUTE.finditer(text):
        name = match["name"].lower()
        if name in seen:
            continue
        seen.add(name)
        group = match.lastgroup or "name"
        value = "" if group == "name" else match[group]
        start, end = match.span(group)
        quotes = group in ("double", "single")
        if "&" in value:
            value = html.unescape(value)
        yield _Attribute(name, value, offset + match.start(), offset + start - quotes, offset + end + quotes)


def _note_id(scan: Scan, attribute: _Attribute) -> None:
    value = attribute.value
    if value.startswith("fn") and any(map(str.isspace, value)):
        value = "-".join(value.split())
        scan.edits.append(Edit(attribute.start, attribute.end, f'"{html.escape(value)}"'))
    scan.anchors.append(value)
    scan.removable.append(Edit(_start_with_blank(scan, attribute), attribute.end, ""))


def _read_style(scan: Scan, name: str, attributes: list[_Attribute], style: _Attribute) -> None:
    """The tables extension aligns cells by `style`, which a strict content security policy blocks."""
    match = _CELL_ALIGNMENT.fullmatch(style.value) if name in ("td", "th") else None
    if match is None:
        scan.findings.append(Finding("inline-code", name, style.value))
        return
    alignment = f"align-{match[1].lower()}"
    classes = next((one for one in attributes if one.name == "class"), None)
    if classes is None:
        scan.edits.append(Edit(style.whole, style.end, f'class="{alignment}"'))
    else:
        scan.edits.append(Edit(_start_with_blank(scan, style), style.end, ""))
        scan.edits.append(
            Edit(classes.start, classes.end, f'"{html.escape(classes.value, quote=True)} {alignment}"')
        )


def _read_urls(scan: Scan, name: str, attributes: list[_Attribute], token: re.Match[str]) -> None:
    named = {attribute.name: attribute for attribute in attributes}
    if name == "img":
        _check_alt(scan, named)
        if "src" in named and "srcset" not in named and not scan._open_pictures:
            _read_image(scan, named.pop("src"), tuple(named.values()), token)
            return
    for attribute_name in _URL_ATTRIBUTES[name]:
        attribute = named.get(attribute_name)
        if attribute is None:
            continue
        if attribute_name == "srcset":
            _read_srcset(scan, attribute)
        elif name in _EMBEDS and loads_elsewhere(attribute.value):
            scan.findings.append(Finding("third-party-embed", name, attribute.value))
        else:
            _read_url(scan, name, attribute, named)


def _check_alt(scan: Scan, named: dict[str, _Attribute]) -> None:
    alt, source = named.get("alt"), named.get("src")
    written = source.value if source else ""
    if alt is None:
        scan.findings.append(Finding("image-alt-missing", "img", written))
    elif not alt.value.strip():
        scan.findings.append(Finding("image-alt-empty", "img", written))


def _read_image(scan: Scan, source: _Attribute, others: tuple[_Attribute, ...], token: re.Match[str]) -> None:
    written = source.value.strip()
    if written[:5].lower() == "data:":
        return
    if is_external(written):
        target: Target | None = Target(written)
    else:
        target = _resolve(scan, "img", written)
    if target is not None:
        attributes = tuple((one.name, one.value) for one in others)
        _add_link(scan, Link(ReferenceKind.IMAGE, target, source.value, "src", attributes), *token.span())


def _read_url(scan: Scan, name: str, attribute: _Attribute, named: dict[str, _Attribute]) -> None:
    written = attribute.value.strip()
    if is_external(written):
        return
    if written.startswith("#"):
        # In `<use href="#icon">` and the like a fragment must stay a fragment.
        if name in ("a", "area"):
            _read_fragment(scan, attribute, named)
        return
    target = _resolve(scan, name, written)
    if target is not None:
        _add_value(scan, Link(ReferenceKind.LINK, target, attribute.value, attribute.name), attribute)


def _read_fragment(scan: Scan, attribute: _Attribute, named: dict[str, _Attribute]) -> None:
    target = read_target(attribute.value.strip(), scan.folder)
    classes = named["class"].value if "class" in named else ""
    if target is None or target.fragment == "":
        return
    is_footnote = classes in ("footnote-ref", "footnote-backref")
    if is_footnote:
        target = Target("", "-".join(target.fragment.split()))
    link = Link(ReferenceKind.LINK, target, attribute.value, is_generated=is_footnote)
    _add_value(scan, link, attribute)


def _read_srcset(scan: Scan, attribute: _Attribute) -> None:
    """Of several candidates the first stands for all, since a reference has one target."""
    candidates = [match[1] for match in _SRCSET_URL.finditer(attribute.value)]
    if any(map(is_external, candidates)):
        return
    if len(candidates) > 1:
        scan.findings.append(Finding("srcset-candidates", "srcset", attribute.value))
    target = _resolve(scan, "source", candidates[0] if candidates else "")
    if target is not None:
        _add_value(scan, Link(ReferenceKind.LINK, target, attribute.value, "srcset"), attribute)


def _resolve(scan: Scan, name: str, written: str) -> Target | None:
    if written == "":
        scan.findings.append(Finding("link-empty", name, ""))
        return None
    target = read_target(written, scan.folder)
    if target is None:
        scan.findings.append(Finding("link-outside-content", name, written))
    return target


def _add_value(scan: Scan, link: Link, attribute: _Attribute) -> None:
    """A reference for the whole attribute with the blank before it."""
    _add_link(scan, link, _start_with_blank(scan, attribute), attribute.end)


def _start_with_blank(scan: Scan, attribute: _Attribute) -> int:
    """Where the attribute begins, or the blank before it; `class="a"href="b"` has none."""
    return attribute.whole - (scan.html[attribute.whole - 1] in " \t\n/")


def _add_link(scan: Scan, link: Link, start: int, end: int) -> None:
    scan.edits.append(Edit(start, end, len(scan.links)))
    scan.links.append(link)


def _open_heading(scan: Scan, level: int, identifier: str, name_start: int, content_start: int) -> None:
    scan._levels.append((name_start + 1, level))
    scan._open_headings.append((identifier, level, content_start))


def _read_bare_tag(scan: Scan, token: re.Match[str]) -> None:
    name = token["bare"].lower()
    start, end = token.span("bare")
    if name[0] != "/":
        if name == "aside":
            scan._open_asides.append(((), token.end()))
        elif name == "picture":
            scan._open_pictures += 1
        else:
            _open_heading(scan, int(name[1]), "", start, token.end())
    elif name == "/picture":
        scan._open_pictures = max(0, scan._open_pictures - 1)
    elif name == "/aside":
        if scan._open_asides:
            classes, content = scan._open_asides.pop()
            if "editors-note" in classes:
                scan.notes.append(NoteSpan(classes, content, token.start()))
    else:
        scan._levels.append((end - 1, int(name[2])))
        if scan._open_headings:
            identifier, level, content = scan._open_headings.pop()
            scan.headings.append(OpenHeading(identifier, level, content, token.start()))


def _read_footnote_mark(scan: Scan, attributes: list[_Attribute], token: re.Match[str]) -> None:
    if any(one.name == "id" and one.value.startswith("fnref") for one in attributes):
        end = scan.html.find("</sup>", token.end())
        if end >= 0:
            scan.removable.append(Edit(token.start(), end + len("</sup>"), ""))


def _read_raw_element(scan: Scan, token: re.Match[str]) -> None:
    name = token["raw"].lower()
    if name not in ("script", "style"):
        return
    named = {
        one.name: one for one in _read_attributes(token["raw_attributes"], token.start("raw_attributes"))
    }
    source = named.get("src")
    if name == "script" and source is not None:
        if loads_elsewhere(source.value):
            scan.findings.append(Finding("third-party-embed", name, source.value))
        else:
            _read_url(scan, name, source, named)
    elif name == "style" or "json" not in (named["type"].value if "type" in named else ""):
        scan.findings.append(Finding("inline-code", name))


def _demote(scan: Scan) -> None:
    """A body with a first-level heading moves down by one, so that the page keeps one `h1`."""
    scan.demotes = any(level == 1 for _, level in scan._levels)
    if scan.demotes:
        scan.edits.extend(
            Edit(position, position + 1, str(level + 1)) for position, level in scan._levels if level < 6
        )
