"""Covers `importers/markdown/generators`, `importers/markdown/tool_settings`, `importers/markdown/old_urls`,
`importers/markdown/settings_text`.

A small site of each tool, with what its users write, builds without an error and at the same addresses.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.cli import main
from site_builder.importers.markdown import recognise_tool
from site_builder.importers.markdown.old_urls import TextFacts, old_url
from site_builder.importers.markdown.tool_settings import read_settings
from tests.importers.markdown.folders import bring


class OldSite(NamedTuple):
    """The pages that must be there afterwards, and words of config.yaml. The files are in `sites/`."""

    pages: tuple[str, ...]
    config: tuple[str, ...]


SITES = {
    "jekyll": OldSite(
        (
            "life/office/2020/01/First-Post/index.html",
            "2020/02/second/index.html",
            "own.html",
            "about/index.html",
            "old-second/index.html",
        ),
        (
            "title: Old Jekyll",
            'base_url: "https://j.example/blog/"',
            '"/{year}/{month}/{slug}/"',
            "Europe/London",
        ),
    ),
    "hugo": OldSite(
        (
            "2020/01/first/index.html",
            "2020/02/long-trip/index.html",
            "2020/02/long-trip/photo.txt",
            "old/first/index.html",
            "about-us/index.html",
            "notes/idea/index.html",
            "img/x.png",
        ),
        ("title: Old Hugo", "tagline: A line", "language: en-us", '"/{year}/{month}/{slug}/"', "/index.xml"),
    ),
    "eleventy": OldSite(
        ("blog/first/index.html", "blog/second/index.html", "about/index.html", "img/x.png"),
        ('"/blog/{slug}/"', "/feed/feed.xml"),
    ),
    "pelican": OldSite(
        ("2020/01/first.html", "2020/03/third-text.html", "about.html", "images/x.png"),
        (
            "title: Old Pelican",
            "author: Ann",
            'base_url: "https://p.example/"',
            "language: fr",
            "{slug}.html",
        ),
    ),
    "hexo": OldSite(
        ("2020/01/02/first/index.html", "2020/03/03/third/index.html", "about/index.html", "images/x.png"),
        ("title: Old Hexo", "language: zh-CN", '"/{year}/{month}/{day}/{slug}/"', "/atom.xml"),
    ),
    "zola": OldSite(
        (
            "blog/first/index.html",
            "blog/second/p.txt",
            "old-second/index.html",
            "about-me/index.html",
            "x.png",
        ),
        ("title: Old Zola", "author: Ann", '"/blog/{slug}/"'),
    ),
    "docusaurus": OldSite(
        (
            "blog/2020/01/02/first/index.html",
            "blog/2020/03/04/third/index.html",
            "guide/intro/index.html",
            "guide/deep/part/index.html",
            "help/index.html",
            "img/x.png",
        ),
        (
            "title: Old Docs",
            "tagline: A line",
            'base_url: "https://d.example/"',
            "/blog/{year}/{month}/{day}/{slug}/",
        ),
    ),
}


def files_of(tool: str) -> dict[str, str]:
    """The files of a site, from one text with a line of `=====` and the name before each."""
    text = (Path(__file__).parent / "sites" / f"{tool}.txt").read_text(encoding="utf-8")
    pieces = re.split(r"^===== (.+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


@pytest.mark.parametrize("tool", SITES)
def test_a_site_of_every_tool_comes_at_its_addresses_and_builds(tmp_path: Path, tool: str) -> None:
    site = SITES[tool]
    root = bring(tmp_path, files_of(tool))
    assert recognise_tool(tmp_path / "old") == tool
    config = (root / "config.yaml").read_text(encoding="utf-8")
    for words in site.config:
        assert words in config
    assert main(["build", "-c", str(root), "-q"]) == 0
    missing = [page for page in site.pages if not (root / "output" / page).is_file()]
    assert missing == []
    for hidden in ("later", "draft"):
        assert not list((root / "output").glob(f"**/{hidden}"))
    bring(tmp_path, files_of(tool))
    assert not list(root.rglob("*.new"))


@pytest.mark.parametrize("tool", SITES)
def test_a_configuration_that_cannot_be_read_says_nothing_and_stops_nothing(
    tmp_path: Path, tool: str
) -> None:
    for name in files_of(tool):
        if "onf" in name and "/" not in name:
            (tmp_path / name).write_text("\x00{[}: &x *y\n'''", encoding="utf-8")
    assert read_settings(tmp_path, tool).title == ""


@pytest.mark.parametrize(
    ("settings", "name", "slug", "page"),
    [
        ("hugo.toml", "content/posts/a.md", "My-Own", "posts/my-own"),
        ("hugo.toml", "content/posts/a/index.md", "own", "posts/own"),
        ("config.toml", "content/blog/a.md", "4th", "blog/4th"),
        ("docusaurus.config.js", "blog/2020-01-02-a.md", "own", "blog/own"),
        ("docusaurus.config.js", "blog/2020-01-02-a.md", "/deep/own", "blog/deep/own"),
        ("docusaurus.config.js", "docs/deep/a.md", "own", "docs/deep/own"),
        ("docusaurus.config.js", "docs/deep/a.md", "/own", "docs/own"),
        (".eleventy.js", "posts/a.md", "own", "posts/a"),
    ],
)
def test_a_slug_takes_the_place_that_it_has_there(
    settings: str, name: str, slug: str, page: str, tmp_path: Path
) -> None:
    text = f"---\ntitle: T\ndate: 2020-01-02\nslug: {slug}\n---\nx\n"
    root = bring(tmp_path, {settings: "base_url = 'https://x.example'\n", name: text})
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert (root / "output" / page / "index.html").is_file()


@pytest.mark.parametrize(
    ("settings", "page"),
    [
        ("output: true", "recipes/deep/cake.html"),
        ("output: true, permalink: '/:collection/:path/'", "recipes/deep/cake/index.html"),
        ("output: true, permalink: '/eat/:name'", "eat/cake/index.html"),
        ("output: true, permalink: '/eat/:path.html'", "eat/cake.html"),
    ],
)
@pytest.mark.parametrize("date", ["", "date: 2020-01-02\n"])
def test_a_collection_of_jekyll_keeps_its_addresses(
    settings: str, page: str, date: str, tmp_path: Path
) -> None:
    config = f"url: https://j.example\ncollections:\n  recipes: {{{settings}}}\n"
    files = {"_config.yml": config, "_recipes/deep/cake.md": f"---\ntitle: T\n{date}---\nx\n"}
    root = bring(tmp_path, files)
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert (root / "output" / page).is_file()


FACTS = TextFacts("My Title", "my-slug", "my-name", "notes/my-name", None, ("Life", "At Work"))


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/:categories/:year/:month/:day/:title:output_ext", "/life/at-work/2020/03/04/my-slug.html"),
        ("/:year/:i_month/:i_day/:title/", "/2020/3/4/my-slug/"),
        ("/:short_year/:y_day/:slug", "/20/064/my-slug/"),
        ("/:section/:contentbasename/", "/notes/my-name/"),
        ("/:sections/:monthname/:slugorfilename/", "/notes/march/my-slug/"),
        ("/:path.html", "/notes/my-name.html"),
        ("/:{year}/:title/", "/2020/my-slug/"),
        ("/:hash/", ""),
        ("", ""),
    ],
)
def test_the_patterns_of_other_tools_give_addresses(pattern: str, url: str) -> None:
    assert old_url(pattern, FACTS._replace(when=date(2020, 3, 4))) == url


def test_a_pattern_that_needs_a_date_gives_nothing_without_one() -> None:
    assert old_url("/:year/:title/", FACTS) == ""
