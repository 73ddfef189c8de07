"""Texts as other tools left them, built as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.model.diagnostics import Severity
from tests.driver import Project, post


def codes(project: Project) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in project.report.diagnostics]


@pytest.mark.parametrize("layout", ["post", "post.html", "layouts/post", "page"])
def test_the_usual_words_for_the_usual_template_say_nothing(tmp_path: Path, layout: str) -> None:
    files = {
        "content/posts/a.md": post("A", layout=layout),
        "content/pages/b.md": post("B", date="", layout=layout),
    }
    plain = Project(
        {"content/posts/a.md": post("A"), "content/pages/b.md": post("B", date="")}, tmp_path / "b"
    )
    one = Project(files, tmp_path / "a").build()
    assert codes(one) == []
    assert one.tree() == plain.build().tree()


@pytest.mark.parametrize("layout", ["single", "default", "home", "archive.html"])
def test_a_layout_that_is_not_there_is_a_warning_and_the_usual_template_is_used(
    tmp_path: Path, layout: str
) -> None:
    files = {f"content/posts/{name}.md": post(name, layout=layout) for name in "abc"}
    one = Project(files, tmp_path).build()
    assert codes(one) == [("layout-unknown", f"content/posts/{name}.md") for name in "abc"]
    assert {found.message for found in one.report.diagnostics} == {
        f"there is no layout '{layout.removesuffix('.html')}.html' for texts, so post.html is used"
    }


def test_a_layout_that_the_site_has_is_used_and_comes_and_goes_with_its_file(tmp_path: Path) -> None:
    one = Project({"content/posts/a.md": post("A", layout="letter")}, tmp_path).build()
    one.write("templates/letter.html", "Dear {{ page.title }}").build()
    assert one.page("/a/").strip() == "Dear A"
    assert codes(one) == []
    one.delete("templates/letter.html").build()
    assert "Dear A" not in one.page("/a/")
    assert codes(one) == [("layout-unknown", "content/posts/a.md")]


def test_a_template_that_is_missing_is_reported_for_every_text_that_asks_for_it(tmp_path: Path) -> None:
    one = Project({f"content/posts/{name}.md": post(name, template="no.html") for name in "abc"}, tmp_path)
    found = one.failure()
    assert [(problem.severity, problem.code, problem.path, problem.place.line) for problem in found] == [
        (Severity.ERROR, "template-missing", f"content/posts/{name}.md", 4) for name in "abc"
    ]


def test_an_original_elsewhere_is_the_canonical_address_and_is_left_out_of_the_sitemap(
    tmp_path: Path,
) -> None:
    there = "https://elsewhere.example/a/"
    files = {
        "content/posts/a.md": post("A", canonical_url=there),
        "content/posts/b.md": post("B"),
        "content/pages/c.md": post("C", date="", canonical=there),
    }
    one = Project(files, tmp_path).build()
    assert f'<link rel="canonical" href="{there}">' in one.page("/a/")
    assert f'<link rel="canonical" href="{there}">' in one.page("/c/")
    sitemap = one.page("/sitemap.xml")
    assert "https://tests.example/b/" in sitemap
    assert "https://tests.example/a/" not in sitemap
    assert "https://tests.example/c/" not in sitemap


def test_a_series_that_no_file_declares_has_its_page_and_feed(tmp_path: Path) -> None:
    files = {
        "content/posts/a.md": post("A", series="[Long Walks]", date="2026-01-02"),
        "content/posts/b.md": post("B", series="Long Walks", date="2026-01-01"),
    }
    one = Project(files, tmp_path / "one").build()
    page = one.page("/series/long-walks/")
    assert "Long Walks" in page
    assert page.index('href="/b/"') < page.index('href="/a/"')
    assert "/series/long-walks/" in one.page("/a/")
    assert "<title>A</title>" in one.page("/series/long-walks/feed.xml")
    assert [code for code, _ in codes(one)] == ["series-part-missing", "series-unknown"]
    one.edit("content/posts/a.md", "[Long Walks]", "Long Walks")
    one.build().assert_written([])
    one.edit("content/posts/b.md", "2026-01-01", "2026-01-03").build()
    one.assert_same_as_clean(tmp_path / "clean")
    page = one.page("/series/long-walks/")
    assert page.index('href="/a/"') < page.index('href="/b/"')


def test_own_values_reach_templates(tmp_path: Path) -> None:
    front = post("A", params="{mood: calm, days: [1, 2]}", **{"x-place": "Leeds"})
    template = "{{ page.params.mood }} {{ page.params.days | join('+') }} {{ page.params['x-place'] }}"
    one = Project({"content/posts/a.md": front, "templates/post.html": template}, tmp_path).build()
    assert one.page("/a/").strip() == "calm 1+2 Leeds"
    assert one.edit("content/posts/a.md", "calm", "merry").build().page("/a/").strip() == "merry 1+2 Leeds"


def test_a_template_that_nothing_uses_is_reported(tmp_path: Path) -> None:
    files = {
        "content/posts/a.md": post("A", template="letter.html"),
        "content/posts/b.md": post("B", template="card.html", draft="true"),
        "templates/letter.html": '{% include "parts/greeting.html" %}',
        "templates/parts/greeting.html": "Dear reader",
        "templates/card.html": "A card",
        "templates/posts.html": "Never seen",
        "templates/page.html": "The theme's own name",
    }
    one = Project(files, tmp_path).build()
    (problem,) = one.report.diagnostics
    assert (problem.code, problem.path, problem.hint) == (
        "template-unused",
        "templates/posts.html",
        "did you mean post.html?",
    )
    one.build().assert_idle()
    assert len(one.report.diagnostics) == 1
