"""One text on a page that it shares with others: the parts of a series, one after the other.

All its ids get a prefix, and whatever names an id of this text follows. Its headings go one level deeper,
below the title that the page gives it. A link to what only the text's own page has, such as its comments,
leads to that page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from site_builder.model.addresses import encode_fragment
from site_builder.model.documents import HERE
from site_builder.model.expressions import expression
from site_builder.stages.text.attributes import ATTRIBUTES, Attribute, read_attributes

_TOKEN = expression(
    rf"""<(?:
      !--.*?(?:-->|\Z)
    | (?P<raw>script|style|textarea|xmp|noembed|noframes)(?=[\s/>]){ATTRIBUTES}
      (?:>.*?(?:</(?P=raw)\b[^>]*+>|\Z)|\Z)
    | (?P<heading>/?h[1-5])(?P<inside>(?=[\s/>]){ATTRIBUTES})>
    | (?P<name>[a-z][^\s/<>]*+)[\s/]++(?P<attributes>(?!>){ATTRIBUTES})(?:>|\Z)
    )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_LINK_HERE = re.compile(re.escape(HERE) + r'#([^"]*)')
_NAMED = expression(r"url\((['\"]?)#([^)'\"]+)\1\)")
# Attributes that hold ids of the same page, separated by blanks (HTML and WAI-ARIA).
_ID_LISTS = frozenset(
    "for form headers list popovertarget aria-activedescendant aria-controls aria-describedby aria-details"
    " aria-errormessage aria-flowto aria-labelledby aria-owns".split()
)
_OWN = frozenset({"a", "map"})
"""Elements whose `name` is an id too."""


class _Change(NamedTuple):
    start: int
    end: int
    new: str


def beside_others(text: str, prefix: str) -> str:
    """The HTML of a body as it may be beside others; its links within its own page hold HERE still.

    Links to its own ids become links within the shared page, without HERE. An id is never empty.
    """
    tags = list(_tags(text))
    ids = {
        attribute.value
        for name, attributes in tags
        for attribute in attributes
        if _is_id(name, attribute) and attribute.value
    }
    changes = [
        change
        for name, attributes in tags
        for attribute in attributes
        if (change := _changed(name, attribute, ids, prefix)) is not None
    ]
    changes += _deeper(text)
    changes.sort()
    pieces: list[str] = []
    at = 0
    for change in changes:
        pieces += (text[at : change.start], change.new)
        at = change.end
    return links_beside_others("".join([*pieces, text[at:]]), prefix, ids)


def links_beside_others(text: str, prefix: str, ids: Container[str]) -> str:
    """The same of HTML without ids of its own, whose links within the page lead into a text with `ids`."""

    def link(match: re.Match[str]) -> str:
        fragment = unquote(html.unescape(match[1]))
        if fragment in ids:
            return "#" + html.escape(encode_fragment(prefix + fragment))
        return match[0]

    return _LINK_HERE.sub(link, text) if HERE in text else text


def _tags(text: str) -> Iterator[tuple[str, list[Attribute]]]:
    for token in _TOKEN.finditer(text):
        group = "inside" if token["heading"] else "attributes"
        if token[group]:
            name = (token["heading"] or token["name"]).lower()
            yield name, list(read_attributes(text, *token.span(group)).values())


def _deeper(text: str) -> Iterator[_Change]:
    for token in _TOKEN.finditer(text):
        if token["heading"]:
            end = token.end("heading")
            yield _Change(end - 1, end, str(int(text[end - 1]) + 1))


def _is_id(name: str, attribute: Attribute) -> bool:
    return attribute.name == "id" or (attribute.name == "name" and name in _OWN)


def _changed(name: str, attribute: Attribute, ids: Container[str], prefix: str) -> _Change | None:
    value = attribute.value
    if _is_id(name, attribute):
        new = prefix + value if value else ""
    elif attribute.name in _ID_LISTS:
        new = " ".join(prefix + one if one in ids else one for one in value.split())
    elif attribute.name in ("href", "xlink:href", "usemap") and value[1:] in ids and value[0] == "#":
        new = f"#{prefix}{value[1:]}"
    elif "url(" in value:
        new = _NAMED.sub(
            lambda match: f"url(#{prefix}{match[2]})" if match[2] in ids else match[0], attribute.value
        )
    else:
        return None
    if new == value:
        return None
    return _Change(attribute.start, attribute.end, f'"{html.escape(new)}"')
