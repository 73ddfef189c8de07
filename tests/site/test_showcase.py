"""Every element that the theme knows, once: what it prints, and what it says to machines and in feeds."""

from __future__ import annotations

import json
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.driver import Project
from tests.requirements import requires
from tests.site.crawl import ATOM
from tests.site.reading import Page, text_of
from tests.site.sites import ROOT, build_variant

pytestmark = requires("pagefind")
POST = "/2021/everything/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return build_variant("showcase", ROOT, tmp_path_factory.mktemp("showcase"))


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return build_variant("isso", ROOT, tmp_path_factory.mktemp("german"))


@pytest.fixture(scope="module")
def page(site: Project) -> Page:
    return Page(site.page(POST))


@pytest.fixture(scope="module")
def entry(site: Project) -> ElementTree.Element:
    """The post in the Atom feed."""
    root = ElementTree.fromstring(site.page("/feed.xml"))
    entries = {one.findtext(f"{ATOM}title"): one for one in root.iter(f"{ATOM}entry")}
    return entries["Everything & <more> “at once”"]


def test_titles_with_markup_signs_are_text_everywhere(page: Page, site: Project) -> None:
    assert text_of(page.one("h1")) == "Everything & <more> “at once”"
    assert page.one("title").text == "Everything & <more> “at once” – Show & tell"
    assert page.structured["@graph"][0]["headline"] == "Everything & <more> “at once”"
    assert json.loads(site.page("/feed.json"))["title"] == "Show & tell"


def test_corrections_and_updates_are_told_to_machines_and_move_the_date(page: Page) -> None:
    posting = page.structured["@graph"][0]
    assert posting["dateModified"] == "2021-10-22T00:00:00+01:00"
    corrections = [(one["datePublished"][:10], one.get("text")) for one in posting["correction"]]
    assert sorted(corrections) == [
        ("2021-10-21", "More came."),
        ("2021-10-22", "In place, with a link and code."),
        ("2021-10-22", "It was Tuesday."),
    ]
    assert "Updated 22 October 2021" in text_of(page.one("p", class_="byline"))


def test_notes_differ_by_kind_and_say_which_they_are(page: Page) -> None:
    notes = [
        (one.get("class", "").split()[1], text_of(one).split("\n")[0])
        for one in page.all("aside", role="note")
    ]
    assert notes == [
        ("editors-note-correction", "Correction, 22 October 2021"),
        ("editors-note-note", "A title of its own"),
        ("editors-note-note", "Editor’s note: pasted from elsewhere."),
        ("editors-note-correction", "Correction, 22 October 2021"),
        ("editors-note-update", "Update, 21 October 2021"),
        ("editors-note-content", "Content note"),
        ("editors-note-note", "Editor’s note"),
    ]


def test_the_feed_has_the_notes_the_content_note_and_the_numbers_to_call(entry: ElementTree.Element) -> None:
    content = text_of(Page(entry.findtext(f"{ATOM}content") or "").one("body"))
    for part in (
        "Mentions loss; see further down.",
        "It was Tuesday.",
        "Somebody to ring",
        "+44 116 000 0000",
    ):
        assert part in content
    assert content.index("Mentions loss") < content.index("The first paragraph")
    assert entry.findtext(f"{ATOM}summary") == "Every element that Markdown has."
    assert entry.findtext(f"{ATOM}updated") == "2021-10-22T00:00:00+01:00"
    assert [one.findtext(f"{ATOM}name") for one in entry.findall(f"{ATOM}author")] == ["Ash", "Bea"]


def test_footnotes_of_different_posts_differ_in_one_feed(site: Project) -> None:
    root = ElementTree.fromstring(site.page("/feed.xml"))
    ids = [
        one
        for content in root.iter(f"{ATOM}content")
        for one in Page(content.text or "").ids
        if one.startswith(("fn", "fnref"))
    ]
    assert len(ids) > 4
    assert len(ids) == len(set(ids))


