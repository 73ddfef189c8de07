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
    assert one.page("/feed/index.xml") == one.page("/feed.xml")
    assert not (one.output / "feed/index.html").exists()
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


REDIRECTS = """redirects:
  - {old: /about-me/, new: /a/}
  - {old: /author/*, new: /archive/}
"""


def rules(one: Project) -> list[str]:
    return one.page("/_redirects").splitlines()


def test_redirects_of_the_configuration_are_pages_and_rules_the_widest_last(tmp_path: Path) -> None:
    files = {"config.yaml": CONFIG + REDIRECTS, "content/posts/a.md": post("A", aliases="/zzz/")}
    one = Project(files, tmp_path).build()
    assert rules(one) == ["/about-me/ /a/ 301", "/zzz/ /a/ 301", "/author/* /archive/ 301"]
    assert 'url=/a/"' in one.page("/about-me/")
    assert not (one.output / "author").exists()
    assert one.report.diagnostics == ()


def test_a_redirect_that_leads_nowhere_is_reported_at_its_line(tmp_path: Path) -> None:
    files = {
        "config.yaml": CONFIG + "redirects: [{old: /x/, new: /none/}]\n",
        "content/posts/a.md": post("A"),
    }
    one = Project(files, tmp_path).build()
    [problem] = one.report.diagnostics
    assert (problem.code, problem.path) == ("broken-link", "config.yaml")
    assert "/x/ leads to /none/" in problem.message


def test_an_old_url_with_a_query_is_a_rule_and_never_a_page(tmp_path: Path) -> None:
    old = "[/?p=12, /old/]"
    one = Project({"content/posts/a.md": post("A", aliases=old)}, tmp_path).build()
    assert rules(one) == ["/ p=12 /a/ 301", "/old/ /a/ 301"]
    assert "http-equiv" not in one.page("/")
    assert one.report.diagnostics == ()


def test_old_folders_of_feeds_are_below_series_and_terms_too(tmp_path: Path) -> None:
    config = CONFIG + "feed: {aliases: [/feed/], each: [tag]}\n"
    one = Project(
        {"config.yaml": config, "content/posts/a.md": post("A", tags="[Walks]", series="s", series_part=1)},
        tmp_path,
    ).build()
    assert rules(one) == [
        "/feed/ /feed.xml 301",
        "/series/s/feed/ /series/s/feed.xml 301",
        "/tags/walks/feed/ /tags/walks/feed.xml 301",
    ]
    assert one.page("/tags/walks/feed/index.xml") == one.page("/tags/walks/feed.xml")
