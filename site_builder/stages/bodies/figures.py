"""Figures: an image alone in its paragraph, with a title, becomes a figure whose caption is the title.

    ![A desk by a window](images/desk.jpg "Where most of this was written")

The image may be a link. Attributes of the paragraph become the figure's.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor


class FiguresExtension(Extension):
    """Registers `Figures`."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after attribute lists (8), which may give a title, and before smarty (6)."""
        md.treeprocessors.register(Figures(md), "figures", 6.5)


class Figures(Treeprocessor):
    """Turns paragraphs into figures, in place."""

    def run(self, root: etree.Element) -> None:
        """See the module."""
        for paragraph in root.iter("p"):
            image = _lone_image(paragraph)
            if image is not None and (title := image.attrib.pop("title", "").strip()):
                paragraph.tag = "figure"
                paragraph.text = None
                paragraph[0].tail = None
                etree.SubElement(paragraph, "figcaption").text = title


def _lone_image(element: etree.Element) -> etree.Element | None:
    if len(element) != 1 or (element.text or "").strip():
        return None
    child = element[0]
    if (child.tail or "").strip():
        return None
    if child.tag == "a":
        return _lone_image(child)
    return child if child.tag == "img" else None
