"""Shapes of lists and groups of keys, made of those of single values.

Keys are known ones or nothing: an unknown key is reported with a guess at the one that was meant, a repeated
key is an error that names both lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from site_builder.model.diagnostics import Place
from site_builder.stages import nodes
from site_builder.stages.nodes import Node, Reading, Scalar
from site_builder.stages.shapes import (
    MOST_DIGITS,
    NULLS,
    WHOLE_NUMBER,
    Schema,
    Shape,
    Text,
    is_empty,
    is_null,
    refuse,
    shorten,
    warn_of_swallowed_comment,
)
from site_builder.stages.suggestions import closest


class ListOf:
    """A list of one shape. With `single`, one value may stand without its list; with `split`, a text on
    one line is cut at that character.
    """

    def __init__(self, item: Shape[Any], *, single: bool = False, split: str = "") -> None:
        self.item, self.single, self.split = item, single, split

    def read(self, node: Node, name: str, reading: Reading) -> tuple[tuple[Any, Place], ...] | None:
        """The values, each with its place."""
        if is_null(node):
            return None
        if isinstance(node, nodes.Sequence):
            items = node.items
        elif self.single and isinstance(node, Scalar):
            items = self._split(node)
        else:
            hint = f"write {name}: [first, second]" if isinstance(self.item, Text) else "begin each with `- `"
            refuse(reading, node, name, "a list", hint)
            return None
        values: list[tuple[Any, Place]] = []
        for item in items:
            if is_empty(item):
                reading.error(
                    reading.code("type"), f"{name} has an empty entry", item.place, "fill it in or delete it"
                )
                continue
            value = self.item.read(item, f"an entry of {name}", reading)
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
        described: Schema = {"type": "array", "items": _not_empty(self.item.schema())}
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


class Field:
    """A key of a mapping. `aliases` are names it may have instead; `about` is one sentence for editors."""

    def __init__(
        self,
        name: str,
        shape: Shape[Any],
        about: str,
        *,
        aliases: tuple[str, ...] = (),
        required: bool = False,
        default: Any = None,
    ) -> None:
        self.name, self.shape, self.about, self.aliases = name, shape, about, aliases
        self.required, self.default = required, default


class Fields:
    """A mapping with known keys, read into a value made by `make` from those that are there.

    `elsewhere` tells of names that belong in another place, as a hint for each; `strict` makes an unknown
    key an error.
    """

    def __init__(
        self,
        fields: Iterable[Field],
        make: Callable[..., Any],
        *,
        strict: bool = False,
        elsewhere: Mapping[str, str] | None = None,
        prefix: str = "",
    ) -> None:
        self.fields = tuple(fields)
        self.make, self.strict, self.prefix = make, strict, prefix
        self.elsewhere = dict(elsewhere or {})
        self.required = tuple(field for field in self.fields if field.required)
        self.by_name = {name: field for field in self.fields for name in (field.name, *field.aliases)}

    def read(self, node: Node, name: str, reading: Reading) -> Any:
        """What `make` makes, or None where a required key is missing or a value was refused."""
        if is_null(node) and not self.required:
            return None
        if type(node) is not nodes.Mapping:
            keys = ", ".join(field.name for field in self.fields[:3])
            refuse(reading, node, name, "a group of keys", f"indent its keys ({keys}) below it")
            return None
        values = {
            key: value for key, (value, _) in self.values(node, name, reading).items() if value is not None
        }
        if any(field.required and field.name not in values for field in self.fields):
            return None
        return self.make(**values)

    def values(self, node: nodes.Mapping, name: str, reading: Reading) -> dict[str, tuple[Any, Place]]:
        """What was read, by the fields' names, with the place of each value; None where it was refused."""
        values: dict[str, tuple[Any, Place]] = {}
        written: dict[str, Scalar] = {}
        by_name = self.by_name
        for key, child in unique_pairs(node, reading):
            field = by_name.get(key.text)
            if field is None:
                self._report_unknown(key, reading)
                continue
            count = len(reading.diagnostics)
            value = field.shape.read(child, key.text, reading)
            if value is None and len(reading.diagnostics) == count:
                if field.required:
                    refuse(reading, child, key.text, "given", f"write the {key.text} after the colon")
                elif is_empty(child):
                    warn_of_swallowed_comment(child, key.text, reading)
            other = written.setdefault(field.name, key)
            if other is not key:
                self._compare(values.get(field.name), value, key, other, reading)
            elif value is not None or len(reading.diagnostics) > count:
                values[field.name] = (value, child.place)
        for field in self.required:
            if field.name not in written:
                hint = f"add a line {field.name}: …"
                reading.error(reading.code("missing"), f"{name} has no {field.name}", node.place, hint)
        return values

    def _compare(
        self, first: tuple[Any, Place] | None, value: Any, key: Scalar, other: Scalar, reading: Reading
    ) -> None:
        if first is None or first[0] is None or value is None or _same(first[0], value):
            return
        reading.error(
            reading.code("conflict"),
            f"{key.text} says something else than {other.text} on line {other.place.line}",
            key.place,
            f"they mean the same: keep {self.by_name[key.text].name}",
        )

    def _report_unknown(self, key: Scalar, reading: Reading) -> None:
        report = reading.error if self.strict else reading.warning
        guess = self.elsewhere.get(key.text) or self._guess(key.text)
        report(
            reading.code("unknown-key"),
            f"there is no key '{shorten(key.text)}'{self.prefix}",
            key.place,
            guess or "delete it, or see the reference for the keys there are",
        )

    def _guess(self, word: str) -> str:
        guess = closest(word, self.by_name)
        if guess:
            return f"did you mean {guess}?"
        guess = closest(word, self.elsewhere)
        return self.elsewhere[guess] if guess else ""

    def schema(self) -> Schema:
        properties: Schema = {}
        for field in self.fields:
            described = {**field.shape.schema(), "description": field.about}
            if field.default is not None:
                described["default"] = field.default
            if field.required:
                described = _not_empty(described)
            properties[field.name] = described
            for alias in field.aliases:
                about = f"The same as {field.name}."
                properties[alias] = {**field.shape.schema(), "description": about}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            schema["required"] = [field.name for field in self.required]
        return schema


def unique_pairs(node: nodes.Mapping, reading: Reading) -> list[tuple[Scalar, Node]]:
    """The pairs whose key comes first; a repeated key is an error that names both lines."""
    first: dict[str, Scalar] = {}
    pairs = node.pairs
    for key, _ in pairs:
        first.setdefault(key.text, key)
    if len(first) == len(pairs):
        return pairs
    kept: list[tuple[Scalar, Node]] = []
    for key, value in pairs:
        if first[key.text] is key:
            kept.append((key, value))
        else:
            line = first[key.text].place.line
            reading.error(
                "yaml-duplicate-key",
                f"{key.text} stands here a second time; it is already on line {line}",
                key.place,
                "keep one of the two",
            )
    return kept


def _not_empty(schema: Schema) -> Schema:
    """The schema of a text that has to be there."""
    if not isinstance(schema.get("type"), list):
        return schema
    return {**schema, "type": [name for name in schema["type"] if name != "null"], "pattern": r"\S"}


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


def _same(one: Any, other: Any) -> bool:
    """Equal but for places: lists carry those of their entries."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return [value for value, _ in one] == [value for value, _ in other]
    return bool(one == other)
