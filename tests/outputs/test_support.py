from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from site_builder.model.diagnostics import Diagnostic
from tests.driver import CONFIG, Project, post

SUPPORT = """\
support:
  - name: Listeners
    phone: "+44 (0)20 7946 0123"
    url: https://listeners.example/
    region: Everywhere
    verified_on: 2026-02-28
  - name: Texters
    text: HELLO to 60123
    verified_on: 2026-01-31
"""
NOTE = "This text speaks of *suicide*."
FILES = {
    "config.yaml": CONFIG + SUPPORT,
    "content/posts/hard.md": post("Hard", "It was a hard year.", content_note=f'"{NOTE}"'),
    "content/posts/light.md": post("Light", "It was a light year."),
    "content/pages/heavy.md": post("Heavy", "A heavy page.", "", content_note=f'"{NOTE}"'),
}
RING = 'href="tel:+442079460123"'
TEXT = 'href="sms:60123?body=HELLO"'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(FILES, tmp_path_factory.mktemp("support")).build()


def words(markup: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", markup).split())


def test_the_page_lists_everybody_with_links_that_ring_and_text(site: Project) -> None:
    page = site.page("/support/")
    assert RING in page
    assert TEXT in page
    assert 'href="https://listeners.example/"' in page
    assert "Number last checked 28 February 2026" in words(page)
    assert "<loc>https://tests.example/support/</loc>" in site.page("/sitemap.xml")


def test_every_page_leads_to_it(site: Project) -> None:
    for url in ("/", "/light/", "/archive/"):
        assert 'href="/support/"' in site.page(url)


def test_texts_with_a_content_note_carry_the_note_and_then_the_lines(site: Project) -> None:
    for url in ("/hard/", "/heavy/"):
        page = site.page(url)
        assert page.index("<em>suicide</em>") < page.index('class="body"') < page.index(RING)
        assert TEXT in page
        assert page.count('id="_support"') == page.count('href="#_support"') == 1


def test_other_texts_do_not(site: Project) -> None:
    for url in ("/light/", "/", "/archive/"):
        assert RING not in site.page(url)


def test_feeds_carry_both_in_the_text_and_neither_in_the_summary(site: Project) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(site.page("/feed.xml"))
    entries = {
        entry.findtext(f"{atom}title", ""): (
            entry.findtext(f"{atom}summary", ""),
            entry.findtext(f"{atom}content", ""),
        )
        for entry in root.iter(f"{atom}entry")
    }
    items = {
        item["title"]: (item["summary"], item["content_html"])
        for item in json.loads(site.page("/feed.json"))["items"]
    }
    for summary, content in (entries["Hard"], items["Hard"]):
        assert summary == "It was a hard year."
        assert content.index("<em>suicide</em>") < content.index("It was a hard year.") < content.index(RING)
        assert TEXT in content
    for summary, content in (entries["Light"], items["Light"]):
        assert summary == "It was a light year."
        assert RING not in content


def test_no_automatic_summary_has_the_note(site: Project) -> None:
    page = site.page("/hard/")
    described = re.findall(r'<meta (?:name|property)="(?:og:)?description" content="([^"]*)">', page)
    assert described == ["It was a hard year."] * 2
    assert "suicide" not in site.page("/")


def test_a_site_that_lists_nobody_has_no_such_page(tmp_path: Path) -> None:
    site = Project({**FILES, "config.yaml": CONFIG}, tmp_path).build()
    site.assert_absent("/support/")
    assert "/support/" not in site.page("/hard/")
    assert 'href="#_support"' not in site.page("/hard/")
    assert "<em>suicide</em>" in site.page("/hard/")


def test_a_number_that_grows_old_is_a_warning_at_its_line_on_every_build(tmp_path: Path) -> None:
    site = Project(FILES, tmp_path)
    assert site.build("2027-01-30").report.diagnostics == ()
    for _ in range(2):
        (found,) = site.build("2027-02-01").report.diagnostics
        assert isinstance(found, Diagnostic)
        line = site.source("config.yaml").splitlines().index("  - name: Texters") + 1
        assert (found.code, found.path, found.place.line) == ("support-unverified", "config.yaml", line)


def test_a_page_of_ones_own_at_that_url_is_the_page_and_begins_with_the_numbers(tmp_path: Path) -> None:
    mine = post("How to get help", "My own words.", "", slug="support")
    site = Project({**FILES, "content/pages/support.md": mine}, tmp_path).build()
    page = site.page("/support/")
    assert '<h1 data-pagefind-meta="title">How to get help</h1>' in page
    assert page.index('href="tel:999"') < page.index(RING) < page.rindex("My own words.")
    assert page.count(RING) == 1


def test_any_text_can_have_the_box_and_any_can_go_without(tmp_path: Path) -> None:
    files = {
        **FILES,
        "content/posts/hard.md": post("Hard", "A year.", content_note=f'"{NOTE}"', support="false"),
        "content/posts/light.md": post("Light", "A year.", support="true"),
        "content/pages/heavy.md": post("Heavy", "A page.", "", support="true"),
    }
    site = Project(files, tmp_path).build()
    for url in ("/light/", "/heavy/"):
        assert RING in site.page(url)
        assert 'href="#_support"' not in site.page(url)
    assert RING not in site.page("/hard/")
    assert 'href="#_support"' not in site.page("/hard/")
    items = {item["title"]: item["content_html"] for item in json.loads(site.page("/feed.json"))["items"]}
    assert RING in items["Light"]
    assert RING not in items["Hard"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("language: en-GB\n", "If someone is in danger now, ring 999 ."),
        ("language: de-AT\n", "Wenn jemand jetzt in Gefahr ist, rufen Sie 112 an."),
        ("language: en\n", "If someone is in danger now, ring your country’s emergency number."),
    ],
)
def test_the_number_for_emergencies_is_a_link_above_all_others(
    settings: str, said: str, tmp_path: Path
) -> None:
    site = Project({**FILES, "config.yaml": CONFIG + settings + SUPPORT}, tmp_path).build()
    for url in ("/support/", "/hard/"):
        text = words(site.page(url))
        assert said in text
        assert text.index(said) < text.index("Listeners")
    assert ('href="tel:' in site.page("/support/").partition("Listeners")[0]) == ("country" not in said)


def test_a_site_can_say_another_number_and_how_to_say_it(tmp_path: Path) -> None:
    listed = SUPPORT.replace("support:\n", "  organisations:\n").replace("\n  ", "\n    ")
    emergency = 'support:\n  emergency: {text: "In danger? Ring", number: "110"}\n'
    site = Project({**FILES, "config.yaml": CONFIG + emergency + listed}, tmp_path).build()
    assert "In danger? Ring 110" in words(site.page("/support/"))
    assert 'href="tel:110"' in site.page("/hard/")
    assert RING in site.page("/hard/")
