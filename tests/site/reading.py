"""What is on a page of HTML, read with a parser that reads as browsers do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import html5lib

_SRCSET = re.compile(r"\s*(\S*[^,\s])(?:\s+[^,]*)?(?:,|$)")
_BLOCKS = (
    "h1 h2 h3 h4 h5 h6 p li dt dd td th div section article aside nav header footer figure ol ul table"
).split()


class Url(NamedTuple):
    """A URL on a page, and the tag and attribute that it is in."""

    tag: str
    attribute: str
    value: str
    rel: str = ""


class Page:
    """A parsed page."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.root: Element = html5lib.parse(html, namespaceHTMLElements=False)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements with this tag and these attributes; `class_` asks for one class among several."""
        wanted = attributes.pop("class_", "")
        return [
            element
            for element in self.root.iter(tag)
            if all(element.get(name) == value for name, value in attributes.items())
            and (not wanted or wanted in element.get("class", "").split())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        [found] = self.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        """What a reader sees: blanks as one, one line a block."""
        return text_of(self.one("body"))

    def meta(self, name: str) -> str | None:
        """The content of `<meta name>` or `<meta property>`; None if there is none."""
        found = [*self.all("meta", name=name), *self.all("meta", property=name)]
        assert len(found) <= 1, f"{name} stands {len(found)} times"
        return found[0].get("content", "") if found else None

    @property
    def ids(self) -> list[str]:
        """All ids, in order."""
        return [element.get("id", "") for element in self.root.iter() if element.get("id") is not None]

    @property
    def structured(self) -> dict[str, Any]:
        """The one block of JSON-LD."""
        loaded = json.loads(self.one("script", type="application/ld+json").text or "")
        assert isinstance(loaded, dict)
        return loaded

    def urls(self) -> Iterator[Url]:
        """Everything that a browser could follow or load."""
        for element in self.root.iter():
            tag = str(element.tag)
            for attribute in ("href", "src", "action", "poster", "data", "cite", "formaction"):
                value = element.get(attribute)
                if value is not None:
                    yield Url(tag, attribute, value, element.get("rel", ""))
            for attribute in ("srcset", "imagesrcset"):
                for match in _SRCSET.finditer(element.get(attribute, "")):
                    yield Url(tag, attribute, match[1])
            if tag == "meta" and element.get("http-equiv") == "refresh":
                yield Url(tag, "content", element.get("content", "").partition("url=")[2])


def text_of(element: Element) -> str:
    """The text of an element: blanks (but no-break spaces) as one, one line a block."""
    lines = "".join(_pieces(element)).split("\n")
    words = (re.sub(r"[ \t\r\f]+", " ", line).strip(" ") for line in lines)
    return "\n".join(line for line in words if line)


def _pieces(element: Element) -> Iterator[str]:
    is_block = element.tag in _BLOCKS
    if element.tag in {"script", "style"}:
        return
    if is_block:
        yield "\n"
    yield (element.text or "").replace("\n", " ")
    for child in element:
        yield from _pieces(child)
        yield (child.tail or "").replace("\n", " ")
    if is_block:
        yield "\n"
