"""Covers `output`, `engine/progress`, `engine/diagnostics/source_lines`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Run, Site


def test_a_build_ends_with_one_line(run: Run, site: Site) -> None:
    first = run("build", "--now", NOW)
    assert (first.code, first.err) == (0, "")
    pages = int(re.match(r"\d+", first.out)[0])  # type: ignore[index]
    assert re.fullmatch(rf"{pages} pages in output/ · {pages} made · \d+\.\d\d s · no warnings\n", first.out)
    assert (site.root / "output/first/index.html").is_file()

    again = run("build", "--now", NOW)
    assert re.fullmatch(
        rf"{pages} pages in output/ · 0 made, {pages} reused · \d+\.\d\d s · no warnings\n", again.out
    )

    (site.root / "content/posts/first.md").unlink()
    site.post("other", date="2026-01-07")
    after = run("build", "--now", NOW)
    assert " · 1 deleted · " in after.out
    assert not (site.root / "output/first").exists()


def test_errors_are_all_printed_and_nothing_is_written(run: Run, site: Site) -> None:
    assert run("build", "--now", NOW).code == 0
    before = {path: (site.root / "output" / path).read_bytes() for path in site.files("output")}
    site.post("first", date="2026-01-06", description="Changed.")
    site.post("second", date="2026-02-30")
    site.post("third", date="2026-01-08", series_part="two", series="none")
    answer = run("build", "--now", NOW)
    assert answer.code == 1
    assert answer.out == ""
    assert "content/posts/second.md:3:7: error: " in answer.err
    assert "  3 | date: 2026-02-30\n    |       ^^^^^^^^^^\n  hint: " in answer.err
    assert "content/posts/third.md:4:14: error: " in answer.err
    assert answer.err.endswith("\n2 errors: nothing was written\n")
    after = {path: (site.root / "output" / path).read_bytes() for path in site.files("output")}
    assert after == before


def test_a_broken_part_is_not_also_called_missing(run: Run, site: Site) -> None:
    site.series("nights", parts=2)
    site.post("nights-1", date="2026-02-30", series="nights", series_part=1)
    site.post("nights-2", date="2026-02-01", series="nights", series_part=2)
    assert run("build", "--now", NOW).err.endswith("\n1 error: nothing was written\n")


def test_warnings_are_printed_each_time_and_counted(run: Run, site: Site) -> None:
    site.post("second", date="2026-01-07", sumary="short")
    for _ in range(2):
        answer = run("build", "--now", NOW)
        assert answer.code == 0
        assert "content/posts/second.md:4:1: warning: " in answer.err
        assert "did you mean" in answer.err
        assert answer.out.endswith(" · 1 warning\n")


def test_strict_lets_warnings_fail_the_build(run: Run, site: Site) -> None:
    assert run("build", "--now", NOW, "--strict").code == 0
    site.post("second", date="2026-01-07", sumary="short")
    answer = run("build", "--now", NOW, "--strict", "--output", "other")
    assert answer.code == 1
    assert answer.err.endswith("\n1 warning, and --strict allows none: nothing was written\n")
    assert not (site.root / "other").exists()


def test_quiet_prints_problems_only(run: Run, site: Site) -> None:
    assert run("build", "-q", "--now", NOW) == (0, "", "")
    site.post("second", date="2026-01-07", sumary="short")
    answer = run("build", "-q", "--now", NOW)
    assert (answer.code, answer.out) == (0, "")
    assert "warning: " in answer.err


def test_verbose_names_what_is_written_and_deleted(run: Run, site: Site) -> None:
    assert "wrote first/index.html\n" in run("build", "-v", "--now", NOW).err
    site.post("other", date="2026-01-07")
    (site.root / "content/posts/first.md").unlink()
    answer = run("build", "-v", "--now", NOW)
    assert "deleted first/index.html\n" in answer.err
    assert "wrote other/index.html\n" in answer.err


def test_json_says_what_was_done(run: Run, site: Site) -> None:
    answer = run("build", "--json", "--now", NOW)
    report = json.loads(answer.out)
    assert answer.code == 0
    assert report["output"] == str(site.root / "output")
    assert report["parsed"] == 1
    assert "first/index.html" in report["rendered"]
    assert set(report["written"]) <= site.files("output")
    assert (report["deleted"], report["warnings"]) == ([], 0)
    again = json.loads(run("build", "--json", "--now", NOW).out)
    assert (again["rendered"], again["written"], again["pages"]) == ([], [], report["pages"])


@pytest.mark.parametrize(
    ("now", "message"),
    [
        ("tomorrow", "error: --now must be a date, not 'tomorrow'\n  hint: write it as 2021-10-26"),
        ("2021-02-30", "error: --now is impossible: February 2021 has 28 days\n  hint: "),
        ("2021-01-01 25:00", "error: --now is impossible: hours run from 00 to 23\n  hint: "),
    ],
)
@pytest.mark.parametrize("option", ["--now", "--clock"])
def test_an_invalid_time_is_wrong_usage(run: Run, site: Site, option: str, now: str, message: str) -> None:
    answer = run("build", option, now)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(message)
    assert not (site.root / "output").exists()


def test_now_is_told_by_the_sites_clock(run: Run, site: Site) -> None:
    """In London, 1 July begins at 23:00 UTC."""
    site.post("second", date="2026-07-01")
    run("build", "--now", "2026-06-30T22:59Z")
    assert not (site.root / "output/second").exists()
    run("build", "--now", "2026-06-30T23:00Z")
    assert (site.root / "output/second").exists()
    run("build", "--now", "2026-06-30T23:59")
    assert not (site.root / "output/second").exists()
    run("build", "--now", "2026-07-01")
    assert (site.root / "output/second").exists()


def test_drafts_and_future_posts_are_built_when_asked_for(run: Run, site: Site) -> None:
    site.post("later", date="2027-01-01")
    site.post("unfinished", date="2026-01-01", draft="true")
    run("build", "--now", NOW)
    assert not {"later", "unfinished"} & {path.name for path in (site.root / "output").iterdir()}
    run("build", "--now", NOW, "-D", "-F")
    assert {"later", "unfinished"} <= {path.name for path in (site.root / "output").iterdir()}


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("example.org", "--base-url must begin with https:// or http://, not 'example.org'"),
        ("https://example.org/?x", "--base-url cannot have a ? or # part"),
        ("https://", "--base-url has no host: 'https://'"),
    ],
)
def test_an_invalid_address_is_wrong_usage(run: Run, site: Site, url: str, message: str) -> None:
    answer = run("build", "--base-url", url)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"error: {message}\n  hint: ")


def test_a_base_url_moves_the_whole_site(run: Run, site: Site) -> None:
    assert run("build", "--now", NOW, "--base-url", "https://user.github.io/repo").code == 0
    page = (site.root / "output/index.html").read_text(encoding="utf-8")
    assert 'href="/repo/first/"' in page
    assert "https://user.github.io/repo/" in page
    assert "tests.example" not in page


@pytest.mark.parametrize("folder", ["content", "content/site", "templates/x", ".", "..", "", "linked"])
def test_the_output_folder_must_not_hold_sources(run: Run, site: Site, folder: str) -> None:
    (site.root / "linked").symlink_to(site.root / "content")
    before = site.files()
    answer = run("build", "--now", NOW, "--output", folder)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: --output ")
    assert site.files() - before <= {
        ".site-builder/memory.sqlite",
        ".site-builder/lock",
        ".site-builder/.gitignore",
    }


def test_another_output_folder(run: Run, site: Site, tmp_path: Path) -> None:
    answer = run("build", "--now", NOW, "-o", str(tmp_path / "elsewhere"))
    assert answer.code == 0
    assert f" in {tmp_path / 'elsewhere'}/ · " in answer.out
    assert (tmp_path / "elsewhere/index.html").is_file()
    assert not (site.root / "output").exists()


def test_a_folder_that_is_somebody_elses_is_refused(run: Run, site: Site) -> None:
    mine = site.write("holiday/photo.txt", "mine")
    answer = run("build", "--now", NOW, "-o", "holiday")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("error: ")
    assert "photo.txt" in answer.err
    assert site.files("holiday") == {mine.name}


def test_repeated_problems_are_grouped_and_counted_in_a_table(run: Run, site: Site) -> None:
    for number in range(9):
        site.post(f"p{number}", date="2026-01-07", tumblr_url="x")
    answer = run("build", "--now", NOW)
    assert answer.err.count("warning: there is no key 'tumblr_url'") == 3
    assert answer.err.count("| tumblr_url: x") == 3
    assert answer.err.count("hint: ") == 1
    assert "  and 6 more, --verbose shows all\n" in answer.err
    assert answer.err.splitlines()[-1].startswith("9 warnings  front-matter-unknown-key  ")
    assert answer.out.endswith(" · 9 warnings\n")


def test_verbose_shows_every_problem(run: Run, site: Site) -> None:
    for number in range(9):
        site.post(f"p{number}", date="2026-01-07", tumblr_url="x")
    answer = run("build", "--verbose", "--now", NOW)
    assert answer.err.count("warning: there is no key 'tumblr_url'") == 9
    assert "--verbose shows all" not in answer.err


def test_json_has_every_problem_also_of_a_build_that_failed(run: Run, site: Site) -> None:
    for number in range(9):
        site.post(f"p{number}", date="2026-01-07", tumblr_url="x")
    found = json.loads(run("build", "--json", "--now", NOW).out)["diagnostics"]
    assert [(one["path"], one["line"], one["column"]) for one in found] == [
        (f"content/posts/p{number}.md", 4, 1) for number in range(9)
    ]
    site.post("bad", date="2026-02-30")
    found = json.loads(run("build", "--json", "--now", NOW).out)["diagnostics"]
    assert sorted(one["severity"] for one in found) == ["error", *["warning"] * 9]
