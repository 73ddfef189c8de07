"""Shapes: what a value may be. Each reads a node into a typed value and describes itself as JSON Schema.

A shape's `read` returns None where there is nothing to use: the value is empty, or a problem was reported.
Ambiguous YAML is refused rather than guessed at: only `true` and `false` are flags, `007` and `10:30` are no
numbers. Where text is wanted, the text is what the writer wrote, so `title: 1984` and `tags: [no]` work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple, Protocol, TypeVar

from site_builder.model.diagnostics import Place
from site_builder.stages import nodes
from site_builder.stages.dates import DATE_PATTERN, DateProblem, parse_date
from site_builder.stages.nodes import Node, Reading, Scalar
from site_builder.stages.suggestions import closest, number_from_words

Schema = dict[str, Any]

T_co = TypeVar("T_co", covariant=True)

_WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_MOST_DIGITS = 15
_EMPTY = frozenset({"", "~"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_YES = frozenset({"yes", "on", "y", "1"})
_NO = frozenset({"no", "off", "n", "0"})


class Shape(Protocol[T_co]):
    """What a value may be. `name` is the key as the writer wrote it, for messages."""

    def read(self, node: Node, name: str, reading: Reading) -> T_co | None: ...

    def schema(self) -> Schema: ...


class Flaw(NamedTuple):
    """What is wrong with a text: `message` follows the key's name, `code` follows the file's kind."""

    message: str
    hint: str
    code: str = "type"


class Text:
    """Text as written. `one_line` brings runs of white space to one blank.

    `refine` makes of the text what is used, or says what is wrong with it.
    """

    def __init__(
        self,
        *,
        one_line: bool = True,
        refine: Callable[[str], str | Flaw] | None = None,
        pattern: str = "",
    ) -> None:
        self.one_line, self.refine, self.pattern = one_line, refine, pattern

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        if type(node) is not Scalar:
            _refuse(reading, node, name, "text", _hint_for_collection(node, name))
            return None
        text = node.text
        if node.is_plain:
            if text in _EMPTY:
                _warn_of_swallowed_comment(node, name, reading)
                return None
            _warn_of_swallowed_comment(node, name, reading)
        text = " ".join(text.split()) if self.one_line else text.strip()
        if self.refine is None or not text:
            return text or None
        refined = self.refine(text)
        if isinstance(refined, Flaw):
            reading.error(reading.code(refined.code), f"{name} {refined.message}", node.place, refined.hint)
            return None
        return refined

    def schema(self) -> Schema:
        if self.pattern:
            return {"type": "string", "pattern": self.pattern}
        if self.refine is not None:
            return {"type": "string"}
        # An editor's YAML reader takes `1984` and `yes` for a number and a flag; here they are text.
        return {"type": ["string", "number", "boolean", "null"]}


class Flag:
    """`true` or `false`, nothing else: a misspelt flag must never count as one of them."""

    def read(self, node: Node, name: str, reading: Reading) -> bool | None:
        if type(node) is Scalar and node.is_plain:
            word = node.text.lower()
            if word == "true":
                return True
            if word == "false":
                return False
        _refuse(reading, node, name, "true or false", _flag_hint(node, name))
        return None

    def schema(self) -> Schema:
        return {"type": "boolean"}


class DateValue:
    """A date, with or without a time, in the site's time zone."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone

    def read(self, node: Node, name: str, reading: Reading) -> datetime | None:
        if _is_null(node):
            return None
        if not isinstance(node, Scalar):
            _refuse(reading, node, name, "a date", f"write {name}: 2021-10-26")
            return None
        value = parse_date(node.text, self.zone)
        if isinstance(value, DateProblem):
            reading.error(reading.code("date"), f"{name} {value.message}", node.place, value.hint)
            return None
        return value

    def schema(self) -> Schema:
        return {"type": "string", "pattern": DATE_PATTERN}


