"""Task lists: `- [ ] to do`, `- [x] done`.

A box that nobody can tick, with its text as its label, so that it has a name for those who cannot see it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_BOX = re.compile(r"\s*\[([ xX])\][ ]+(?=\S)")


class TaskLists(Extension):
    """Registers `TaskListProcessor`."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run before inline patterns (20), to which brackets are links."""
        md.treeprocessors.register(TaskListProcessor(md), "task_lists", 25)


class TaskListProcessor(Treeprocessor):
    """Turns marks at the beginning of list items into boxes, in place."""

    def run(self, root: etree.Element) -> None:
        """See the module."""
        for item in root.iter("li"):
            holder = item
            if not (item.text or "").strip() and len(item) and item[0].tag == "p":
                holder = item[0]
            found = _BOX.match(holder.text or "")
            if found is not None:
                _make_task(item, holder, found)


def _make_task(item: etree.Element, holder: etree.Element, mark: re.Match[str]) -> None:
    item.set("class", "task-list-item")
    label = etree.Element("label")
    box = etree.SubElement(label, "input", {"type": "checkbox", "disabled": "disabled"})
    if mark[1] != " ":
        box.set("checked", "checked")
    box.tail = " " + (holder.text or "")[mark.end() :]
    holder.text = None
    holder.insert(0, label)
