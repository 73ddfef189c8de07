"""The crawler finds what is broken: otherwise the tests that ask it would prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.crawl import Crawl, loaded_elsewhere
from tests.site.reading import Page
from tests.site.sites import SUB_PATH


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/repo/ok/#here">x</a>', []),
        ('<a href="ok/">x</a> <a href="#top" id="top">x</a> <a href="https://elsewhere.example/">x</a>', []),
        ('<img src="/repo/a%20b.svg" srcset="/repo/a%20b.svg 1x, /repo/none.svg 2x">', ["/repo/none.svg"]),
        ('<a href="/ok/">x</a>', ["/ok/"]),
        ('<a href="../out/">x</a>', ["../out/"]),
        ('<a href="/repo/ok">x</a>', ["/repo/ok"]),
        ('<a href="/repo/none/">x</a>', ["/repo/none/"]),
        ('<a href="/repo/ok/#none">x</a> <a href="#none">x</a>', ["/repo/ok/#none", "#none"]),
        ('<link rel="canonical" href="https://tests.example/none/">', ["https://tests.example/none/"]),
        ('<meta http-equiv="refresh" content="0; url=/none/">', ["/none/"]),
        ('<form action="/repo/none/"></form>', ["/repo/none/"]),
    ],
)
def test_it_follows_every_address_of_a_page(html: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "ok").mkdir()
    (tmp_path / "ok/index.html").write_text('<p id="here">x</p>')
    (tmp_path / "a b.svg").write_text("<svg/>")
    (tmp_path / "index.html").write_text(html)
    assert [one.value for one in Crawl(tmp_path, SUB_PATH).broken()] == expected


FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html">{}</content></entry></feed>'


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("style.css", 'a { background: url("none.svg") }', ["none.svg"]),
        ("feed.xml", FEED.format('&lt;a href="/repo/"&gt;x&lt;/a&gt;'), ["/repo/"]),
        (
            "feed.xml",
            FEED.format('&lt;img src="https://tests.example/none.png"&gt;'),
            ["https://tests.example/none.png"],
        ),
        (
            "robots.txt",
            "Sitemap: https://tests.example/repo/sitemap.xml",
            ["https://tests.example/repo/sitemap.xml"],
        ),
        ("_redirects", "/repo/old/ /repo/new/ 301\n", ["/repo/new/"]),
        (
            "feed.json",
            '{"items": [{"url": "https://tests.example/a/", "content_html": ""}]}',
            ["https://tests.example/a/"],
        ),
    ],
)
def test_it_reads_what_is_not_a_page(name: str, text: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert [one.value for one in Crawl(tmp_path, SUB_PATH).broken()] == expected


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ('<script src="https://x.example/a.js"></script>', 1),
        ('<link rel="stylesheet" href="//x.example/a.css">', 1),
        ('<img srcset="/a.png 1x, https://x.example/a.png 2x">', 1),
        ('<iframe src="https://x.example/"></iframe>', 1),
        ('<a href="https://x.example/">x</a><link rel="canonical" href="https://y.example/">', 0),
        ('<img src="/a.png"><img src="data:image/gif;base64,AA">', 0),
    ],
)
def test_it_tells_what_would_load_from_elsewhere(html: str, count: int) -> None:
    assert len(loaded_elsewhere(Page(html), SUB_PATH)) == count
