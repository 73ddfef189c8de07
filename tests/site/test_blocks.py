"""Each block of the theme's templates can be replaced alone, by a template that extends the theme's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_builder.stages.theme.templates import theme_folder
from tests.docs.pages import codes, rows
from tests.driver import Project, post, series
from tests.requirements import REPOSITORY

FILES = {
    "content/posts/one.md": post("One", date="2026-01-06", series="walks", series_part=1, tags="[rest]"),
    "content/posts/two.md": post("Two", date="2026-01-07"),
    "content/posts/three.md": post("Three", date="2026-01-08", series="walks", series_part=2),
    "content/pages/about.md": post("About", date=""),
    "content/series/walks.md": series("Walks", parts=3),
}
URLS = {
    "post.html": "/one/",
    "page.html": "/about/",
    "home.html": "/",
    "series.html": "/series/walks/",
    "series-whole.html": "/series/walks/all/",
}
BLOCKS = [
    (template, block)
    for template in URLS
    for block in re.findall(r"{% block (\w+) %}", (theme_folder() / template).read_text("utf-8"))
]
MARK = "<!-- mine -->"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the theme makes by itself."""
    site = Project(FILES, tmp_path_factory.mktemp("plain")).build()
    return {template: site.page(url) for template, url in URLS.items()}


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site whose compiled templates serve all that follow."""
    return Project(FILES, tmp_path_factory.mktemp("marked"))


@pytest.mark.parametrize(("template", "block"), BLOCKS)
def test_a_block_is_replaced_alone(template: str, block: str, pages: dict[str, str], marked: Project) -> None:
    own = f'{{% extends "theme:{template}" %}}{{% block {block} %}}{MARK}{{{{ super() }}}}{{% endblock %}}'
    site = marked.write(f"templates/{template}", own).build()
    page = site.page(URLS[template])
    (marked.root / f"templates/{template}").unlink()
    assert page.count(MARK) == 1
    assert page.replace(MARK, "").split() == pages[template].split()


def test_a_change_of_the_sites_template_makes_its_pages_again(tmp_path: Path) -> None:
    own = '{% extends "theme:post.html" %}{% block notes %}<p>Mine.</p>{% endblock %}'
    site = Project(FILES, tmp_path).build()
    site.write("templates/post.html", own).build()
    assert site.report.rendered
    assert "<p>Mine.</p>" in site.page("/one/")
    site.delete("templates/post.html").build()
    assert "<p>Mine.</p>" not in site.page("/one/")


def test_every_block_is_in_the_reference() -> None:
    written = {
        codes(row.cells[0])[0]: set(codes(row.cells[1]))
        for row in rows(REPOSITORY / "docs/reference/templates.md")
        if row.head[1:] == ("blocks",)
    }
    frame = {"title", "head", "site_title", "structured", "main", "scripts"}
    assert written == {
        template: {block for name, block in BLOCKS if name == template} - frame for template in URLS
    }
