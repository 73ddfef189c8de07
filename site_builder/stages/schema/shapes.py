"""Shapes: what a value may be. Each reads a node into a typed value and describes itself as JSON Schema.

A shape's `read` returns None where there is nothing to use: the value is empty, or a problem was reported.
Ambiguous YAML is refused rather than guessed at: only `true` and `false` are flags, `007` and `10:30` are no
numbers. Where text is wanted, the text is what the writer wrote, so `title: 1984` and `tags: [no]` work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, Protocol, TypeGuard, TypeVar

from site_builder.model.diagnostics import Place
from site_builder.stages.schema import nodes
from site_builder.stages.schema.nodes import Node, Reading, Scalar
from site_builder.stages.text.dates import DATE_PATTERN, parse_date
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.suggestions import closest, guess_or, number_from_words

Schema = dict[str, Any]

T_co = TypeVar("T_co", covariant=True)

WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
MOST_DIGITS = 15
_EMPTY = frozenset({"", "~"})
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_YES = frozenset({"true", "yes", "on", "y", "1"})
_NO = frozenset({"false", "no", "off", "n", "0"})


LONGEST_LINE = 10_000
"""Titles are on many pages: one of megabytes would be on all of them."""


class Shape(Protocol[T_co]):
    """What a value may be. `name` is the key as the writer wrote it, for messages."""

    def read(self, node: Node, name: str, reading: Reading) -> T_co | None: ...

    def schema(self) -> Schema: ...


class TextValue:
    """Text as written. `one_line` brings runs of white space to one blank.

    `refine` makes of the text what is used, or says what is wrong with it.
    """

    def __init__(
        self,
        *,
        one_line: bool = True,
        refine: Callable[[str], str | InvalidValue] | None = None,
        pattern: str = "",
    ) -> None:
        self.one_line, self.refine, self.pattern = one_line, refine, pattern

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        if type(node) is not Scalar:
            refuse(reading, node, name, "text", _hint_for_collection(node, name))
            return None
        text = node.text
        if node.is_plain:
            if text in _EMPTY:
                return None
            warn_of_swallowed_comment(node, name, reading)
        if self.one_line and len(text) > LONGEST_LINE:
            message = f"{name} has {len(text):,} characters, and {LONGEST_LINE:,} are the most"
            reading.error(
                reading.code("type"), message, node.place, "shorten it; long text belongs in the body"
            )
            return None
        text = " ".join(text.split()) if self.one_line else text.strip()
        if self.refine is None or not text:
            return text or None
        refined = self.refine(text)
        if isinstance(refined, InvalidValue):
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
    """`true` or `false`, or another word with that one meaning: a misspelt flag must never count as one."""

    def read(self, node: Node, name: str, reading: Reading) -> bool | None:
        if type(node) is Scalar:
            word = node.text.strip().lower()
            if word in _YES:
                return True
            if word in _NO:
                return False
        refuse(reading, node, name, "true or false", _flag_hint(node, name))
        return None

    def schema(self) -> Schema:
        return {"type": "boolean"}


class DateValue:
    """A date, with or without a time, in the site's time zone."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone

    def read(self, node: Node, name: str, reading: Reading) -> datetime | None:
        if is_null(node):
            return None
        if not isinstance(node, Scalar):
            refuse(reading, node, name, "a date", f"write {name}: 2021-10-26")
            return None
        value = parse_date(node.text, self.zone)
        if isinstance(value, InvalidValue):
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
        if type(node) is not Scalar or not node.is_plain or not WHOLE_NUMBER.match(node.text):
            refuse(reading, node, name, "a whole number", _number_hint(node, name))
            return None
        if len(node.text) > MOST_DIGITS or not self.least <= int(node.text) <= self.most:
            message = f"{name} must be between {self.least} and {self.most}, not {shorten(node.text)}"
            reading.error(reading.code("type"), message, node.place, f"write a number such as {self.least}")
            return None
        return int(node.text)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class OneOf:
    """One word of a few; with `folded`, in capitals or small letters."""

    def __init__(self, *words: str, folded: bool = False) -> None:
        self.words, self.folded = words, folded

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        if type(node) is Scalar and (word := node.text.lower() if self.folded else node.text) in self.words:
            return word
        word = node.text if type(node) is Scalar else ""
        hint = guess_or(word, self.words, f"write one of them, such as {self.words[0]}")
        refuse(reading, node, name, _listed(self.words), hint)
        return None

    def schema(self) -> Schema:
        return {"enum": [*self.words, *(int(word) for word in self.words if word.isdecimal())]}


def is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in NULLS


def is_empty(node: Node) -> TypeGuard[Scalar]:
    """Whether a key has no value at all."""
    return type(node) is Scalar and node.is_plain and node.text in _EMPTY


def described(node: Node) -> str:
    """A value in a message: quoted, shortened, on one line."""
    if type(node) is Scalar:
        quote = "'" if node.is_plain else '"'
        return quote + shorten(" ".join(node.text.split())) + quote
    return "a list" if type(node) is nodes.Sequence else "a group of keys"


def refuse(reading: Reading, node: Node, name: str, wanted: str, hint: str) -> None:
    if isinstance(node, Scalar) and (is_empty(node) or not node.text.strip()):
        has_comment = reading.line(node.place.line)[node.place.column - 1 :].lstrip().startswith("#")
        message = f"{name} is empty"
        if has_comment:
            message += ": everything after # is a comment"
            hint = f"{hint}, or put the value in quotes if # belongs to it"
    else:
        message = f"{name} must be {wanted}, not {described(node)}"
    reading.error(reading.code("type"), message, node.place, hint)


def warn_of_swallowed_comment(node: Scalar, name: str, reading: Reading) -> None:
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
    word = node.text.strip().lower() if isinstance(node, Scalar) else ""
    if closest(word, ("true",)):
        return f"write {name}: true"
    if closest(word, ("false",)):
        return f"write {name}: false"
    return f"write {name}: true or {name}: false"


def _number_hint(node: Node, name: str) -> str:
    text = node.text.strip() if isinstance(node, Scalar) else ""
    if re.fullmatch(r"0+[0-9]+", text):
        return f"write {name}: {text.lstrip('0') or '0'}"
    if WHOLE_NUMBER.match(text):
        return f"write {name}: {text}, without quotes"
    number = number_from_words(text)
    return f"write {name}: {number}" if number else f"write it in digits, as in {name}: 2"


def _hint_for_collection(node: Node, name: str) -> str:
    if type(node) is nodes.Mapping:
        return "put the value in quotes if it is text with a colon"
    return "put the whole value in quotes if the brackets belong to the text"


def _listed(words: tuple[str, ...]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def not_empty(schema: Schema) -> Schema:
    """The schema of a text that has to be there."""
    if not isinstance(schema.get("type"), list):
        return schema
    return {**schema, "type": [name for name in schema["type"] if name != "null"], "pattern": r"\S"}
