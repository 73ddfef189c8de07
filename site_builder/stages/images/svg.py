"""SVG: its size, and the drawing without what drawing programs write about it and its author.

Browsers show elements of SVG, XHTML and MathML, and attributes of those, XLink and XML. Elements and
attributes of other namespaces hold names, folders and a program's own state; they go, and so do comments,
processing instructions, `<metadata>`, and what is private in pictures inside the drawing. All else stays,
byte for byte.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from site_builder.model.expressions import expression
from site_builder.stages.images.stripped import Damaged

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_ROOT = expression(rb"<svg\b[^>]*>", re.IGNORECASE)
_LOOK_IN = 65_536
_LENGTH = expression(rb"\s(width|height)\s*=\s*[\"']\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*[\"']")
_VIEW_BOX = expression(rb"\sviewBox\s*=\s*[\"']\s*([^\"']*)[\"']")
_FILLING = 1200
"""Pixels wide is a drawing that has proportions and no size; browsers make it as wide as they can."""

_SVG = "http://www.w3.org/2000/svg"
_SHOWN = frozenset({"", _SVG, "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"})
_SHOWN_PREFIXES = frozenset({"xmlns", "xml"})
_SHOWN_OF_ATTRIBUTES = frozenset({"", "http://www.w3.org/1999/xlink"})
_ATTRIBUTE = expression(rb"\s+([^\s=/>]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_TAG = expression(rb"<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")
_PICTURE = expression(rb"(data:image/[a-z]+;base64,)((?:[A-Za-z0-9+/=\s]|&#(?:10|13|xA|xD);)+)")
_REFERENCE = re.compile(rb"&#\w+;|\s")


def svg_size(data: bytes) -> tuple[int, int]:
    """Width and height in CSS pixels, 0 where it does not say. Raises Damaged."""
    root = _ROOT.search(data[:_LOOK_IN])
    if root is None:
        raise Damaged("is not an SVG drawing")
    lengths = {name: float(value) for name, value in _LENGTH.findall(root[0])}
    if len(lengths) == 2:
        return round(lengths[b"width"]), round(lengths[b"height"])
    box = _VIEW_BOX.search(root[0])
    if lengths or box is None:
        return 0, 0
    try:
        _, _, width, height = map(float, box[1].replace(b",", b" ").split())
    except ValueError:
        return 0, 0
    if not (width > 0 and 0 < height < 100 * width):
        return 0, 0
    return _FILLING, max(1, round(_FILLING * height / width))


def strip_svg(data: bytes, clean_picture: Callable[[bytes], bytes]) -> bytes:
    """Raises Damaged, also for what is no XML: browsers do not show it."""
    from xml.parsers import expat

    scan = _Scan(data)
    parser = expat.ParserCreate(namespace_separator=" ")
    scan.listen_to(parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as failure:
        raise Damaged(f"is not well-formed at line {failure.lineno}, so no browser shows it") from failure
    kept, at = [], 0
    for start, end in sorted(scan.cuts):
        if start >= at:
            kept.append(data[at:start])
        at = max(at, end)
    return _PICTURE.sub(
        lambda found: found[1] + _cleaned(found[2], clean_picture), b"".join((*kept, data[at:]))
    )


def _cleaned(encoded: bytes, clean_picture: Callable[[bytes], bytes]) -> bytes:
    try:
        picture = base64.b64decode(_REFERENCE.sub(b"", encoded))
    except binascii.Error:
        return encoded
    clean = clean_picture(picture)
    return encoded if clean == picture else base64.b64encode(clean)


class _Scan:
    """Finds what to cut from a drawing: `cuts` are pairs of its places, in bytes; some may lie in others."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.cuts: list[tuple[int, int]] = []
        self._open: list[int] = []
        self._namespaces: dict[str, list[str]] = {}

    def listen_to(self, parser: XMLParserType) -> None:
        """Events tell their place in the data by the parser's own count."""

        def cut_to(end: bytes) -> None:
            start = parser.CurrentByteIndex
            self.cuts.append((start, self._data.index(end, start) + len(end)))

        def instruction(target: str, _: str) -> None:
            if target != "xml-stylesheet":
                cut_to(b"?>")

        parser.StartNamespaceDeclHandler = lambda prefix, uri: self._namespaces.setdefault(
            prefix or "", []
        ).append(uri or "")
        parser.EndNamespaceDeclHandler = lambda prefix: self._namespaces[prefix or ""].pop()
        parser.StartElementHandler = lambda name, _: self._start(name, parser.CurrentByteIndex)
        parser.EndElementHandler = lambda name: self._end(name, parser.CurrentByteIndex)
        parser.CommentHandler = lambda _: cut_to(b"-->")
        parser.ProcessingInstructionHandler = instruction

    def _start(self, name: str, at: int) -> None:
        self._open.append(at)
        tag = _TAG.match(self._data, at)
        if tag is None or _is_private(name):
            return
        for attribute in _ATTRIBUTE.finditer(self._data, at, tag.end()):
            prefix, colon, _ = attribute[1].decode(errors="replace").partition(":")
            if not colon or prefix in _SHOWN_PREFIXES:
                continue
            if self._namespaces.get(prefix, [""])[-1] not in _SHOWN_OF_ATTRIBUTES:
                self.cuts.append(attribute.span())

    def _end(self, name: str, at: int) -> None:
        start = self._open.pop()
        if not _is_private(name):
            return
        if self._data.startswith(b"</", at):
            self.cuts.append((start, self._data.index(b">", at) + 1))
        elif tag := _TAG.match(self._data, start):
            self.cuts.append((start, tag.end()))


def _is_private(name: str) -> bool:
    """Of an element; expat writes its namespace before it."""
    namespace, _, local = name.rpartition(" ")
    return namespace not in _SHOWN or (namespace == _SVG and local == "metadata")
