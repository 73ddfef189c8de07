"""A body's chunks and the pictures and links between them become one piece of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from site_builder.model.addresses import encode_fragment
from site_builder.model.documents import HERE
from site_builder.model.expressions import expression
from site_builder.model.views import Picture
from site_builder.stages.views.shared_page import beside_others

_HEADING = expression(
    r'<h([2-6])([^<>]*? id="([^"<>]*)"[^<>]*)>((?:(?!</?a[\s>]|</?h[1-6]).)+)</h\1>', re.DOTALL
)
_PLAIN = re.compile(r"[A-Za-z0-9_-]+").fullmatch
"""What is written alike in an id and in an address, as most ids are."""

WIDE_SIZES = "(min-width: 76rem) 57rem, (min-width: 48rem) 43rem, 100vw"
"""How wide they are where they reach into the margin."""

DEFAULT_SIZES = "(min-width: 48rem) 43rem, 100vw"
"""How wide pictures are in the theme's column (`--measure` in style.css)."""


def join_body(
    chunks: Sequence[str],
    printed: Sequence[str | Picture],
    here: str = "",
    sizes: str = DEFAULT_SIZES,
    prefix: str = "",
) -> str:
    """The HTML of a body: `len(chunks) == len(printed) + 1`, else ValueError.

    `here` is the address of the body's page, for its links within that page.
    Strings are markup already. `sizes` is the `sizes` attribute of its pictures (HTML, "sizes attributes").
    With a `prefix` it is made to be on a page among others: see `shared_page`.
    """
    if len(chunks) != len(printed) + 1:
        raise ValueError(f"{len(chunks)} chunks do not fit {len(printed)} references")
    pieces = [""] * (len(chunks) + len(printed))
    pieces[::2] = chunks
    pieces[1::2] = [one if isinstance(one, str) else print_picture(one, sizes) for one in printed]
    joined = "".join(pieces)
    if prefix:
        joined = beside_others(joined, prefix)
    return joined.replace(HERE, escape_attribute(here))


def link_headings(html: str) -> str:
    """Headings with an id lead to themselves, so that their address can be copied; not those with a link."""

    def linked(heading: re.Match[str]) -> str:
        level, attributes, name, words = heading.groups()
        here = name if _PLAIN(name) else escape_attribute(encode_fragment(unescape(name)))
        return f'<h{level}{attributes}><a href="#{here}">{words}</a></h{level}>'

    return _HEADING.sub(linked, html)


def escape_attribute(value: str) -> str:
    """Text as it may be between double quotes in a tag, in HTML and XML alike."""
    if value.isalnum():
        return value
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def print_picture(picture: Picture, sizes: str = DEFAULT_SIZES, class_: str = "") -> str:
    """An `<img>`, inside a `<picture>` if there are other formats.

    The writer's own attributes win over ours, except for those that say which file is shown; a width alone
    brings its height along. `class_` is added to the writer's class.
    """
    own = {name.lower(): value for name, value in picture.attributes}
    if sizes == DEFAULT_SIZES and "wide" in f"{own.get('class', '')} {class_}".split():
        sizes = WIDE_SIZES
    attributes = {"src": picture.src, "alt": picture.alt} | _measures(picture, own)
    if picture.srcset:
        attributes["srcset"] = picture.srcset
        attributes |= _sizes(picture.srcset, own.get("sizes", sizes))
    classes = " ".join(filter(None, (own.pop("class", ""), class_)))
    if classes:
        attributes["class"] = classes
    attributes |= {name: value for name, value in own.items() if name not in _ABOUT_THE_FILE}
    if picture.is_lazy:
        attributes.setdefault("loading", "lazy")
        attributes.setdefault("decoding", "async")
    image = _tag("img", attributes)
    if not picture.sources:
        return image
    sources = "".join(
        _tag("source", {"type": mime, "srcset": srcset} | _sizes(srcset, own.get("sizes", sizes)))
        for mime, srcset in picture.sources
    )
    return f"<picture>{sources}{image}</picture>"


_ABOUT_THE_FILE = frozenset({"src", "alt", "srcset", "sizes", "width", "height"})


def _measures(picture: Picture, own: dict[str, str]) -> dict[str, str]:
    """Width and height for the tag, in the picture's proportions unless the writer gave both."""
    written = {name: own[name] for name in ("width", "height") if own.get(name)}
    width, height = picture.width, picture.height
    if len(written) == 2 or not (width and height):
        return written
    if written.get("width", "").isdecimal():
        height = max(1, round(int(written["width"]) * height / width))
        return {"width": written["width"], "height": str(height)}
    if written.get("height", "").isdecimal():
        width = max(1, round(int(written["height"]) * width / height))
        return {"width": str(width), "height": written["height"]}
    return {"width": str(width), "height": str(height)}


def _sizes(srcset: str, sizes: str) -> dict[str, str]:
    """HTML wants `sizes` exactly where candidates are described by their widths."""
    return {"sizes": sizes} if srcset.endswith("w") else {}


def _tag(name: str, attributes: dict[str, str]) -> str:
    inside = "".join([f' {key}="{escape_attribute(value)}"' for key, value in attributes.items()])
    return f"<{name}{inside}>"
