"""Markdown from elsewhere: strangers' comments, and values in front matter."""

from __future__ import annotations

import pytest

from site_builder.model.diagnostics import Place
from site_builder.stages.bodies import BodyConverter
from tests.stages.bodies.reading import text_of

COMMENTS = {
    "markdown": ("*Well* said\nand `done`", "<p><em>Well</em> said<br>\nand <code>done</code></p>"),
    "a script is text": ("<script>x()</script>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
    "a handler is text": ('<img src=x onerror="x()">', '<p>&lt;img src=x onerror="x()"&gt;</p>'),
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
