"""Front matter of absurd size is refused early, or costs in proportion; what it says cannot break a line."""

from __future__ import annotations

import pytest

from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Diagnostic, error
from site_builder.stages.schema.collections_of import MOST_ENTRIES
from site_builder.stages.schema.shapes import LONGEST_LINE
from site_builder.stages.source.parse import Parser

PARSER = Parser(ParserSettings())


def problems(front: str) -> tuple[Diagnostic, ...]:
    text = f"---\n{front}\ndate: 2026-01-01\n---\n\nText.\n"
    return PARSER.parse("posts/a.md", text.encode()).head.diagnostics


@pytest.mark.parametrize("key", ["tags", "aliases", "categories"])
def test_thousands_of_tags_or_old_urls_are_refused(key: str) -> None:
    entries = "".join(f"\n  - /entry-{number}/" for number in range(MOST_ENTRIES + 1))
    (found,) = problems(f"title: A\n{key}:{entries}")
    assert found.message == f"{key} has 1,001 entries, and 1,000 are the most"


def test_a_title_of_megabytes_is_refused() -> None:
    found = problems(f"title: {'A' * (LONGEST_LINE + 1)}")
    assert found[0].message == "title has 10,001 characters, and 10,000 are the most"


def test_a_file_with_thousands_of_unknown_keys_searches_for_few(searches: list[str]) -> None:
    keys = "\n".join(f"unknown_{number}: x" for number in range(500))
    assert len(problems(f"title: A\n{keys}")) == 500
    assert len(searches) <= 20


def test_what_would_break_a_line_is_shown_as_an_escape() -> None:
    (found,) = [one for one in problems('title: A\nupdated: "x\\ny\\u202ez"') if one.severity == "error"]
    assert r"x y\u202ez" in found.message
    assert (found.message + found.hint).isprintable()
    assert error("encoding", "'a\n\x07b\u2028'").message == r"'a\n\x07b\u2028'"
