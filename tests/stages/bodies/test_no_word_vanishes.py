"""Whatever a writer types, each word of it reaches the page, and nothing of the converter's own does.

Covers `stages/bodies/syntax/attribute_lists`, `stages/bodies/syntax/wholeness`.
"""

from __future__ import annotations

import os
import random
import re

import pytest

from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.stages.bodies.markdown_run import Conversions

COUNT = int(os.environ.get("WORDS_FUZZ", "2000"))

# fmt: off
MARKS = [
    "*", "**", "***", "_", "__", "`", "``", "~~", "[", "]", "(", ")", "](", "![", "][", "{", "}", "{: ",
    "{#", "{.c", "{.k}", "}}", "{{", "{%", "%}", '"', "'", "''", '"\'', "<b>", "</b>", "<i>", "</i>",
    "<br>", "<br/>", "<kbd>", "</kbd>", "<span>", "</span>", "&amp;", "&lt;", "&copy;", "&#39;", '\\*',
    '\\[', '\\{', '\\`', '\\\\', '\\', "--", "...", ":", "|", "!", "^", "<", ">", "# ", "http://e.org/",
    "<http://e.org/>", "[a](b)", "![i](s)", "*a*", "`c`", "**[a](b)**", "<!-- c -->", '<a href="x">',
    "</a>", "=",
]
STARTS = [
    "# ", "## ", "- ", "1. ", "> ", "    ", "  ", "| a | b |\n| - | - |\n| ", "Term\n:   ", "!!! note\n    ",
    "{: .x}\n", "- a\n\n    ", "<div>\n", "<div markdown=\"1\">\n", "We:\n- ", "- [ ] ", "\\\n",
]
# fmt: on
BREAKS = ["\n\n"] * 4 + ["\n"] * 4 + ["  \n", "\\\n", "\n{.y}\n\n", "\n{: .y }\n", "\n    ", "\n- "]
INNARDS = re.compile("[\x02\x03]|klzzwxh|wzxhzdk|hzzhzkh|qq3936677670287331zz|zz1337820767766393qq")


def soup(seed: int) -> tuple[str, list[str]]:
    """A text, and its words, each of which is in it once."""
    rng = random.Random(seed)
    parts: list[str] = []
    words: list[str] = []
    for _ in range(rng.choice((1, 2, 3, 5))):
        if rng.random() < 0.4:
            parts.append(rng.choice(STARTS))
        for _ in range(rng.choice((2, 4, 7, 12))):
            if rng.random() < 0.45:
                words.append(f"word{len(words)}x")
                parts.append(words[-1])
            else:
                parts.append(rng.choice(MARKS))
            if rng.random() < 0.4:
                parts.append(" ")
        parts.append(rng.choice(BREAKS))
    return "".join(parts), words


@pytest.fixture(scope="module", params=["default", "with others"])
def conversions(request: pytest.FixtureRequest) -> Conversions:
    others = ("nl2br", "wikilinks") if request.param == "with others" else ()
    return Conversions(ParserSettings(markdown=MarkdownSettings(extensions=others)))


def test_each_word_of_a_soup_of_marks_reaches_the_page(conversions: Conversions) -> None:
    for seed in range(COUNT):
        source, words = soup(seed)
        html, _ = conversions.convert(source, "-x-")
        assert not INNARDS.search(html), (seed, source, html)
        lost = [word for word in words if word not in html]
        assert not lost, (seed, lost, source, html)


@pytest.fixture(scope="module")
def default() -> Conversions:
    return Conversions(ParserSettings())


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('Some paragraph\n{"<b>"}', "<p>Some paragraph\n{“<b>”}</p>"),
        ("*text*{ <i>x</i> }", "<p><em>text</em>{ <i>x</i> }</p>"),
        ("# Head { <span>y</span> }", '<h1 id="head-y">Head { <span>y</span> }</h1>'),
        ("## Title with {braces}", '<h2 id="title-with-braces">Title with {braces}</h2>'),
        ("text\n{one, two}", "<p>text\n{one, two}</p>"),
        ("text\n{% endhighlight %}", "<p>text\n{% endhighlight %}</p>"),
        ("*a* b *c*{d} e", "<p><em>a</em> b <em>c</em>{d} e</p>"),
        ("*a**b*c d", "<p>*a**b*c d</p>"),
        ("*a**b*[c](d)", '<p>*a**b*<a href="d">c</a></p>'),
        ("*a**b*<br>c", "<p>*a**b*<br>c</p>"),
        (
            '<div markdown="1">\na\n\n<div markdown="1">\nb',
            "<div>\n<p>a</p>\n<div>\n<p>b</p>\n</div>\n</div>",
        ),
        (
            "a | b\n- | -\n1 | 2 | three",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n"
            "<td>2 | three</td>\n</tr>\n</tbody>\n</table>",
        ),
        (
            "a | b\n- | -\n|1 | 2",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td></td>\n"
            "<td>1 | 2</td>\n</tr>\n</tbody>\n</table>",
        ),
    ],
)
def test_what_is_no_markup_stays_text(default: Conversions, source: str, html: str) -> None:
    assert default.convert(source, "-x-")[0] == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("## Head {: #h .c }", '<h2 class="c" id="h">Head</h2>'),
        ("text\n{: .c key=value }", '<p class="c" key="value">text</p>'),
        ('text\n{: title="a &amp; b" }', '<p title="a &amp; b">text</p>'),
        ("*a*{.c} b {d}", '<p><em class="c">a</em> b {d}</p>'),
        ("{: .c}\ntext *a*", '<p class="c">text <em>a</em></p>'),
        ("{: .c}\n## Head", '<h2 class="c" id="head">Head</h2>'),
    ],
)
def test_attribute_lists_are_read(default: Conversions, source: str, html: str) -> None:
    assert default.convert(source, "-x-")[0] == html


def test_an_attribute_list_below_a_table_is_no_row_of_it(default: Conversions) -> None:
    html, _ = default.convert("a | b\n- | -\n1 | 2\n{: .wide }", "-x-")
    assert html.startswith('<table class="wide">')
    assert html.count("<tr>") == 2
    assert "{" not in html
