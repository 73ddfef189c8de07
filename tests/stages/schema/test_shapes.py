"""Covers `collections_of`, `fields`."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.diagnostics import Severity
from site_builder.stages.schema.collections_of import Anything, Either, ListOf, MappingOf, TupleOf
from site_builder.stages.schema.fields import Field, Fields
from site_builder.stages.schema.nodes import Reading, compose
from site_builder.stages.schema.shapes import Flag, OneOf, Shape, TextValue, WholeNumber
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.suggestions import closest, number_from_words

PAIR = Fields(
    (Field("a", WholeNumber(), "A.", required=True), Field("b", TextValue(), "B.", aliases=("c",))), dict
)


def read(shape: Shape[Any], text: str) -> tuple[Any, list[str]]:
    reading = Reading("x.yaml", text, 1, "config")
    root = compose(reading)
    assert root is not None, reading.diagnostics
    return shape.read(root, "it", reading), [one.message for one in reading.diagnostics]


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (TextValue(), "no", "no"),
        (TextValue(), "007", "007"),
        (TextValue(), "  'a  b'", "a b"),
        (TextValue(), "null", "null"),
        (TextValue(), "~", None),
        (TextValue(), "'~'", "~"),
        (TextValue(one_line=False), "|\n  a\n\n  b\n", "a\n\nb"),
        (Flag(), "true", True),
        (Flag(), "False", False),
        (WholeNumber(0), "0", 0),
        (WholeNumber(-5), "-5", -5),
        (OneOf("a", "b"), "b", "b"),
        (OneOf("on", "off"), "off", "off"),
        (TupleOf(WholeNumber()), "[1, 2]", (1, 2)),
        (TupleOf(WholeNumber()), "null", None),
        (Either(TextValue(), PAIR), "a.png", "a.png"),
        (Either(TextValue(), PAIR), "{a: 1}", {"a": 1}),
        (PAIR, "{a: 1, c: x}", {"a": 1, "b": "x"}),
        (MappingOf(WholeNumber()), "{x: 1, y: 2}", {"x": 1, "y": 2}),
        (
            Anything(),
            "{a: [1, 1.5, true, no, null, 007, '1']}",
            {"a": [1, 1.5, True, "no", None, "007", "1"]},
        ),
    ],
)
def test_a_value_is_read_as_its_type(shape: Shape[Any], text: str, value: object) -> None:
    assert read(shape, text) == (value, [])


@pytest.mark.parametrize(
    ("shape", "text", "message"),
    [
        (TextValue(), "[a]", "it must be text, not a list"),
        (TextValue(refine=lambda text: InvalidValue("is wrong", "mend it")), "a", "it is wrong"),
        (Flag(), "perhaps", "it must be true or false, not 'perhaps'"),
        (WholeNumber(), "two", "it must be a whole number, not 'two'"),
        (WholeNumber(), "0x1F", "it must be a whole number, not '0x1F'"),
        (WholeNumber(1, 5), "6", "it must be between 1 and 5, not 6"),
        (OneOf("a", "b", "c"), "d", "it must be a, b or c, not 'd'"),
        (OneOf("a"), "[a]", "it must be a, not a list"),
        (ListOf(TextValue()), "a", "it must be a list, not 'a'"),
        (ListOf(TextValue()), "[~]", "it has an empty entry"),
        (MappingOf(TextValue()), "a", "it must be a group of keys, not 'a'"),
        (PAIR, "{b: x}", "it has no a"),
        (PAIR, "{a: 1, a: 2}", "a appears a second time; it is already on line 1"),
        (PAIR, "{a: 1, b: x, c: y}", "c contradicts b on line 1"),
        (PAIR, "{a: 1, d: y}", "there is no key 'd'"),
        (PAIR, "{a: }", "a is empty"),
        (Anything(), "{a: {b: 1, b: 2}}", "b appears a second time; it is already on line 1"),
    ],
)
def test_any_other_value_is_refused(shape: Shape[Any], text: str, message: str) -> None:
    assert read(shape, text)[1] == [message]


@given(st.integers())
def test_whole_numbers_are_bounded_however_long(number: int) -> None:
    value, messages = read(WholeNumber(1, 100), str(number))
    assert (value == number and not messages) if 1 <= number <= 100 else (value is None and messages)


# Control characters never get as far as YAML (`stages.decode`).
CLEAN_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\n\t:-[]{}#'\""))


@given(
    st.sampled_from([TextValue(), Flag(), WholeNumber(), OneOf("a", "b"), TupleOf(TextValue()), PAIR]),
    CLEAN_TEXT,
)
def test_a_schema_takes_whatever_its_shape_takes(shape: Shape[Any], text: str) -> None:
    reading = Reading("x.yaml", text, 1, "config")
    root = compose(reading)
    if root is None or shape.read(root, "it", reading) is None:
        return
    if any(one.severity is Severity.ERROR or "unknown-key" in one.code for one in reading.diagnostics):
        return
    jsonschema.Draft202012Validator(shape.schema()).validate(Anything().read(root, "it", reading))


@pytest.mark.parametrize(
    ("word", "guess"),
    [
        ("sumary", "summary"),
        ("Base-URL", "base_url"),
        ("tagz", "tags"),
        ("xyzzy", ""),
        ("", ""),
        ("a" * 99, ""),
    ],
)
def test_guesses_are_near_or_not_made(word: str, guess: str) -> None:
    assert closest(word, ("summary", "base_url", "tags", "title")) == guess


@pytest.mark.parametrize(
    ("text", "number"),
    [("two", 2), ("Part Twelve", 12), ("IV", 4), ("xix", 19), ("XXXIX", 39), ("vx", 0), ("mild", 0), ("", 0)],
)
def test_numbers_are_recognised_in_words_and_roman_digits(text: str, number: int) -> None:
    assert number_from_words(text) == number
