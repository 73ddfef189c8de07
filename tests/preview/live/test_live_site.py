"""A site that is brought up to date change by change is what a build makes of the same sources.

Covers `affected`, `patching`, `own_problems`, `rescan`, `thread`, `live_problems`, `live_sources`,
`live_view`, `rebuild_scope`, `set_apart`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.engine.diagnostics.hints import with_hints
from site_builder.engine.preparing.prepare import prepare
from site_builder.engine.preparing.settings import read_settings
from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache
from site_builder.model.diagnostics import Diagnostic, has_errors
from site_builder.model.problem_groups import grouped
from site_builder.preview.http.pages import Data, File, Page, Pages
from site_builder.preview.live.live_site import LiveSite, Update
from site_builder.preview.watching.changes import EVERYTHING, Changes
from site_builder.stages.theme.assets import asset_name
from tests.driver import Project, post, tree, url_of
from tests.engine.showcase import PIXEL
from tests.preview.soak import Writer

Live = tuple[LiveSite, Pages]


@pytest.fixture
def live(project: Project) -> Iterator[Live]:
    """The showcase and a post with a link below its teaser, read once."""
    project.write(
        "content/posts/linked.md", post("Linked", "Some.\n\n<!--more-->\n\nTo [beta](beta.md#why).")
    )
    site = LiveSite(project.request(), lambda *_: None, None)
    site.update(EVERYTHING)
    yield site, Pages(site)
    site.close()


def changed(live: Live, project: Project, *paths: str) -> Update:
    """Tell the site of changed files."""
    return live[0].update(Changes(frozenset(str(project.root / path) for path in paths)))


def shown(pages: Pages, path: str) -> bytes:
    """What is at the URL of an output file."""
    answer = pages.answer(url_of(path))
    match answer:
        case Page() | Data():
            return answer.data
        case File():
            return answer.file.read_bytes()
    raise AssertionError(answer)


def problems_of(project: Project, folder: Path) -> tuple[Diagnostic, ...]:
    """What a build without a memory finds wrong."""
    clean = Project({path: (project.root / path).read_bytes() for path in project.sources()}, folder)
    clean.options = project.options
    cache = BuildCache.temporary()
    request = clean.request()
    settings = read_settings(request.config_file, cache, request.overrides)
    session = Session.begin(cache, 1, lambda *_: None)
    prepared = prepare(session, request, settings)
    found = with_hints(prepared.diagnostics, prepared.names, cache)
    cache.close()
    return found


def assert_as_built(live: Live, project: Project, folder: Path, compiled: Path) -> None:
    """Every page, and no other, byte for byte."""
    site, pages = live
    clean = tree(project.clean_build(folder, compiled).output)
    ours = {path for path in clean if not path.startswith(".site-builder")}
    assert site.shown is not None
    assert set(site.shown.prepared.routes) == ours
    differing = [path for path in ours if shown(pages, path) != clean[path]]
    assert differing == []


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_after_any_change_it_is_what_a_build_makes(
    seed: int, live: Live, project: Project, tmp_path: Path, compiled: Path
) -> None:
    """And that of which most texts have something wrong, with every other seed."""
    writer = Writer(project, seed)
    if seed % 2 == 0:
        writer.move_here()
        live[0].update(EVERYTHING)
    reached = set()
    for number in range(90):
        update = live[0].update(writer.change())
        reached.add((update.is_different, update.is_whole))
        assert live[0].problems.groups == grouped(live[0].diagnostics)
        # Other texts may need one that has errors, whose last good version is there only for the preview.
        if not writer.has_broken_texts and number % 3 == 0:
            assert live[0].diagnostics == problems_of(project, tmp_path / f"check-{number}")
        if number % 15 == 14:
            live[0].update(writer.mend())
            assert [one for one in live[0].diagnostics if one.severity == "error"] == []
            assert_as_built(live, project, tmp_path / f"clean-{number}", compiled)
    assert reached >= {(True, True), (True, False)}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("content/posts/beta.md", "Because.", "Because it is so."),
        ("content/posts/gamma.md", "Short.", "Not short at all: this is the teaser, in every list."),
        ("content/posts/linked.md", "To [beta]", "A line before the link.\n\nTo [beta]"),
        ("content/posts/beta.md", "Because.", "Because.\n\n## And another heading\n\nMore."),
        ("content/pages/about.md", "All", "Nearly all"),
        ("content/series/walks.md", "\n---\n\n", "\n---\n\nBefore all: "),
        ("content/posts/draft.md", "sketch.png)", "sketch.png)\n\nWords."),
        ("content/posts/linked.md", "Some.", "Some [about it](../pages/about.md)."),
        ("content/posts/linked.md", "To [beta](beta.md#why).", "To [alpha](alpha.md), [us](/about/)."),
        ("content/posts/linked.md", "[beta](beta.md#why)", "beta"),
        ("content/posts/linked.md", "Some.", "[Down](#there).\n\n## There\n\nSome."),
        ("content/posts/linked.md", "Some.", "[A cat](https://elsewhere.example/cat)"),
        ("content/pages/about.md", "All", "[All](../posts/alpha.md)"),
        ("content/series/walks.md", "\n---\n\n", "\n---\n\nBefore [all](../posts/alpha.md): "),
    ],
)
def test_a_text_is_exchanged_without_planning_the_site_again(
    path: str, old: str, new: str, live: Live, project: Project, tmp_path: Path, compiled: Path
) -> None:
    project.edit(path, old, new)
    assert changed(live, project, path) == Update(True)
    assert_as_built(live, project, tmp_path / "clean", compiled)


@pytest.mark.parametrize(
    "new",
    [
        "![A desk](../images/desk.png)",
        "[A desk](../images/desk.png)",
        "![A desk](/images/desk.png)",
        "To a [draft's picture](../images/sketch.png).",
    ],
)
def test_a_link_that_more_depends_on_is_looked_into(
    new: str, live: Live, project: Project, tmp_path: Path, compiled: Path
) -> None:
    good = "To [beta](beta.md#why)."
    for name, old, now in (("there", good, new), ("back", new, good)):
        project.edit("content/posts/linked.md", old, now)
        assert changed(live, project, "content/posts/linked.md").is_whole
        assert live[0].diagnostics == problems_of(project, tmp_path / f"problems-{name}")
        assert_as_built(live, project, tmp_path / f"clean-{name}", compiled)


@pytest.mark.parametrize(
    "new",
    [
        "To [nobody](nobody.md).",
        "To [no heading](beta.md#nowhere).",
        "To [no page](/nowhere/).",
        "To [a page without its slash](/about).",
        "To [no part](part:2).",
        "To [a draft](draft.md).",
        "![No desk](../images/none.png)",
        '<p style="color: red">Red.</p>',
        "Words.\n\nTo [nobody](nobody.md), [nobody else](nobody-else.md).\n\nTo [beta](beta.md#nowhere).",
    ],
)
def test_what_is_wrong_with_a_text_is_exchanged_with_it(
    new: str, live: Live, project: Project, tmp_path: Path, compiled: Path
) -> None:
    """In a blog that came from another tool nearly every text has some."""
    path, good = "content/posts/linked.md", "To [beta](beta.md#why)."
    edits = [
        (good, new),
        ("Some.", "Some\n\nmore."),
        ("more.", "more words."),
        ("title: Linked", "title: Linked again"),
        (f"\n\n{new}", f" {new}"),
        (new, good),
    ]
    for number, (old, now) in enumerate(edits):
        project.edit(path, old, now)
        assert changed(live, project, path) == Update(True)
        assert live[0].diagnostics == problems_of(project, tmp_path / f"problems-{number}")
        assert_as_built(live, project, tmp_path / f"clean-{number}", compiled)


def test_what_is_wrong_with_what_a_text_loads_moves_with_it(
    live: Live, project: Project, tmp_path: Path
) -> None:
    path = "content/posts/linked.md"
    project.append(path, "\n\n![](https://elsewhere.example/cat.png)\n")
    assert changed(live, project, path).is_whole
    project.edit(path, "Some.", "Some\n\nmore.")
    assert changed(live, project, path) == Update(True)
    assert live[0].diagnostics == problems_of(project, tmp_path / "problems")


def test_a_text_that_is_published_as_it_is_may_be_linked_by_its_url(
    live: Live, project: Project, tmp_path: Path
) -> None:
    project.write("content/notes.txt", "Notes.")
    live[0].update(EVERYTHING)
    assert [one.code for one in live[0].diagnostics] == ["text-unused"]
    project.edit("content/posts/linked.md", "Some.", "Some [notes](/notes.txt).")
    changed(live, project, "content/posts/linked.md")
    assert not live[0].diagnostics
    assert not problems_of(project, tmp_path / "problems")


def test_what_was_exchanged_stays_with_another_theme_and_another_plan(
    live: Live, project: Project, tmp_path: Path, compiled: Path
) -> None:
    path = "content/posts/linked.md"
    project.edit(path, "Some.", "Some [a](nobody.md), [b](/nowhere/) and [c](/assets/style.css).")
    assert changed(live, project, path) == Update(True)
    project.write("templates/assets/style.css", "body { color: green; }\n")
    project.write("templates/nobody-uses-this.html", "")
    changes = [
        ("templates/assets/style.css", "green", "red"),
        ("templates/nobody-uses-this.html", "", "more"),
        ("content/series/walks.md", "\n---\n", "\nnoindex: true\n---\n"),
        (path, "[a](nobody.md)", "a"),
        ("templates/assets/style.css", "red", "blue"),
        (path, "\n---\n", "\nnoindex: true\n---\n"),
        (path, "[b](/nowhere/)", "\n\n[b](nobody.md)"),
        ("templates/post.html", "", "{% if %}"),
        ("templates/post.html", "{% if %}", "{{ page.title }}"),
    ]
    for number, (file, old, now) in enumerate(changes):
        if (project.root / file).exists() and old:
            project.edit(file, old, now)
        else:
            project.write(file, now)
        live[0].update(EVERYTHING if number == 0 else Changes(frozenset({str(project.root / file)})))
        assert live[0].diagnostics == problems_of(project, tmp_path / f"problems-{number}")
    assert_as_built(live, project, tmp_path / "clean", compiled)


@pytest.mark.parametrize("key", ["title", "summary", "description", "reading_time"])
def test_a_title_is_exchanged_in_a_text_with_problems_too(
    key: str, live: Live, project: Project, tmp_path: Path, compiled: Path
) -> None:
    path = "content/posts/linked.md"
    lines = "summary: About links\ndescription: Links\nreading_time: 2\ntumblr_url: x\nhero: y\n"
    project.write(path, project.source(path).replace("---\n", f"---\n{lines}", 1))
    project.edit(path, "Some.", "Some [a](nobody.md) and [b](/nowhere/).")
    assert changed(live, project, path) == Update(True)
    value = "7" if key == "reading_time" else "Other words"
    project.write(path, re.sub(f"(?m)^{key}: .*", f"{key}: {value}", project.source(path)))
    assert changed(live, project, path) == Update(True)
    assert live[0].diagnostics == problems_of(project, tmp_path / "same")
    assert_as_built(live, project, tmp_path / "clean", compiled)


def test_a_series_that_posts_name_by_its_title_is_assembled_again_with_another_title(
    live: Live, project: Project, tmp_path: Path, compiled: Path
) -> None:
    project.edit("content/series/walks.md", "title: Walks", "title: Long strolls")
    project.edit("content/posts/walk-2.md", "series: walks", "series: Long strolls")
    changed(live, project, "content/series/walks.md", "content/posts/walk-2.md")
    assert not problems_of(project, tmp_path / "none")
    project.edit("content/series/walks.md", "title: Long strolls", "title: Walks")
    changed(live, project, "content/series/walks.md")
    assert live[0].diagnostics == problems_of(project, tmp_path / "problems")
    assert_as_built(live, project, tmp_path / "clean", compiled)


def test_links_follow_headings_that_came_with_earlier_edits(live: Live, project: Project) -> None:
    project.append("content/posts/beta.md", "\n## New here\n\nMore.\n")
    assert not changed(live, project, "content/posts/beta.md").is_whole
    project.edit("content/posts/linked.md", "beta.md#why", "beta.md#new-here")
    assert changed(live, project, "content/posts/linked.md") == Update(True)
    assert b'href="/beta/#new-here"' in shown(live[1], "linked/index.html")


def test_assets_are_exchanged_in_the_plan(
    live: Live, project: Project, tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("templates/assets/style.css", "body { color: red; }\n")
    live[0].update(EVERYTHING)

    def exchange(*paths: str) -> None:
        with monkeypatch.context() as patched:
            patched.setattr("site_builder.engine.preparing.prepare.plan", None)  # calling it would fail
            assert changed(live, project, *paths).is_different

    project.write("templates/assets/style.css", "body { background: url(more/dot.png); }\n")
    project.write("templates/assets/more/dot.png", PIXEL)
    exchange("templates/assets/style.css", "templates/assets/more/dot.png")
    assert_as_built(live, project, tmp_path / "more", compiled)
    project.delete("templates/assets/more/dot.png")
    project.write("templates/assets/style.css", "body { color: green; }\n")
    exchange("templates/assets/style.css", "templates/assets/more/dot.png")
    assert_as_built(live, project, tmp_path / "less", compiled)


def test_a_link_to_an_asset_is_broken_by_another_asset_in_its_place(
    live: Live, project: Project, tmp_path: Path
) -> None:
    sheet = "body { color: rgb(1, 2, 3); }\n"
    name = asset_name("style.css", sheet.encode())
    project.write("templates/assets/style.css", sheet)
    project.edit("content/posts/linked.md", "Some.", f"Some [style](/assets/{name}).")
    live[0].update(EVERYTHING)
    assert not live[0].diagnostics
    project.write("templates/assets/style.css", "body { color: rgb(4, 5, 6); }\n")
    changed(live, project, "templates/assets/style.css")
    assert [one.code for one in live[0].diagnostics] == ["broken-link"]
    assert live[0].diagnostics == problems_of(project, tmp_path / "other")
    assert "did you mean /assets/style" not in live[0].diagnostics[0].hint  # which every edit would break
    project.write("templates/assets/style.css", sheet)
    changed(live, project, "templates/assets/style.css")
    assert not live[0].diagnostics


@pytest.mark.parametrize("path", ["/assets/{name}", "/assets/{name}/below.txt", "/Assets"])
def test_assets_that_are_in_the_way_of_a_file_are_reported(path: str, live: Live, project: Project) -> None:
    sheet = "body { color: rgb(1, 2, 3); }\n"
    name = asset_name("style.css", sheet.encode())
    project.write(f"content/static{path.format(name=name)}", "mine")
    live[0].update(EVERYTHING)
    project.write("templates/assets/style.css", sheet)
    live[0].update(EVERYTHING)
    assert "url-collision" in {one.code for one in live[0].diagnostics}
    project.write("templates/assets/style.css", "body { color: rgb(4, 5, 6); }\n")
    changed(live, project, "templates/assets/style.css")
    is_gone = "url-collision" not in {one.code for one in live[0].diagnostics}
    assert is_gone is (path != "/Assets")


@pytest.mark.parametrize(
    ("path", "is_whole"),
    [
        ("posts/alpha.md", False),
        ("posts/walk-2.md", False),
        ("posts/walk-3.md", True),  # the last part: the calendar of its series carries it
        ("posts/gamma.md", True),  # a redirect carries it
        ("pages/about.md", False),
        ("series/walks.md", True),  # its feed carries it
    ],
)
def test_a_title_changes_wherever_it_is_shown(
    path: str, is_whole: bool, live: Live, project: Project, tmp_path: Path, compiled: Path
) -> None:
    path = f"content/{path}"
    project.write(path, project.source(path).replace("title: ", "title: Renamed ", 1))
    assert changed(live, project, path) == Update(True, is_whole=is_whole)
    assert_as_built(live, project, tmp_path / "clean", compiled)


def test_sound_texts_that_were_written_last_are_parsed_for_what_that_loads(
    live: Live, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("content/posts/broken.md", post("Broken", "None.").replace("title:", "title: ["))
    names = ["posts/linked.md", "posts/beta.md", "pages/about.md", "posts/broken.md"]
    for age, name in enumerate(reversed(names)):
        os.utime(project.root / "content" / name, (4e9 - age, 4e9 - age))
    live[0].update(EVERYTHING)
    parsed: list[str] = []
    monkeypatch.setattr(
        "site_builder.engine.workers.parsing.SourceParser.parse",
        lambda _, path, *__, **___: parsed.append(path),
    )
    assert len(list(live[0].warm_up())) == len(parsed)
    assert sorted(parsed) == sorted(names[:3])


def test_a_file_with_the_same_bytes_is_no_change(live: Live, project: Project) -> None:
    project.touch("content/posts/alpha.md")
    assert not changed(live, project, "content/posts/alpha.md").is_different


def test_a_changed_picture_is_named(live: Live, project: Project) -> None:
    project.write("content/static/notes.txt", "one")
    changed(live, project, "content/static/notes.txt")
    project.write("content/static/notes.txt", "other")
    assert changed(live, project, "content/static/notes.txt").links == ("/notes.txt",)
    assert shown(live[1], "notes.txt") == b"other"


def test_errors_leave_the_last_good_site_in_view(live: Live, project: Project) -> None:
    project.edit("content/posts/beta.md", "Because.", "Because of this.")
    changed(live, project, "content/posts/beta.md")
    project.edit("content/posts/beta.md", "date: 2026-01-02", "date: 2026-02-31")
    assert changed(live, project, "content/posts/beta.md").is_different
    assert [one.code for one in live[0].diagnostics if one.severity == "error"] == ["front-matter-date"]
    assert b"Because of this." in shown(live[1], "beta/index.html")
    project.edit("content/posts/beta.md", "date: 2026-02-31", "date: 2026-01-03")
    changed(live, project, "content/posts/beta.md")
    assert not has_errors(live[0].diagnostics)
    assert b"3 January 2026" in shown(live[1], "beta/index.html")


def test_a_text_with_errors_is_set_apart_and_the_rest_goes_on(live: Live, project: Project) -> None:
    project.edit("content/posts/beta.md", "date: 2026-01-02", "date: 2026-02-31")
    changed(live, project, "content/posts/beta.md")
    live[0].tidy()
    project.edit("content/posts/alpha.md", "title: Alpha", "title: Alpha and omega")
    changed(live, project, "content/posts/alpha.md")
    assert b"Alpha and omega" in shown(live[1], "archive/index.html")
    assert b"Beta" in shown(live[1], "archive/index.html")
    assert b"Because." in shown(live[1], "beta/index.html")
    page, other = live[1].answer("/beta/"), live[1].answer("/alpha/")
    assert isinstance(page, Page)
    assert isinstance(other, Page)
    assert [one.code for one in page.problems] == ["front-matter-date"]
    assert other.problems == ()
    assert not live[0].is_held


def test_a_new_text_with_errors_has_a_page_that_says_so(live: Live, project: Project) -> None:
    project.write("content/posts/new-one.md", "---\ntitle: [New\n---\n\nText.\n")
    project.append("content/posts/alpha.md", "\nTo [the new one](new-one.md).\n")
    changed(live, project, "content/posts/new-one.md", "content/posts/alpha.md")
    page = live[1].answer("/new-one/")
    assert isinstance(page, Page)
    assert b"This text has errors" in page.data
    assert [one.code for one in page.problems] == ["yaml-syntax"]
    assert b'href="/new-one/"' in shown(live[1], "alpha/index.html")
    assert b"new-one" in shown(live[1], "index.html")
    project.write("content/posts/new-one.md", post("New one", "Text."))
    changed(live, project, "content/posts/new-one.md")
    assert not has_errors(live[0].diagnostics)
    assert b"Text." in shown(live[1], "new-one/index.html")


def held(live: Live) -> bool:
    """Whether nothing new is shown."""
    return live[0].is_held


def test_a_draft_with_errors_stays_hidden_where_drafts_are(project: Project) -> None:
    project.options = project.options._replace(drafts=False)
    site = LiveSite(project.request(), lambda *_: None, None)
    try:
        site.update(EVERYTHING)
        project.write("content/posts/canary.md", "---\ntitle: [Canary\ndraft: true\n---\n\nText.\n")
        project.edit("content/posts/beta.md", "date: 2026-01-02", "date: 2026-02-31\ndraft: true")
        site.update(
            Changes(
                frozenset(
                    {
                        str(project.root / "content/posts/canary.md"),
                        str(project.root / "content/posts/beta.md"),
                    }
                )
            )
        )
        assert site.shown is not None
        assert not {"canary/index.html", "beta/index.html"} & site.shown.prepared.routes.keys()
    finally:
        site.close()


@pytest.mark.parametrize(
    ("file", "broken"), [("config.yaml", "paginate: many\n"), ("templates/page.html", "{% if %}")]
)
def test_a_broken_configuration_or_template_holds_all(
    file: str, broken: str, live: Live, project: Project
) -> None:
    was = (project.root / file).read_text() if (project.root / file).exists() else None
    project.write(file, (was or "") + broken)
    changed(live, project, file)
    assert held(live)
    project.edit("content/posts/alpha.md", "title: Alpha", "title: Alpha and omega")
    changed(live, project, "content/posts/alpha.md")
    assert b"Alpha and omega" not in shown(live[1], "archive/index.html")
    if was is None:
        project.delete(file)
    else:
        project.write(file, was)
    changed(live, project, file)
    assert not held(live)
    assert not has_errors(live[0].diagnostics)
    assert b"Alpha and omega" in shown(live[1], "archive/index.html")


def test_a_broken_configuration_loses_no_change_that_came_meanwhile(live: Live, project: Project) -> None:
    project.append("config.yaml", "paginate: many\n")
    changed(live, project, "config.yaml")
    assert has_errors(live[0].diagnostics)
    project.append("content/posts/beta.md", "\nMeanwhile.\n")
    changed(live, project, "content/posts/beta.md")
    (project.root / "config.yaml").unlink()
    changed(live, project, "config.yaml")
    assert [one.code for one in live[0].diagnostics] == ["config-unreadable"]
    project.write("config.yaml", "title: Tests\nbase_url: https://tests.example/\n")
    changed(live, project, "config.yaml")
    assert not has_errors(live[0].diagnostics)
    assert b"Meanwhile." in shown(live[1], "beta/index.html")


def test_a_template_that_fails_leaves_the_page_as_it_was(live: Live, project: Project) -> None:
    before = shown(live[1], "about/index.html")
    project.write("templates/page.html", "<body>{{ page.nothing }}</body>")
    live[0].update(EVERYTHING)
    answer = live[1].answer("/about/")
    assert isinstance(answer, Page)
    assert answer.data == before
    assert [one.code for one in answer.problems] == ["template-undefined"]
    project.write("templates/page.html", "<body>{{ page.title }}</body>")
    changed(live, project, "templates/page.html")
    assert live[1].answer("/about/") == Page("about/index.html", b"<body>About</body>\n")


def test_a_template_is_still_called_by_its_name_when_it_has_just_been_deleted(
    live: Live, project: Project
) -> None:
    """Nothing has noticed yet that the theme's template is used from now on."""
    project.write("templates/page.html", "\n<body>{{ page.nothing }}</body>")
    live[0].update(EVERYTHING)
    for _ in range(2):
        answer = live[1].answer("/about/")
        assert isinstance(answer, Page)
        assert [(one.path, one.place.line) for one in answer.problems] == [("templates/page.html", 2)]
        (project.root / "templates/page.html").unlink(missing_ok=True)


