"""What a template prints beside its view: the sources it depends on, and the links of the assets it names."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from site_builder.engine.preparing import documents
from site_builder.engine.preparing.theme import Theme, load_theme
from site_builder.engine.rendering import render_pool
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.digests import FileDigests
from site_builder.model.errors import TemplateFailed
from site_builder.model.routes import Literal
from site_builder.stages.rendering import environment
from site_builder.stages.theme import templates
from site_builder.stages.theme.templates import TemplateLookup
from tests.driver import CONFIG, Options, Project, post

FILES = {
    "post.html": '{% extends "layout.html" %}{% import "macros.html" as m %}',
    "layout.html": '<link href="{{ asset("style.css") }}">',
    "macros.html": "{% macro x() %}{% endmacro %}",
    "any.html": "{{ asset(page.name) }}",
    "comments.html": '{% include "comments/" ~ page.kind ~ ".html" %}',
    "comments/a.html": '{{ asset("a.js") }}',
    "comments/b.html": "b",
    "missing.html": '{% include "none.html" ignore missing %}',
    "assets/style.css": 'x { background: url("icon.svg") }',
    "assets/icon.svg": "<svg/>",
    "assets/a.js": "a",
}


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[BuildCache]:
    opened, _ = BuildCache.open(tmp_path)
    yield opened
    opened.close()


def themed(
    root: Path, cache: BuildCache, files: Mapping[str, str], base_url: str = "https://t.example/"
) -> Theme:
    """The theme of these files alone."""
    for name, text in files.items():
        file = root / "theme" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    lookup = TemplateLookup((root / "theme",), ("theme:",))
    return load_theme(lookup, base_url, cache, FileDigests(cache.files, 0))


@pytest.mark.parametrize(
    ("template", "sources", "assets"),
    [
        ("post.html", {"post.html", "layout.html", "macros.html"}, {"style.css"}),
        ("macros.html", {"macros.html"}, set()),
        ("any.html", {"any.html"}, {"style.css", "icon.svg", "a.js"}),
        ("comments.html", {"comments.html", "comments/a.html", "comments/b.html"}, {"a.js"}),
        ("missing.html", {"missing.html", "none.html"}, set()),
    ],
)
def test_a_template_depends_on_what_it_names(
    tmp_path: Path, cache: BuildCache, template: str, sources: set[str], assets: set[str]
) -> None:
    for _ in range(2):  # read first, then remembered
        found, links = themed(tmp_path, cache, FILES).sources_of(template)
        assert found.keys() == sources
        assert links.keys() == assets


@pytest.mark.parametrize(
    ("template", "fields"),
    [
        ("{{ site.title }}{{ site['url'] }}{{ site.menu[0].url }}", None),
        ("{{ site.title }}{{ site.menu[0].url }}", ("menu", "title")),
        ("{{ page.title }}", ()),
        ("{{ m.follow(site) }}", None),
        ("{% set all = site %}{{ all.title }}", None),
        ("{% macro x(site) %}{{ site.url }}{% endmacro %}", ("url",)),
        ('{% include "part.html" %}{{ site.url }}', ("language", "url")),
        ('{% import "whole.html" as m %}{{ site.url }}', None),
    ],
)
def test_a_template_sees_no_more_of_the_site_than_it_names(
    tmp_path: Path, cache: BuildCache, template: str, fields: tuple[str, ...] | None
) -> None:
    files = {"x.html": template, "part.html": "{{ site.language }}", "whole.html": "{{ site|json }}"}
    for _ in range(2):  # read first, then remembered
        assert themed(tmp_path, cache, files).site_fields_of("x.html") == fields


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        ({"macros.html": "{# #}"}, {"post.html", "macros.html"}),
        ({"layout.html": "{# #}"}, {"post.html", "layout.html"}),
        ({"none.html": "now it is there"}, {"missing.html"}),
        ({"comments/c.html": "new"}, {"comments.html"}),
        ({"assets/icon.svg": "<svg></svg>"}, {"post.html", "layout.html", "any.html"}),
        ({"assets/a.js": "b"}, {"comments.html", "any.html"}),
        ({"assets/new.js": "b"}, {"any.html"}),
        ({"notes.md": "x"}, set()),
    ],
)
def test_an_edit_changes_what_depends_on_it(
    tmp_path: Path, cache: BuildCache, edit: dict[str, str], changed: set[str]
) -> None:
    names = [name for name in FILES if name.endswith(".html") and "/" not in name]
    theme = themed(tmp_path, cache, FILES)
    before = {name: theme.sources_of(name) for name in names}
    theme = themed(tmp_path, cache, edit)
    assert {name for name in names if theme.sources_of(name) != before[name]} == changed


def test_assets_are_published_under_names_of_their_bytes(tmp_path: Path, cache: BuildCache) -> None:
    theme = themed(tmp_path, cache, FILES, "https://t.example/repo/")
    published = {route.path: route.content for route in theme.routes}
    assert {f"/repo{path}" for path in published} == set(theme.links.values())
    sheet = published[theme.links["style.css"].removeprefix("/repo")]
    assert isinstance(sheet, Literal)
    assert theme.links["icon.svg"].rpartition("/")[2].encode() in sheet.data


def test_a_template_that_is_broken_is_told_each_time(tmp_path: Path, cache: BuildCache) -> None:
    theme = themed(tmp_path, cache, {**FILES, "layout.html": "{% if %}"})
    for _ in range(2):
        with pytest.raises(TemplateFailed):
            theme.closure_of("post.html")


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("assets/secret.txt", "../../../outside/secret.txt"),
        ("_secret.html", "../../outside/secret.txt"),
        ("assets/all", "../../../outside"),
        ("assets/memory", "../../.site-builder"),
        ("assets/loop", ".."),
    ],
)
def test_a_link_in_templates_that_leads_astray_is_refused(tmp_path: Path, name: str, target: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    site = Project({"content/posts/a.md": post("A"), "templates/assets/own.txt": "own"}, tmp_path / "site")
    site.build()
    link = site.root / "templates" / name
    link.symlink_to(target)
    (problem,) = site.failure()
    assert (problem.code, problem.path) == ("link-outside-site", f"templates/{name}")


@pytest.mark.parametrize("target", [".", "../../outside"])
def test_nothing_that_such_a_link_leads_to_is_read_while_others_parse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.setattr(documents, "_PARALLEL_FROM", 3)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.html").write_text("secret")
    files = {f"content/posts/{name}.md": post(name) for name in "abcd"} | {"templates/own.html": "own"}
    site = Project(files, tmp_path / "site")
    names = ("one", "other")
    for name in names:
        (site.root / "templates" / name).symlink_to(target)
    looked_at: list[Path] = []

    def scandir(folder: Path) -> object:
        looked_at.append(Path(folder))
        return os.scandir(folder)

    monkeypatch.setattr(templates, "os", SimpleNamespace(scandir=scandir))
    problems = site.failure(Options(jobs=2))
    assert [(one.code, one.path) for one in problems] == [
        ("link-outside-site", f"templates/{name}") for name in names
    ]
    assert [folder for folder in looked_at if folder.name in names] == []


def many_posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A site with a template of its own, parsed and rendered by other processes."""
    monkeypatch.setattr(documents, "_PARALLEL_FROM", 3)
    monkeypatch.setattr(render_pool, "_PARALLEL_FROM", 3)
    files = {f"content/posts/{name}.md": post(name) for name in "abcd"} | {"templates/post.html": "old"}
    # Without regard to the grain of the file system's clock, within which files here have changed.
    monkeypatch.setattr(render_pool, "is_unchanged", lambda stat, known, _: stat == known)
    return Project(files, tmp_path / "site")


