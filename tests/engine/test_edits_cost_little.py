"""How little an edit costs: the sources that are parsed, the pages that are rendered, the files that move.

Covers `engine/rendering/outputs`, `engine/rendering/render_pool`, `engine/output/staging`.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.engine.preparing import documents
from site_builder.engine.rendering import render_pool
from site_builder.engine.store import digests
from site_builder.engine.workers import supervisor
from site_builder.model.files import FileStat
from site_builder.stages.theme.templates import theme_folder
from tests.driver import CONFIG, Project, post, url_of
from tests.engine.conftest import MakeProject
from tests.engine.showcase import OTHER_PIXEL, PIXEL, SHOWCASE

ALPHA, BETA, GAMMA, TRIP = (f"content/posts/{name}.md" for name in ("alpha", "beta", "gamma", "trip/index"))
WALKS, DRAFT = "content/series/walks.md", "content/posts/draft.md"

FEEDS = {"/feed.xml", "/feed.json"}
LISTS = {"/archive/", "/archive/2026/", "/sitemap.xml"}


class Work(NamedTuple):
    """What a build should do, by URL."""

    parsed: int = 0
    rendered: Iterable[str] = ()
    copied: Iterable[str] = ()
    deleted: Iterable[str] = ()


class Case(NamedTuple):
    """An edit, and the work that it should make."""

    name: str
    edit: Callable[[Project], object]
    work: Work


def theme(name: str) -> str:
    return (theme_folder() / name).read_text(encoding="utf-8")


CASES = [
    Case("nothing", lambda _: None, Work()),
    Case("every date of every file", lambda site: site.touch(), Work()),
    Case(
        "the body of a post that is in no feed",
        lambda site: site.append(ALPHA, "\nMore.\n"),
        Work(1, {"/alpha/"}),
    ),
    Case(
        "the body of a part, below its teaser",
        lambda site: site.append("content/posts/walk-2.md", "\nMore.\n"),
        Work(1, {"/walk-two/", *FEEDS, "/series/walks/feed.xml", "/series/walks/all/"}),
    ),
    Case(
        "the text below <!--more-->",
        lambda site: site.edit(GAMMA, "Long.", "Longer."),
        Work(1, {"/gamma/", *FEEDS}),
    ),
    Case(
        "a teaser",
        lambda site: site.edit(GAMMA, "Short.", "Shorter."),
        Work(1, {"/gamma/", "/", "/categories/desk/", *FEEDS}),
    ),
    Case(
        "a page's body", lambda site: site.append("content/pages/about.md", "\nMore.\n"), Work(1, {"/about/"})
    ),
    Case(
        "a page's title",
        lambda site: site.edit("content/pages/about.md", "title: About", "title: We\nslug: about"),
        Work(1, {"/about/"}),
    ),
    Case(
        "a series' text, which describes it",
        lambda site: site.append(WALKS, "More."),
        Work(1, {"/series/walks/", "/series/walks/all/"}),
    ),
    Case(
        "what a series is about",
        lambda site: site.edit(WALKS, "discussing walks", "on foot"),
        Work(1, {"/walk-one/", "/walk-two/", "/series/walks/feed.xml", *FEEDS}),
    ),
    Case(
        "a comment",
        lambda site: site.edit("content/comments/beta.yaml", "Thanks.", "Thank you."),
        Work(1, {"/beta/"}),
    ),
    Case(
        "a tag for another that exists",
        lambda site: site.edit(ALPHA, "[rest]", "[sleep]"),
        Work(1, {"/alpha/", "/tags/", "/tags/rest/", "/tags/sleep/"}),
    ),
    Case(
        "a tag that is new",
        lambda site: site.edit(ALPHA, "[rest]", "[rest, calm]"),
        Work(1, {"/alpha/", "/tags/", "/tags/calm/", "/sitemap.xml"}),
    ),
    Case(
        "the last post of a tag",
        lambda site: site.edit(ALPHA, "[rest]", "[]").edit(BETA, "[rest, sleep]", "[sleep]"),
        Work(2, {"/alpha/", "/beta/", "/tags/", "/sitemap.xml"}, deleted={"/tags/rest/"}),
    ),
    Case(
        "a title, and the URL",
        lambda site: site.edit(ALPHA, "title: Alpha", "title: Aleph\nslug: aleph"),
        Work(
            1,
            {"/aleph/", "/beta/", "/trip/", "/about/", "/page/2/", "/tags/rest/", "/404.html", *LISTS},
            deleted={"/alpha/"},
        ),
    ),
    Case(
        "a title under the same URL",
        lambda site: site.edit(ALPHA, "title: Alpha", "title: Aleph\nslug: alpha"),
        Work(
            1,
            {"/alpha/", "/beta/", "/trip/", "/page/2/", "/tags/rest/", "/404.html", *LISTS}
            - {"/sitemap.xml"},
        ),
    ),
    Case(
        "an hour, and not the order",
        lambda site: site.edit(ALPHA, "date: 2026-01-01", "date: 2026-01-01 10:00"),
        Work(1, {"/alpha/", "/page/2/", "/tags/rest/", "/404.html", *LISTS}),
    ),
    Case(
        "a date, and so the order",
        lambda site: site.edit(ALPHA, "date: 2026-01-01", "date: 2026-01-10"),
        Work(
            1,
            {"/alpha/", "/beta/", "/trip/", "/walk-two/", "/", "/page/2/", "/tags/rest/", "/404.html"}
            | {*FEEDS, *LISTS},
        ),
    ),
    Case(
        "a post becomes a draft, and its picture goes with it",
        lambda site: site.edit(ALPHA, "title:", "draft: true\ntitle:"),
        Work(
            1,
            {"/beta/", "/trip/", "/about/", "/page/2/", "/tags/", "/tags/rest/", "/404.html"}
            | {"/archive/2025/", *LISTS},
            deleted={"/alpha/", "/images/desk.png"},
        ),
    ),
    Case(
        "a draft becomes a post, older than all, and its picture comes with it",
        lambda site: site.edit(DRAFT, "draft: true", "date: 2025-01-01"),
        Work(
            1,
            {"/draft/", "/trip/", "/", "/page/2/", "/page/3/", "/archive/2025/", *LISTS},
            {"/images/sketch.png"},
        ),
    ),
    Case("the text of a draft", lambda site: site.append(DRAFT, "\nMore.\n"), Work(1)),
    Case("the picture of a draft", lambda site: site.write("content/images/sketch.png", PIXEL), Work()),
    Case(
        "a folder post is deleted with its files",
        lambda site: site.delete(TRIP).delete("content/posts/trip/map.png"),
        Work(
            0,
            {"/alpha/", "/page/2/", "/tags/", "/tags/sleep/", *LISTS},
            deleted={"/trip/", "/trip/map.png", "/archive/2025/"},
        ),
    ),
    Case(
        "a new post, older than all",
        lambda site: site.write("content/posts/new.md", post("New", date="2025-01-01")),
        Work(1, {"/new/", "/trip/", "/page/3/", "/page/2/", "/", "/archive/2025/", *LISTS}),
    ),
    Case(
        "a source that moves, and its URL does not",
        lambda site: site.rename(GAMMA, "content/posts/2026/gamma.md"),
        Work(1, {"/gamma/", *FEEDS}),
    ),
    Case(
        "a picture",
        lambda site: site.write("content/images/desk.png", OTHER_PIXEL),
        Work(copied={"/images/desk.png"}),
    ),
    Case(
        "a new file",
        lambda site: site.write("content/static/robots.txt", b"x"),
        Work(copied={"/robots.txt"}),
    ),
    Case(
        "a comment in config.yaml",
        lambda site: site.append("config.yaml", "# A word.\n"),
        Work(),
    ),
    Case(
        "a copy of a theme's template",
        lambda site: site.write("templates/post.html", theme("post.html")),
        Work(),
    ),
    Case(
        "a template that one page uses",
        lambda site: site.write("templates/404.html", theme("404.html") + "{# #}"),
        Work(0, {"/404.html"}),
    ),
    Case(
        "a template of posts",
        lambda site: site.write("templates/post.html", theme("post.html") + "{# #}"),
        Work(0, {"/alpha/", "/beta/", "/gamma/", "/trip/", "/walk-one/", "/walk-two/"}),
    ),
    Case(
        "a new asset that no template asks for",
        lambda site: site.write("templates/assets/new.txt", "x"),
        Work(),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_an_edit_makes_no_more_work_than_it_must(showcase: Project, case: Case) -> None:
    case.edit(showcase)
    showcase.build().assert_parsed(case.work.parsed).assert_rendered(case.work.rendered)
    showcase.assert_deleted(case.work.deleted)
    written = {url_of(path) for path in showcase.report.written}
    assets = {url for url in written if url.startswith("/assets/")}
    assert written - rendered(showcase) - assets == set(case.work.copied)
    showcase.build().assert_idle()


def rendered(site: Project) -> set[str]:
    return {url_of(path) for path in site.report.rendered}


def test_a_part_goes_live_by_the_clock_alone(showcase: Project) -> None:
    showcase.build("2026-03-31T22:59").assert_idle()
    showcase.build("2026-03-31T23:00").assert_parsed(0).assert_rendered(
        {"/walk-one/", "/walk-two/", "/walk-three/", "/series/", "/series/walks/", "/series/walks/feed.xml"}
        # The series is finished with it, and becomes one entry: no more entries than before.
        | {"/series/walks/all/", "/series/walks/walks.epub"}
        | {"/", "/404.html", "/archive/2025/", *FEEDS, *LISTS}
    )
    showcase.build("2026-04-20").assert_idle()


def test_a_site_without_posts_does_not_follow_the_clock(project: MakeProject) -> None:
    site = project({"content/series/walks.md": post("Walks", date="", planned="[{part: 1, title: One}]")})
    site.build("2026-01-01").assert_built("/feed.xml", "/series/walks/feed.xml")
    site.build("2026-01-02").assert_idle()


def test_drafts_come_and_go_with_all_that_is_theirs(showcase: Project) -> None:
    before = showcase.tree()
    showcase.build(drafts=True).assert_parsed(0).assert_built("/draft/", "/images/sketch.png")
    showcase.build().assert_parsed(0).assert_absent("/draft/", "/images/sketch.png")
    assert showcase.tree() == before


def test_a_setting_that_every_page_prints_makes_every_page(showcase: Project) -> None:
    showcase.append("config.yaml", "tagline: Plainly\n").build().assert_parsed(0)
    assert {"/", "/alpha/", "/about/", "/404.html", "/feed.xml"} <= rendered(showcase)
    assert not {"/sitemap.xml", "/robots.txt", "/_redirects", "/old-gamma/"} & rendered(showcase)


def test_a_setting_that_parsing_sees_parses_all(showcase: Project) -> None:
    showcase.append("config.yaml", "language: en-US\n").build().assert_parsed(11)


def test_an_address_makes_every_page_and_parses_nothing(showcase: Project) -> None:
    showcase.build(base_url="https://user.example/repo/").assert_parsed(0)
    assert 'href="/repo/beta/#why"' in showcase.page("/alpha/")
    assert "/repo/assets/" in showcase.page("/alpha/")
    showcase.build().assert_parsed(0)
    assert "/repo/" not in showcase.page("/alpha/")


def test_a_macro_makes_every_page_that_prints_with_it(showcase: Project) -> None:
    own = theme("macros.html").replace('<ul class="terms">', '<ul class="labels">')
    showcase.write("templates/macros.html", own).build().assert_parsed(0)
    assert 'class="labels"' in showcase.page("/alpha/")
    assert {"/alpha/", "/", "/tags/rest/"} <= rendered(showcase)
    assert not {"/sitemap.xml", "/robots.txt", "/_redirects"} & rendered(showcase)


def test_a_style_sheet_has_a_new_name_in_every_page(showcase: Project) -> None:
    (before,) = (showcase.output / "assets").glob("style.*.css")
    showcase.write("templates/assets/style.css", theme("assets/style.css") + "/* */").build().assert_parsed(0)
    (after,) = (showcase.output / "assets").glob("style.*.css")
    assert after != before
    assert after.name in showcase.page("/alpha/")
    assert not {"/sitemap.xml", "/feed.xml", "/feed.json", "/_redirects"} & rendered(showcase)


def test_without_memory_all_is_made_and_nothing_is_written(showcase: Project) -> None:
    before = showcase.tree()
    showcase.forget().build().assert_parsed(11).assert_written(set())
    assert showcase.tree() == before
    showcase.build().assert_idle()


def test_two_output_folders_are_remembered_apart(showcase: Project, tmp_path: Path) -> None:
    showcase.build(output=tmp_path / "other").assert_parsed(0).assert_built("/alpha/")
    showcase.build().assert_idle()
    showcase.build(output=tmp_path / "other").assert_idle()


def test_a_checkout_elsewhere_with_what_was_remembered_has_nothing_to_do(
    showcase: Project, tmp_path: Path
) -> None:
    """Every file has other dates and another inode, in the output folder too."""
    elsewhere = shutil.copytree(showcase.root, tmp_path / "elsewhere")
    moved = Project({"config.yaml": showcase.source("config.yaml")}, elsewhere)
    moved.touch(seconds=1_700_000_000).build().assert_idle()


def test_an_output_of_another_size_or_other_bytes_is_made_again(showcase: Project) -> None:
    for damage in (b"", b"x", (showcase.output / "alpha/index.html").read_bytes()[::-1]):
        (showcase.output / "alpha/index.html").write_bytes(damage)
        (showcase.output / "images/desk.png").write_bytes(damage)
        showcase.build().assert_rendered({"/alpha/"}).assert_written({"/alpha/", "/images/desk.png"})
    (showcase.output / "alpha/index.html").unlink()
    (showcase.output / "images/desk.png").unlink()
    showcase.build().assert_rendered({"/alpha/"}).assert_written({"/alpha/", "/images/desk.png"})


def test_bytes_that_change_under_an_old_date_are_seen(showcase: Project) -> None:
    """A restored backup: same size, same modification time."""
    showcase.touch(ALPHA).build()
    showcase.edit(ALPHA, "A desk", "A bank").touch(ALPHA).build().assert_parsed(1)
    assert "A bank" in showcase.page("/alpha/")


def test_the_memory_does_not_grow_with_what_was_done_before(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Renames, edits of texts, templates and settings, other folders, times and addresses."""
    monkeypatch.setattr("site_builder.engine.store.derived_store._UNUSED", 6)
    monkeypatch.setattr("site_builder.engine.store.output_store._FOLDERS", 2)
    site = project({"content/posts/a.md": post("A"), "content/images/b.png": PIXEL})

    def work(start: int) -> None:
        for number in range(start, start + 14):
            site.write("content/posts/a.md", post("A", f"Words {number}. ![b](../images/b.png)"))
            site.write("templates/404.html", theme("404.html") + f"{{# {number} #}}")
            site.write("config.yaml", CONFIG + f"tagline: {number}\n")
            site.write(f"content/posts/{number}.md", post(f"{number}", f"{number}"))
            site.write("content/images/b.png", PIXEL + bytes([number]))
            if number > start:
                site.delete(f"content/posts/{number - 1}.md")
            now, output = f"2026-03-{number % 28 + 1:02}", tmp_path / f"out{number}"
            site.build(now, output=output, drafts=number % 2 > 0)
            site.build(base_url=f"https://{number}.example/")
        site.delete(f"content/posts/{start + 13}.md").build()

    def rows() -> dict[str, int]:
        connection = sqlite3.connect(site.root / ".site-builder/memory.sqlite")
        try:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            counts = {
                name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in tables
            }
            return {**counts, "pages": connection.execute("PRAGMA page_count").fetchone()[0]}
        finally:
            connection.close()

    work(0)
    before = rows()
    work(20)
    grown = {name: (before[name], now) for name, now in rows().items() if now > before[name] * 1.3}
    assert grown == {}


