"""Which elements of XHTML may be in which, and how what is elsewhere is put right.

The content model is that of HTML (https://html.spec.whatwg.org/#content-models), as far as `xhtml` lets
elements through. Elements are renamed or wrapped, never dropped.
"""

from __future__ import annotations

import enum
import xml.etree.ElementTree as etree


class Kind(enum.Enum):
    """What an element is, or what may be inside one."""

    FLOW = "flow"
    PHRASING = "phrasing"
    VOID = "void"


_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_PHRASING = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub"
    " sup time u var wbr".split()
)
_TRANSPARENT = frozenset({"a", "del", "ins"})
_HOLDS_PHRASES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "rt", "rp"}) | (
    _PHRASING - _TRANSPARENT
)
_ROWS = frozenset({"thead", "tbody", "tfoot"})
_IN_TABLE = _ROWS | {"caption", "colgroup"}
_PARENTS = {
    "li": frozenset({"ul", "ol"}),
    "dt": frozenset({"dl"}),
    "dd": frozenset({"dl"}),
    "tr": _ROWS,
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
    "caption": frozenset({"table"}),
    "colgroup": frozenset({"table"}),
    "col": frozenset({"colgroup"}),
    "figcaption": frozenset({"figure"}),
    "rt": frozenset({"ruby"}),
    "rp": frozenset({"ruby"}),
    **dict.fromkeys(_ROWS, frozenset({"table"})),
}
_PLAIN = {"details": "div", "summary": "p", "header": "div", "footer": "div", "address": "div"}
"""What e-readers show differently or not at all, and so is shown as it is."""


def kind_of(tag: str) -> Kind:
    """What an element is to those around it; void ones have no content."""
    if tag in _VOID:
        return Kind.VOID
    return Kind.PHRASING if tag in _PHRASING else Kind.FLOW


def with_valid_structure(element: etree.Element, inside: Kind) -> None:
    """Put all that is inside of an element right, in place; `inside` is what it may contain."""
    for child in list(element):
        child.tag = _PLAIN.get(child.tag, child.tag)
        parents = _PARENTS.get(child.tag)
        if parents is not None and element.tag not in parents:
            child.tag = "span" if inside is Kind.PHRASING else "div"
        if inside is Kind.PHRASING and child.tag not in _PHRASING:
            _become_phrase(child)
        if child.tag == "figure":
            _arrange_figure(child)
        if child.tag in _TRANSPARENT:
            within = inside
        else:
            within = Kind.PHRASING if child.tag in _HOLDS_PHRASES else Kind.FLOW
        with_valid_structure(child, within)
    match element.tag:
        case "ul" | "ol":
            _arrange_list(element)
        case "dl":
            _arrange_definitions(element)
        case "table":
            _arrange_table(element)
        case "ruby":
            _arrange_ruby(element)


def _become_phrase(element: etree.Element) -> None:
    """A block in a phrase: its words stay, apart from those behind it."""
    is_rule = element.tag == "hr"
    element.tag = "br" if is_rule else "span"
    for name in set(element.attrib) - {"class", "id", "lang", "xml:lang", "dir", "title"}:
        del element.attrib[name]
    if not is_rule:
        element.tail = " " + (element.tail or "")


def _arrange_list(element: etree.Element) -> None:
    """Items and nothing else; what is between them belongs to the one before."""
    stray, element.text = (element.text or "").strip(), None
    children = list(element)
    element[:] = []
    if stray:
        etree.SubElement(element, "li").text = stray
    for child in children:
        tail, child.tail = (child.tail or "").strip(), None
        if child.tag == "li":
            element.append(child)
        else:
            _last_item(element).append(child)
        if tail:
            item = _last_item(element)
            if len(item):
                item[-1].tail = (item[-1].tail or "") + tail
            else:
                item.text = (item.text or "") + tail


def _last_item(element: etree.Element) -> etree.Element:
    return element[-1] if len(element) else etree.SubElement(element, "li")


def _arrange_definitions(element: etree.Element) -> None:
    """Terms, then what they mean, in groups; anything else is shown as plain divisions."""
    tags = [child.tag for child in element]
    texts = [element.text, *(child.tail for child in element)]
    in_order = bool(tags) and tags[0] == "dt" and tags[-1] == "dd" and set(tags) == {"dt", "dd"}
    if in_order and not any((text or "").strip() for text in texts):
        return
    element.tag = "div"
    for child in element:
        if child.tag in ("dt", "dd"):
            child.tag = "div"


def _arrange_table(element: etree.Element) -> None:
    """A caption, columns, a head, bodies and a foot, each in its place."""
    captions = [child for child in element if child.tag == "caption"]
    groups = [child for child in element if child.tag == "colgroup"]
    rows = [child for child in element if child.tag in _ROWS]
    for place, row in enumerate(rows):
        is_in_place = (row.tag == "thead" and place == 0) or (row.tag == "tfoot" and place == len(rows) - 1)
        if not is_in_place:
            row.tag = "tbody"
    others = [child for child in element if child.tag not in _IN_TABLE]
    for extra in (*captions[1:], *others):
        caption = captions[0] if captions else etree.Element("caption")
        captions = [caption]
        extra.tag = "div"
        caption.append(extra)
    element.text = None
    element[:] = [*captions[:1], *groups, *rows]
    for child in element:
        child.tail = None


def _arrange_ruby(element: etree.Element) -> None:
    if not any(child.tag == "rt" for child in element):
        for child in (element, *element):
            if child.tag in ("ruby", "rp"):
                child.tag = "span"


def _arrange_figure(element: etree.Element) -> None:
    """One caption, first or last."""
    for place, child in enumerate(element):
        if child.tag == "figcaption":
            text = element.text if place == 0 else ""
            is_first = place == 0 and not (text or "").strip()
            is_last = place == len(element) - 1 and not (child.tail or "").strip()
            others = [one for one in element if one.tag == "figcaption"]
            if not (is_first or is_last) or len(others) > 1:
                child.tag = "div"
