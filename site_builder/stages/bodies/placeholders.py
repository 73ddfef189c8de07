"""Python-Markdown's placeholders (U+0002 … U+0003) where it has left them in its output.

Two kinds of input do that. With crossing emphasis before an entity, a tag or an escape (`*a **b*&amp;** c`)
it cuts into a placeholder of its inline stash: `klzzwxh:0000` and U+0003 remain, or an end tag stands in the
middle. And an abbreviation that is a number (`*[42]: answer`) is found inside the placeholder of an escaped
character (that of `\\*` is 42). Both can be mended, since the stash still knows what was meant.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown

_TAG = re.compile(r"</?[a-z][^<>]*>")
_TAGS = rf"(?:{_TAG.pattern})*"
_REMAINS = re.compile(
    f"(?:\x02{_TAGS})?(?P<name>"
    + "".join(f"(?:{letter}{_TAGS})?" for letter in "klzzwxh:")
    + f")(?P<number>(?:[0-9]{_TAGS})+)\x03"
)
_EMPTY_ABBREVIATION = re.compile("<abbr[^<>]*></abbr>")
_STASH_DIGITS = 4
# What a stash holds may hold placeholders too, a few levels deep.
_DEPTH = 20


def has_placeholders(html: str) -> bool:
    """Whether anything is left to mend."""
    return "\x02" in html or "\x03" in html


def mend_placeholders(md: Markdown, html: str) -> str:
    """The HTML of the last conversion with what its placeholders stand for; what is unknown stays."""
    for _ in range(_DEPTH):
        mended = _REMAINS.sub(lambda match: _replacement(md, match), html)
        for postprocessor in md.postprocessors:
            mended = postprocessor.run(mended)
        if mended == html or not has_placeholders(mended):
            return mended
        html = mended
    return html


def _replacement(md: Markdown, match: re.Match[str]) -> str:
    """What was stashed, and after it the tags that cut the placeholder in two."""
    tags = _EMPTY_ABBREVIATION.sub("", "".join(_TAG.findall(match[0])))
    number = _TAG.sub("", match["number"])
    if not match["name"]:
        return f"&#{number};{tags}" if len(number) < _STASH_DIGITS else match[0]
    node = getattr(md.treeprocessors["inline"], "stashed_nodes", {}).get(number)
    if isinstance(node, etree.Element):
        node.tail = None
        return md.serializer(node) + tags
    return node + tags if isinstance(node, str) else match[0]


def word_before_placeholder(html: str) -> str:
    """A word by which a writer finds the spot, or nothing."""
    first = re.split("[\x02\x03]", html, maxsplit=1)[0]
    words = re.findall(r"[^\W\d_]{3,}", re.sub(r"<[^<>]*>|klzzwxh", " ", first))
    return words[-1] if words else ""
