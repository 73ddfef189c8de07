"""Placeholder characters that Python-Markdown leaves in its output, and their mending."""

from __future__ import annotations

import markdown
import pytest

from site_builder.fastmarkdown import accelerate
from site_builder.fastmarkdown.placeholders import mend_placeholders

from .fuzz import soup
from .pairs import make_converter


@pytest.fixture(scope="module")
def fast() -> markdown.Markdown:
    converter = make_converter("project")
    accelerate(converter)
    return converter


def has_placeholders(text: str) -> bool:
    return "\x02" in text or "\x03" in text


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("*a**b*<br>x", "<p>*a<strong>b</strong><br>x</p>"),
        ("*a**b*\\*x", "<p>*a<strong>b</strong>*x</p>"),
        ("*a**b*&amp;x", "<p>*a<strong>b</strong>&amp;x</p>"),
        ("*a**b*`c < d`x", "<p>*a<strong>b</strong><code>c &lt; d</code>x</p>"),
        ("*a**b*[x](y)", '<p>*a<strong>b</strong><a href="y">x</a></p>'),
        ("*a**b*[`x`](y)", '<p>*a<strong>b</strong><a href="y"><code>x</code></a></p>'),
    ],
)
def test_what_was_meant_is_put_back(fast: markdown.Markdown, source: str, mended: str) -> None:
    output = fast.reset().convert(source)
    assert has_placeholders(output)
    assert mend_placeholders(output, fast) == mended


def test_without_the_converter_the_piece_is_taken_away(fast: markdown.Markdown) -> None:
    assert mend_placeholders(fast.reset().convert("*a**b*<br>x")) == "<p>*a<strong>b</strong>x</p>"


def test_a_token_that_has_lost_digits_is_not_guessed_at(fast: markdown.Markdown) -> None:
    fast.reset().convert("[zero](0) [one](1) [two](2)")
    assert mend_placeholders("<p>a \x02klzzwxh:012\x03 b \x02klzzwxh:1\x03</p>", fast) == "<p>a  b </p>"
    assert ">one</a>" in mend_placeholders("<p>\x02klzzwxh:0001\x03</p>", fast)


def test_a_footnote_keeps_its_space_before_the_way_back(fast: markdown.Markdown) -> None:
    output = fast.reset().convert("x[^1]\n\n[^1]: *a**b*")
    assert "b</strong>&#160;<a " in mend_placeholders(output)


def test_no_placeholder_character_gets_out(fast: markdown.Markdown) -> None:
    mended = 0
    for seed in range(6000):
        try:
            output = fast.reset().convert(soup(seed))
        except (IndexError, ValueError, AttributeError, TypeError):
            continue
        after = mend_placeholders(output, fast)
        assert not has_placeholders(after)
        assert has_placeholders(output) == (after != output)
        mended += after != output
    assert mended > 10


def test_ordinary_output_is_the_very_same_string(fast: markdown.Markdown) -> None:
    output = fast.reset().convert("ordinary *text*")
    assert mend_placeholders(output, fast) is output
    assert not has_placeholders(output)
