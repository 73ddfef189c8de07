"""A quick search finds what Python's own finds."""

from __future__ import annotations

from itertools import product

from site_builder.stages.text.quick_search import contains


def test_it_agrees_with_python_on_all_short_texts() -> None:
    texts = ["".join(letters) for length in range(6) for letters in product("[^a", repeat=length)]
    for literal in ("[", "[[", "[^", "[a[", "^[", "[[[", "a^", "a"):
        assert all(contains(text, literal) == (literal in text) for text in texts)