@pytest.mark.parametrize("is_late", [False, True])
def test_a_template_that_changes_while_others_parse_is_printed_as_it_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_late: bool
) -> None:
    site = many_posts(tmp_path, monkeypatch)
    get_ready = render_pool.RenderPool.get_ready

    def change(pool: render_pool.RenderPool) -> None:
        if is_late:
            get_ready(pool)
        (site.root / "templates/post.html").write_text("new")
        if not is_late:
            get_ready(pool)

    monkeypatch.setattr(render_pool.RenderPool, "get_ready", change)
    site.build(jobs=2)
    assert (site.output / "a/index.html").read_text() == "new\n"


@pytest.mark.usefixtures("forks")
def test_templates_are_loaded_once_for_all_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = many_posts(tmp_path, monkeypatch)
    log = tmp_path / "log"

    def read_template(path: Path, label: str) -> str:
        with log.open("a") as file:
            file.write(f"{label}\n")
        return templates.read_template(path, label)

    monkeypatch.setattr(environment, "read_template", read_template)
    site.build(jobs=2)
    assert log.read_text().split().count("templates/post.html") == 1


def test_all_links_in_templates_that_lead_astray_are_told_at_once(tmp_path: Path) -> None:
    site = Project({"content/posts/a.md": post("A"), "templates/assets/own.txt": "own"}, tmp_path / "site")
    (tmp_path / "secret.txt").write_text("secret")
    names = ("_part.html", "assets/secret.txt", "post.html")
    for name in names:
        (site.root / "templates" / name).symlink_to(tmp_path / "secret.txt")
    assert [one.path for one in site.failure()] == [f"templates/{name}" for name in names]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_special_files_in_templates_and_content_are_told_and_never_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"content/posts/a.md": post("A"), "templates/assets/own.txt": "own"}
    site = Project(files, tmp_path / "site")
    pipes = ("content/posts/b.md", "content/static/c.txt", "templates/assets/d.css", "templates/post.html")
    for name in pipes:
        (site.root / name).parent.mkdir(exist_ok=True)
        os.mkfifo(site.root / name)
    monkeypatch.chdir(site.root / "templates")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind("page.html")
    (site.root / "templates/index.html").symlink_to("post.html")
    warned = {one.path: one.code for one in site.build().report.diagnostics}
    assert warned == dict.fromkeys((*pipes, "templates/index.html", "templates/page.html"), "content-ignored")
    site.assert_built("/a/").assert_absent("/b/", "/c.txt")


