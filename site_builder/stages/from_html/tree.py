"""HTML as a tree of lxml elements, made from text and written as text again."""

from __future__ import annotations

import html
import re
from typing import Any

Element = Any
"""An lxml element; lxml ships no types."""

MAX_DEPTH = 60
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,8}));?")
_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_VERBATIM = frozenset({"pre", "code", "kbd", "samp", "script", "style", "textarea"})


def parse_html(text: str) -> Element:
    """A `div` with what the text says, however broken it is."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, recover=True, remove_pis=True)
    cleaned = _CONTROLS.sub("", text)
    if "&#" in cleaned:
        cleaned = _REFERENCE.sub(_allowed, cleaned)
    document = f"<html><body><div>{cleaned}</div></body></html>".encode("utf-8", "replace")
    root = lxml_html.Element("div")
    try:
        whole = lxml_html.document_fromstring(document, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root.text = cleaned
        return root
    body = whole.find("body")
    if body is None:
        root.text = cleaned
        return root
    # A stray closing tag ends our own `div` early: what follows it belongs to the text as well.
    for child in list(body):
        root.append(child)
    if len(root) == 1 and root[0].tag == "div" and not (root[0].tail or "").strip():
        return root[0]
    return root


def _allowed(reference: re.Match[str]) -> str:
    """A reference as it is, except for one to a character that no page may contain."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    is_control = number < 0x110000 and _CONTROLS.match(chr(number)) is not None
    return "" if is_control or number >= 0x110000 else reference[0]


def depth_of(root: Element) -> int:
    """How deep elements are nested, counted without recursion."""
    deepest, level = 0, [(root, 0)]
    while level:
        element, depth = level.pop()
        deepest = max(deepest, depth)
        level.extend((child, depth + 1) for child in element)
    return deepest


def is_comment(element: Element) -> bool:
    """Whether this is no element but a comment or a processing instruction."""
    return not isinstance(element.tag, str)


def unwrap(element: Element) -> None:
    """Put an element's children and text into its place."""
    parent = element.getparent()
    index = parent.index(element)
    _append_text(parent, index, element.text or "")
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    tail = element.tail or ""
    position = parent.index(element)
    element.tail = None
    parent.remove(element)
    _append_text(parent, position, tail)


def remove(element: Element) -> None:
    """Take an element out and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    tail = element.tail or ""
    element.tail = None
    parent.remove(element)
    _append_text(parent, index, tail)


def replace(element: Element, other: Element) -> None:
    """Put another element into an element's place."""
    other.tail = element.tail
    element.tail = None
    element.getparent().replace(element, other)


def write_html(element: Element, *, with_marks: bool = True) -> str:
    """An element as HTML without its tail. `with_marks` sets typographic marks, as Markdown does here."""
    pieces: list[str] = []
    _write(element, pieces, with_marks=with_marks)
    return "".join(pieces)


def _write(element: Element, pieces: list[str], *, with_marks: bool) -> None:
    if is_comment(element):
        return
    tag = element.tag
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attrib.items())
    pieces.append(f"<{tag}{attributes}>")
    if tag in _VOID:
        return
    is_marked = with_marks and tag not in _VERBATIM
    pieces.append(_escaped(element.text or "", is_marked=is_marked))
    for child in element:
        _write(child, pieces, with_marks=is_marked)
        pieces.append(_escaped(child.tail or "", is_marked=is_marked))
    pieces.append(f"</{tag}>")


def _escaped(text: str, *, is_marked: bool) -> str:
    if is_marked:
        text = typographic(text)
    # Markdown would make blanks of tabs.
    return html.escape(text, quote=False).replace("\t", "&#9;")


def typographic(text: str) -> str:
    """Straight quotes, dashes of hyphens and three dots, as the site's Markdown sets them."""
    if not any(sign in text for sign in "'\"-."):
        return text
    text = text.replace("---", "—").replace("--", "–").replace("...", "…")
    text = re.sub(r"(?<![\w.,;:!?)\]…])\"(?=\S)", "“", text).replace('"', "”")
    return re.sub(r"(?<![\w.,;:!?)\]…])'(?=\S)(?!\d\ds?\b)", "‘", text).replace("'", "’")


def _append_text(parent: Element, index: int, text: str) -> None:
    """Text that comes right before the child at `index`."""
    if not text:
        return
    if index == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[index - 1]
        before.tail = (before.tail or "") + text
