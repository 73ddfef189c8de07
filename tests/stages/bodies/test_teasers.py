"""What is known of a body without opening it: teaser, excerpt, words, headings, anchors.

Covers `split_html`, `teasers`.
"""

from __future__ import annotations

import pytest

from site_builder.model.config import ParserSettings
from site_builder.model.documents import Heading
from site_builder.stages.bodies import BodyConverter
from site_builder.stages.bodies.split_html import has_unspaced, unspaced
from site_builder.stages.bodies.teasers import opening_of
from tests.stages.bodies.reading import convert, html_of, problems, text_of

TEASERS = {
    "the first paragraph": ("One.\n\nTwo.", "<p>One.</p>", True),
    "a single paragraph is all there is": ("One.", "<p>One.</p>", False),
    "nothing at all": ("", "", False),
    "an editor's note is no prose": ("Editor's note: x\n\n> quoted\n\nOne.\n\nTwo.", "<p>One.</p>", True),
    "an image is no prose": ("![A](a.png)\n\n![B](b.png 'B')\n\n- item\n\nOne.", "<p>One.</p>", False),
    "all before the marker": ("One.\n\nTwo.\n\n<!--more-->\n\nThree.", "<p>One.</p>\n<p>Two.</p>\n", True),
    "a marker between two lines parts them": ("One.\n<!-- more -->\nTwo.", "<p>One.</p>\n", True),
    "definitions after the marker hold before it": (
        "[One][x].[^1]\n\n<!--more-->\n\nTwo.\n\n[x]: y.md\n\n[^1]: Note.",
        "<p>One.</p>\n",
        True,
    ),
    "a marker in code ends nothing": ("One.\n\n    <!--more-->\n\nTwo.", "<p>One.</p>", True),
    "ids stay behind": (
        "## Why {: #why }\n\n[x](#why) ![A](a.png){: #fig }\n\n<!--more-->\n\nTwo.",
        "<h2>Why</h2>\n<p>x ⟦image: posts/a.png alt='A'⟧</p>\n",
        True,
    ),
    "links and pictures are the text's own, emphasis is not": (
        "One [two](x.md) *three* <b id=b>four</b> ![A](a.png).[^1]\n\n[^1]: Note.",
        "<p>One two <em>three</em> <b>four</b> .</p>",
        True,
    ),
    "an editor's note before the marker stays behind": (
        "Editor's note: x\n\nOne.\n\n<!--more-->\n\nTwo.",
        "<p>One.</p>\n",
        True,
    ),
    "headings are demoted in the teaser as in the body": (
        "## Why\n\nOne.\n\n<!--more-->\n\n# Later",
        "<h3>Why</h3>\n<p>One.</p>\n",
        True,
    ),
}


@pytest.mark.parametrize(("markdown", "teaser", "has_more"), TEASERS.values(), ids=TEASERS)
def test_teaser(converter: BodyConverter, markdown: str, teaser: str, has_more: bool) -> None:
    body = convert(converter, markdown)
    assert text_of(body.head.teaser) == teaser
    assert body.head.has_more is has_more
    assert body.head.is_teaser_marked is ("\n<!--more-->" in markdown or "\n<!-- more" in markdown)
    assert "<!--" not in html_of(body)
    assert problems(body) == []


@pytest.mark.parametrize("markdown", ["One <!--more--> two.", "> One.\n>\n> <!--more-->\n>\n> Two."])
def test_a_marker_inside_of_something_is_reported_and_goes_away(
    converter: BodyConverter, markdown: str
) -> None:
    body = convert(converter, markdown)
    assert [one.code for one in body.diagnostics] == ["more-marker"]
    assert "<!--" not in html_of(body)


def test_each_marker_that_ends_nothing_is_told_at_its_own_line(converter: BodyConverter) -> None:
    text = "One.\n\n`<!--more-->`\n\n<!--more-->\n\n- Two.\n\n    <!--more-->\n\nThree.\n\n<!--more-->\n"
    assert [(one.place.line, one.message) for one in convert(converter, text).diagnostics] == [
        (9, "this <!--more--> is inside another element, so it cannot end the teaser"),
        (13, "this <!--more--> comes after another, so it cannot end the teaser"),
    ]


OPENINGS = {
    "short enough": ("One two three.", 5, "<p>One two three.</p>", False),
    "the nearest end of a sentence": (
        "One two. Three four five. Six.",
        4,
        "<p>One two. Three four five.</p>",
        True,
    ),
    "a little more than asked for": (
        "One two three four five six.",
        5,
        "<p>One two three four five six.</p>",
        False,
    ),
    "no end of a sentence near": (
        "One two three, four five six seven eight nine",
        3,
        "<p>One two three…</p>",
        True,
    ),
    "abbreviations end nothing": (
        "Ask Mr. Li, e.g. now. Then go. Then rest.",
        4,
        "<p>Ask Mr. Li, e.g. now.</p>",
        True,
    ),
    "numbers and small letters": (
        "At 5.30 it rang… and rang. Then no more of it.",
        6,
        "<p>At 5.30 it rang… and rang.</p>",
        True,
    ),
    "what is open is closed": (
        "One <em>two <b>three.</b> Four</em> five six.",
        3,
        "<p>One <em>two <b>three.</b></em></p>",
        True,
    ),
    "within quotation marks": ("“One two.” Three four five six.", 2, "<p>“One two.”</p>", True),
    "half a word each": ("漢字かな交。漢字かな交。漢字かな交。", 3, "<p>漢字かな交。</p>", True),
    "what closes nothing": ("One</em> two.", 9, "<p>One two.</p>", False),
}


