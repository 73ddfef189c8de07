"""Where in a source the text is that a flaw of a finished page came from."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from site_builder.model.diagnostics import Place
from site_builder.model.finished import UnbalancedTag, Wanted
from site_builder.stages.finished.tags import OPTIONAL_END, RAW, TOKEN, VOID, ends_raw

_MOST = 50
"""Places of one text that are named."""

_BEFORE = r"""(?<![\w/%.~-])"""
_BARE = r"""(?<=[("'<])"""
"""Before an address without any letter, such as `#`, which is much else as well."""
_LINK_BEFORE = re.compile(r"""<a\b[^<>]*\bhref\s*=\s*["']?\Z|(?<!!)\[[^\[\]]*\]\(<?\Z|<\Z""", re.IGNORECASE)
_AFTER = r"""(?=["'<>()\s,#?&|}\\]|\]|\Z)"""
_NO_LETTER = re.compile("(?:\ufffd|%EF%BF%BD)+")
_BYTES = "(?:\ufffd|%[89a-fA-F][0-9a-fA-F])+"
"""What a reader of addresses sees no letters in, such as `%ff`, is U+FFFD in the address that was read."""
_HEADING = re.compile(
    r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$|^(?=\S)(.+)\n(?:=+|-+)[ \t]*$|<h[1-6]\b[^>]*>(.*?)</h", re.M
)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])")
_TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_TEMPLATE_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class SourceText(NamedTuple):
    """A source that may have made a page. `path` is relative to the site's root."""

    path: str
    text: str

    @property
    def is_markdown(self) -> bool:
        """Whether code in it is only shown."""
        return self.path.lower().endswith((".md", ".markdown"))

    def _masked(self, *, has_comments: bool) -> str:
        """The text without code, and without comments unless they are wanted."""
        # Imported late: it brings Python-Markdown along, and only something that is wrong has to be found.
        from site_builder.stages.bodies.masking import mask, mask_code

        return mask_code(self.text) if has_comments else mask(self.text)

    def find(self, wanted: Wanted) -> list[Place]:
        """The places of what is wanted, in order; the likeliest spelling that is there counts."""
        match wanted.kind:
            case "link" if self.is_markdown:
                return []
            case "address" | "link":
                return self._addresses(wanted.texts)
            case "load":
                found = self._addresses(wanted.texts)
                return [one for one in found if not self._is_followed(one)] or found
            case "heading":
                return list(self._headings(wanted.texts[0]))
            case "tag":
                return list(self._tags(*wanted.texts[:2]))
            case _:
                return self._texts(wanted.texts)

    def find_end(self, path: str) -> list[Place]:
        """The places of an address's last parts, whatever is put before them when the page is made."""
        parts = [part for part in path.partition("#")[0].split("/") if part]
        end = "/" if path.endswith("/") else ""
        for start in range(len(parts)):
            tail = "/".join(parts[start:]) + end
            found = list(self._matches(rf"(?<=[}}\"'/]){re.escape(tail)}{_AFTER}", self.text))
            if found:
                return found
        return []

    def _addresses(self, texts: tuple[str, ...]) -> list[Place]:
        readable = (
            self._masked(has_comments=False) if self.is_markdown else _TEMPLATE_COMMENT.sub(_blank, self.text)
        )
        for text in texts:
            for spelling in dict.fromkeys((text, html.escape(text))):
                if not spelling:
                    continue
                before = _BEFORE if any(map(str.isalnum, spelling)) else _BARE
                pattern = _NO_LETTER.sub(lambda _: _BYTES, re.escape(spelling))
                found = list(self._matches(f"{before}{pattern}{_AFTER}", readable))
                if found:
                    return found
        return []

    def _is_followed(self, place: Place) -> bool:
        """Whether an address is that of a link, which readers choose to follow."""
        line = self.text.split("\n")[place.line - 1]
        return _LINK_BEFORE.search(line[: place.column - 1]) is not None

    def _texts(self, texts: tuple[str, ...]) -> list[Place]:
        readable = self._masked(has_comments=True) if self.is_markdown else self.text
        for text in texts:
            edge = r"\b" if text.isalnum() else ""
            found = list(self._matches(edge + re.escape(text).replace(r"\ ", r"\s+") + edge, readable))
            if found:
                return found
        return []

    def _matches(self, pattern: str, readable: str) -> Iterator[Place]:
        for number, match in enumerate(re.finditer(pattern, readable)):
            if number == _MOST:
                return
            yield self.place(match.start(), match.end() - match.start())

    def _headings(self, text: str) -> Iterator[Place]:
        readable = self._masked(has_comments=True) if self.is_markdown else self.text
        for match in _HEADING.finditer(readable):
            group = match.lastindex or 0
            if _letters(match[group]) == _letters(text):
                yield self.place(match.start(), match.end() - match.start())

    def _tags(self, name: str, kind: str) -> Iterator[Place]:
        # Masked with the comments are elements of raw text, which are wanted if one of them is left open.
        readable = (
            self._masked(has_comments=name in RAW)
            if self.is_markdown
            else _TEMPLATE_CODE.sub(_blank, self.text)
        )
        for one, offset in _unbalanced(readable):
            if one == UnbalancedTag(name, kind == "stray"):
                yield self.place(offset, len(name) + 2 + one.is_stray)

    def place(self, offset: int, length: int = 1) -> Place:
        """The place of an offset into the text."""
        start = self.text.rfind("\n", 0, offset) + 1
        line_end = self.text.find("\n", offset)
        longest = (line_end if line_end >= 0 else len(self.text)) - offset
        return Place(self.text.count("\n", 0, offset) + 1, offset - start + 1, max(1, min(length, longest)))


def _unbalanced(text: str) -> Iterator[tuple[UnbalancedTag, int]]:
    """Tags that do not fit together, with where they are."""
    opened: list[tuple[str, int]] = []
    for token in TOKEN.finditer(text):
        match = _TAG_NAME.match(token[0])
        if match is None:
            continue
        name = match[2].lower()
        if name in VOID or (name in RAW and not match[1] and ends_raw(name, token[0])):
            continue
        if not match[1]:
            opened.append((name, token.start()))
        elif all(one != name for one, _ in opened):
            yield UnbalancedTag(name, True), token.start()
        else:
            while (top := opened.pop())[0] != name:
                if top[0] not in OPTIONAL_END:
                    yield UnbalancedTag(top[0], False), top[1]
    for name, offset in opened:
        if name not in OPTIONAL_END:
            yield UnbalancedTag(name, False), offset


def _letters(text: str) -> str:
    """What a heading says, without its markup and whatever typography has made of its marks."""
    text = re.sub(r"\]\([^)]*\)|\{[^}]*\}\s*$|<[^>]*>", "", html.unescape(text))
    return "".join(filter(str.isalnum, text.lower()))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
