"""What is read in a finished page: what a browser would find there.

Covers `tags`.
"""

from __future__ import annotations

import pytest

from site_builder.model.finished import FinishedPage, FoundAddress, LinkText, ShownHeading, ShownImage
from site_builder.stages.finished.pages import plain_text, read_page
from site_builder.stages.finished.tags import read_tag


def read(markup: str) -> FinishedPage:
    page = FinishedPage("/a/", "https://tests.example/", "en", "html")
    read_page(markup, page)
    return page


def addresses(markup: str) -> list[FoundAddress]:
    return read(markup).addresses


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a href="/b/?a=1&amp;b=2">', [("a href", "/b/?a=1&b=2", False)]),
        ("<IMG SRC=/b.png>", [("img src", "/b.png", True)]),
        (
            '<img srcset="/b.png 480w, /c,d.png 2x">',
            [("img srcset", "/b.png", True), ("img srcset", "/c,d.png", True)],
        ),
        (
            '<video src="/b.mp4" poster="/b.png">',
            [("video src", "/b.mp4", True), ("video poster", "/b.png", True)],
        ),
        ('<link rel="canonical" href="/b/">', [("link canonical", "/b/", False)]),
        ('<link rel="alternate stylesheet" href="/b.css">', [("link alternate", "/b.css", False)]),
        ('<link rel="preconnect" href="//b.example">', [("link preconnect", "//b.example", True)]),
        ('<meta property="og:image" content="/b.png">', [("og:image", "/b.png", False)]),
        ('<meta http-equiv="refresh" content="0; url=/b/">', [("meta refresh", "/b/", True)]),
        ("<p style=\"background: url('/b.png')\">", [("style attribute", "/b.png", True)]),
        ("<style>p { background: url(/b.png) }</style>", [("style url()", "/b.png", True)]),
        ('<script>fetch("https://b.example/")</script>', [("script", "https://b.example/", True)]),
        ('<script type="application/ld+json">{"a": [{"url": "/b/"}]}</script>', [("JSON-LD", "/b/", False)]),
        ('<script type="application/ld+json">{"image": ["/b.png"]}</script>', [("JSON-LD", "/b.png", False)]),
        ('<script type="application/ld+json">{broken</script>', []),
        ('<!-- <a href="/b/"> -->', []),
        ('<textarea><a href="/b/"></textarea>', []),
        ("1 < 2 and <b>3 > 2</b>", []),
        ('<a title="a > b" href="/b/">', [("a href", "/b/", False)]),
    ],
)
def test_addresses(markup: str, expected: list[tuple[str, str, bool]]) -> None:
    assert addresses(markup) == expected


def test_a_link_is_its_text_or_else_what_a_screen_reader_says() -> None:
    page = read('<a href="/b/">One <em>two</em></a><a href="/c/"><img alt="A kettle"></a><a href="/e/"></a>')
    assert page.links == [
        LinkText("/b/", "One two", ""),
        LinkText("/c/", "", "A kettle"),
        LinkText("/e/", "", ""),
    ]


def test_headings_title_and_description() -> None:
    page = read(
        '<title>A &amp; B</title><meta name="description" content="What it is">'
        '<meta name="robots" content="noindex"><h1>A &amp; <b>B</b></h1><h3 id="c">C</h3><a name="d"></a>'
    )
    assert (page.title, page.description, page.is_noindex) == ("A & B", "What it is", True)
    assert page.headings == [ShownHeading(1, "A & B"), ShownHeading(3, "C")]
    assert page.ids == ["c", "d"]


def test_an_image_has_the_files_that_its_picture_offers() -> None:
    page = read(
        '<picture><source srcset="/b.webp 480w"><img src="/b.png" width="100"></picture><img src="/c.png">'
    )
    assert page.images == [ShownImage("/b.png", "/b.webp 480w", 100), ShownImage("/c.png", "", 0)]


def test_a_tag_is_read_once() -> None:
    assert read_tag('<a href="/once/">') is read_tag('<a href="/once/">')


def test_what_can_be_read_has_no_code_in_it() -> None:
    markup = "<p>A <b>b</b> &amp;<code>c</code></p><pre>d</pre><script>e</script>"
    assert plain_text(markup).split() == [
        "A",
        "b",
        "&",
    ]