@pytest.mark.parametrize(("inner", "words", "html", "is_cut"), OPENINGS.values(), ids=OPENINGS)
def test_a_teaser_ends_where_a_sentence_ends(inner: str, words: int, html: str, is_cut: bool) -> None:
    assert opening_of(f"<p>{inner}</p>", words) == (html, is_cut)


def test_how_many_words_a_teaser_has_is_a_setting() -> None:
    text = "One two three four five. " * 20
    for words, sentences in ((5, 1), (20, 4), (60, 12)):
        head = (
            BodyConverter(ParserSettings(teaser_words=words)).body(text, path="posts/a.md", first_line=1).head
        )
        assert text_of(head.teaser) == f"<p>{(text[:25] * sentences).strip()}</p>"
        assert head.has_more


EXCERPTS = {
    "One *two*[^1] &amp; `three`.\n\nNot this.\n\n[^1]: Nor this.": "One two & three.",
    "# Title\n\nEditor's note: not this.\n\nProse.\n\nMore.\n\n<!--more-->\n\nRest.": "Prose. More.",
    "word " * 100: "word " * 39 + "word…",
    "w" * 300: "w" * 199 + "…",
}


@pytest.mark.parametrize(("markdown", "excerpt"), EXCERPTS.items())
def test_excerpt(converter: BodyConverter, markdown: str, excerpt: str) -> None:
    assert convert(converter, markdown).head.excerpt == excerpt


WORDS = {
    "": 0,
    "One *two*three.": 2,
    "One[^1].\n\n[^1]: A footnote here.": 4,
    "Editor's note: five words here.": 5,
    "a | b\n--|--\nc | d": 4,
    "<script>not a word</script>\n\nOne <!-- nor > this --> two.": 2,
}


@pytest.mark.parametrize(("markdown", "words"), WORDS.items())
def test_words(converter: BodyConverter, markdown: str, words: int) -> None:
    assert convert(converter, markdown).head.words == words


def test_headings_tell_what_a_table_of_contents_needs(converter: BodyConverter) -> None:
    body = convert(
        converter,
        "# One *more* [link](x.md)[^1]\n\n## Two {: #second }\n\n<h2>no id</h2>\n\n"
        '<h3 id="raw">Raw <b id="x">bold</b></h3>\n\n[^1]: y',
    )
    assert body.head.headings == (
        Heading("one-more-link", 2, "One <em>more</em> link"),
        Heading("second", 3, "Two"),
        Heading("raw", 4, "Raw <b>bold</b>"),
    )


def test_anchors_are_all_ids_and_old_names(converter: BodyConverter) -> None:
    body = convert(converter, '## Why\n\n<a name="old"></a> <b id=bold>b</b> `<i id="code">`')
    assert body.head.anchors == ("why", "old", "bold")


def test_the_digest_is_the_chunks(converter: BodyConverter) -> None:
    first, same, other = (convert(converter, text).head.digest for text in ("One.", " One.", "Two."))
    assert first == same != other


@pytest.mark.parametrize(
    ("markdown", "words", "characters"),
    [
        ("漢字かな交じり文。", 8, 8),
        ("我们用 Python 3 写", 6, 4),
        ("한국어 글", 4, 4),
        ("plain *words* — here", 4, 0),
        ("“我”&amp;“你”", 2, 2),
    ],
)
def test_characters_of_scripts_without_blanks_are_counted(
    converter: BodyConverter, markdown: str, words: int, characters: int
) -> None:
    head = convert(converter, markdown).head
    assert (head.words, head.characters) == (words, characters)


def test_no_letter_of_a_script_without_blanks_is_overlooked() -> None:
    letters = [chr(number) for number in range(0x110000)]
    assert [letter for letter in letters if has_unspaced(letter) != bool(unspaced().search(letter))] == []


@pytest.mark.parametrize("name", ["\u0130stanbul", "\u0131", "\u017fpan", "\u212abd"])
def test_a_tag_begins_with_a_letter_of_ascii(converter: BodyConverter, name: str) -> None:
    """Browsers print the rest, even letters that are the same as one of ASCII where case is ignored."""
    head = convert(converter, f"<p>one <{name}> two</p>").head
    assert (head.excerpt, head.words) == (f"one <{name}> two", 3)
    paragraph = f"<p>One <em>two <{name}> three.</p>"
    assert opening_of(paragraph, 30).html == f"<p>One <em>two <{name}> three.</em></p>"
