from __future__ import annotations

import os
from pathlib import Path

import pytest

from site_builder.cli.init import EXAMPLE
from site_builder.stages.theme.templates import theme_folder
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_new_site_builds_without_a_warning(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = run("init", "my-blog")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("a new site is in my-blog/\n")
    monkeypatch.chdir(here / "my-blog")
    built = run("build", "--strict", "--now", "2026-02-01")
    assert (built.code, built.err) == (0, "")
    assert "no warnings" in built.out
    home = (here / "my-blog/output/index.html").read_text(encoding="utf-8")
    assert "Walking to work" in home
    assert "example-" not in home


def test_the_example_shows_a_series_a_note_a_page_and_a_post(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", ".")
    assert files(here) == {
        ".gitignore",
        "config.yaml",
        "content/pages/about.md",
        "content/posts/leaving-the-radio-behind.md",
        "content/posts/the-long-way-round.md",
        "content/posts/write-here.md",
        "content/series/walking-to-work.md",
    }
    run("build", "--now", "2026-02-01")
    page = (here / "output/leaving-the-radio-behind/index.html").read_text(encoding="utf-8")
    assert "Part Two" in page
    assert "two-part series" in page
    assert "Editor’s note" in page
    assert 'href="/the-long-way-round/#eleven-minutes"' in page


def test_no_template_is_copied(run: Run, here: Path) -> None:
    run("init", ".")
    assert not {path.name for path in theme_folder().rglob("*")} & {path.name for path in here.rglob("*")}


def test_what_comes_next_is_reported(run: Run, here: Path) -> None:
    told = run("init", "my blog").out
    assert "  cd 'my blog'\n" in told
    assert "  site-builder build " in told
    assert "  site-builder new post TITLE " in told
    (here / "elsewhere").mkdir()
    os.chdir(here / "elsewhere")
    assert "  cd " not in run("init", ".").out


def test_what_is_told_works(run: Run, here: Path) -> None:
    run("init", "my-blog")
    os.chdir(here / "my-blog")
    assert run("new", "post", "TITLE").code == 0
    assert run("new", "post", "Three", "--series", "walking-to-work").code == 0
    assert run("list").code == 1


def test_git_is_told_what_not_to_keep(run: Run, here: Path) -> None:
    run("init", ".")
    assert (here / ".gitignore").read_text(encoding="utf-8").splitlines()[1:] == [
        "/output/",
        "/.site-builder/",
        "/preview/",
        "/public/",
    ]


def test_folders_above_are_made(run: Run, here: Path) -> None:
    assert run("init", "a/b/c").code == 0
    assert (here / "a/b/c/config.yaml").is_file()


def test_a_folder_in_use_is_refused(run: Run, here: Path) -> None:
    (here / "mine.txt").write_text("mine", encoding="utf-8")
    answer = run("init", ".")
    assert answer == (
        2,
        "",
        "error: ./ is not empty: mine.txt is in it\n  hint: choose a new or an empty folder\n",
    )
    answer = run("init", "mine.txt")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: mine.txt is not a folder\n")
    assert files(here) == {"mine.txt"}


def test_a_second_init_is_refused(run: Run, here: Path) -> None:
    run("init", "my-blog")
    config = here / "my-blog/config.yaml"
    config.write_text("title: mine\n", encoding="utf-8")
    assert run("init", "my-blog").code == 2
    assert config.read_text(encoding="utf-8") == "title: mine\n"


def test_hidden_files_may_be_there_and_stay(run: Run, here: Path) -> None:
    (here / ".git").mkdir()
    (here / ".git/config").write_text("git's", encoding="utf-8")
    (here / ".gitignore").write_text("*.bak\n", encoding="utf-8")
    answer = run("init", ".")
    assert answer.code == 0
    assert answer.err == ".gitignore was left unchanged: add the lines /output/ and /.site-builder/\n"
    assert (here / ".git/config").read_text(encoding="utf-8") == "git's"
    assert (here / ".gitignore").read_text(encoding="utf-8") == "*.bak\n"
    assert (here / "config.yaml").is_file()


@pytest.mark.parametrize("failing", ["write_bytes", "rename"])
@pytest.mark.parametrize("folder", [".", "a/b"])
def test_a_failure_leaves_nothing_half_made(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, failing: str, folder: str
) -> None:
    calls = 0
    real_write, real_rename = Path.write_bytes, os.rename

    def count() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, "No space left on device")

    def write(self: Path, data: bytes) -> int:
        if failing == "write_bytes":
            count()
        return real_write(self, data)

    def rename(old: Path, new: Path) -> None:
        if failing == "rename":
            count()
        real_rename(old, new)

    monkeypatch.setattr(Path, "write_bytes", write)
    monkeypatch.setattr(os, "rename", rename)
    (here / ".keep").touch()
    answer = run("init", folder)
    assert calls == 2
    assert (answer.code, answer.out) == (1, "")
    assert "cannot be written: No space left on device\n  hint: nothing was written\n" in answer.err
    assert [path.name for path in here.iterdir()] == [".keep"]


def test_the_examples_dates_have_passed() -> None:
    dates = [
        line.removeprefix("date: ")
        for path in EXAMPLE.rglob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("date: ")
    ]
    assert len(dates) == 3
    assert max(dates) < "2026-02-01"


def test_a_quiet_init_says_nothing(run: Run) -> None:
    assert run("init", "my-blog", "-q") == (0, "", "")


def test_no_two_new_sites_are_one_to_an_output_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        assert run("init", name).code == 0
    assert run("build", "-c", "one", "-o", "out").code == 0
    refused = run("build", "-c", "two", "-o", "out")
    assert (refused.code, "belongs to another site" in refused.err) == (1, True)
    assert run("build", "-c", "two", "-o", "out", "--take-over").code == 0
