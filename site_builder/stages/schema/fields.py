"""Groups of known keys.

An unknown key is reported with a guess at the one that was meant, a repeated key is an error that names both
lines, and so are a key and its alias that say different things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from site_builder.model.diagnostics import Place
from site_builder.stages.schema import nodes
from site_builder.stages.schema.nodes import Node, Reading, Scalar
from site_builder.stages.schema.shapes import (
    Schema,
    Shape,
    is_empty,
    is_null,
    not_empty,
    refuse,
    shorten,
    warn_of_swallowed_comment,
)
from site_builder.stages.text.suggestions import Vocabulary


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


class Unknown(Protocol):
    """How a mapping treats keys that are none of its fields."""

    def field(self, key: str) -> str:
        """The field that a key means although it is spelt otherwise; empty for none."""

    def takes(self, key: Scalar, value: Node, reading: Reading) -> bool:
        """True where nothing more is to be said of a key: it was reported, or may be there."""

    def hint(self, key: str) -> str:
        """What to do about a key that nothing is known of."""


class Fields:
    """A mapping with known keys, read into a value made by `make` from those that are there.

    `elsewhere` tells of names that belong in another place, as a hint for each; `strict` makes an unknown
    key an error; with `keeps_places`, `make` is also given `places`, where each value is. `unknown` says
    what becomes of keys that are not known.
    """

    def __init__(
        self,
        fields: Iterable[Field],
        make: Callable[..., Any],
        *,
        strict: bool = False,
        elsewhere: Mapping[str, str] | None = None,
        prefix: str = "",
        keeps_places: bool = False,
        unknown: Unknown | None = None,
    ) -> None:
        self.fields = tuple(fields)
        self.unknown = unknown
        self.make, self.strict, self.prefix, self.keeps_places = make, strict, prefix, keeps_places
        self.elsewhere = dict(elsewhere or {})
        self.required = tuple(field for field in self.fields if field.required)
        self.by_name = {name: field for field in self.fields for name in (field.name, *field.aliases)}
        self._vocabulary = Vocabulary((*self.elsewhere, *self.by_name))

    def read(self, node: Node, name: str, reading: Reading) -> Any:
        """What `make` makes, or None where a required key is missing or a value was refused."""
        if is_null(node) and not self.required:
            return None
        if type(node) is not nodes.Mapping:
            keys = ", ".join(field.name for field in self.fields[:3])
            refuse(reading, node, name, "a group of keys", f"indent its keys ({keys}) below it")
            return None
        read = self.values(node, name, reading)
        values = {key: value for key, (value, _) in read.items() if value is not None}
        if any(field.required and field.name not in values for field in self.fields):
            return None
        if self.keeps_places:
            values["places"] = {key: read[key][1] for key in values}
        return self.make(**values)

    def values(self, node: nodes.Mapping, name: str, reading: Reading) -> dict[str, tuple[Any, Place]]:
        """What was read, by the fields' names, with the place of each value; None where it was refused."""
        values: dict[str, tuple[Any, Place]] = {}
        written: dict[str, Scalar] = {}
        by_name = self.by_name
        for key, child in unique_pairs(node, reading):
            field = by_name.get(key.text) or self._otherwise_spelt(key.text)
            if field is None:
                if self.unknown is None or not self.unknown.takes(key, child, reading):
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
                self._compare(values.get(field.name), value, (key, other), field.name, reading)
            elif value is not None or len(reading.diagnostics) > count:
                values[field.name] = (value, child.place)
        for field in self.required:
            if field.name not in written:
                hint = f"add a line {field.name}: …"
                reading.error(reading.code("missing"), f"{name} has no {field.name}", node.place, hint)
        return values

    def _compare(
        self,
        first: tuple[Any, Place] | None,
        value: Any,
        keys: tuple[Scalar, Scalar],
        field: str,
        reading: Reading,
    ) -> None:
        key, other = keys
        if first is None or first[0] is None or value is None or _same(first[0], value):
            return
        reading.error(
            reading.code("conflict"),
            f"{key.text} contradicts {other.text} on line {other.place.line}",
            key.place,
            f"they mean the same: keep {field}",
        )

    def _otherwise_spelt(self, key: str) -> Field | None:
        return self.by_name.get(self.unknown.field(key)) if self.unknown is not None else None

    def _report_unknown(self, key: Scalar, reading: Reading) -> None:
        guess = self.elsewhere.get(key.text) or (self._guess(key.text) if reading.may_guess() else "")
        hint = guess or (
            self.unknown.hint(key.text)
            if self.unknown is not None
            else "delete it, or see the reference for the keys there are"
        )
        is_error = self.strict
        if not guess and " " in key.text and reading.kind == "front-matter":
            # Prose with a colon in it, below front matter that was never closed, would be lost.
            is_error, hint = True, "if the text begins here, close the front matter above it with a line ---"
        report = reading.error if is_error else reading.warning
        message = f"there is no key '{shorten(key.text)}'{self.prefix}"
        report(reading.code("unknown-key"), message, key.place, hint)

    def _guess(self, word: str) -> str:
        guess = self._vocabulary.closest(word)
        return self.elsewhere.get(guess) or (f"did you mean {guess}?" if guess else "")

    def schema(self) -> Schema:
        properties: Schema = {}
        for field in self.fields:
            described = {**field.shape.schema(), "description": field.about}
            if field.default is not None:
                described["default"] = field.default
            if field.required:
                described = not_empty(described)
            properties[field.name] = described
            for alias in field.aliases:
                about = f"The same as {field.name}."
                properties[alias] = {**field.shape.schema(), "description": about}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            schema["required"] = [field.name for field in self.required]
        return schema


def unique_pairs(node: nodes.Mapping, reading: Reading) -> list[tuple[Scalar, Node]]:
    """The pairs whose key comes first. A repeated key is an error that names both lines; a warning where its
    value is the same.
    """
    first: dict[str, tuple[Scalar, Node]] = {}
    pairs = node.pairs
    for pair in pairs:
        first.setdefault(pair[0].text, pair)
    if len(first) == len(pairs):
        return pairs
    kept: list[tuple[Scalar, Node]] = []
    for key, value in pairs:
        known, known_value = first[key.text]
        if known is key:
            kept.append((key, value))
        else:
            line = known.place.line
            report = reading.warning if _written_alike(known_value, value) else reading.error
            report(
                "yaml-duplicate-key",
                f"{key.text} appears a second time; it is already on line {line}",
                key.place,
                "keep one of the two",
            )
    return kept


def _written_alike(one: Node, other: Node) -> bool:
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return (one.text, one.is_plain) == (other.text, other.is_plain)
    if isinstance(one, nodes.Sequence) and isinstance(other, nodes.Sequence):
        return len(one.items) == len(other.items) and all(map(_written_alike, one.items, other.items))
    if isinstance(one, nodes.Mapping) and isinstance(other, nodes.Mapping):
        pairs = zip(one.pairs, other.pairs, strict=False)
        return len(one.pairs) == len(other.pairs) and all(
            key.text == twin.text and _written_alike(value, other_value)
            for (key, value), (twin, other_value) in pairs
        )
    return False


def _same(one: Any, other: Any) -> bool:
    """Equal except for places: lists carry those of their entries."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return [value for value, _ in one] == [value for value, _ in other]
    return bool(one == other)
