from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from site_builder.engine.output import search_index
from site_builder.model.errors import OutputRefused, SearchFailed
from tests.driver import CONFIG, Project, assert_same_tree, post
from tests.engine.conftest import MakeProject
from tests.requirements import requires

FILES = {
    "config.yaml": f"{CONFIG}search: true\nfeed:\n  limit: 5\n",
    "content/posts/alpha.md": post(
        "Alpha", "A lighthouse.", "2026-01-01", tags="[sea]", series="walks", series_part=1
    ),
    "content/posts/beta.md": post("Beta", "A harbour.", "2026-01-02"),
    "content/posts/quiet.md": post("Quiet", "Nobody shall find it.", "2026-01-03", noindex="true"),
    "content/posts/draft.md": post("Draft", "Not yet.", "", draft="true"),
    "content/posts/coming.md": post("Coming", "Not yet either.", "2027-01-01"),
    "content/series/walks.md": post("Walks", "About walking.", ""),
    "content/pages/about.md": post("About", "All about it.", ""),
}


def index_of(project: Project) -> dict[str, bytes | None]:
    """The files of the index, by path."""
    return {path: data for path, data in project.tree().items() if path.startswith("pagefind/")}


def pages_in(project: Project) -> int:
    entry = json.loads(project.page("/pagefind/pagefind-entry.json"))
    return sum(language["page_count"] for language in entry["languages"].values())


@requires("pagefind")
def test_texts_are_indexed_and_nothing_else(project: MakeProject) -> None:
    site = project(FILES).build()
    assert pages_in(site) == 4
    site.build(drafts=True, future=True).assert_built("/draft/", "/coming/")
    assert pages_in(site) == 4


@requires("pagefind")
def test_only_what_the_search_page_loads_is_published(project: MakeProject) -> None:
    names = {Path(path).name for path in index_of(project(FILES).build()) if "_" not in path}
    languages = {name for name in names if name.startswith("wasm.")}
    assert names - languages == {"pagefind.js", "pagefind-entry.json"}
    assert languages


@requires("pagefind")
def test_nothing_is_done_when_nothing_has_changed(project: MakeProject) -> None:
    project(FILES).build().build().assert_idle()


@requires("pagefind")
def test_the_index_follows_the_texts_and_leaves_nothing_behind(project: MakeProject, tmp_path: Path) -> None:
    site = project(FILES).build()
    before = index_of(site)
    site.edit("content/posts/alpha.md", "lighthouse", "windmill").build()
    assert before.keys() - index_of(site).keys()
    site.delete("content/posts/beta.md").build()
    assert pages_in(site) == 3
    site.assert_same_as_clean(tmp_path / "clean")
    site.build().assert_idle()


@requires("pagefind")
def test_it_is_not_made_again_when_only_other_files_change(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = project(FILES).build()
    before = index_of(site)
    monkeypatch.setattr(search_index, "_run_pagefind", None)
    site.edit("config.yaml", "limit: 5", "limit: 1").build()
    site.assert_rendered({"/feed.xml", "/feed.json"})
    assert_same_tree(index_of(site), before)


@requires("pagefind")
@pytest.mark.parametrize("harm", ["delete", "change"])
def test_a_damaged_index_is_made_again(project: MakeProject, harm: str) -> None:
    site = project(FILES).build()
    before = index_of(site)
    harmed = site.output / min(path for path in before if path.endswith(".pf_index"))
    if harm == "delete":
        harmed.unlink()
    else:
        harmed.write_bytes(b"")
    site.build()
    assert_same_tree(index_of(site), before)


@requires("pagefind")
def test_the_same_texts_give_the_same_index_elsewhere(project: MakeProject, tmp_path: Path) -> None:
    project(FILES).build().forget().build().assert_same_as_clean(tmp_path / "elsewhere")


@requires("pagefind")
def test_switched_off_it_goes(project: MakeProject) -> None:
    site = project(FILES).build().assert_built("/search/")
    site.edit("config.yaml", "search: true", "search: false").build()
    site.assert_absent("/search/", "/pagefind/")
    assert "/search/" not in site.page("/")


@requires("pagefind")
def test_a_site_without_texts_has_no_index(project: MakeProject) -> None:
    site = project({"config.yaml": FILES["config.yaml"], "content/static/CNAME": "x"}).build()
    site.assert_built("/search/").assert_absent("/pagefind/")
    site.build().assert_idle()


@requires("pagefind")
def test_a_failure_leaves_the_output_as_it_was(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    site = project(FILES).build()
    before = site.tree()
    site.edit("content/posts/alpha.md", "lighthouse", "windmill")
    with monkeypatch.context() as patch:
        patch.setattr("sys.executable", shutil.which("false"))
        with pytest.raises(SearchFailed, match=r"Pagefind could not index the site \(exit code 1\)"):
            site.build()
    assert_same_tree(site.tree(), before)
    site.build()
    assert index_of(site) != {path: before[path] for path in before if path.startswith("pagefind/")}


@requires("pagefind")
def test_a_file_of_somebody_elses_is_not_overwritten(project: MakeProject) -> None:
    site = project({**FILES, "config.yaml": f"{CONFIG}search: false\n"}).build()
    theirs = site.output / "pagefind/pagefind.js"
    theirs.parent.mkdir()
    theirs.write_text("theirs")
    with pytest.raises(OutputRefused, match="no build wrote it"):
        site.edit("config.yaml", "search: false", "search: true").build()
    assert theirs.read_text() == "theirs"


def test_without_pagefind_the_writer_is_told_how_to_get_it(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "find_spec", lambda _: None)
    site = project(FILES)
    (found,) = site.failure()
    assert (found.code, found.path) == ("search-unavailable", "config.yaml")
    assert "pip install 'pagefind[bin]'" in found.hint
    assert not site.output.exists()


def test_without_search_nobody_asks_for_pagefind(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "find_spec", lambda _: None)
    project({**FILES, "config.yaml": CONFIG}).build().assert_absent("/search/", "/pagefind/")


@requires("pagefind")
def test_no_file_of_the_writer_may_be_in_the_folder_of_the_index(project: MakeProject) -> None:
    (found,) = project({**FILES, "content/static/Pagefind/notes.txt": "Mine."}).failure()
    assert (found.code, found.path) == ("url-collision", "content/static/Pagefind/notes.txt")
