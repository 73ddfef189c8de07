"""Where the text is that a flaw of a finished page came from.

Covers `written`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.checking.written import SourceText
from site_builder.model.diagnostics import Place
from site_builder.model.finished import Wanted
from tests.checks.finished.clean_site import clean
from tests.driver import post

THIRD = "content/posts/third.md"


def found(text: str, kind: str, *texts: str, name: str = "a.md") -> list[Place]:
    return SourceText(name, text).find(Wanted(kind, texts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](/b/)", [(1, 5, 3)]),
        ("a\n[a]: /b/\n", [(2, 6, 3)]),
        ("<a href='/b/'>", [(1, 10, 3)]),
        ("[a](/b/#c) and [d](/b/)", [(1, 5, 3), (1, 20, 3)]),
        ("[a](/b/c/) and [d](/a/b/)", []),
        ("`[a](/b/)`", []),
        ("<!-- [a](/b/) -->", []),
    ],
)
def test_an_address_is_found_where_it_is_one(text: str, expected: list[tuple[int, int, int]]) -> None:
    assert found(text, "address", "/b/") == expected


def test_what_is_loaded_is_not_found_where_it_is_only_linked() -> None:
    url = "https://x.example/a.mp3"
    links = f"[a]({url}) <a id='b' href='{url}'>b</a> <{url}>\n"
    assert found(f"{links}<audio src='{url}'>", "load", url) == [(2, 13, len(url))]
    assert found(f"{links}![a]({url})", "load", url) == [(2, 6, len(url))]
    assert len(found(links, "load", url)) == 3


def test_what_a_build_says_of_an_embed_is_not_said_again_where_it_is_linked(tmp_path: Path) -> None:
    body = "[a](https://x.example/a.mp3)\n\n<audio src='https://x.example/a.mp3'></audio>"
    site = clean(tmp_path, {THIRD: post("The third", f"Text.\n\n{body}", "2026-01-08")})
    said = site.check().diagnostics
    assert [one.code for one in said if one.code in ("foreign-load", "third-party-embed")] == [
        "third-party-embed"
    ]


def test_the_likeliest_spelling_counts() -> None:
    assert found("[a](/b%C3%A4/) and [b](/bä/)", "address", "/b%C3%A4/", "/bä/") == [(1, 5, 9)]
    assert found('<a href="/b?a&amp;c">', "address", "/b?a&c") == [(1, 10, 10)]


@pytest.mark.parametrize("written", ["/%ff/", "/%ff%Fe/", "/%C3/", "/\ufffd/", "/%EF%BF%BD/"])
def test_bytes_that_are_no_letters_are_found_as_they_are_written(written: str) -> None:
    text = f"a\n[a](/%20/) [a]({written})"
    assert found(text, "address", "/%EF%BF%BD/", "/\ufffd/") == [(2, 16, len(written))]


def test_a_full_address_with_bytes_that_are_no_letters_is_reported_at_its_line(tmp_path: Path) -> None:
    link = "https://tests.example/%ff/"
    site = clean(tmp_path, {THIRD: post("The third", f"Text.\n\n[a]({link})", "2026-01-08")})
    (one,) = [one for one in site.check().diagnostics if one.code == "dead-link"]
    assert (one.path, one.place.column, one.place.length) == (THIRD, 5, len(link))


def test_what_nothing_completes_is_not_looked_for_in_texts() -> None:
    assert found("[a](/b/)", "link", "/b/") == []
    assert found("<a href='/b/'>", "link", "/b/", name="templates/a.html") == [(1, 10, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "## The *first* day's end",
        "## The first day's end ##",
        "The first day's end\n---",
        "<h2 class='a'>The first day's end</h2>",
        "## The [first](/b/) day's end {#end}",
    ],
)
def test_a_heading_is_found_by_its_letters(text: str) -> None:
    assert [place[0] for place in found(f"Text.\n\n{text}\n", "heading", "The first day’s end")] == [3]


def test_tags_are_found_where_they_do_not_fit() -> None:
    text = "<div>\n<div>\n</div>\n\n`</p>`\n"
    assert found(text, "tag", "div", "open") == [(1, 1, 5)]
    assert found("a <https://b.example/>\n</div>", "tag", "div", "stray") == [(2, 1, 6)]
    assert found("{% if a %}<p>{% endif %}<b>{{ '<i>' }}", "tag", "b", "open", name="a.html") == [(1, 25, 3)]


def test_a_text_may_be_broken_into_lines() -> None:
    assert found("one\ntwo", "text", "one two") == [Place(1, 1, 3)]


def test_an_address_that_is_put_together_is_found_by_its_end() -> None:
    template = SourceText("templates/a.html", '<a href="{{ site.url }}no/where/">')
    assert template.find_end("/no/where/") == [Place(1, 24, 9)]
    assert template.find_end("/elsewhere/") == []


def test_what_a_template_puts_together_from_a_text_is_told_at_the_text(tmp_path: Path) -> None:
    """The template prints what a parameter says; the address is only in the text."""
    files = {
        THIRD: post("The third", "Text.", "2026-01-08", description="What is left.", params="{away: /lost/}"),
        "templates/post.html": '{% extends "theme:post.html" %}\n{% block after %}{{ super() }}\n'
        '{% if page.params %}<a href="{{ page.params.away }}">More of it</a>{% endif %}\n{% endblock %}\n',
    }
    found = clean(tmp_path, files).found()
    assert found == [f"{THIRD}:5: error dead-link"]


def test_a_theme_asset_is_told_by_its_own_name(tmp_path: Path) -> None:
    files = {"templates/assets/extra.js": "const a = 1\nfetch('https://count.example/')\n"}
    assert clean(tmp_path, files).found() == ["templates/assets/extra.js:2: error foreign-load"]


def test_what_no_source_shows_is_told_at_the_template(tmp_path: Path) -> None:
    files = {
        "templates/page.html": '{% extends "theme:page.html" %}\n{% block after %}\n'
        "<a href=\"{{ '/'  ~ 'x' ~ 'y' ~ 'z' ~ '/' }}\">More of it</a>\n{% endblock %}\n"
    }
    (one,) = clean(tmp_path, files).check().diagnostics
    assert (one.path, one.code) == ("content/pages/about.md", "dead-link")
    assert one.message.endswith("(on /about/)")


def test_an_address_without_letters_is_found_as_an_address_only() -> None:
    assert found("# A # comment\n[a](#) and # b", "address", "#") == [(2, 5, 1)]
    assert found("# A comment\nurl: '#'", "address", "#", name="config.yaml") == [(2, 7, 1)]
