"""What a reader is shown, as a value: two renderings are the same when these are equal."""

from __future__ import annotations

import re
from typing import NamedTuple

from site_builder.stages.from_html.tree import Element, is_comment

_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "\xa0": " "})
_SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del", "tt": "code"}
_TRANSPARENT = frozenset("aside div span thead tbody tfoot colgroup col section article font".split())
BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tr th td hr figure figcaption dl dt dd details "
    "summary aside div thead tbody tfoot caption br audio video section article".split()
)
_WITHOUT_PARAGRAPHS = frozenset("li dd td th figcaption".split())


class Shown(NamedTuple):
    """The words with their line breaks, and the order of everything else."""

    text: str
    structure: tuple[tuple[str, ...], ...]


def shown(root: Element) -> Shown:
    """What the children of an element show."""
    text: list[str] = []
    structure: list[tuple[str, ...]] = []
    _walk(root, text, structure, is_root=True)
    return Shown(_folded("".join(text)), tuple(structure))


def words_of(root: Element) -> list[str]:
    """Every word that is shown, typographic marks folded."""
    return shown(root).text.split()


def _folded(text: str) -> str:
    text = text.translate(_MARKS).replace("…", "...")
    text = re.sub("-{2,}", "-", text)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()


def _walk(element: Element, text: list[str], structure: list[tuple[str, ...]], *, is_root: bool) -> None:
    if is_comment(element):
        return
    tag = _SAME.get(element.tag, element.tag)
    if tag == "pre":
        content = "".join(element.itertext()).strip("\n")
        structure.append(("pre", content))
        text.append("\n" + content + "\n")
        return
    if tag == "sup" and (number := _note_number(element)):
        structure.append(("note", number))
        return
    if tag == "div" and element.get("class") == "footnote":
        return
    is_block = tag in BLOCKS
    if is_block:
        text.append("\n")
    is_seen = not is_root and tag not in _TRANSPARENT and not _is_silent_paragraph(element)
    if is_seen:
        structure.append(_described(element, tag))
    text.append(_flat(element.text))
    for child in element:
        _walk(child, text, structure, is_root=False)
        text.append(_flat(child.tail))
    if is_seen:
        structure.append(("/" + tag,))
    if is_block:
        text.append("\n")


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _described(element: Element, tag: str) -> tuple[str, ...]:
    if tag == "a":
        return ("a", element.get("href", ""))
    if tag == "img":
        return ("img", element.get("src", ""), _folded(element.get("alt", "")))
    if tag == "ol":
        return ("ol", element.get("start", "1"))
    return (tag,)


def _is_silent_paragraph(element: Element) -> bool:
    if element.tag != "p":
        return False
    parent = element.getparent()
    return parent is not None and parent.tag in _WITHOUT_PARAGRAPHS


def _note_number(element: Element) -> str:
    if element.get("data-note"):
        return str(element.get("data-note"))
    links = element.findall("a")
    if len(links) == 1 and links[0].get("class") == "footnote-ref":
        return str(links[0].get("href", "")).rpartition("-")[2]
    return ""
