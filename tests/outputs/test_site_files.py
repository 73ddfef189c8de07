"""Covers `files`, `redirects`, `robots`, `sitemap`, `checks/redirect_tables`."""

from __future__ import annotations

import pytest

from site_builder.model.documents import Head
from site_builder.model.routes import Copied, Literal
from site_builder.outputs import files, redirects, robots, sitemap
from tests.outputs.presenters import planned, presenter, view, views
from tests.stages.assemble.heads import at, labels, page, part, post, series


def listed(*heads: Head) -> list[str]:
    """The site paths in the sitemap."""
    made = planned(presenter(*heads)).routes["sitemap.xml"]
    return [
        one.url.removeprefix("https://tests.example") for one in view(iter([made]), "/sitemap.xml").entries
    ]


def test_the_sitemap_lists_every_page_for_search_engines() -> None:
    heads = (
        post("a", "2026-01-01", tags=labels("rest"), categories=labels("desk"), aliases=("/old/",)),
        page("about"),
        series(length=2),
        part(1, "2025-01-01"),
    )
    assert listed(*heads) == [
        "/",
        "/a/",
        "/about/",
        "/archive/",
        "/archive/2025/",
        "/archive/2026/",
        "/categories/",
        "/categories/desk/",
        "/series/",
        "/series/walks/",
        "/tags/",
        "/tags/rest/",
        "/walks-1/",
    ]


@pytest.mark.parametrize(
    "head",
    [
        post("x", is_noindex=True),
        page("x", is_noindex=True),
        post("x", is_draft=True),
        post("x", "2026-04-01"),
        page("x", is_draft=True),
    ],
)
def test_what_search_engines_must_not_list_is_not_in_the_sitemap(head: Head) -> None:
    assert "/x/" not in listed(head, post("a"))


def test_a_series_may_be_kept_from_search_engines() -> None:
    assert "/series/walks/" not in listed(series(is_noindex=True), part(1))


@pytest.mark.parametrize(
    ("updated", "expected"), [("", "2026-01-01T00:00:00+00:00"), ("2026-02-01", "2026-02-01T00:00:00+00:00")]
)
def test_the_sitemap_says_when_a_page_was_changed(updated: str, expected: str) -> None:
    made = planned(presenter(post("a", updated=at(updated) if updated else None))).routes["sitemap.xml"]
    entries = {one.url: one.updated for one in view(iter([made]), "/sitemap.xml").entries}
    assert entries["https://tests.example/a/"].iso == expected
    assert entries["https://tests.example/"] is None


def test_too_many_urls_for_one_sitemap_are_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_URLS", 2)
    made = presenter(post("a"), post("b"))
    routes = planned(made).routes
    assert view(iter([routes["sitemap.xml"]]), "/sitemap.xml").urls == (
        "https://tests.example/sitemap-1.xml",
        "https://tests.example/sitemap-2.xml",
        "https://tests.example/sitemap-3.xml",
    )
    parts = [view(iter([routes[f"sitemap-{n}.xml"]]), f"/sitemap-{n}.xml").entries for n in (1, 2, 3)]
    assert [len(entries) for entries in parts] == [2, 2, 1]


def test_every_alias_is_a_page_and_a_line_of_the_table() -> None:
    made = presenter(post("a", aliases=("/old", "/b/c.html", "/grün/")), base_url="https://u.example/repo/")
    found = views(redirects.plan(made))
    assert found.keys() == {"/old/", "/b/c.html", "/grün/", "/_redirects"}
    assert (found["/old/"].target, found["/old/"].canonical) == ("/repo/a/", "https://u.example/repo/a/")
    assert [(rule.source, rule.target) for rule in found["/_redirects"].rules] == [
        ("/repo/b/c.html", "/repo/a/"),
        ("/repo/gr%C3%BCn/", "/repo/a/"),
        ("/repo/old", "/repo/a/"),
    ]


def test_without_aliases_there_is_no_table() -> None:
    assert views(redirects.plan(presenter(post("a")))) == {}


@pytest.mark.parametrize("name", ["robots.txt", "_redirects", ".nojekyll"])
def test_a_file_of_the_writers_own_replaces_the_made_one(name: str) -> None:
    made = presenter(post("a", aliases=("/old/",)), files=(f"static/{name}",))
    assert planned(made).diagnostics == ()
    assert planned(made).routes[name].content == Copied(f"static/{name}")


def test_robots_txt_leads_to_the_sitemap_of_this_very_site() -> None:
    made = presenter(base_url="https://u.example/repo/")
    assert view(robots.plan(made), "/robots.txt").sitemap_url == "https://u.example/repo/sitemap.xml"


def test_github_pages_is_kept_from_running_jekyll() -> None:
    [route] = files.plan(presenter())
    assert (route.path, route.content) == ("/.nojekyll", Literal(b""))
