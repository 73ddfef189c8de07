"""Words are counted in bytes, and as Python would part the text."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.bodies.split_html import count_words

BLANKS = "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1))))


def test_every_blank_of_unicode_parts_words() -> None:
    assert [blank for blank in BLANKS if count_words(f"<p>a{blank}b</p>") != (2, 0)] == []


@given(st.text(st.sampled_from(f"{BLANKS}ab.’—«é\u200b\u2029\u1361"), max_size=20))
def test_words_are_what_is_between_blanks(text: str) -> None:
    assert count_words(f"<p>{text[:9]}<em>{text[9:]}</em></p>") == (len(text.split()), 0)


@pytest.mark.parametrize(
    "text", ["Tiếng Việt", "हिन्दी में", "❤️ 😀", "«\xa0oui\u202f»", "ქართული ენა", "ポスト\u3000"]
)
def test_what_resembles_such_letters_in_utf8_is_told_apart(text: str) -> None:
    assert count_words(f"<p>{text}</p>").characters == (3 if "ポ" in text else 0)


def test_letters_of_scripts_without_blanks_are_words() -> None:
    assert count_words("<p>漢字 and <b>仮名</b>。</p>\n<script>not read</script>") == (5, 4)
