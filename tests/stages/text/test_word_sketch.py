"""How many words of a text have changed, told from a few characters."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.text.word_sketch import WordSketch, sketch_of, words_changed, words_of

ESSAY = [f"word{number % 400}" for number in range(2_000)]
WORDS = st.lists(st.sampled_from(["a", "of", "night", "shift", "walking", "12", "über"]), max_size=80)


def sketch(*words: str) -> WordSketch:
    return sketch_of([" ".join(words)])


def replaced(count: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    words = list(ESSAY)
    for place in rng.sample(range(len(words)), count):
        words[place] = f"other{rng.getrandbits(40)}"
    return words


@pytest.mark.parametrize("count", [0, 1, 3, 20, 60])
@pytest.mark.parametrize("seed", range(5))
def test_few_changes_are_counted_nearly_to_the_word(count: int, seed: int) -> None:
    changed = words_changed(sketch(*ESSAY), sketch(*replaced(count, seed)))
    assert count * 0.7 <= changed <= count


def test_many_changes_are_many() -> None:
    assert words_changed(sketch(*ESSAY), sketch(*replaced(1_000))) > 200


@given(WORDS, WORDS)
def test_never_too_many(before: list[str], now: list[str]) -> None:
    """No more than what it takes to make one list of the other, in any order."""
    changed = words_changed(sketch(*before), sketch(*now))
    added, removed = list(now), list(before)
    for word in before:
        if word in added:
            added.remove(word)
    for word in now:
        if word in removed:
            removed.remove(word)
    assert changed <= max(len(added), len(removed))
    assert words_changed(sketch(*before), sketch(*before)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>It is “fine” – really…</p>", '<p>It is "fine" - really...</p>\n'),
        ("<p>don't</p>", "<p>don’t</p>"),
        ("<p>so <em>much</em> more</p>", "<p>so <strong>much</strong>   more</p>"),
        ("<p>un<em>believ</em>able</p>", "<p>unbelievable</p>"),
        ("<h2>One</h2><p>two</p>", "<ul><li>one</li><li>two</li></ul>"),
        ('<p>see <a href="/a/">there</a></p>', '<p>see <a href="/b/">there</a></p>'),
        ("<p>at https://a.example/x now</p>", "<p>at https://b.example/y/z now</p>"),
        ('<p>a note<sup id="r1"><a>1</a></sup></p>', '<p>a note<sup id="r2"><a>2</a></sup></p>'),
        ("<p>words</p>", '<p>words</p><aside class="editors-note"><p>Note</p><p>Not so.</p></aside>'),
        ("<p>a\u00adb c&nbsp;d</p>", "<p>ab c d</p>"),
        ("<p>\ufb01ne</p>", "<p>fine</p>"),
    ],
)
def test_what_no_reader_would_call_a_change_does_not_count(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)
    assert sketch_of([one]) == sketch_of([other])


def test_chunks_may_end_anywhere() -> None:
    assert sketch_of(["<p>see <a", ">this</a>", "</p>"]) == sketch_of(["<p>see <a>this</a></p>"])


def test_scripts_without_blanks_count_by_characters() -> None:
    assert words_of("<p>月曜日の朝</p>") == ["月", "曜", "日", "の", "朝"]


def test_a_damaged_sketch_says_no_more_than_the_numbers_of_words() -> None:
    assert words_changed(WordSketch(10, "short"), sketch("one", "two")) == 8