class WholeNumber:
    """A whole number in decimal digits, without leading zeros. Bounds are included."""

    def __init__(self, least: int = 1, most: int = 1_000_000) -> None:
        self.least, self.most = least, most

    def read(self, node: Node, name: str, reading: Reading) -> int | None:
        if type(node) is not Scalar or not node.is_plain or not _WHOLE_NUMBER.match(node.text):
            _refuse(reading, node, name, "a whole number", _number_hint(node, name, self.least))
            return None
        if len(node.text) > _MOST_DIGITS or not self.least <= int(node.text) <= self.most:
            message = f"{name} must be between {self.least} and {self.most}, not {node.text}"
            reading.error(reading.code("type"), message, node.place, f"write {name}: {self.least} or more")
            return None
        return int(node.text)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class OneOf:
    """One word of a few."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        if type(node) is Scalar and node.text in self.words:
            return node.text
        guess = closest(node.text, self.words) if type(node) is Scalar else ""
        hint = f"did you mean {guess}?" if guess else f"write {name}: {self.words[0]}"
        _refuse(reading, node, name, _listed(self.words), hint)
        return None

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


class ListOf:
    """A list of one shape. With `single`, one value may stand without its list; with `split`, a text on
    one line is cut at that character.
    """

    def __init__(self, item: Shape[Any], *, single: bool = False, split: str = "") -> None:
        self.item, self.single, self.split = item, single, split

    def read(self, node: Node, name: str, reading: Reading) -> tuple[tuple[Any, Place], ...] | None:
        """The values, each with its place."""
        if _is_null(node):
            return None
        if isinstance(node, nodes.Sequence):
            items = node.items
        elif self.single and isinstance(node, Scalar):
            items = self._split(node)
        else:
            hint = f"write {name}: [first, second]" if isinstance(self.item, Text) else "begin each with `- `"
            _refuse(reading, node, name, "a list", hint)
            return None
        values: list[tuple[Any, Place]] = []
        for item in items:
            if is_empty(item):
                reading.error(
                    reading.code("type"), f"{name} has an empty entry", item.place, "fill it in or delete it"
                )
                continue
            value = self.item.read(item, f"each entry of {name}", reading)
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
        described: Schema = {"type": "array", "items": self.item.schema()}
        if not self.single:
            return described
        return {"anyOf": [described, self.item.schema()]}


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
        if _is_null(node):
            return None
        if type(node) is not nodes.Mapping:
            _refuse(reading, node, name, "a group of keys", f"indent its keys below {name}:")
            return None
        values = {
            key.text: self.value.read(item, key.text, reading) for key, item in unique_pairs(node, reading)
        }
        return {key: value for key, value in values.items() if value is not None}

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
        if _is_null(node) and not self.required:
            return None
        if type(node) is not nodes.Mapping:
            keys = ", ".join(field.name for field in self.fields[:3])
            _refuse(reading, node, name, "a group of keys", f"indent its keys ({keys}) below it")
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
            if value is None and field.required and len(reading.diagnostics) == count:
                _refuse(reading, child, key.text, "given", f"write the {key.text} after the colon")
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
            f"there is no key '{_shorten(key.text)}'{self.prefix}",
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


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in _NULLS


def is_empty(node: Node) -> bool:
    """Whether a key has no value at all."""
    return type(node) is Scalar and node.is_plain and node.text in _EMPTY


def say(node: Node) -> str:
    """A value in a message: quoted, shortened, on one line."""
    if type(node) is Scalar:
        return f"'{_shorten(' '.join(node.text.split()))}'"
    return "a list" if type(node) is nodes.Sequence else "a group of keys"


def _refuse(reading: Reading, node: Node, name: str, wanted: str, hint: str) -> None:
    if is_empty(node):
        has_comment = reading.line(node.place.line)[node.place.column - 1 :].lstrip().startswith("#")
        message = f"{name} is empty"
        if has_comment:
            message += ": everything after # is a comment"
            hint = f"{hint}, or put the value in quotes if # belongs to it"
    else:
        message = f"{name} must be {wanted}, not {say(node)}"
    reading.error(reading.code("type"), message, node.place, hint)


def _warn_of_swallowed_comment(node: Scalar, name: str, reading: Reading) -> None:
    """`title: We are #1` is "We are" to YAML: a blank and # begin a comment."""
    if "#" not in reading.text:
        return
    line, column, length = node.place
    rest = reading.line(line)[column - 1 + (length if node.text else 0) :]
    if re.match(r"[ \t]+#[^\s#]", rest):
        reading.warning(
            "yaml-comment",
            f"{name} ends before the #: what follows is a comment",
            Place(line, column + (length if node.text else 0) + len(rest) - len(rest.lstrip())),
            "put the whole value in quotes if # belongs to it",
        )


def _flag_hint(node: Node, name: str) -> str:
    word = node.text.strip().lower() if type(node) is Scalar else ""
    if word in _YES or closest(word, ("true",)):
        return f"write {name}: true"
    if word in _NO or closest(word, ("false",)):
        return f"write {name}: false"
    return f"write {name}: true or {name}: false"


def _number_hint(node: Node, name: str, least: int) -> str:
    text = node.text.strip() if type(node) is Scalar else ""
    if re.fullmatch(r"0+[0-9]+", text):
        return f"write {name}: {text.lstrip('0') or '0'}"
    if _WHOLE_NUMBER.match(text):
        return f"write {name}: {text} (without quotes)"
    number = number_from_words(text)
    return f"write {name}: {number if number else max(least, 1)}" + ("" if number else ", in digits")


def _hint_for_collection(node: Node, name: str) -> str:
    if type(node) is nodes.Mapping:
        return "put the value in quotes if it is text with a colon"
    return f"write one text after {name}:, in quotes if the brackets belong to it"


def _plain_value(node: Scalar) -> Any:
    text = node.text
    if not node.is_plain:
        return text
    if text in _NULLS:
        return None
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if _WHOLE_NUMBER.match(text) and len(text) <= _MOST_DIGITS:
        return int(text)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return float(text)
    return text


def _same(one: Any, other: Any) -> bool:
    """Equal but for places: lists carry those of their entries."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return [value for value, _ in one] == [value for value, _ in other]
    return bool(one == other)


def _listed(words: tuple[str, ...]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
