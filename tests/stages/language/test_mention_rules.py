"""What is found in sentences, and what must not be. The sentences are in `mention_sentences.txt`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.model.diagnostics import Place
from site_builder.stages.bodies.mentions import find_mentions
from site_builder.stages.bodies.places import Places
from site_builder.stages.language.mention_rules import mention_rules
from site_builder.stages.language.words import LANGUAGES


class Sentence(NamedTuple):
    language: str
    text: str
    said: tuple[str, ...]


def sentences() -> list[Sentence]:
    found = []
    language = ""
    for line in Path(__file__).with_name("mention_sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]") if line in ("[en]", "[de]") else language
        if line.startswith(("# Sentences", "# What is found")) or line in ("[en]", "[de]"):
            continue
        text, _, said = line.partition(" |")
        found.append(Sentence(language, text, tuple(sorted(filter(None, map(str.strip, said.split(",")))))))
    return found


SENTENCES = sentences()


def found_in(text: str, language: str) -> tuple[str, ...]:
    found = find_mentions(text, mention_rules(language), Places(text, Place(1, 1)))
    said = []
    for one in found:
        number = one.days or one.number
        said.append(f"{one.kind.value} {number}" if number else one.kind.value)
    return tuple(sorted(said))


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one.text)
def test_a_sentence_says_what_it_says_and_nothing_else(sentence: Sentence) -> None:
    assert found_in(sentence.text, sentence.language) == sentence.said


def test_the_corpus_is_large_and_half_of_it_is_silent() -> None:
    silent = [one for one in SENTENCES if not one.said]
    assert len(SENTENCES) >= 300
    assert len({one.text for one in SENTENCES}) == len(SENTENCES)
    assert 0.45 <= len(silent) / len(SENTENCES) <= 0.6


def test_in_sentences_that_follow_each_other_nothing_more_is_found() -> None:
    """As one text: what is before and behind a sentence changes nothing."""
    for language in ("en", "de"):
        ours = [one for one in SENTENCES if one.language == language and one.text[0] not in "#>! `<"]
        text = "\n\n".join(one.text for one in ours)
        expected = sorted(said for one in ours for said in one.said)
        assert sorted(found_in(text, language)) == expected


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Police use of social media (part 2)", 2),
        ("Walks, Part Two", 2),
        ("Walks – Part III", 3),
        ("Walks: part one", 1),
        ("Walks [part 4]", 4),
        ("The part two play", 0),
        ("In Part Two", 0),
        ("Part of it (2)", 0),
    ],
)
def test_a_title_says_which_part_it_is(title: str, number: int) -> None:
    found = mention_rules("en-GB").in_title(title)
    assert (found.number if found else 0) == number


def test_a_language_without_rules_finds_nothing() -> None:
    rules = mention_rules("ja")
    assert not rules
    assert list(rules.find("In Part One")) == []


def test_a_region_has_the_rules_of_its_language() -> None:
    assert mention_rules("de-AT")


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("mentions.*.ini")), ids=lambda path: path.stem)
def test_every_rule_finds_something_in_the_corpus(path: Path) -> None:
    """So no rule is there that nobody has tried."""
    language = path.stem.partition(".")[2]
    kinds = {said.partition(" ")[0] for one in SENTENCES if one.language == language for said in one.said}
    assert kinds == {"part", "own", "count", "next", "previous", "gap"}
