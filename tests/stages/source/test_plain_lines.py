"""What is read without YAML's parser is read as the parser reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.schema.nodes import Reading, compose
from site_builder.stages.source.plain_lines import read_plain_lines

PIECES = (
    "a b title 2001-03-26 09:00 https://x.example/y?z=1 C# Ünï 日本語 ٣ ² 𠀀 null - -- --- ... . : :: , ? ! "
    "& * % @ ` | > { } [ ] ( ) \" ' \\ ’ “ … — « / + = ~ < _ # \t \xa0 \x85 \u2028 \ufeff \x7f \u0345"
).split(" ")
VALUES = st.lists(st.sampled_from([*PIECES, " ", " ", ": ", " #", ", "]), min_size=1, max_size=6).map("".join)
QUOTED = st.sampled_from(['"{}"', "'{}'", "[{}]", "[ {} ]", "{}", "{} "])
LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["title", "x-y", "series_part", "k"]),
    st.sampled_from([": ", ": ", ":  ", ":", " : "]),
    st.builds(str.format, QUOTED, VALUES),
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_it_says_what_the_parser_says_or_nothing(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    read = read_plain_lines(text, 2)
    reading = Reading("post.md", text, 2, "front-matter")
    assert read is None or (read == compose(reading) and not reading.diagnostics)


@pytest.mark.parametrize(
    "line",
    [
        "title: What's new, in short: nothing",
        "title: We are #1",
        "title: x # a comment",
        "title:",
        "title: - x",
        "title: x:",
        "title: 'It''s'",
        'title: "a\\nb"',
        "tags: [a, [b]]",
        "tags: [a, b",
        "tags: [a: b]",
        "tags:\n  - a",
        "title: x\n  y",
        "? title",
        "# a comment",
        "",
    ],
)
def test_what_may_be_something_else_is_left_to_the_parser(line: str) -> None:
    assert read_plain_lines(f"date: 2026-01-01\n{line}\n", 2) is None


def test_an_ordinary_post_is_plain() -> None:
    text = (
        "title: Ünï – it's 50% done?\n"
        "date: 2026-01-01 09:00:00 +0100\n"
        "tags: [a tag, C, 2026]\n"
        'summary: "What: a # and [brackets]"\n'
        "image: /images/desk.jpg  \n"
    )
    read = read_plain_lines(text, 2)
    assert read is not None
    assert read == compose(Reading("post.md", text, 2, "front-matter"))
