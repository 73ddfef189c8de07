"""A finished HTML page, read in one pass as a browser's tokenizer reads it.

The page is cut at its tags, and each tag is looked up among those that were read before: most tags of a page
are on its neighbours too.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from site_builder.model.finished import (
    FinishedPage,
    FoundAddress,
    LinkText,
    ShownHeading,
    ShownImage,
)
from site_builder.stages.finished.balance import Balance
from site_builder.stages.finished.scripts import addresses_in_script
from site_builder.stages.finished.styles import addresses_in_style
from site_builder.stages.finished.tags import TEXTS, TOKEN, Tag, read_tag, remembered

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CARRIED = frozenset({"url", "item", "image", "logo", "contentUrl", "thumbnailUrl"})
"""Properties of schema.org whose text is an address of something that is there to be opened."""


def read_page(text: str, page: FinishedPage) -> None:
    """Put into `page` what the HTML `text` has."""
    pieces = TOKEN.split(text)
    balance = Balance()
    stack = balance.stack
    opened: list[tuple[str, int, Tag]] = []
    for at, token in enumerate(pieces[1::2]):
        tag = remembered.get(token) or read_tag(token)
        name = tag.name
        if tag.is_closing:
            if stack and stack[-1] == name:
                stack.pop()
            else:
                balance.close(name)
            if tag.is_plain:
                continue
            if opened and opened[-1][0] == name:
                _close(pieces, at * 2 + 1, opened.pop(), page)
            continue
        if tag.is_raw:
            balance.raw(name, token)
            _read_raw(token, tag, page)
        elif tag.is_self_closing:
            balance.open(tag)
        elif tag.may_hold:
            stack.append(name)
        if not tag.is_plain:
            _read_opening(tag, page)
            if name in TEXTS and (name != "a" or "href" in tag.attributes):
                opened.append((name, at * 2 + 1, tag))
    page.unbalanced = balance.end()


def _read_opening(tag: Tag, page: FinishedPage) -> None:
    page.addresses.extend(tag.addresses)
    attributes = tag.attributes
    if identifier := attributes.get("id"):
        page.ids.append(identifier)
    match tag.name:
        case "img":
            offered = attributes.get("srcset", "") or page.offered
            page.images.append(ShownImage(attributes.get("src", ""), offered, tag.width))
            page.offered = ""
        case "source":
            page.offered = page.offered or attributes.get("srcset", "")
        case "meta":
            _read_meta(attributes, page)
        case "a" if "href" not in attributes and (anchor := attributes.get("name")):
            page.ids.append(anchor)


def _read_raw(token: str, tag: Tag, page: FinishedPage) -> None:
    """A script or a style sheet inside the page."""
    content = token[tag.length : token.rfind("</")]
    if tag.name == "style":
        page.addresses.extend(
            FoundAddress("style url()", value, True) for value in addresses_in_style(content)
        )
    elif tag.attributes.get("type", "").lower() == "application/ld+json":
        page.addresses.extend(FoundAddress("JSON-LD", value, False) for value in _in_linked_data(content))
    elif tag.name == "script" and content.strip():
        page.addresses.extend(FoundAddress("script", value, True) for value in addresses_in_script(content))


def _read_meta(attributes: dict[str, str], page: FinishedPage) -> None:
    name = attributes.get("name", "").lower()
    if name == "description":
        page.description = attributes.get("content", "")
    elif name == "robots":
        page.is_noindex = "noindex" in attributes.get("content", "").lower()
    elif attributes.get("http-equiv", "").lower() == "refresh":
        page.is_redirect = True


def _close(pieces: list[str], at: int, opening: tuple[str, int, Tag], page: FinishedPage) -> None:
    name, start, tag = opening
    text = _plain("".join(pieces[start + 1 : at : 2]))
    if name == "title":
        page.title = page.title or text
    elif name == "a":
        name = "" if text else _name_of(tag, pieces[start + 2 : at : 2])
        page.links.append(LinkText(tag.attributes["href"].strip(), text, name))
    else:
        page.headings.append(ShownHeading(_HEADINGS[name], text))


def _name_of(link: Tag, inside: list[str]) -> str:
    """What a screen reader says of a link that has no text."""
    names = [link.attributes.get("aria-label", ""), link.attributes.get("title", "")]
    if "aria-labelledby" in link.attributes:
        names.append("labelled elsewhere")
    for token in inside:
        attributes = read_tag(token).attributes
        names += (attributes.get("alt", ""), attributes.get("aria-label", ""), attributes.get("title", ""))
    return " ".join(filter(None, (name.strip() for name in names)))


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def plain_text(markup: str) -> str:
    """What can be read in a piece of HTML, code, scripts and comments left out."""
    markup = _UNREAD.sub(" ", markup)
    return html.unescape(TOKEN.sub("\0", markup)).replace("\0", "")


_UNREAD = re.compile(
    r"<(pre|code|kbd|samp|var|script|style|textarea|svg|math)\b[^>]*+>.*?(?:</\1\s*+>|\Z)",
    re.DOTALL | re.IGNORECASE,
)


def _in_linked_data(text: str) -> Iterator[str]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    waiting: list[Any] = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            for key, value in one.items():
                if key in _CARRIED and isinstance(value, str):
                    yield value
                elif isinstance(value, list | dict):
                    waiting.append(value)
                    if key in _CARRIED and isinstance(value, list):
                        yield from (entry for entry in value if isinstance(entry, str))
