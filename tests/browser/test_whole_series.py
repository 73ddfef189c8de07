"""A series read in one go: on one page, on paper, and as a book."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Serve
from tests.driver import Project, post, series
from tests.requirements import requires
from tests.site.test_epubcheck import hard_site
from tests.stages.sample_images import png

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = requires("chromium")

WIDER_THAN_THE_PAGE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
BROKEN_PICTURES = "[...document.images].filter(one => !one.naturalWidth).map(one => one.src)"
BREAKS = "all => all.map(one => getComputedStyle(one).breakBefore)"
WALKS = {
    "content/series/walks.md": series("Walks", parts=2),
    "content/posts/one.md": post("One", "Some words.", series="walks", series_part=1),
    "content/posts/two.md": post("Two", "More words.", series="walks", series_part=2),
}


@pytest.fixture(scope="module")
def book(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a book's files."""
    output = hard_site(tmp_path_factory.mktemp("hard")).build().output
    folder = tmp_path_factory.mktemp("book")
    with zipfile.ZipFile(output / "series/s/s.epub") as archive:
        archive.extractall(folder)
    # Browsers ask for it, and complain.
    (folder / "favicon.ico").write_bytes(png())
    return serve(folder) + "/EPUB"


@pytest.mark.parametrize("width", [320, 900])
@pytest.mark.parametrize("name", ["cover", "nav", "part-1", "part-2"])
def test_the_chapters_of_a_book_can_be_read(name: str, width: int, book: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{book}/{name}.xhtml")
    assert page.evaluate("document.contentType") == "application/xhtml+xml"
    assert page.evaluate("document.getElementsByTagName('parsererror').length") == 0
    assert page.evaluate(BROKEN_PICTURES) == []
    assert page.evaluate(WIDER_THAN_THE_PAGE) is False
    assert page.evaluate("getComputedStyle(document.body).lineHeight") != "normal"


def test_a_footnote_of_a_book_is_where_its_mark_leads(book: str, page: Page) -> None:
    page.goto(f"{book}/part-2.xhtml")
    page.click("a.footnote-ref")
    note = page.locator("aside:target")
    assert note.get_attribute("epub:type") == "footnote"
    assert note.get_attribute("role") == "doc-footnote"


def test_each_part_begins_on_a_page_of_its_own_on_paper(serve: Serve, page: Page, tmp_path: Path) -> None:
    page.goto(f"{serve(Project(WALKS, tmp_path).build().output)}/series/walks/all/")
    page.emulate_media(media="print")
    assert page.eval_on_selector_all(".whole-part", BREAKS) == ["page", "page"]
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf())) == 3
