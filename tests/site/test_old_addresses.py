"""Old addresses of feeds and pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.model.diagnostics import Severity
from tests.driver import CONFIG, Project, post

ALIASES = CONFIG + "feed: {aliases: [/atom.xml, /index.xml, /feed/, old.json]}\n"


def test_old_addresses_of_the_feed_are_the_feed(tmp_path: Path) -> None:
    one = Project({"config.yaml": ALIASES, "content/posts/a.md": post("A")}, tmp_path).build()
    assert one.page("/atom.xml") == one.page("/index.xml") == one.page("/feed.xml")
    assert one.page("/old.json") == one.page("/feed.json")
    assert one.page("/_redirects").split() == ["/feed/", "/feed.xml", "301"]
    assert "/feed.xml" in one.page("/feed/")
    assert one.report.diagnostics == ()


@pytest.mark.parametrize("alias", ["/atom.xml", "/old/feed.json"])
def test_an_old_url_that_no_page_can_have_is_an_error(tmp_path: Path, alias: str) -> None:
    (problem,) = Project({"content/posts/a.md": post("A", aliases=alias)}, tmp_path).failure()
    assert (problem.severity, problem.code, problem.path) == (
        Severity.ERROR,
        "alias-not-a-page",
        "content/posts/a.md",
    )


def test_a_table_of_the_writers_own_that_hides_aliases_is_reported(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post("A", aliases="/old/"), "content/static/_redirects": "/x/ /y/ 301\n"}
    one = Project(files, tmp_path).build()
    assert one.page("/_redirects") == "/x/ /y/ 301\n"
    (problem,) = one.report.diagnostics
    assert (problem.code, problem.path) == ("redirects-replaced", "content/static/_redirects")
    one.edit("content/posts/a.md", "aliases: /old/", "").build()
    assert one.report.diagnostics == ()