def test_a_text_that_a_build_beside_it_dropped_is_made_again(live: Live, project: Project) -> None:
    live[0].keep()
    heads = live[0].shown
    assert heads is not None
    cache, problems = BuildCache.open(project.root)
    assert problems == ()
    cache.bodies.drop([one.head.body.digest for one in heads.prepared.site.posts])
    cache.commit()
    cache.close()
    assert b"Because." in shown(live[1], "beta/index.html")


def test_a_memory_that_is_lost_is_done_without(live: Live, project: Project) -> None:
    live[0].cache.close()
    project.append("content/posts/beta.md", "\nAll the same.\n")
    changed(live, project, "content/posts/beta.md")
    assert b"All the same." in shown(live[1], "beta/index.html")


def test_what_a_broken_configuration_leaves_undone_is_done_once_it_is_mended(
    live: Live, project: Project
) -> None:
    """A setting that parsing refuses, and templates that fail while a setting changes."""
    extension = "markdown:\n  extensions: [no.such.extension]\n"
    project.append("config.yaml", extension)
    changed(live, project, "config.yaml")
    assert held(live)
    project.append("content/posts/alpha.md", "\nMeanwhile.\n")
    changed(live, project, "content/posts/alpha.md")
    assert held(live)
    project.edit("config.yaml", extension, "")
    changed(live, project, "config.yaml")
    assert not held(live)
    assert b"Meanwhile." in shown(live[1], "alpha/index.html")
    project.edit("config.yaml", "title: Tests", "title: Trials")
    project.write("templates/page.html", "{% if %}")
    changed(live, project, "config.yaml", "templates/page.html")
    assert held(live)
    project.delete("templates/page.html")
    changed(live, project, "templates/page.html")
    assert not held(live)
    assert b"Trials" in shown(live[1], "alpha/index.html")
