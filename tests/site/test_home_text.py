"""The text of `content/pages/home.md`, at the top of the home page."""

from __future__ import annotations

from pathlib import Path

from tests.driver import CONFIG, Project, post
from tests.site.reading import Page, text_of

FILES = {
    "config.yaml": f"{CONFIG}intro: Not shown.\n",
    "content/pages/home.md": post("Home", "Welcome. [About us](about.md).", ""),
    "content/pages/about.md": post("About", "[Home](home.md).", ""),
    "content/posts/one.md": post("One", "See [home](../pages/home.md)."),
}


def test_it_is_at_the_top_of_the_home_page_and_nowhere_else(tmp_path: Path) -> None:
    site = Project(FILES, tmp_path).build()
    assert site.report.diagnostics == ()
    welcome = Page(site.page("/")).one("div", class_="welcome")
    assert text_of(welcome) == "Welcome. About us."
    assert [one.get("href") for one in welcome.iter("a")] == ["/about/"]
    assert "Not shown." not in site.page("/")
    assert not (site.output / "home").exists()


def test_a_link_to_it_leads_to_the_home_page(tmp_path: Path) -> None:
    site = Project(FILES, tmp_path).build()
    for path in ("/about/", "/one/"):
        body = Page(site.page(path)).one("div", class_="body")
        assert [one.get("href") for one in body.iter("a")] == ["/"]


def test_a_draft_of_it_leaves_the_home_page_as_it_is(tmp_path: Path) -> None:
    files = {**FILES, "content/pages/home.md": post("Home", "Welcome.", "", draft="true")}
    site = Project({**files, "content/pages/about.md": post("About", "x", "")}, tmp_path)
    site.write("content/posts/one.md", post("One", "x")).build()
    assert "Welcome." not in site.page("/")
    assert "Not shown." in site.page("/")


def test_an_edit_of_it_makes_the_home_page_alone_again(tmp_path: Path) -> None:
    site = Project(FILES, tmp_path).build()
    site.edit("content/pages/home.md", "Welcome.", "Good evening.").build().assert_rendered({"/"})