def test_listings_repeat_no_footnotes_and_no_ids(site: Project) -> None:
    home = Page(site.page("/"))
    assert "Plain words." in home.text
    assert not [one for one in home.ids if one.startswith("fn")]


def test_comments_are_threaded_and_harmless(page: Page) -> None:
    thread = page.one("section", class_="thread")
    assert text_of(thread.findall("h2")[0]) == "4 thoughts on “Everything & <more> “at once””"
    top = [text_of(one) for one in thread.findall("ol/li/article/header/h3")]
    replies = [text_of(one) for one in thread.findall("ol/li/ol/li/article/header/h3")]
    assert (top, replies) == (["Ash <script>", "Dee"], ["Bea"])
    assert not list(thread.iter("script"))
    assert not list(thread.iter("img"))
    assert [one.get("href") for one in thread.findall("ol/li/article/p/a")] == [None, "https://y.example/"]


def test_comments_can_be_switched_off_for_a_post(site: Project) -> None:
    assert Page(site.page("/2021/the-second-part/")).all("section", class_="thread") == []


def test_a_folder_post_has_its_files_beside_it(site: Project) -> None:
    site.assert_built("/2021/静かな朝/")
    body = Page(site.page("/2021/静かな朝/")).one("div", class_="body")
    assert {one.get("href") for one in body.iter("a")} == {"#" + quote("夜の仕事")}
    assert [one.get("alt") for one in body.iter("img")] == ["A map"]
    assert Page(site.page("/2021/静かな朝/")).meta("robots") == "noindex"


def test_a_scheduled_part_is_its_number_and_date_and_nothing_else(page: Page) -> None:
    assert text_of(page.one("p", class_="announcement")) == "Part III (final) will be published Dec 1."
    assert text_of(page.one("ol", class_="parts").findall("li")[2]) == "Part Three to come on Dec 1"


def test_series_say_how_far_they_have_come(site: Project) -> None:
    index = Page(site.page("/series/")).text
    assert "2 of 3 published, the next on Dec 1" in index
    assert "Not continued after 1 part" in index


def test_posts_with_a_content_note_say_where_help_is_and_others_do_not(page: Page, site: Project) -> None:
    assert [one.get("href") for one in page.all("a", class_="phone")][:2] == ["tel:999", "tel:+441160000000"]
    assert Page(site.page("/2021/plain/")).all("aside", class_="support") == []
    support = Page(site.page("/support/")).text
    assert "Somebody to write to" in support
    assert "Number last checked" in support


def test_the_sites_own_style_comes_after_the_themes(page: Page, site: Project) -> None:
    sheets = [one.get("href", "") for one in page.all("link", rel="stylesheet")]
    assert [one.partition(".")[0] for one in sheets] == ["/assets/style", "/assets/theme"]
    assert "#7a3b1d" in site.page(sheets[1])


def test_raw_html_has_its_links_resolved(page: Page) -> None:
    details = page.one("div", class_="body").findall("details")[0]
    assert [one.get("href") for one in details.iter("a")] == ["/2021/plain/"]


def test_aliases_lead_to_the_post_as_pages_and_in_a_table(site: Project) -> None:
    site.assert_built("/old/everything.html", "/früher/", "/shows/")
    assert site.page("/_redirects").splitlines() == [
        f"/fr%C3%BCher/ {POST} 301",
        f"/old/everything.html {POST} 301",
        "/shows/ /series/show/ 301",
    ]


def test_a_site_in_another_language_needs_no_template_of_its_own(german: Project) -> None:
    page = Page(german.page(POST))
    assert page.one("html").get("lang") == "de"
    assert page.all("time")[0].text == "20 Oktober 2021"
    assert "4 Gedanken zu „Everything & <more> “at once”“" in page.text
    english = ("Leave a Reply", "minute read", "Skip to", "Part Two", "Read on", "Share", "Contents")
    assert [words for words in english if words in page.text] == []
