"""What one pass over a text's HTML finds: values only, put together again by `text`."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from msgspec import field

from site_builder.model.documents import ReferenceKind
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.bodies.targets import Target


class ScannedLink(NamedTuple):
    """A reference in the making. `written` is the attribute's value, by which its place is found."""

    kind: ReferenceKind
    target: Target
    written: str
    attribute: str = "href"
    attributes: tuple[tuple[str, str], ...] = ()


class Edit(msgspec.Struct, frozen=True, gc=False):
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
    """An editor's note: its classes, and where its content is."""

    classes: tuple[str, ...]
    start: int
    end: int


class Edits(msgspec.Struct):
    """What one pass has found.

    `removable` is what only the full body may print: ids, footnote marks. `fragments` are the writer's links
    within the page, as (id, attribute's value). `styles` and `remote_images` are values of attributes.
    """

    folder: str
    html: str
    edits: list[Edit] = field(default_factory=list)
    links: list[ScannedLink] = field(default_factory=list)
    fragments: list[tuple[str, str]] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    headings: list[OpenHeading] = field(default_factory=list)
    notes: list[NoteSpan] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    removable: list[Edit] = field(default_factory=list)
    markers: list[tuple[int, int]] = field(default_factory=list)
    demotes: bool = False
    levels: list[tuple[int, int]] = field(default_factory=list)
    open_headings: list[tuple[str, int, int]] = field(default_factory=list)
    open_asides: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    open_pictures: int = 0
    styles: list[str] = field(default_factory=list)
    remote_images: list[str] = field(default_factory=list)
    data_images: bool = False


def foreign_loads(scan: Edits) -> tuple[tuple[str, str], ...]:
    """What the text makes a browser load that is no file of the site: elements and addresses, none twice."""
    found = [(one.name, one.written) for one in scan.findings if one.code == "third-party-embed"]
    found += [("img", candidate) for value in scan.remote_images for candidate in value.split()]
    if scan.data_images:
        found.append(("img", "data:"))
    return tuple(dict.fromkeys(found))
