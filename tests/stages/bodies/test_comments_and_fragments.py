"""Markdown from elsewhere: strangers' comments, and values in front matter.

Covers `comments`.
"""

from __future__ import annotations

import pytest

from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.model.diagnostics import Place
from site_builder.stages.bodies import BodyConverter
from tests.stages.bodies.reading import text_of

COMMENTS = {
    "markdown": ("*Well* said\nand `done`", "<p><em>Well</em> said<br>\nand <code>done</code></p>"),
    "html as another system kept it": (
        '<p class="x">One <b>bold</b>, <a href="https://example.org/" target="_blank">there</a>.</p>\n\nTwo.',
        '<p>One <b>bold</b>, <a href="https://example.org/" rel="nofollow ugc noopener">there</a>.</p>\n\n'
        "<p>Two.</p>",
    ),
    "html in a line": ("*One* <i>two</i> <u>three</u>", "<p><em>One</em> <i>two</i> three</p>"),
    "a script goes": (
        "One.\n\n<script>x()</script>\n\nTwo <script>y()</script>",
        "<p>One.</p>\n\n\n<p>Two </p>",
    ),
    "a handler goes": ('a <img src=x onerror="x()"> <b onclick="x()">b</b>', "<p>a  <b>b</b></p>"),
    "a link that runs something": ('<a href="java&#10;script:x()">x</a>', "<p><a>x</a></p>"),
    "what is never closed": ('<div><b>x <svg/onload="x()" <a href="', "<b>x </b>"),
    "no placeholder": ("*a **b* \\*c** <b>d*</b>", "<p><em>a <em><em>b</em> *c</em></em> <b>d*</b></p>"),
    "a link says that it is a stranger's": (
        "[x](https://example.org/)",
        '<p><a href="https://example.org/" rel="nofollow ugc noopener">x</a></p>',
    ),
    "a javascript link leads nowhere": (
        "[x](javascript:alert)",
        "<p><a>x</a></p>",
    ),
    "nor does a relative one": ("[x](/about/)", "<p><a>x</a></p>"),
    "headings and rules are text": ("# x\n\n---\n\ny\n===", "<p># x</p>\n<p>---</p>\n<p>y<br>\n===</p>"),
    "images are dropped": ("![x](https://example.org/x.png)", "<p></p>"),
    "no ids": ("x {: #y }", "<p>x {: #y }</p>"),
    "control characters go": ("a\x02b\x00", "<p>ab</p>"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("markdown", "expected"), COMMENTS.values(), ids=COMMENTS)
def test_comment(converter: BodyConverter, markdown: str, expected: str) -> None:
    assert converter.comment(markdown) == expected


def test_a_comment_too_deep_for_markdown_is_plain_text(converter: BodyConverter) -> None:
    deep = "- " * 3000 + "<b>x"
    html = converter.comment(deep)
    assert html.startswith("<p>- - -")
    assert "<b>" not in html


def test_a_fragment_is_split_and_has_no_ids(converter: BodyConverter) -> None:
    place = Place(4, 9)
    text, diagnostics = converter.fragment(
        "## Why\n\nSee [x](x.md).\n\n![](y.png)", path="posts/essay.md", place=place
    )
    assert text_of(text) == (
        "<h2>Why</h2>\n<p>See <a⟦href: posts/x.md⟧>x</a>.</p>\n<p>⟦image: posts/y.png alt=''⟧</p>"
    )
    assert {one.place for one in text.references} == {place}
    assert [(one.code, one.place) for one in diagnostics] == [("image-alt-missing", place)]


def test_a_comment_has_the_marks_of_the_sites_language_unless_the_site_does_without() -> None:
    text = "I'm \"here\" -- `it's` [a \"link\"](https://x.example/?q='a')"
    made = BodyConverter(ParserSettings()).comment(text)
    assert made.startswith("<p>I’m “here” -- <code>it's</code> <a ")
    assert "a “link”</a>" in made
    assert BodyConverter(ParserSettings(language="de")).comment('"Hier"') == "<p>„Hier“</p>"
    plain = ParserSettings(markdown=MarkdownSettings(without=("smarty",)))
    assert BodyConverter(plain).comment("I'm") == "<p>I'm</p>"
