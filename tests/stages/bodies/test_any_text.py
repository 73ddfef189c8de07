"""What holds for every text whatever."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.codes import CODES
from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Place
from site_builder.model.documents import HERE, Reference, ReferenceKind
from site_builder.stages.bodies import BodyConverter
from site_builder.stages.bodies.scanner import scan_html
from site_builder.stages.bodies.split_html import split_text
from tests.stages.bodies.reading import convert, text_of

TOKENS = (
    "* ** *** _ __ ` `` ~~~ [ ] ( ) ![ ](x.md) [x] [x]: <b> </b> <div> </div> <h1> </h1> <aside> </aside> "
    '<a href="y.md"> </a> <img src=z.png> <script> </script> <!-- --> <!--more--> <p <a href=" &amp; &#39; '
    "& \\* \\ [^1] [^1]: !!! editors-note correction 2026-03-01 Editor's note: > - 1. # ## {: #id .c } | --- "
    "*[abc]: abc *[42]: 42 : [TOC] \" ' -- ... word klzzwxh:0000 wzxhzdk:0"
).split(" ")
SOUP = st.lists(
    st.sampled_from([*TOKENS, "\n", "\n\n", "    ", " ", "\x02", "\x03", "\r\n", "\ud800", "’"])
    | st.text(max_size=4),
    max_size=30,
).map("".join)

LONG_LIVED = BodyConverter(ParserSettings())


@given(SOUP)
def test_any_text_becomes_a_body_whose_parts_agree(text: str) -> None:
    body = convert(LONG_LIVED, text)
    assert len(body.chunks) == len(body.head.references) + 1
    assert len(body.head.teaser.chunks) == len(body.head.teaser.references) + 1
    printed = "".join(body.chunks).replace(HERE, "")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", printed)
    if "<script>" not in text:
        assert "<!--more-->" not in printed
    assert len(set(body.head.anchors)) == len(body.head.anchors)
    assert all(heading.level in range(2, 7) for heading in body.head.headings)
    assert len(body.head.excerpt) <= 200
    codes = {one.code for one in body.diagnostics}
    assert codes <= CODES.keys()
    assert "markdown-failed" not in codes
    lines = text.count("\n") + text.count("\r") + 1
    places = [one.place for one in body.diagnostics] + [one.place for one in body.head.references]
    assert all(place.line <= lines for place in places)


@given(SOUP)
def test_a_split_text_is_the_html_with_its_edits_and_nothing_else(html: str) -> None:
    scan = scan_html(html, "posts")
    expected, later = html, len(html)
    for edit in reversed(scan.edits):
        assert edit.start <= edit.end <= later
        new = edit.new if isinstance(edit.new, str) else f"⟦{edit.new}⟧"
        expected = expected[: edit.start] + new + expected[edit.end :]
        later = edit.start
    references = [Reference(ReferenceKind.LINK, str(index)) for index in range(len(scan.links))]
    text = split_text(scan, references, 0, len(html))
    pieces = [f"{chunk}⟦{one.target}⟧" for chunk, one in zip(text.chunks, text.references, strict=False)]
    assert "".join(pieces) + text.chunks[-1] == expected


@given(SOUP, SOUP)
def test_a_text_sees_nothing_of_the_text_before_it(first: str, second: str) -> None:
    fresh = convert(BodyConverter(ParserSettings()), second)
    convert(LONG_LIVED, first)
    LONG_LIVED.fragment(first, path="posts/other.md", place=Place(1))
    LONG_LIVED.comment(first)
    assert convert(LONG_LIVED, second) == fresh


@given(SOUP)
def test_fragments_and_comments_never_carry_ids(text: str) -> None:
    fragment, _ = LONG_LIVED.fragment(text, path="posts/essay.md", place=Place(3))
    assert text_of(fragment).replace("⟦here⟧", "").count("⟦") == len(fragment.references)
    comment = LONG_LIVED.comment(text)
    allowed = "a|b|blockquote|br|cite|code|del|em|i|li|ol|p|pre|q|strong|sub|sup|ul"
    assert not re.search(rf"<(?!/?(?:{allowed})[ >])", comment)
    assert not re.search(r"<[^>]* (?!href=|rel=)\w+=", comment)


def test_a_text_nested_too_deeply_is_an_error_and_the_next_text_is_fine() -> None:
    converter = BodyConverter(ParserSettings())
    body = convert(converter, "- " * 3000 + "x")
    assert [one.code for one in body.diagnostics] == ["markdown-too-deep"]
    assert body.chunks == ("",)
    assert convert(converter, "One.").chunks == ("<p>One.</p>",)
