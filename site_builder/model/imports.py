"""What an importer hands over: files to write and files to copy, and what there is to say of them."""

from __future__ import annotations

from typing import NamedTuple


class ImportedText(NamedTuple):
    """A file to write. `path` is relative to the site's root; `key` is what the source knows it by."""

    path: str
    text: str
    key: str


class ImportedCopy(NamedTuple):
    """A file to copy from the path `source`. `path` is relative to the site's root."""

    path: str
    source: str


class Remark(NamedTuple):
    """Something for the report: a heading, one line below it, and where it is."""

    heading: str
    text: str
    place: str = ""


class ProposedPart(NamedTuple):
    """A post that seems to be a part of a series."""

    number: int
    title: str
    key: str


class ProposedSeries(NamedTuple):
    """A series that was recognised, with the length it is said to have, or 0."""

    slug: str
    title: str
    length: int
    parts: tuple[ProposedPart, ...]
    why: str
