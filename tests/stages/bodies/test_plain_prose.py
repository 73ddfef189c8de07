"""What is converted in one step is what Python-Markdown's patterns and the typographic rules make of it.

Covers `stages/bodies/syntax/plain_prose`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest
from markdown.treeprocessors import Treeprocessor

from site_builder.fastmarkdown import report
from site_builder.fastmarkdown.serialise import FinishedHtml
from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.stages.bodies.extensions import build_markdown
from site_builder.stages.bodies.markdown_run import Conversions
from site_builder.stages.language.words import Words
from tests.fastmarkdown.posts import realistic_post

from .test_no_word_vanishes import soup

COUNT = int(os.environ.get("PROSE_FUZZ", "4000"))
LANGUAGES = ("en", "de", "fr", "nl", "pl", "ja", "ar")

# fmt: off
PIECES = [
    "*", "**", "_", '"', "'", " ", " ", " ", "word", "a", "1", "n", "s", "tis", "--", "---", "----", "...",
    "..", ".", "(", ")", ",", "!", "?", ";", ":", "%", "\n", "`", "``", "[", "]", "](u)", "[l](u)",
    '[l "q"](u_v*w*)', "![i](s)", "[x]", "*e*", "**s**", "*say 'so'*", '**"q"**', "`c`", "`` a`b ``",
    "`{: .x}`", "é", "中", "-", "/", "5'10\"", "'80s", "'s", "n't", "  \n", "\\", "\\*", "http://a.b",
    "https://", "&", "&amp;", "<b>", ">", "~~", "{", "}", "²", "\u00a0", "…", "“", "’", "–", "=", "#",
    "\n\n", "\n\n", "- ", "> ", "[^1]", "[^b]", "\n\n[^1]: note *x*\n\n", "\n\n[^b]: c [^1]\n\n",
    "[^1](u)",
    "```", "`x``y", "\n\n| a | b |\n|---|---|\n| c | ", "\n\nTerm\n:   ", "\n\n!!! note\n    ",
    "\n\n*[word]: Title\n\n", "\n\n<div markdown=\"1\">\n", "\n</div>\n", "{: .c }", "[TOC]",
]
# fmt: on


class _Pair:
    """The same converter with and without the short way."""

    def __init__(self, settings: ParserSettings) -> None:
        self._short, self._long = Conversions(settings), Conversions(settings)
        self._long._markdown.treeprocessors.deregister("plain_prose")

    def check(self, source: str) -> None:
        assert self._short.convert(source, "-x-") == self._long.convert(source, "-x-"), source


def _mixture(seed: int) -> str:
    chance = random.Random(seed)
    return "".join(chance.choices(PIECES, k=chance.randint(1, 16)))


@pytest.mark.parametrize(
    "make",
    [_mixture, lambda seed: soup(seed)[0], lambda seed: realistic_post(seed, 40)],
    ids=["mixtures", "soups", "posts"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_texts_are_converted_alike(language: str, make: Callable[[int], str]) -> None:
    pair = _Pair(ParserSettings(language=language))
    for seed in range(COUNT // len(LANGUAGES)):
        pair.check(make(seed))


@pytest.mark.parametrize(
    "markdown",
    [
        MarkdownSettings(extensions=("codehilite",)),
        MarkdownSettings(without=("abbr", "footnotes", "strikethrough")),
        MarkdownSettings(extension_configs={"footnotes": {"USE_DEFINITION_ORDER": False}}),
        MarkdownSettings(extension_configs={"footnotes": {"SUPERSCRIPT_TEXT": "*{}*"}}),
        MarkdownSettings(extension_configs={"abbr": {"glossary": {"word": "Title"}}}),
    ],
)
def test_so_they_are_with_other_settings(markdown: MarkdownSettings) -> None:
    pair = _Pair(ParserSettings(markdown=markdown))
    for seed in range(COUNT // 8):
        pair.check(_mixture(seed))


@pytest.mark.parametrize("text", ["a[^1](u)", "*a* [^1](u)", "[^1](u) [^2](u)", "a[^1 2](u)"])
def test_a_note_before_a_parenthesis_is_no_link(text: str) -> None:
    source = f"{text}\n\n[^1]: one\n\n[^1 2]: two\n"
    _Pair(ParserSettings()).check(source)


def test_notes_that_occur_twice_are_counted_behind_brackets_that_are_never_closed() -> None:
    _Pair(ParserSettings()).check("`[^a` b_c[^1]\n\nd[^1]\n\n[^1]: e\n")


class _Finished(Treeprocessor):
    """Keeps what was converted in one step."""

    def run(self, root: object) -> None:
        elements = root.iter()  # type: ignore[attr-defined]
        self.texts = [str(one.text) for one in elements if type(one.text) is FinishedHtml]


def _finished(source: str) -> list[str]:
    md = build_markdown(ParserSettings(), Words("en"))
    md.treeprocessors.register(kept := _Finished(md), "kept", 20.5)
    md.convert(source)
    return kept.texts


def test_plain_prose_takes_the_short_way() -> None:
    source = (
        'He said, "it\'s *late* -- **go**..." (so `x < y`)\n\n'
        '- an [item](https://e.org/a_b?c=1&d "no")\n- an [item](https://e.org/a_b?c=1&d)\n\n'
        "> A note.[^1]\n\n[^1]: Here.\n"
    )
    assert _finished(source) == [
        "He said, “it’s <em>late</em> – <strong>go</strong>…” (so <code>x &lt; y</code>)",
        'an <a href="https://e.org/a_b?c=1&amp;d">item</a>',
        'A note.<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a_b",
        r"a\*b",
        "a & b",
        "see https://e.org",
        "a  \nb",
        "rock 'n' roll",
        "[x]",
        "a{: .b}",
        "5 * 3",
        "a[^2]",
        f"`{'a ' * 300}`",
    ],
)
def test_other_text_takes_the_long_way(text: str) -> None:
    assert _finished(text) == []


def test_a_release_of_markdown_that_is_not_known_switches_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is accelerated, and HTML that is finished would be escaped."""
    monkeypatch.setattr(report, "KNOWN_VERSIONS", frozenset())
    assert Conversions(ParserSettings()).convert('"It\'s *so*."', "-x-")[0] == "<p>“It’s <em>so</em>.”</p>"


def test_extensions_that_are_not_known_switch_it_off() -> None:
    settings = ParserSettings(markdown=MarkdownSettings(extensions=("nl2br",)))
    assert "plain_prose" not in build_markdown(settings, Words("en")).treeprocessors
