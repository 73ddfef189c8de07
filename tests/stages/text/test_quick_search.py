"""A quick search finds what Python's own finds."""

from __future__ import annotations

from itertools import product

from site_builder.stages.text.quick_search import contains, line_starts


def test_it_agrees_with_python_on_all_short_texts() -> None:
    texts = ["".join(letters) for length in range(6) for letters in product("[^a\n", repeat=length)]
    for literal in ("[", "[[", "[^", "[a[", "^[", "[[[", "a^", "a", "\n", "\n\n", "\n["):
        assert all(contains(text, literal) == (literal in text) for text in texts)


def test_lines_that_contain_a_literal_are_found_by_where_they_begin() -> None:
    texts = ["".join(letters) for length in range(7) for letters in product("`a\n", repeat=length)]
    for text in texts:
        starts, at = [], 0
        for line in text.split("\n"):
            if "``" in line:
                starts.append(at)
            at += len(line) + 1
        assert list(line_starts(text, "``")) == starts
