"""Inputs on which stock takes time that grows with the square of their length, or worse.

Covers `costs`.
"""

from __future__ import annotations

import pytest

from site_builder.fastmarkdown import accelerate
from site_builder.fastmarkdown.costs import is_suspicious, suspicion

from .pairs import make_converter, outcome
from .posts import realistic_post

PIECES = {
    "links left open": "[a](b ",
    "links left open in quotes": '[a](b "c) ',
    "one note, many references": "x[^1] ",
    "tags left open": "<a ",
    "attributes left open": '<a href="',
    "addresses left open": "<http://a",
    "mail addresses left open": "<a@b",
    "comments left open": "<!-- ",
    "sections left open": "<![CDATA[",
    "comments in open tags": "<b><!-- a -->",
    "stray references": "&#1 ",
    "headings on consecutive lines": "# a\n",
    "underlined headings": "a\n=\n",
    "rules": "---\n",
    "brackets": "[",
    "images": "![",
    "short paragraphs": "a\n\n",
    "table rows": "a|b\n-|-\nc|d\n",
    "table cells": "`|",
    "definitions": "a\n: b\n\n",
    "definitions of one term": ": b\n",
    "list items": "* a\n",
    "loose list items": "1. a\n\n",
    "nested quotes": "> ",
    "stars": "*",
    "stars and words": "*a **b ",
    "underscores": "_",
    "closing stars": "a* ",
    "backticks": "`",
    "backslashes": "\\",
    "straight quotes": "\"'",
    "fences": "```a\n",
    "admonitions": "!!! note\n",
    "markers": "[TOC]\n\n# a\n\n",
    "tags": "<div>a</div>\n\n",
}
CURED = [
    *(
        "links left open",
        "one note, many references",
        "tags left open",
        "attributes left open",
        "brackets",
        "images",
    ),
    *("addresses left open", "mail addresses left open", "short paragraphs", "definitions", "list items"),
    *("loose list items", "table rows", "tags"),
]


@pytest.mark.parametrize("name", PIECES)
def test_hard_inputs_give_the_same_as_stock(name: str) -> None:
    stock, fast = make_converter("project"), make_converter("project")
    accelerate(fast)
    piece = PIECES[name]
    for source in (
        piece * (1200 // len(piece)),
        "<div>x</div>\n\n" + piece * 40 + ">)]",
        "[^1]: n\n\n* " + piece * 30,
    ):
        assert outcome(fast, source) == outcome(stock, source)


@pytest.mark.parametrize("name", sorted(set(PIECES) - set(CURED)))
def test_what_is_not_cured_is_suspicious(name: str) -> None:
    assert is_suspicious(PIECES[name] * (120_000 // len(PIECES[name])))


@pytest.mark.parametrize("name", CURED)
def test_what_is_cured_takes_steps_in_proportion(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from sys import setprofile

    def calls(length: int) -> int:
        count = 0

        def count_call(frame: object, event: str, argument: object) -> None:
            nonlocal count
            count += 1

        fast = make_converter("project")
        accelerate(fast)
        fast.convert("a")
        source = "[^1]: n\n\n" + PIECES[name] * (length // len(PIECES[name]))
        setprofile(count_call)
        try:
            fast.reset().convert(source)
        finally:
            setprofile(None)
        return count

    assert calls(12_000) < 5 * calls(3_000)


@pytest.mark.parametrize(
    "source", ["* " * 400, "> " * 2000, "> " * 100 + "* " * 100, "[" * 300 + "](b)" * 300]
)
def test_nesting_fails_only_where_stock_fails(source: str) -> None:
    stock, fast = make_converter("project"), make_converter("project")
    accelerate(fast)
    expected, actual = outcome(stock, source), outcome(fast, source)
    assert actual == expected or expected[0] == "RecursionError"  # type: ignore[index]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "  \n"])
def test_honest_texts_are_not_suspicious(newline: str) -> None:
    rows = "\n".join(
        f"| row {number} | `code` | [link](https://example.org/{number}) |" for number in range(60)
    )
    links = " ".join(
        f'[a link](https://example.org/{number} "with a title") and words' for number in range(200)
    )
    notes = "\n".join(f"[^{number}]: note, 'quoted' and *stressed*" for number in range(100))
    references = " ".join(f"word[^{number}]" for number in range(100))
    items = "\n".join(f"- item {number} with **strong** words and `code`" for number in range(300))
    terms = "\n".join(f"term {number}\n:   what it means" for number in range(60))
    texts = [
        realistic_post(1, 50_000),
        realistic_post(2, 3_000),
        f"|a|b|c|\n|-|-|-|\n{rows}",
        "\n\n".join([links, references, notes, items, terms]),
        "```\n" + "value = some_function('a', \"b\") # comment\n" * 200 + "```\n",
    ]
    assert [suspicion(text.replace("\n", newline)) for text in texts] == [""] * len(texts)


def test_size_alone_is_suspicious() -> None:
    assert suspicion("word " * 250_000) == "its length"
