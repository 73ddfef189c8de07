"""Covers `stages/config/words_setting`."""

from __future__ import annotations

import pytest

from site_builder.model.config import OwnWords
from site_builder.stages.config.keys import read_config
from site_builder.stages.language.own_words import mistakes_in
from site_builder.stages.language.words import Words, catalogue_digest

REQUIRED = "title: x\nbase_url: https://example.org\n"


def test_a_sites_own_text_goes_before_the_catalogue_with_its_values_and_forms() -> None:
    own = OwnWords({"read_on": {"other": "More"}, "posts_count": {"1": "one", "other": "{count} things"}})
    words = Words("en-GB", own)
    assert words.text("read_on") == "More"
    assert [words.text("posts_count", count=number) for number in (1, 2000)] == ["one", "2,000 things"]
    assert words.text("archive") == "Archive"
    assert Words("en-GB").text("read_on") == "Read on"


def test_numbers_of_the_sites_own_are_used_as_far_as_they_go() -> None:
    words = Words("cy", OwnWords(numbers=("dim", "un", "dau"), ordinals=("y cyntaf",)))
    assert [words.number_in_words(number) for number in (1, 2, 3)] == ["un", "dau", "3"]
    assert Words("cy").number_in_words(2) == "two"


def test_the_digest_changes_with_the_sites_own_words() -> None:
    assert catalogue_digest("en") != catalogue_digest("en", OwnWords({"read_on": {"other": "More"}}))


@pytest.mark.parametrize(
    ("texts", "message", "hint"),
    [
        ({"red_on": {"other": "x"}}, "the theme has no text 'red_on'", "did you mean read_on?"),
        ({"email": {"other": "x"}}, "the theme has no text 'email'", "did you mean share_by_email?"),
        ({"zyzzyva": {"other": "x"}}, "the theme has no text 'zyzzyva'", "site-builder theme words prints"),
        (
            {"part": {"other": "Bit {title}"}},
            "the theme gives no value {title} to 'part'",
            "it can have {number}",
        ),
        ({"archive": {"other": "{x}"}}, "the theme gives no value {x} to 'archive'", "write it without"),
        ({"posts_count": {"1": "one"}}, "'posts_count' has no form other", "add other: for all numbers"),
        (
            {"posts_count": {"lots": "x", "other": "y"}},
            "'posts_count' has a form 'lots'",
            "a form is a number",
        ),
    ],
)
def test_a_text_that_the_theme_could_not_print_is_a_mistake(
    texts: dict[str, dict[str, str]], message: str, hint: str
) -> None:
    ((_, mistake),) = mistakes_in(texts)
    assert mistake.message == message
    assert mistake.hint.startswith(hint)


def test_a_capital_letter_asks_for_the_same_value() -> None:
    assert list(mistakes_in({"part": {"other": "Bit {Number}"}})) == []


def test_words_in_the_configuration_are_texts_or_their_forms() -> None:
    config, problems = read_config(
        (REQUIRED + "words:\n  read_on: More\n  posts_count: {1: one, other: '{count} of them'}\n").encode()
    )
    assert problems == ()
    assert config is not None
    assert config.words.texts == {
        "read_on": {"other": "More"},
        "posts_count": {"1": "one", "other": "{count} of them"},
    }


def test_a_mistake_in_the_configuration_is_reported_at_its_key() -> None:
    _, (problem,) = read_config((REQUIRED + "words:\n  read_on: More\n  archiv: Attic\n").encode())
    assert (problem.code, problem.place.line, problem.hint) == ("config-words", 5, "did you mean archive?")
