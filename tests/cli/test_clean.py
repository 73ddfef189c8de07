"""Covers `engine/cleaning`."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.store.lock import build_lock
from tests.cli.conftest import NOW, Run, Site

BUILT = ("build", "--now", NOW)


def test_clean_takes_away_all_that_builds_have_made(run: Run, site: Site) -> None:
    before = site.files()
    run(*BUILT)
    made = len(site.files("output")) - 1
    answer = run("clean")
    assert answer == (0, f"removed {made} files in output/ and the build cache in .site-builder/\n", "")
    assert site.files() == before
    assert {path.name for path in site.root.iterdir()} == {"config.yaml", "content"}


def test_there_may_be_nothing_to_remove(run: Run, site: Site) -> None:
    before = site.files()
    assert run("clean") == (0, "nothing to remove\n", "")
    assert site.files() == before
    assert not (site.root / ".site-builder").exists()


def test_files_that_no_build_has_written_stay_and_are_named(run: Run, site: Site) -> None:
    run(*BUILT)
    mine = {
        site.write("output/mine.txt", "x"),
        site.write("output/first/notes.txt", "x"),
        site.write("output/.git/config", "x"),
        site.write(".site-builder/mine.txt", "x"),
        site.write(".site-builder/templates/mine.html", "x"),
    }
    answer = run("clean")
    assert answer.code == 0
    assert answer.err.startswith("5 files not written by a build, left in place:\n")
    for file in mine:
        assert file.read_text(encoding="utf-8") == "x"
        assert f"  {file.relative_to(site.root)}\n" in answer.err
    assert {path for path in site.root.rglob("*") if path.is_file()} == mine | {
        site.root / "config.yaml",
        site.root / "content/posts/first.md",
    }


def test_many_strangers_are_counted(run: Run, site: Site) -> None:
    run(*BUILT)
    for number in range(20):
        site.write(f"output/{number}.txt", "x")
    lines = run("clean").err.splitlines()
    assert lines[0] == "20 files not written by a build, left in place:"
    assert lines[-1] == "  and 15 more"


def test_an_output_folder_that_no_build_has_touched_stays_whole(run: Run, site: Site) -> None:
    site.write("output/index.html", "mine")
    assert run("clean").out == "nothing to remove\n"
    assert (site.root / "output/index.html").read_text(encoding="utf-8") == "mine"
    (site.root / "empty").mkdir()
    assert run("clean", "-o", "empty").out == "nothing to remove\n"
    assert (site.root / "empty").is_dir()


def test_another_output_folder_can_be_named(run: Run, site: Site) -> None:
    run(*BUILT)
    run(*BUILT, "-o", "public")
    answer = run("clean", "--output", "public")
    assert " in public/ and the build cache" in answer.out
    assert not (site.root / "public").exists()
    assert (site.root / "output/index.html").is_file()
    answer = run("clean", "--output", "public")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "error: there is no folder public\n"


def test_what_is_left_after_cleaning_can_be_built_again(run: Run, site: Site) -> None:
    run(*BUILT)
    before = {path: (site.root / "output" / path).read_bytes() for path in site.files("output")}
    run("clean")
    assert run(*BUILT).code == 0
    assert {path: (site.root / "output" / path).read_bytes() for path in site.files("output")} == before


def test_a_broken_configuration_does_not_keep_the_output(run: Run, site: Site) -> None:
    run(*BUILT)
    site.write("config.yaml", "title: [\n")
    answer = run("clean")
    assert answer.code == 0
    assert answer.err.startswith("config.yaml has errors, so the output is taken to be in output/")
    assert not (site.root / "output").exists()
    assert run("clean", "-o", ".").err.startswith("error: no build has written to .: nothing was removed")


def test_a_quiet_clean_says_nothing(run: Run, site: Site) -> None:
    run(*BUILT)
    assert run("clean", "-q") == (0, "", "")


def test_a_verbose_clean_names_what_goes(run: Run, site: Site) -> None:
    run(*BUILT)
    assert "deleted first/index.html\n" in run("clean", "-v").err


def test_a_running_build_is_left_alone(run: Run, site: Site) -> None:
    run(*BUILT)
    with build_lock(site.root):
        answer = run("clean")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("error: another build of ")
    assert (site.root / "output/index.html").is_file()


@pytest.mark.parametrize("path", ["../precious.txt", "/precious.txt"])
def test_a_list_of_owned_files_cannot_reach_outside(run: Run, site: Site, tmp_path: Path, path: str) -> None:
    run(*BUILT)
    precious = site.root / "precious.txt"
    precious.write_text("x", encoding="utf-8")
    target = f"{tmp_path}{path}" if path.startswith("/") else path
    owned = site.root / "output/.site-builder-owned"
    owned.write_text(owned.read_text(encoding="utf-8") + f"{target}\n", encoding="utf-8")
    if path.startswith("/"):
        precious = tmp_path / "precious.txt"
        precious.write_text("x", encoding="utf-8")
    run("clean")
    assert precious.read_text(encoding="utf-8") == "x"


def test_a_folder_that_no_build_has_written_to_is_left_alone(run: Run, site: Site) -> None:
    run("build")
    done = run("clean", "--output", "..")
    assert done.code == 2
    assert "no build has written to ..: nothing was removed" in done.err
    assert "output/index.html" in site.files()
    assert ".site-builder/memory.sqlite" in site.files()
