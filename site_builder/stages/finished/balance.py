"""Tags that close nothing, and elements that are never closed."""

from __future__ import annotations

from site_builder.model.finished import UnbalancedTag
from site_builder.stages.finished.tags import OPTIONAL_END, TOKEN, VOID, Tag, ends_raw, read_tag

_FOREIGN = ("svg", "math")
"""Inside these, `<path/>` is a whole element."""


class Balance:
    """The elements that are open, `stack`, and what is wrong with the tags so far."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self._found: list[UnbalancedTag] = []

    def open(self, tag: Tag) -> None:
        """An opening tag."""
        if tag.may_hold and not (tag.is_self_closing and any(one in self.stack for one in _FOREIGN)):
            self.stack.append(tag.name)

    def raw(self, name: str, element: str) -> None:
        """An element of raw text. Never closed, it swallows all closing tags, so no other tag is to blame."""
        if not ends_raw(name, element):
            self.stack.clear()
            self._found.append(UnbalancedTag(name, False))

    def close(self, name: str) -> None:
        """A closing tag. A browser ignores `</img>`, and takes `</br>` for a line break."""
        if name in VOID:
            return
        if name not in self.stack:
            self._found.append(UnbalancedTag(name, True))
            return
        while (top := self.stack.pop()) != name:
            if top not in OPTIONAL_END:
                self._found.append(UnbalancedTag(top, False))

    def end(self) -> list[UnbalancedTag]:
        """All that was found, once no more tags follow."""
        left = (UnbalancedTag(name, False) for name in reversed(self.stack) if name not in OPTIONAL_END)
        return [*self._found, *left]


def unbalanced_tags(markup: str) -> list[UnbalancedTag]:
    """What is wrong with the tags of a piece of HTML."""
    balance = Balance()
    for token in TOKEN.findall(markup):
        tag = read_tag(token)
        if tag.is_closing:
            balance.close(tag.name)
        elif tag.is_raw:
            balance.raw(tag.name, token)
        else:
            balance.open(tag)
    return balance.end()
