"""Inline patterns that find in one step of a regular expression what stock looks for character by character.

Each handles the plain case itself and leaves whatever is out of the ordinary to the class it comes from.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown.inlinepatterns import (
    BacktickInlineProcessor,
    Delimiter,
    DelimiterProcessor,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)

Handled = tuple["etree.Element | None", "int | None", "int | None"]

_TICKS = re.compile("`+")
_BRACKETS = re.compile(r"[\[\]]")
_FLAT_TEXT = re.compile(r"[^\[\]]*+\]")
_PLAIN_TARGET = re.compile(r"""\(\s*+([^()'"<\x02]*+)(?:"([^"'()\x02]*+)" *+)?\)""")
_QUOTE_OR_CLOSE = re.compile(r"""["')]""")
_SPACE = re.compile(r"\s")


class FastBacktickProcessor(BacktickInlineProcessor):
    """Goes from one run of backticks to the next."""

    def find_code_spans(self, start: int, text: str) -> tuple[int, int | None]:  # type: ignore[override]
        opening = _TICKS.match(text, start)
        start = opening.end() if opening else start
        width = start - opening.start() if opening else 0
        longest = end = 0
        for run in _TICKS.finditer(text, start):
            length = run.end() - run.start()
            if length == width:
                return start, run.start()
            if length > longest:
                longest, end = length, run.end()
        if 0 < longest < width:
            return start - (width - longest), end - longest
        return start + width, None


class _Bracketed(LinkInlineProcessor):
    """Finds the bracket that closes a link's text, and a target without nested parentheses or quotes."""

    _closers_of: tuple[str, dict[int, int]] = ("", {})

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        flat = _FLAT_TEXT.match(data, index)
        if flat:
            return data[index : flat.end() - 1], flat.end(), True
        if self._closers_of[0] is not data:
            self._closers_of = data, _closers(data)
        end = self._closers_of[1].get(index)
        if end is None:
            return data[index:], len(data), False
        return data[index : end - 1], end, True

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        plain = _PLAIN_TARGET.match(data, index)
        if plain is None:
            # Stock reads on to the end for a parenthesis; without one, and without a quote, in vain.
            if data[index : index + 1] != "(" or not _QUOTE_OR_CLOSE.search(data, index):
                return "", None, index, False
            return super().getLink(data, index)
        href, title = plain[1], plain[2]
        if title is not None:
            title = _SPACE.sub(" ", title.strip())
        return href.strip(), title, plain.end(), True


def _closers(data: str) -> dict[int, int]:
    """For each place after an opening bracket, the place after the bracket that closes it."""
    open_at: list[int] = []
    closers: dict[int, int] = {}
    for bracket in _BRACKETS.finditer(data):
        if bracket[0] == "[":
            open_at.append(bracket.end())
        elif open_at:
            closers[open_at.pop()] = bracket.end()
    return closers


class FastLinkProcessor(_Bracketed):
    also_requires = ("](",)


class FastImageProcessor(_Bracketed, ImageInlineProcessor):
    also_requires = ("](",)


class FastReferenceProcessor(_Bracketed, ReferenceInlineProcessor):
    is_reference = True


class FastShortReferenceProcessor(_Bracketed, ShortReferenceInlineProcessor):
    is_reference = True


class FastImageReferenceProcessor(_Bracketed, ImageReferenceInlineProcessor):
    is_reference = True


class FastShortImageReferenceProcessor(_Bracketed, ShortImageReferenceInlineProcessor):
    is_reference = True


class FastDelimiterProcessor(DelimiterProcessor):
    """Takes the simple pair (`*a*`, `__b__`: nothing of the kind in between) at once."""

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override]
        if not self.regions and not self._has_long_tokens():
            pair = self._simple_pair(m.start(), data)
            if pair is not None:
                return pair
        return super().handleMatch(m, data)

    def _simple_pair(self, start: int, data: str) -> Handled | None:
        delimiter = self.delimiters.get(data[start])
        if delimiter is None or delimiter.tag_count != 2:
            return None
        opening = delimiter.boundary.match(data, start)
        if opening is None or opening.lastgroup == "end":
            return None
        size = opening.end() - start
        following = self.compiled_re.search(data, opening.end())
        if size > 2 or following is None or following[0] != delimiter.token:
            return None
        closing = delimiter.boundary.match(data, following.start())
        if closing is None or closing.lastgroup == "start" or closing.end() - closing.start() != size:
            return None
        element = etree.Element(delimiter.tags[0] if size == 2 else delimiter.tags[1])
        element.text = data[opening.end() : closing.start()]
        return element, start, closing.end()

    def search(self, data: str, start: int) -> re.Match[str] | None:
        if self._has_long_tokens():
            return super().search(data, start)
        for place in self.compiled_re.finditer(data, start):
            delimiter: Delimiter = self.delimiters[place[0]]
            found = delimiter.boundary.match(data, place.start())
            if found and (delimiter.stack or found.lastgroup != "end"):
                return found
        return None

    def _has_long_tokens(self) -> bool:
        return max(map(len, self.tokens), default=0) > 1
