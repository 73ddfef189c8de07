"""YAML text to nodes that know their places. Nothing is constructed: what a scalar means is for `shapes`.

YAML would make a boolean of `no`, 7 of `007`, 630 of `10:30`, and an exception of `2021-02-30`; here a
scalar is the text that the writer wrote. Anchors and aliases are refused: `&` and `*` at the start of a
value are nearly always meant as text, and repeated aliases can make a small file enormous.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from site_builder.model.diagnostics import Diagnostic, Place, error, warning
from site_builder.stages.schema.yaml_problems import explain_yaml_error, find_unreadable_character
from site_builder.stages.text.controls import FORBIDDEN
from site_builder.stages.text.decode import name_character, place_in

_DEEPEST = 40
# `title: ! 'text'`, as Ruby's YAML wrote for years: it says that this is text, whatever it looks like.
_NON_SPECIFIC = "!"
_MOST_GUESSES = 20
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# YAML 1.1 ends lines at these too; editors and Markdown do not, and would count other lines.
_EXOTIC_LINE_ENDS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """A value as written, without its quotes. `is_plain` says that there were none."""

    text: str
    is_plain: bool
    place: Place


class Sequence(msgspec.Struct, frozen=True):
    """A list of nodes."""

    items: list[Node]
    place: Place


class Mapping(msgspec.Struct, frozen=True):
    """Keys and values in the order of the file, repeated keys included."""

    pairs: list[tuple[Scalar, Node]]
    place: Place


Node = Scalar | Sequence | Mapping


class Reading:
    """One piece of YAML being read: where it is, and what has been found wrong with it so far.

    `first_line` is the file's line on which `text` begins; `kind` ("front-matter", "config", "comments")
    begins the codes of what is found.
    """

    def __init__(self, path: str, text: str, first_line: int, kind: str) -> None:
        self.path = path
        self.text = text
        self.first_line = first_line
        self.kind = kind
        self.diagnostics: list[Diagnostic] = []
        self._lines: list[str] | None = None
        self._guesses = 0

    def may_guess(self) -> bool:
        """Whether one more unknown word may be compared with those that are known: one file has its share."""
        self._guesses += 1
        return self._guesses <= _MOST_GUESSES

    def code(self, problem: str) -> str:
        return f"{self.kind}-{problem}"

    def error(self, code: str, message: str, place: Place, hint: str = "") -> None:
        self.diagnostics.append(error(code, message, self.path, place, hint))

    def warning(self, code: str, message: str, place: Place, hint: str = "") -> None:
        self.diagnostics.append(warning(code, message, self.path, place, hint))

    def line(self, number: int) -> str:
        """A line of the file, empty where there is none."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        index = number - self.first_line
        return self._lines[index] if 0 <= index < len(self._lines) else ""


def compose(reading: Reading) -> Node | None:
    """The root node; None for an empty text, and where a problem was reported."""
    text = reading.text.translate(_EXOTIC_LINE_ENDS) if not reading.text.isascii() else reading.text
    offset = find_unreadable_character(text)
    if offset is not None:
        place = place_in(text, offset)
        reading.error(
            "yaml-syntax",
            f"a control character that YAML does not allow ({name_character(text[offset])})",
            Place(place.line + reading.first_line - 1, place.column),
            "delete it",
        )
        return None
    loader = _LOADER(text)
    try:
        return _Composer(reading, loader).document()
    except yaml.MarkedYAMLError as problem:
        reading.diagnostics.append(explain_yaml_error(problem, text, reading.path, reading.first_line))
    except _RefusedError as refusal:
        reading.diagnostics.append(msgspec.structs.replace(refusal.diagnostic, path=reading.path))
    finally:
        loader.dispose()
    return None


class _RefusedError(Exception):
    """Valid YAML that this program does not take; carries the diagnostic, without its path."""

    def __init__(self, code: str, message: str, place: Place, hint: str) -> None:
        super().__init__(message)
        self.diagnostic = error(code, message, "", place, hint)


class _Composer:
    """Nodes from the parser's events, with a stack of its own: deep nesting crashes libyaml's composer."""

    def __init__(self, reading: Reading, loader: Any) -> None:
        self.first_line = reading.first_line
        self.reading = reading
        self.loader = loader

    def document(self) -> Node | None:
        root: Node | None = None
        # Each open collection with the list that its children go to.
        stack: list[tuple[Node, list[Node]]] = []
        for event in self._events():
            kind = type(event)
            if kind is yaml.ScalarEvent:
                node: Node = self._scalar(event)
            elif kind is yaml.SequenceStartEvent:
                self._refuse_properties(event)
                items: list[Node] = []
                stack.append((Sequence(items, self._place(event)), items))
                self._refuse_depth(stack, event)
                continue
            elif kind is yaml.MappingStartEvent:
                self._refuse_properties(event)
                stack.append((Mapping([], self._place(event)), []))
                self._refuse_depth(stack, event)
                continue
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                node, children = stack.pop()
                if type(node) is Mapping:
                    node.pairs.extend(_pair(children))
            elif kind is yaml.AliasEvent:
                raise _special_start("*", "an alias", self._place(event))
            elif kind is yaml.DocumentStartEvent and root is not None:
                raise _RefusedError(
                    "yaml-syntax", "a second document begins here", self._place(event), "delete the line ---"
                )
            else:
                continue
            if stack:
                stack[-1][1].append(node)
            else:
                root = node
        return root

    def _events(self) -> Iterator[Any]:
        get_event = self.loader.get_event
        while self.loader.check_event():
            yield get_event()

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        length = end.column - column if end.line == line else 1
        return Place(line + self.first_line, column + 1, length if length > 0 else 1)

    def _scalar(self, event: Any) -> Scalar:
        is_text = event.tag == _NON_SPECIFIC
        if event.anchor is not None or (event.tag is not None and not is_text):
            self._refuse_properties(event)
        text = event.value
        place = self._place(event)
        style = event.style
        if style == '"':
            bad = FORBIDDEN.search(text)
            if bad:
                raise _RefusedError(
                    "control-character",
                    f"a control character that no page may contain ({name_character(bad[0])})",
                    place,
                    "delete the escape, or write \\\\ for a backslash",
                )
        return Scalar(text, not style and not is_text, place)

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor is not None:
            raise _special_start("&", "an anchor", self._place(event))
        if event.tag is not None:
            raise _special_start("!", "a type", self._place(event))

    def _refuse_depth(self, stack: list[tuple[Node, list[Node]]], event: Any) -> None:
        if len(stack) > _DEEPEST:
            raise _RefusedError(
                "yaml-syntax",
                f"lists and mappings are nested more than {_DEEPEST} deep here",
                self._place(event),
                "put the text in quotes if the brackets belong to it",
            )


def _pair(children: list[Node]) -> Iterator[tuple[Scalar, Node]]:
    for position in range(0, len(children), 2):
        key = children[position]
        if type(key) is not Scalar:
            raise _RefusedError(
                "yaml-syntax", "a list or mapping cannot be a key", key.place, "put the text in quotes"
            )
        yield key, children[position + 1]


def _special_start(character: str, meaning: str, place: Place) -> _RefusedError:
    return _RefusedError(
        "yaml-syntax",
        f"a value that begins with '{character}' means {meaning} in YAML",
        place,
        "put the whole value in quotes",
    )
