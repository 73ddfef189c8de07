"""Covers `outputs/search`, `engine/output/search_index`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Serve
from tests.driver import CONFIG, Project, post
from tests.requirements import requires

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = requires("chromium", "pagefind")

FILES = {
    "config.yaml": f"{CONFIG}search: true\n",
    "content/posts/keeper.md": post("The keeper", "He keeps a <b>lighthouse</b> &lt;alone&gt;."),
    "content/posts/storm.md": post("The storm", "A storm came.", content_note="Of drowning."),
    "content/posts/other.md": post("Another", "Nothing of the sort, and marrows, marrows, marrows."),
    "content/posts/garden.md": post("Of marrows", "They grew on the stairs.", series="tools", series_part=1),
    "content/posts/long.md": post("Long", f"{'Before it. ' * 40}A turnip. {'After it. ' * 40}"),
    "content/pages/shed.md": post("The shed", "It has a door.", ""),
    "content/series/tools.md": post("Spades", "Three parts on digging.", ""),
    "content/posts/hidden.md": post("Hidden marrows", "A draft.", draft="true"),
}


@pytest.fixture(params=["", "/repo"], ids=["at the root", "under a path"])
def site(request: pytest.FixtureRequest, tmp_path: Path, serve: Serve) -> str:
    """The address of a site with search, without a slash at the end."""
    path: str = request.param
    output = tmp_path / "www" / path.lstrip("/")
    Project(FILES, tmp_path / "site").build(base_url=f"https://tests.example{path}/", output=output)
    return serve(tmp_path / "www") + path


def test_a_word_finds_its_post(site: str, page: Page) -> None:
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").fill("lighthouses")
    found = page.get_by_role("link", name="The keeper")
    found.wait_for()
    assert page.locator("#results li").count() == 1
    assert page.locator("#results p:not(.facts)").inner_text() == "He keeps a lighthouse <alone>."
    assert page.locator("#results mark").inner_text() == "lighthouse"
    assert page.get_by_role("status").inner_text() == "Posts found: 1"
    found.click()
    page.wait_for_url(f"{site}/keeper/")


def test_what_is_cut_out_of_a_text_says_so(site: str, page: Page) -> None:
    page.goto(f"{site}/search/?q=turnip")
    page.get_by_role("link", name="Long").wait_for()
    excerpt = page.locator("#results p:not(.facts)").inner_text()
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert "A turnip." in excerpt


def test_words_of_titles_count_most(site: str, page: Page) -> None:
    page.goto(f"{site}/search/?q=marrows")
    page.get_by_role("link", name="Another").wait_for()
    assert page.locator("#results h2").all_inner_texts() == ["Of marrows", "Another"]
    assert page.locator("#results p").all_inner_texts()[:2] == [
        "Spades Part 1 6 January 2026",
        "They grew on the stairs.",
    ]


@pytest.mark.parametrize(("words", "title"), [("shed", "The shed"), ("spades", "Spades")])
def test_pages_and_series_are_found_by_their_titles(site: str, page: Page, words: str, title: str) -> None:
    page.goto(f"{site}/search/?q={words}")
    page.get_by_role("link", name=title).wait_for()
    assert (
        title
        not in page.locator("#results li", has=page.get_by_role("link", name=title)).locator("p").inner_text()
    )


def test_a_text_with_a_content_note_is_found_with_it(site: str, page: Page) -> None:
    page.goto(f"{site}/search/?q=storm")
    page.get_by_role("link", name="The storm").wait_for()
    assert page.locator("#results p").all_inner_texts() == ["6 January 2026 Content note", "A storm came."]


def test_what_is_nowhere_is_said_to_be_nowhere(site: str, page: Page) -> None:
    page.goto(f"{site}/search/?q=zyzzyva")
    page.get_by_text("Nothing was found").wait_for()


def test_the_index_is_loaded_when_the_reader_types_and_not_before(site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/search/", wait_until="networkidle")
    assert [url for url in asked if "/pagefind/" in url] == []
    page.get_by_role("searchbox").fill("lighthouse")
    page.get_by_role("link", name="The keeper").wait_for()
    assert f"{site}/pagefind/pagefind.js" in asked
    assert [url for url in asked if not url.startswith(site)] == []


def test_without_javascript_the_page_leads_on_to_the_archive(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search/")
    assert not page.get_by_role("searchbox").is_visible()
    page.get_by_role("main").get_by_role("link", name="Archive").click()
    assert page.url == f"{site}/archive/"
    context.close()
