"""Covers `yaml_problems`."""

# ruff: noqa: E501 — a golden line is kept whole.
from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.diagnostics import Place
from site_builder.stages.schema import nodes
from site_builder.stages.schema.nodes import Mapping, Reading, Scalar, Sequence, compose
from tests.stages.rendered import printed

# What a writer does wrong, and the one line that says so. Front matter begins on line 2 of its file.
MISTAKES = [
    (
        "title: one: two",
        '2:11:1 error a second colon in title [yaml-syntax] -> put the title in quotes: title: "one: two"',
    ),
    (
        'title: "he said": x',
        "2:17:1 error text after the closing quotation mark [yaml-syntax] -> put the whole value between ' … '",
    ),
    (
        "title: 'one': two",
        "2:13:1 error text after the closing quotation mark [yaml-syntax] -> put the whole value between \" … \", or write an apostrophe inside single quotes twice: ''",
    ),
    (
        "menu:\n  - title: a: b",
        '3:13:1 error a second colon in title [yaml-syntax] -> put the title in quotes: title: "a: b"',
    ),
    (
        "title: ☃ 😀 x: y",
        '2:13:1 error a second colon in title [yaml-syntax] -> put the title in quotes: title: "☃ 😀 x: y"',
    ),
    (
        'title: "x\nslug: y',
        '2:8:1 error the quotation mark " that opens here is never closed [yaml-syntax] -> close it with "',
    ),
    (
        "title: 'It's fine'",
        "2:12:1 error text after the closing quotation mark [yaml-syntax] -> put the whole value between \" … \", or write an apostrophe inside single quotes twice: ''",
    ),
    (
        "title: 'x",
        "2:8:1 error the quotation mark ' that opens here is never closed [yaml-syntax] -> close it with ' (an apostrophe inside single quotes is written twice: '')",
    ),
    (
        'title: "a" b',
        "2:12:1 error text after the closing quotation mark [yaml-syntax] -> put the whole value between ' … '",
    ),
    (
        'title: "a"b',
        "2:11:1 error text after the closing quotation mark [yaml-syntax] -> put the whole value between ' … '",
    ),
    (
        'title: "C:\\work"',
        "2:11:1 error a backslash has a special meaning between double quotes [yaml-syntax] -> write \\\\ for a backslash, or put the value in single quotes",
    ),
    (
        'title: "\\xZZ"',
        "2:11:1 error a backslash has a special meaning between double quotes [yaml-syntax] -> write \\\\ for a backslash, or put the value in single quotes",
    ),
    (
        'title: "a\n---\nb"',
        '2:8:1 error the quotation mark " that opens here is never closed [yaml-syntax] -> close it with "',
    ),
    (
        "tags: [a, b\nslug: y",
        "2:7:1 error the bracket [ that opens here is never closed [yaml-syntax] -> close it with ], or put the whole value in quotes if the bracket belongs to the text",
    ),
    (
        "tags: [a, b]]",
        "2:13:1 error text after the closing ] [yaml-syntax] -> put the whole value in quotes if the brackets belong to the text",
    ),
    (
        "title: [Part 1] The start",
        "2:17:1 error text after the closing ] [yaml-syntax] -> put the whole value in quotes if the brackets belong to the text",
    ),
    (
        "image: {src: a",
        "2:8:1 error the bracket { that opens here is never closed [yaml-syntax] -> close it with }, or put the whole value in quotes if the bracket belongs to the text",
    ),
    (
        "x: {a: /{b}/, c: d}",
        "2:9:1 error the group that opens with { is broken here [yaml-syntax] -> put the whole value in quotes if the brackets belong to the text",
    ),
    (
        "title: @x",
        "2:8:1 error a value cannot begin with '@', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: `x`",
        "2:8:1 error a value cannot begin with '`', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: %x",
        "2:8:1 error a value cannot begin with '%', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    ("%x: 1", "2:1:1 error a line cannot begin with '%' in YAML [yaml-syntax] -> put the text in quotes"),
    ("@title: x", "2:1:1 error a line cannot begin with '@' in YAML [yaml-syntax] -> put the text in quotes"),
    (
        "title: *bold* words",
        "2:8:1 error a value cannot begin with '*', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: * x",
        "2:8:1 error a value cannot begin with '*', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: &c Hello",
        "2:8:8 error a value that begins with '&' means an anchor in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: & y",
        "2:8:1 error a value cannot begin with '&', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: !x y",
        "2:8:4 error a value that begins with '!' means a type in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: ]",
        "2:8:1 error a value cannot begin with ']', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: , x",
        "2:8:1 error a value cannot begin with ',', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: ? x",
        "2:8:1 error a value cannot begin with '?', which has a special meaning in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: - x",
        "2:8:1 error a list cannot begin on its key's line [yaml-syntax] -> begin each `- ` on a line of its own, or put the value in quotes if it is text",
    ),
    (
        "title: > x",
        "2:8:1 error '>' at the start of a value begins a block of lines [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "title: |x",
        "2:8:1 error '|' at the start of a value begins a block of lines [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "a: &x 1\nb: *x",
        "2:4:4 error a value that begins with '&' means an anchor in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "a: *x",
        "2:4:2 error a value that begins with '*' means an alias in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "!!map {a: b}",
        "2:1:7 error a value that begins with '!' means a type in YAML [yaml-syntax] -> put the whole value in quotes",
    ),
    (
        "\ttitle: x",
        "2:1:1 error a tab at the start of the line [yaml-syntax] -> indent with spaces; YAML allows no tabs there",
    ),
    (
        "title: x\n\tslug: y",
        "3:1:1 error a tab at the start of the line [yaml-syntax] -> indent with spaces; YAML allows no tabs there",
    ),
    (
        "tags:\n\t- a",
        "3:1:1 error a tab at the start of the line [yaml-syntax] -> indent with spaces; YAML allows no tabs there",
    ),
    (
        "a: |\n\tx",
        "3:1:1 error a tab at the start of the line [yaml-syntax] -> indent with spaces; YAML allows no tabs there",
    ),
    (
        "title: x\n  slug: y",
        "3:1:1 error this line is indented further than the key above it [yaml-syntax] -> begin it in the column of the keys above, or put the value above in quotes",
    ),
    (
        "  title: x\nslug: y",
        "3:1:1 error the indentation of this line fits nothing above it [yaml-syntax] -> begin each key in the column of the keys before it",
    ),
    (
        "tags:\n  - a\n - b",
        "4:2:1 error the indentation of this line fits nothing above it [yaml-syntax] -> begin each key in the column of the keys before it",
    ),
    (
        "tags:\n- a\nb: c\n d: e",
        "5:1:1 error this line is indented further than the key above it [yaml-syntax] -> begin it in the column of the keys above, or put the value above in quotes",
    ),
    (
        "title x\nslug: y",
        "2:1:1 error 'title' is not followed by a colon [yaml-syntax] -> write it as `key: value`; a value of several lines is indented below its key",
    ),
    ("title:x\nslug: y", "2:6:1 error there must be a space after the colon [yaml-syntax] -> write title: x"),
    ("title: x\nslug:y", "3:5:1 error there must be a space after the colon [yaml-syntax] -> write slug: y"),
    (
        "title: x\nslug",
        "3:1:1 error 'slug' is not followed by a colon [yaml-syntax] -> write it as `key: value`; a value of several lines is indented below its key",
    ),
    (
        "title: Foo\n\nand more",
        "4:1:1 error 'and' is not followed by a colon [yaml-syntax] -> write it as `key: value`; a value of several lines is indented below its key",
    ),
    (
        "tags:\n- a\nb",
        "4:1:1 error 'b' is not followed by a colon [yaml-syntax] -> write it as `key: value`; a value of several lines is indented below its key",
    ),
    ("? [a]\n: b", "2:3:1 error a list or mapping cannot be a key [yaml-syntax] -> put the text in quotes"),
    (
        'a: "\\x02"',
        "2:4:6 error a control character that no page may contain (U+0002) [control-character] -> delete the escape, or write \\\\ for a backslash",
    ),
    (
        "a: b\x7f",
        "2:5:1 error a control character that YAML does not allow (U+007F) [yaml-syntax] -> delete it",
    ),
    ("a: b\n---\nc: d", "3:1:3 error a second document begins here [yaml-syntax] -> delete the line ---"),
    (
        "[" * 100000,
        "2:41:1 error lists and mappings are nested more than 40 deep here [yaml-syntax] -> put the text in quotes if the brackets belong to it",
    ),
    (
        "- " * 100000,
        "2:81:1 error lists and mappings are nested more than 40 deep here [yaml-syntax] -> put the text in quotes if the brackets belong to it",
    ),
    (
        "{a: " * 100000,
        "2:161:1 error lists and mappings are nested more than 40 deep here [yaml-syntax] -> put the text in quotes if the brackets belong to it",
    ),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_a_yaml_mistake_is_one_diagnostic_that_a_writer_understands(text: str, expected: str) -> None:
    reading = Reading("p.md", text, 2, "front-matter")
    assert compose(reading) is None
    assert printed(reading.diagnostics) == [expected]


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_the_parser_in_pure_python_fails_on_the_same_lines(
    text: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes, "_LOADER", yaml.BaseLoader)
    reading = Reading("p.md", text, 2, "front-matter")
    assert compose(reading) is None
    assert [one.place.line for one in reading.diagnostics] == [int(expected.split(":", maxsplit=1)[0])]


def test_nodes_keep_the_text_as_written_and_its_place() -> None:
    text = "title: no\nslug: '007'\nat: 10:30\nwhen: 2021-02-30\ntags: [a, ~]\nempty:\n"
    root = compose(Reading("p.md", text, 2, "front-matter"))
    assert root == Mapping(
        [
            (Scalar("title", True, Place(2, 1, 5)), Scalar("no", True, Place(2, 8, 2))),
            (Scalar("slug", True, Place(3, 1, 4)), Scalar("007", False, Place(3, 7, 5))),
            (Scalar("at", True, Place(4, 1, 2)), Scalar("10:30", True, Place(4, 5, 5))),
            (Scalar("when", True, Place(5, 1, 4)), Scalar("2021-02-30", True, Place(5, 7, 10))),
            (
                Scalar("tags", True, Place(6, 1, 4)),
                Sequence(
                    [Scalar("a", True, Place(6, 8, 1)), Scalar("~", True, Place(6, 11, 1))], Place(6, 7, 1)
                ),
            ),
            (Scalar("empty", True, Place(7, 1, 5)), Scalar("", True, Place(7, 7, 1))),
        ],
        Place(2, 1, 1),
    )


def test_line_ends_that_only_yaml_knows_do_not_shift_places() -> None:
    root = compose(Reading("p.md", "a: x\u2028y\nb: z", 2, "front-matter"))
    assert isinstance(root, Mapping)
    assert [(value.place.line, value.text) for _, value in root.pairs if isinstance(value, Scalar)] == [
        (2, "x y"),
        (3, "z"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_nothing_is_no_node_and_no_problem(text: str) -> None:
    reading = Reading("p.md", text, 2, "front-matter")
    assert compose(reading) is None
    assert reading.diagnostics == []


@given(st.text(st.sampled_from("ab:-#'\"[]{},&*!|>%@`?\\ \n\t~é\u2028\x85\x7f")))
def test_any_text_is_composed_or_explained(text: str) -> None:
    reading = Reading("p.md", text, 2, "front-matter")
    root = compose(reading)
    assert root is None or not reading.diagnostics
    for one in reading.diagnostics:
        assert 2 <= one.place.line <= text.count("\n") + 3
        assert one.place.column >= 1
        assert one.hint
