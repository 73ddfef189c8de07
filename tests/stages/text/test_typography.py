"""Typographic marks in plain text, by language."""

from __future__ import annotations

import pytest

from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.model.documents import PostHead, SeriesHead
from site_builder.stages.bodies import BodyConverter
from site_builder.stages.config.keys import read_config
from site_builder.stages.source.parse import Parser
from site_builder.stages.text.typography import smarten

CASES = [
    ("en", "It's the '90s", "It’s the ’90s"),
    ("en", "'twas, 'em, rock 'n' roll, 'cause", "’twas, ’em, rock ’n’ roll, ’cause"),
    ("en", "5'10\" tall", "5′10″ tall"),
    ("en", "\"'Quoted' words,\" he said -- 'so'...", "“‘Quoted’ words,” he said – ‘so’…"),
    ("en", '("no") "...and" "Why?"', "(“no”) “…and” “Why?”"),
    ("en", "the dogs' bowls", "the dogs’ bowls"),
    ("en", "“typed” ‘so’ — already", "“typed” ‘so’ — already"),
    ("en-GB", 'a "b" c', "a “b” c"),
    (
        "de",
        "\"Das ist 'so'\", sagt Hans' Bruder. \"Geht's?\"",
        "„Das ist ‚so‘“, sagt Hans’ Bruder. „Geht’s?“",
    ),
    ("de-CH", '"Ja"', "«Ja»"),
    ("fr", 'Il dit "oui" et l\'eau', "Il dit «\u202foui\u202f» et l’eau"),
    ("sv", "\"ja\" 'nej'", "”ja” ’nej’"),
    ("pl", '"tak"', "„tak”"),
    ("es", "\"sí\" 'no'", "“sí” ‘no’"),
    ("it", "\"sì\" 'no'", "«sì» “no”"),
    ("pt-PT", '"sim"', "«sim»"),
    ("ru", "\"да 'нет'\"", "«да „нет“»"),
    ("fi", '"joo"', "”joo”"),
    ("hu", "\"igen 'nem'\"", "„igen »nem«”"),
    ("sq", '"po"', "«po»"),
    ("nl", '"ja"', "‘ja’"),
    ("zh-Hant-TW", '"是"', "「是」"),
    ("nl", "'t is zo 'n ding", "’t is zo ’n ding"),
    ("xx", '"a"', "“a”"),
]


@pytest.mark.parametrize(("language", "typed", "printed"), CASES)
def test_plain_text_gets_the_marks_of_its_language(language: str, typed: str, printed: str) -> None:
    assert smarten(typed, language) == printed


@pytest.mark.parametrize(("language", "typed", "printed"), CASES)
def test_texts_get_the_same_marks(language: str, typed: str, printed: str) -> None:
    converter = BodyConverter(ParserSettings(language=language))
    body = converter.body(f"x\n\n{typed}", path="posts/a.md", first_line=1)
    assert "".join(body.chunks) == f"<p>x</p>\n<p>{printed}</p>"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('"*a*" *"b"* "**c**, d"', "“<em>a</em>” <em>“b”</em> “<strong>c</strong>, d”"),
        ('<b>a</b>\'s `"c"`', '<b>a</b>’s <code>"c"</code>'),
        ('\\"a\\"', '"a"'),
    ],
)
def test_marks_beside_markup(typed: str, printed: str) -> None:
    body = BodyConverter(ParserSettings()).body(typed, path="posts/a.md", first_line=1)
    assert "".join(body.chunks) == f"<p>{printed}</p>"


@pytest.mark.parametrize(
    "settings",
    [
        MarkdownSettings(extensions=("smarty",)),
        MarkdownSettings(extension_configs={"smarty": {"smart_dashes": True}}),
        MarkdownSettings(extension_configs={"extra": {"smarty": {}}}),
    ],
)
def test_a_site_that_sets_smarty_up_has_python_markdowns_own(settings: MarkdownSettings) -> None:
    converter = BodyConverter(ParserSettings(language="de", markdown=settings))
    body = converter.body('\'twas "so"', path="posts/a.md", first_line=1)
    assert "".join(body.chunks) == "<p>‘twas “so”</p>"
    assert converter.smarten('"so"') == '"so"'


def test_a_site_can_do_without() -> None:
    converter = BodyConverter(ParserSettings(markdown=MarkdownSettings(without=("smarty",))))
    assert "".join(converter.body("it's", path="posts/a.md", first_line=1).chunks) == "<p>it's</p>"
    assert converter.smarten("it's") == "it's"


def test_what_readers_see_of_front_matter_gets_the_marks_of_the_text() -> None:
    parser = Parser(ParserSettings())
    source = (
        "---\ntitle: \"It's the '90s\"\ndate: 2026-01-01\nseries: Don't\nseries_part: 1\n"
        "summary: It's -- so\ndescription: \"'twas\"\n"
        "image: {src: a.png, alt: It's, caption: 'a \"b\"'}\n---\n\nText.\n"
    )
    post = parser.parse("posts/a.md", source.encode()).head
    assert isinstance(post, PostHead)
    assert (post.title, post.summary, post.description) == ("It’s the ’90s", "It’s – so", "’twas")
    assert post.image is not None
    assert (post.image.alt, post.image.caption) == ("It’s", "a “b”")
    source = "---\ntitle: \"Don't\"\nabout: It's\nplanned:\n- {part: 2, title: It's}\n---\n"
    series = parser.parse("series/a.md", source.encode()).head
    assert isinstance(series, SeriesHead)
    # A post names its series by its title, too.
    assert post.series == series.title
    assert (series.title, series.about, series.planned[0].title) == ("Don’t", "It’s", "It’s")


def test_what_readers_see_of_the_configuration_gets_them_too() -> None:
    source = (
        "title: Bob's\nbase_url: https://e.org/\ntagline: it's -- so\nmenu: [{title: What's new, url: /a/}]\n"
    )
    config, _ = read_config(source.encode())
    assert config is not None
    assert (config.title, config.tagline, config.menu[0].title) == ("Bob’s", "it's -- so", "What’s new")
    config, _ = read_config((source + "markdown: {without: [smarty]}\n").encode())
    assert config is not None
    assert config.title == "Bob's"
