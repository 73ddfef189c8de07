"""Where the addresses of finished files lead.

Covers `feeds`, `scripts`, `styles`.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model.finished import FinishedPage
from site_builder.stages.finished.read import OUTSIDE, Whereabouts, facts_of, file_at, kind_of_file, read_file
from site_builder.stages.finished.scripts import addresses_in_script
from site_builder.stages.finished.styles import addresses_in_style


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#b%C3%A4r", (True, "/a/#bär")),
        ("#", (True, "")),
        ("/repo/b/?x=1#c", (True, "/b/#c")),
        ("/repo", (True, "/")),
        ("/b/", (True, f"{OUTSIDE}/b/")),
        ("../gr%C3%BCn.png", (True, "/grün.png")),
        ("b", (True, "/a/b")),
        ("https://user.example/repo/b/", (True, "/b/")),
        ("https://USER.example/repo/b/", (True, "/b/")),
        ("https://user.example/repo", (True, "/")),
        ("https://user.example/other/", (False, "https://user.example/other/")),
        ("//user.example/other/", (True, f"{OUTSIDE}/other/")),
        ("//other.example/b", (False, "https://other.example/b")),
        ("http://other.example", (False, "http://other.example")),
        ("mailto:a@b.example", (False, "")),
        ("data:image/png;base64,AA", (False, "")),
        ("http://[broken", (False, "http://[broken")),
    ],
)
def test_where_an_address_leads(value: str, expected: tuple[bool, str]) -> None:
    assert Whereabouts("https://user.example/repo/", "/a/").of(value) == expected


def test_the_file_that_a_host_opens() -> None:
    assert file_at("/a/#b") == ("a/index.html", "b")
    assert file_at("/a.png") == ("a.png", "")


def test_what_a_file_is_read_as() -> None:
    names = ("a/index.html", "a.CSS", "feed.xml", "_redirects", "a/robots.txt", "a.mov", "a.txt")
    assert [kind_of_file(name) for name in names] == [
        "html",
        "css",
        "xml",
        "_redirects",
        "robots.txt",
        "media",
        "",
    ]


def test_a_style_sheet_names_its_addresses_in_three_ways() -> None:
    sheet = """@import "a.css"; @import url(b.css); /* url(no.png) */
    p { background: url( 'c d.png' ), URL("\\65 .png"), url(data:image/png;base64,AA) }"""
    assert list(addresses_in_style(sheet)) == [
        "a.css",
        "b.css",
        "c d.png",
        "e.png",
        "data:image/png;base64,AA",
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("import a from 'https://b.example/a.js'", ["https://b.example/a.js"]),
        ("import('https://b.example/a.js')", ["https://b.example/a.js"]),
        ("new Worker(new URL('//b.example/a.js'))", ["//b.example/a.js"]),
        ('image.src = "https://b.example/a.png"', ["https://b.example/a.png"]),
        ('request.open("GET", `https://b.example/`)', ["https://b.example/"]),
        ("new WebSocket('wss://b.example/')", ["wss://b.example/"]),
        ("fetch('/own.json')", []),
        ("// fetch('https://b.example/')", []),
        ("/* fetch('https://b.example/') */", []),
        ("link.href = 'https://b.example/'", []),
        ("location = 'https://b.example/' // leaves only when asked", []),
    ],
)
def test_what_a_script_loads(script: str, expected: list[str]) -> None:
    assert list(addresses_in_script(script)) == expected


def read(kind: str, text: str) -> FinishedPage:
    page = FinishedPage("/feed", "https://tests.example/", "en", kind)
    read_file(text.encode(), page)
    return page


def test_a_feed_is_read_to_the_texts_in_it() -> None:
    text = """<feed><link rel="self" href="https://tests.example/feed.xml"/><entry>
    <content type="html">&lt;p&gt;&lt;img src=&#34;https://b.example/a.png?x=1&amp;amp;y&#34;&gt;&lt;/p&gt;</content>
    </entry></feed>"""
    assert [tuple(one) for one in read("xml", text).addresses] == [
        ("feed", "https://tests.example/feed.xml", False),
        ("feed img src", "https://b.example/a.png?x=1&y", True),
    ]


def test_a_json_feed_is_read_to_the_texts_in_it() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "feed_url": "https://tests.example/feed.json",
        "items": [{"url": "https://tests.example/a/", "content_html": '<a href="/b/">b</a>'}, "odd"],
    }
    found = [one.value for one in read("json", json.dumps(feed)).addresses]
    assert found == ["https://tests.example/feed.json", "https://tests.example/a/", "/b/"]
    assert read("json", '{"url": "https://b.example/"}').addresses == []
    assert read("json", "{broken").addresses == []


def test_a_sitemap_and_robots_name_addresses() -> None:
    assert [one.kind for one in read("xml", "<urlset><url><loc>/a/</loc></url></urlset>").addresses] == [
        "sitemap"
    ]
    assert [one.value for one in read("robots.txt", "User-agent: *\nSitemap: /a.xml").addresses] == ["/a.xml"]


def test_a_feed_names_the_style_sheet_that_browsers_show_it_with() -> None:
    page = read("xml", '<?xml version="1.0"?><?xml-stylesheet type="text/css" href="/a.css"?><feed></feed>')
    assert page.addresses == [("xml-stylesheet", "/a.css", True)]


def test_a_calendars_folded_lines_are_read_whole() -> None:
    page = read("calendar", "BEGIN:VEVENT\r\nURL:https://tests.example/\r\n long/\r\nSUMMARY:URL:no\r\n")
    assert page.addresses == [("feed", "https://tests.example/long/", False)]


def test_rules_of_redirects_have_their_lines() -> None:
    page = read("_redirects", "# old\n/a /b/ 301 # yes\n/c/* /d/:splat\n\n/e https://b.example/")
    assert page.rules == [(2, "/a", "/b/"), (3, "/c/*", "/d/:splat"), (5, "/e", "https://b.example/")]
    assert [one.value for one in page.addresses] == ["/b/", "https://b.example/"]


def test_facts_name_each_address_once_by_where_it_leads() -> None:
    facts = facts_of(read("html", '<a href="/a/">1</a><a href="https://tests.example/a/">2</a>'), ())
    assert facts.internal == ("a href\t/a/",)
    assert facts.is_page


SIGNS = st.sampled_from(
    [
        *("<", ">", "a", "</a>", "<a href=", '"', "'", "=", "/", " ", "<!--", "-->", "<script>", "</script"),
        *("&#1", "<p>", "</div>", "<svg>", "<path/>", "style=", "url(", ")", "@import", "{", "}", "\n", "é"),
    ]
)
KINDS = ("html", "css", "js", "xml", "json", "_redirects", "robots.txt", "svg", "media", "calendar")


@pytest.mark.parametrize("kind", KINDS)
@given(st.lists(SIGNS, max_size=40).map("".join))
@settings(max_examples=60)
def test_whatever_a_file_has_is_read(kind: str, text: str) -> None:
    facts_of(read(kind, text), ())


def test_a_tag_that_is_never_closed_swallows_the_rest_once() -> None:
    """Looked for from each `<` again, this would take minutes."""
    assert read("html", "<a '" * 200_000).addresses == []
    assert read("html", '<a href="' * 200_000).addresses == []
