"""Covers `engine/inventory`."""

from __future__ import annotations

import json
import re

import pytest

from site_builder.cli.output import Console
from site_builder.cli.table import aligned, width
from tests.cli.conftest import NOW, Run, Site


@pytest.fixture
def blog(site: Site) -> Site:
    """Posts in all states, and two series."""
    site.series("nights", title="Long nights", parts=3)
    site.series("days", title="Short days", status="abandoned")
    site.post("nights-1", title="月曜日の朝", date="2026-02-01", series="nights", series_part=1)
    site.post("nights-2", date="2026-11-02 12:30", series="nights", series_part=2)
    site.post("unfinished", draft="true")
    return site


def test_posts_are_listed_with_their_state(run: Run, blog: Site) -> None:
    answer = run("list", "--now", NOW)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == (
        "STATE            DATE              TITLE       URL           FILE\n"
        "draft                              unfinished  /unfinished/  content/posts/unfinished.md\n"
        "scheduled until  2026-11-02 12:30  nights-2    /nights-2/    content/posts/nights-2.md\n"
        "published        2026-02-01        月曜日の朝  /nights-1/    content/posts/nights-1.md\n"
        "published        2026-01-06        first       /first/       content/posts/first.md\n"
        "\n"
        "SERIES     PARTS   TITLE        URL              FILE\n"
        "abandoned  0       Short days   /series/days/    content/series/days.md\n"
        "ongoing    1 of 3  Long nights  /series/nights/  content/series/nights.md\n"
    )


def test_the_list_is_as_of_a_time(run: Run, blog: Site) -> None:
    def state(now: str) -> tuple[str, int]:
        listed = json.loads(run("list", "--json", "--now", now).out)
        post = next(one for one in listed["posts"] if one["title"] == "nights-2")
        series = next(one for one in listed["series"] if one["slug"] == "nights")
        return post["state"], series["published"]

    assert state("2026-11-02 12:29") == ("scheduled", 1)
    assert state("2026-11-02 12:30") == ("published", 2)


def test_machines_get_everything_as_json(run: Run, blog: Site) -> None:
    answer = run("list", "--json", "--now", NOW)
    assert (answer.code, answer.err) == (0, "")
    listed = json.loads(answer.out)
    assert listed["errors"] == []
    assert [post["state"] for post in listed["posts"]] == ["draft", "scheduled", "published", "published"]
    assert listed["posts"][1] == {
        "state": "scheduled",
        "date": "2026-11-02T12:30:00+00:00",
        "published_from": "2026-11-02T12:30:00+00:00",
        "expires": None,
        "title": "nights-2",
        "path": "content/posts/nights-2.md",
        "url": "/nights-2/",
        "address": "https://tests.example/nights-2/",
        "id": "posts/nights-2.md",
        "series": "nights",
        "part": 2,
    }
    assert listed["posts"][0]["date"] is None
    assert listed["posts"][3]["series"] is None
    assert listed["posts"][2]["address"] == "https://tests.example/nights-1/"
    assert listed["series"] == [
        {
            "slug": "days",
            "title": "Short days",
            "status": "abandoned",
            "published": 0,
            "declared": None,
            "path": "content/series/days.md",
            "url": "/series/days/",
            "address": "https://tests.example/series/days/",
        },
        {
            "slug": "nights",
            "title": "Long nights",
            "status": "ongoing",
            "published": 1,
            "declared": 3,
            "path": "content/series/nights.md",
            "url": "/series/nights/",
            "address": "https://tests.example/series/nights/",
        },
    ]


def test_a_series_is_complete_when_its_last_part_is_out(run: Run, site: Site) -> None:
    site.series("nights", parts=1)
    site.post("nights-1", date="2026-06-01", series="nights", series_part=1)

    def status(now: str) -> str:
        listed = json.loads(run("list", "--json", "--now", now).out)
        found: str = listed["series"][0]["status"]
        return found

    assert status("2026-05-01") == "ongoing"
    assert status("2026-07-01") == "complete"


