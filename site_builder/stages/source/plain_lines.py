"""Plain front matter, as most is: lines of a key and a value, read without YAML's parser.

The nodes are those that `compose` makes, in a third of the time. Where a line may not be what it seems (one
with other signs, a comment or no value, or an indented one), the whole text is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model.diagnostics import Place
from site_builder.stages.schema.nodes import Mapping, Node, Scalar, Sequence

# What means nothing to YAML behind a letter or digit of any script; the hyphen is the last of a set.
_SIGNS = " .,;!?()’‘“”«»–—…/&+%-"
_WORDS = rf"(?:[^\W_]|/)['\w{_SIGNS}]*+"
_WORD_OF_LIST = r"[^\W_][\w .'’/&+-]*+"
_LINE = re.compile(
    rf"""
    (?P<key>[A-Za-z][A-Za-z0-9_-]{{0,99}}+):[ ]++
    (?:
        (?P<plain>{_WORDS}(?::[\w/]['\w{_SIGNS}]*+)*+)
      | "(?P<double>[':\#\[\]\w{_SIGNS}]*+)"
      | '(?P<single>[":\#\[\]\w{_SIGNS}]*+)'
      | \[(?P<list>[ ]*+(?:{_WORD_OF_LIST}(?:,[ ]*+{_WORD_OF_LIST})*+)?+)\]
    )
    [ ]*+\n
    """,
    re.VERBOSE,
)


def read_plain_lines(text: str, first_line: int) -> Mapping | None:
    """The root node of a text that begins on this line; None for one that is not of plain lines."""
    pairs: list[tuple[Scalar, Node]] = []
    line, at = first_line, 0
    while at < len(text):
        match = _LINE.match(text, at)
        if match is None:
            return None
        key = match["key"]
        pairs.append((Scalar(key, True, Place(line, 1, len(key))), _value(match, line)))
        line, at = line + 1, match.end()
    return Mapping(pairs, Place(first_line, 1)) if pairs else None


def _value(match: re.Match[str], line: int) -> Node:
    group = match.lastgroup or "plain"
    text = match[group]
    column = match.start(group) - match.start() + 1
    if group == "plain":
        text = text.rstrip(" ")
        return Scalar(text, True, Place(line, column, len(text)))
    if group == "list":
        return Sequence(list(_items(text, line, column)), Place(line, column - 1))
    return Scalar(text, False, Place(line, column - 1, len(text) + 2))


def _items(text: str, line: int, column: int) -> Iterator[Scalar]:
    for piece in text.split(","):
        word = piece.strip(" ")
        if word:
            yield Scalar(word, True, Place(line, column + piece.index(word), len(word)))
        column += len(piece) + 1
