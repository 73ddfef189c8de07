"""One HTML tag: what it is called, what it says, and which addresses it has.

Tags repeat from page to page, so what was read of one is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from site_builder.model.finished import FoundAddress
from site_builder.stages.finished.styles import addresses_in_style
from site_builder.stages.text.attributes import read_attributes

# A quote is one only where a value begins; an unclosed tag swallows the rest, which keeps the search linear.
_INSIDE = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^>\s"'][^>\s]*+)?+)*+"""
RAW = ("script", "style", "textarea")
_RAW = "|".join(rf"{name}(?=[\s>/]){_INSIDE}>.*?(?:</{name}\s*+>|\Z)" for name in RAW)
TOKEN = re.compile(
    rf"(<(?:!--.*?(?:-->|\Z)|[!?][^>]*+>|{_RAW}|/?[a-zA-Z]{_INSIDE}(?:>|\Z)))", re.DOTALL | re.IGNORECASE
)
"""A tag, a comment, or an element of raw text as a whole. Text with stray `<` is text."""


def ends_raw(name: str, element: str) -> bool:
    """Whether an element of raw text, as a token, has its closing tag."""
    end = element[element.rfind("</") :]
    return end.endswith(">") and end[2:-1].rstrip().lower() == name


VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""Elements without content or closing tag (https://html.spec.whatwg.org/#void-elements)."""

OPTIONAL_END = frozenset(
    "body caption colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr".split()
)
"""Elements whose closing tag may be left out (https://html.spec.whatwg.org/#optional-tags)."""

_OPENING = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*)({_INSIDE})>")
_REFRESH = re.compile(r"[\d.\s;,]*url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)
_MOST_REMEMBERED = 20_000

_LOADED = {
    "audio": ("src",),
    "body": ("background",),
    "embed": ("src",),
    "feimage": ("href", "xlink:href"),
    "frame": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
"""Attributes whose addresses a browser asks for on its own."""

_FOLLOWED = {
    "a": ("href",),
    "area": ("href",),
    "blockquote": ("cite",),
    "button": ("formaction",),
    "del": ("cite",),
    "form": ("action",),
    "ins": ("cite",),
    "q": ("cite",),
}
"""Attributes whose addresses a reader chooses."""

_LOADING_LINKS = frozenset(
    "apple-touch-icon dns-prefetch icon manifest mask-icon modulepreload preconnect prefetch preload "
    "prerender stylesheet".split()
)
_CARD = {
    "og:audio",
    "og:image",
    "og:image:secure_url",
    "og:image:url",
    "og:url",
    "og:video",
    "twitter:image",
    "twitter:player",
}


class Tag(msgspec.Struct, frozen=True):
    """A tag. `attributes` have small names and decoded values; a closing tag has none.

    `may_hold` says that a closing tag has to follow. A tag is `plain` where only its name tells anything.
    What is `raw` was read with its content and its closing tag; `length` is that of the opening tag alone.
    """

    name: str = ""
    is_closing: bool = False
    may_hold: bool = False
    is_self_closing: bool = False
    attributes: dict[str, str] = {}
    addresses: tuple[FoundAddress, ...] = ()
    is_plain: bool = True
    is_raw: bool = False
    length: int = 0

    @property
    def width(self) -> int:
        """The width that it asks for, in CSS pixels; 0 where it asks for none."""
        width = self.attributes.get("width", "").strip().removesuffix("px")
        return int(width) if width.isdecimal() and len(width) < 7 else 0


TEXTS = frozenset({"a", "title", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements of which the text is wanted."""

remembered: dict[str, Tag] = {}
"""Every tag that was read, by its text."""


def read_tag(text: str) -> Tag:
    """What a tag says, from its `<` to its `>`. A comment or declaration is a tag without a name."""
    known = remembered.get(text)
    if known is not None:
        return known
    if len(remembered) > _MOST_REMEMBERED:
        remembered.clear()
    tag = _read(text)
    if not tag.is_raw:
        remembered[text] = tag
    return tag


def _read(text: str) -> Tag:
    match = _OPENING.match(text)
    if match is None:
        return Tag()
    name = match[2].lower()
    if match[1]:
        return Tag(name, is_closing=True, is_plain=name not in TEXTS)
    attributes = {one.name: one.value for one in read_attributes(match[3]).values()}
    addresses = tuple(_addresses(name, attributes))
    is_plain = not addresses and "id" not in attributes and name not in _TELLING
    return Tag(
        name,
        False,
        name not in VOID,
        match[0].endswith("/>"),
        attributes,
        addresses,
        is_plain,
        name in RAW,
        match.end(),
    )


_TELLING = TEXTS | {"img", "meta"}


def _addresses(name: str, attributes: dict[str, str]) -> Iterator[FoundAddress]:
    for attribute in _LOADED.get(name, ()):
        if attribute == "srcset" and attribute in attributes:
            for candidate in _candidates(attributes[attribute]):
                yield FoundAddress(f"{name} srcset", candidate, True)
        elif attributes.get(attribute):
            yield FoundAddress(f"{name} {attribute}", attributes[attribute].strip(), True)
    for attribute in _FOLLOWED.get(name, ()):
        if attributes.get(attribute):
            yield FoundAddress(f"{name} {attribute}", attributes[attribute].strip(), False)
    if name == "link":
        yield from _of_link(attributes)
    elif name == "meta":
        yield from _of_meta(attributes)
    elif name == "base" and "href" in attributes:
        yield FoundAddress("base href", attributes["href"].strip(), False)
    if "style" in attributes and "url" in attributes["style"].lower():
        for value in addresses_in_style(attributes["style"]):
            yield FoundAddress("style attribute", value, True)


def _of_link(attributes: dict[str, str]) -> Iterator[FoundAddress]:
    kinds = attributes.get("rel", "").lower().split()
    is_loaded = bool(_LOADING_LINKS.intersection(kinds)) and "alternate" not in kinds
    if attributes.get("href"):
        yield FoundAddress(f"link {kinds[0] if kinds else 'href'}", attributes["href"].strip(), is_loaded)
    for candidate in _candidates(attributes.get("imagesrcset", "")):
        yield FoundAddress("link imagesrcset", candidate, is_loaded)


def _of_meta(attributes: dict[str, str]) -> Iterator[FoundAddress]:
    content = attributes.get("content", "").strip()
    name = (attributes.get("property") or attributes.get("name") or "").lower()
    if name in _CARD and content:
        yield FoundAddress(name, content, False)
    elif attributes.get("http-equiv", "").lower() == "refresh" and (match := _REFRESH.match(content)):
        yield FoundAddress("meta refresh", match[1].strip(), True)


def _candidates(srcset: str) -> Iterator[str]:
    """The addresses of a srcset, without their widths and densities."""
    for part in re.split(r"(?<=[wx]),|,\s+", srcset):
        words = part.split()
        if words:
            yield words[0].rstrip(",")