def test_what_is_broken_is_told_and_the_rest_is_listed(run: Run, blog: Site) -> None:
    blog.post("broken", date="2026-02-30")
    answer = run("list", "--now", NOW)
    assert answer.code == 1
    assert answer.out.count("content/posts/") == 4
    assert "content/posts/broken.md:3:7: error: " in answer.err
    assert "  3 | date: 2026-02-30\n" in answer.err
    assert answer.err.endswith("\n1 error: a build would fail, and the list may be incomplete\n")

    as_json = run("list", "--json", "--now", NOW)
    assert as_json.code == 1
    listed = json.loads(as_json.out)
    assert len(listed["posts"]) == 4
    (problem,) = listed["errors"]
    assert (problem["path"], problem["line"], problem["code"]) == (
        "content/posts/broken.md",
        3,
        "front-matter-date",
    )


def test_warnings_are_a_builds_business(run: Run, blog: Site) -> None:
    blog.post("odd", date="2026-02-02", sumary="short")
    assert run("list", "--now", NOW)[::2] == (0, "")


def test_a_bare_site_is_told_how_to_begin(run: Run, site: Site) -> None:
    (site.root / "content/posts/first.md").unlink()
    answer = run("list")
    assert answer == (0, "There are no posts yet: site-builder new post TITLE makes the first.\n", "")


def test_listing_writes_nothing_but_the_memory(run: Run, blog: Site) -> None:
    before = blog.files()
    run("list", "--now", NOW)
    assert {path for path in blog.files() if not path.startswith(".site-builder/")} == before


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("月曜日", 6), ("é", 1), ("e\u0301", 1), ("a\u200db", 2), ("ｆ", 2), ("한글", 4)],
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, columns: int) -> None:
    assert width(text) == columns


def test_a_narrow_terminal_cuts_the_title_only() -> None:
    rows = [("STATE", "TITLE", "FILE"), ("draft", "A rather long title for a post", "content/posts/a.md")]
    assert list(aligned(rows, 1, 45)) == [
        "STATE  TITLE               FILE",
        "draft  A rather long tit…  content/posts/a.md",
    ]
    assert list(aligned(rows, 1, 20))[1] == "draft  A rather lo…  content/posts/a.md"
    assert "A rather long title for a post" in list(aligned(rows, 1))[1]


def test_a_narrow_terminal_goes_without_urls(run: Run, blog: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Console, "columns", 80)
    lines = run("list", "--now", NOW).out.splitlines()
    assert lines[0] == "STATE            DATE              TITLE       FILE"
    assert lines[3] == "published        2026-02-01        月曜日の朝  content/posts/nights-1.md"
    assert "/series/nights/" in lines[-1]


def test_a_wide_title_is_cut_between_characters() -> None:
    (line,) = aligned([("月曜日の朝の電車で", "x")], 0, 15)
    assert line == "月曜日の朝…   x"
    assert width(line) == 15


def test_the_table_fits_the_terminal_and_no_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        encoding = "utf-8"

        def __init__(self, *, is_one: bool) -> None:
            self._is_one = is_one

        def isatty(self) -> bool:
            return self._is_one

    monkeypatch.setenv("COLUMNS", "64")
    assert Console(out=Terminal(is_one=True)).columns == 64  # type: ignore[arg-type]
    assert Console(out=Terminal(is_one=False)).columns == 0  # type: ignore[arg-type]


def test_a_series_that_no_file_declares_is_listed_without_a_file(run: Run, site: Site) -> None:
    site.post("a", date="2026-01-06", series="[Coming back]")
    site.post("b", date="2026-01-07", series="[Coming back]")
    answer = run("list")
    row = re.split(" {2,}", answer.out.splitlines()[-1])
    assert row == ["ongoing", "2", "Coming back", "/series/coming-back/"]
    (series,) = json.loads(run("list", "--json").out)["series"]
    assert (series["slug"], series["published"], series["path"]) == ("coming-back", 2, None)
