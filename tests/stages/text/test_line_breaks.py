"""Lines of a title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.text.line_breaks import broken


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Walks", ["Walks"]),
        ("Police use of social media", ["Police use of", "social media"]),
        ("Fourteen chars", ["Fourteen chars"]),
        ("On incomprehensibilities", ["On", "incomprehensibilities"]),
        ("  many   blanks ", ["many blanks"]),
        ("日本語のとても長い題名です", ["日本語のとても", "長い題名です"]),
        ("", []),
    ],
)
def test_a_title_is_broken_between_words(title: str, lines: list[str]) -> None:
    assert list(broken(title, 14)) == lines


@given(st.text(), st.integers(1, 40))
def test_no_letter_is_lost(title: str, width: int) -> None:
    assert "".join("".join(broken(title, width)).split()) == "".join(title.split())