def test_a_text_saved_in_the_instant_of_the_last_build_is_seen(
    showcase: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same size, same dates, same inode: the file system's clock tells nothing of such a save."""
    status = (showcase.root / ALPHA).stat()
    held, real = FileStat.of(status), FileStat.of
    read = read_by(monkeypatch)

    def of(other: os.stat_result) -> FileStat:
        return held if other.st_ino == status.st_ino else real(other)

    monkeypatch.setattr(FileStat, "of", of)
    monkeypatch.setattr(digests, "GRAIN_NS", 10**15)
    showcase.edit(ALPHA, "A desk", "A bank").build().assert_parsed(1)
    assert "A bank" in showcase.page("/alpha/")
    read.clear()
    showcase.build().assert_idle()
    assert ALPHA in read


def test_a_checkout_that_changes_every_date_is_read_and_not_parsed(
    showcase: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where nothing moved, and all is older than the clock's grain, not even read."""
    monkeypatch.setattr(digests, "GRAIN_NS", -(10**15))
    read = read_by(monkeypatch)
    showcase.build().assert_idle()
    assert read == []
    texts = {path for path in showcase.sources() if path.startswith("content/") and not is_picture(path)}
    showcase.touch().build().assert_idle()
    assert set(read) >= texts
    assert len(read) == len(set(read))
    read.clear()
    showcase.build().assert_idle()
    assert read == []


def is_picture(path: str) -> bool:
    return path.endswith((".png", ".svg"))


def read_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that are read for their digests, from now on, by their paths in the site."""
    read: list[str] = []
    real = digests.file_digest

    def file_digest(file: str | Path) -> bytes:
        read.append(Path(file).as_posix().rpartition("/site/")[2])
        return real(file)

    for module in (digests, documents):
        monkeypatch.setattr(module, "file_digest", file_digest)
    return read


def test_workers_that_are_started_afresh_make_the_same_site(
    project: MakeProject, tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS and Windows, which cannot fork."""
    monkeypatch.setattr(documents, "_PARALLEL_FROM", 3)
    monkeypatch.setattr(render_pool, "_PARALLEL_FROM", 6)
    for module in (supervisor, render_pool):
        monkeypatch.setattr(module, "can_fork", lambda: False)
    site = project(SHOWCASE).build(jobs=2)
    assert multiprocessing.active_children() == []
    monkeypatch.undo()
    site.build(jobs=1).assert_idle().assert_same_as_clean(tmp_path / "clean", compiled)
