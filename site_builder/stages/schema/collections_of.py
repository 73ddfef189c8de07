"""Shapes of lists and of groups with free keys, made of those of single values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from site_builder.model.diagnostics import Place
from site_builder.stages.schema import nodes
from site_builder.stages.schema.fields import unique_pairs
from site_builder.stages.schema.nodes import Node, Reading, Scalar
from site_builder.stages.schema.shapes import (
    MOST_DIGITS,
    NULLS,
    WHOLE_NUMBER,
    Schema,
    Shape,
    TextValue,
    is_empty,
    is_null,
    not_empty,
    refuse,
)

MOST_ENTRIES = 1000
"""Each tag and each old URL of a post is a page: more than these are a mistake, and would take minutes."""


class ListOf:
    """A list of one shape. With `single`, one value may be given without a list; with `split`, a text on
    one line is cut at that character; with `takes_groups`, the one value may be a group of keys.
    `each` is what messages call an entry.
    """

    def __init__(
        self,
        item: Shape[Any],
        *,
        single: bool = False,
        split: str = "",
        each: str = "",
        takes_groups: bool = False,
    ) -> None:
        self.item, self.single, self.split, self.each = item, single, split, each
        self.takes_groups = takes_groups

    def read(self, node: Node, name: str, reading: Reading) -> tuple[tuple[Any, Place], ...] | None:
        """The values, each with its place."""
        if is_null(node):
            return None
        if isinstance(node, nodes.Sequence):
            items = node.items
        elif self.single and isinstance(node, Scalar):
            items = self._split(node)
        elif self.single and self.takes_groups and isinstance(node, nodes.Mapping):
            items = [node]
        else:
            hint = (
                f"write {name}: [first, second]"
                if isinstance(self.item, TextValue)
                else "begin each with `- `"
            )
            refuse(reading, node, name, "a list", hint)
            return None
        if self.single and len(items) > MOST_ENTRIES:
            message = f"{name} has {len(items):,} entries, and {MOST_ENTRIES:,} are the most"
            reading.error(reading.code("type"), message, node.place, "leave out what nobody will look for")
            return None
        values: list[tuple[Any, Place]] = []
        for item in items:
            if is_empty(item):
                reading.error(
                    reading.code("type"), f"{name} has an empty entry", item.place, "fill it in or delete it"
                )
                continue
            value = self.item.read(item, self.each or f"an entry of {name}", reading)
            if value is not None:
                values.append((value, item.place))
        return tuple(values)

    def _split(self, node: Scalar) -> list[Node]:
        if not self.split or self.split not in node.text:
            return [node]
        pieces: list[Node] = []
        line, column, _ = node.place
        offset = 0 if node.is_plain else 1
        for piece in node.text.split(self.split):
            lead = len(piece) - len(piece.lstrip())
            if piece.strip():
                place = Place(line, column + offset + lead, len(piece.strip()))
                pieces.append(Scalar(piece.strip(), False, place))
            offset += len(piece) + len(self.split)
        return pieces

    def schema(self) -> Schema:
        described: Schema = {"type": "array", "items": not_empty(self.item.schema())}
        if not self.single:
            return described
        return {"anyOf": [described, self.item.schema()]}


class TupleOf:
    """A list of one shape, as a tuple of values; `make` is given each value and its place."""

    def __init__(self, item: Shape[Any], make: Callable[[Any, Place], Any] = lambda value, _: value) -> None:
        self.list, self.make = ListOf(item), make

    def read(self, node: Node, name: str, reading: Reading) -> tuple[Any, ...] | None:
        read = self.list.read(node, name, reading)
        return None if read is None else tuple(self.make(value, place) for value, place in read)

    def schema(self) -> Schema:
        return self.list.schema()


class Either:
    """Text of one shape, or a mapping of another (`image: desk.png`, or `image:` with `src` and `alt`)."""

    def __init__(self, text: Shape[Any], mapping: Shape[Any]) -> None:
        self.text, self.mapping = text, mapping

    def read(self, node: Node, name: str, reading: Reading) -> Any:
        return (self.mapping if type(node) is nodes.Mapping else self.text).read(node, name, reading)

    def schema(self) -> Schema:
        return {"anyOf": [self.text.schema(), self.mapping.schema()]}


class Anything:
    """Plain data handed on to a library: mappings, lists, flags, numbers, text.

    Numbers and flags are recognised as YAML 1.2's core schema does, with `true` and `false` only.
    """

    def read(self, node: Node, name: str, reading: Reading) -> Any:
        if type(node) is nodes.Sequence:
            return [self.read(item, name, reading) for item in node.items]
        if type(node) is nodes.Mapping:
            unique = unique_pairs(node, reading)
            return {key.text: self.read(value, key.text, reading) for key, value in unique}
        return _plain_value(node) if type(node) is Scalar else None

    def schema(self) -> Schema:
        return {}


class MappingOf:
    """Any keys, with values of one shape."""

    def __init__(self, value: Shape[Any]) -> None:
        self.value = value

    def read(self, node: Node, name: str, reading: Reading) -> dict[str, Any] | None:
        if is_null(node):
            return None
        if type(node) is not nodes.Mapping:
            refuse(reading, node, name, "a group of keys", f"indent its keys below {name}:")
            return None
        values = {
            key.text: self.value.read(item, key.text, reading) for key, item in unique_pairs(node, reading)
        }
        keeps_null = isinstance(self.value, Anything)
        return {key: value for key, value in values.items() if keeps_null or value is not None}

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema()}


def _plain_value(node: Scalar) -> Any:
    text = node.text
    if not node.is_plain:
        return text
    if text in NULLS:
        return None
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if WHOLE_NUMBER.match(text) and len(text) <= MOST_DIGITS:
        return int(text)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return float(text)
    return text