def test_a_link_in_templates_to_an_allowed_place_or_inside_the_site_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "style.txt").write_text("allowed")
    files = {
        "config.yaml": CONFIG + f"paths: {{links: [{outside}]}}\n",
        "content/posts/a.md": post("A"),
        "parts/own.txt": "own",
        "templates/assets/kept.txt": "kept",
    }
    site = Project(files, tmp_path / "site")
    (site.root / "templates/assets/linked").symlink_to(outside)
    (site.root / "templates/assets/own.txt").symlink_to("../../parts/own.txt")
    made = site.build()
    published = {path.read_text() for path in (made.output / "assets").rglob("*.txt")}
    assert {"allowed", "own", "kept"} <= published


def test_links_to_the_sites_own_style_sheet_and_scripts_change_with_their_bytes(tmp_path: Path) -> None:
    files = {
        "config.yaml": CONFIG + "theme: {stylesheet: static/own.css, scripts: [static/own.js]}\n",
        "content/posts/a.md": post("A"),
        "content/static/own.css": "p { color: red }",
        "content/static/own.js": "1",
    }
    site = Project(files, tmp_path).build()
    links = re.findall(r'(?:href|src)="(/own\.\w+\?v=[0-9a-f]{8})"', site.page("/a/"))
    assert [link.partition("?")[0] for link in links] == ["/own.css", "/own.js"]
    site.build().assert_idle()
    site.write("content/static/own.css", "p { color: blue }").build()
    now = re.findall(r'(?:href|src)="(/own\.\w+\?v=[0-9a-f]{8})"', site.page("/a/"))
    assert now[0] != links[0]
    assert now[1] == links[1]
