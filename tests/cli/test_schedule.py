"""The command, and the lines that start the next build.

Covers `timers`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from site_builder.cli.timers import at_line, build_command, cron_line
from tests.cli.conftest import NOW, Run, Site

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def blog(site: Site) -> Site:
    """A series of three parts, of which the second is scheduled and the third planned."""
    site.series("walks", title="Walks", parts=3, planned="[{part: 3, title: Home, date: 2026-11-02 08:00}]")
    site.post("walk-1", date="2026-02-01", series="walks", series_part=1)
    site.post("walk-2", date="2026-10-25 01:30", series="walks", series_part=2)
    return site


def test_what_is_coming_is_said_in_local_time_and_utc_with_every_url(run: Run, blog: Site) -> None:
    answer = run("schedule", "--now", NOW)
    assert (answer.code, answer.err) == (0, "")
    first, second = (change.splitlines() for change in answer.out.split("\n\n"))
    assert first[:2] == [
        "2026-10-25 01:30 BST (2026-10-25T00:30:00Z)",
        '  published: "walk-2", part 2 of "Walks" (content/posts/walk-2.md)',
    ]
    assert set(first[2:]) > {
        "    new      /walk-2/",
        "    changed  /",
        "    changed  /series/walks/",
        "    changed  /walk-1/",
    }
    assert second[:2] == [
        "2026-11-02 08:00 GMT (2026-11-02T08:00:00Z)",
        '  the day passes that part 3 of "Walks" was announced for (content/series/walks.md)',
    ]
    assert set(second[2:]) > {"    changed  /walk-1/", "    changed  /walk-2/"}


def test_the_same_for_programs(run: Run, blog: Site) -> None:
    answer = json.loads(run("schedule", "--now", NOW, "--json").out)
    assert (answer["now"], answer["timezone"], answer["errors"]) == (
        "2026-03-01T12:00:00Z",
        "Europe/London",
        [],
    )
    first = answer["changes"][0]
    assert (first["utc"], first["local"]) == ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00+01:00")
    assert first["happenings"] == [
        {
            "kind": "published",
            "path": "content/posts/walk-2.md",
            "title": "walk-2",
            "series": "Walks",
            "part": 2,
            "url": "/walk-2/",
            "address": "https://tests.example/walk-2/",
        }
    ]
    assert "/walk-2/" in first["urls"]["new"]
    assert (first["urls"]["gone"], first["search_index"]) == ([], False)


def test_nothing_that_is_coming(run: Run, site: Site) -> None:
    assert run("schedule", "--now", NOW).out.startswith("Nothing is scheduled")
    assert run("schedule", "--now", NOW, "--json").code == 0
    for option in ("--next", "--cron", "--at"):
        assert run("schedule", "--now", NOW, option) == (0, "", "")


def test_one_instant_for_a_script(run: Run, blog: Site) -> None:
    assert run("schedule", "--now", NOW, "--next").out == "2026-10-25T00:30:00Z\n"
    assert run("schedule", "--now", "2026-10-25T00:30+00:00", "--next").out == "2026-11-02T08:00:00Z\n"


def test_a_calendar_of_all_coming_parts(run: Run, blog: Site, tmp_path: Path) -> None:
    answer = run("schedule", "--now", NOW, "--ics", "parts.ics")
    assert (answer.code, answer.out) == (0, "2 coming parts in parts.ics\n")
    lines = (blog.root / "parts.ics").read_bytes().decode().split("\r\n")
    assert "DTSTART:20261025T003000Z" in lines
    assert "SUMMARY;LANGUAGE=en-GB:Walks: Part III (final)\\, Home" in lines
    assert run("schedule", "--ics", str(tmp_path / "no" / "such.ics")).code == 1


def test_errors_are_told_and_make_the_exit_code_1(run: Run, blog: Site) -> None:
    blog.write("content/posts/broken.md", "---\ntitle: [\n---\n")
    answer = run("schedule", "--now", NOW)
    assert answer.code == 1
    assert "walk-2" in answer.out
    assert "a build would fail" in answer.err


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-11-02T08:00:00+00:00", "0 8 2 11 *"),
        ("2026-07-02T08:00:00+00:00", "0 9 2 7 *"),
        # A second too early would be too early.
        ("2026-07-02T08:00:01+00:00", "1 9 2 7 *"),
        ("2026-12-31T23:59:30+00:00", "0 0 1 1 *"),
        # 01:30 comes twice in this night: cron takes the first, so the second has to wait until 02:00.
        ("2026-10-25T00:30:00+00:00", "30 1 25 10 *"),
        ("2026-10-25T01:30:00+00:00", "0 2 25 10 *"),
        # And in this one there is no 01:30.
        ("2026-03-29T01:00:00+00:00", "0 2 29 3 *"),
    ],
)
def test_a_line_for_cron(instant: str, expected: str) -> None:
    assert cron_line(datetime.fromisoformat(instant), "true", LONDON) == f"{expected} true"


@pytest.fixture
def london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine in London."""
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("london")
def test_a_line_for_cron_is_in_the_machines_own_time(run: Run, blog: Site) -> None:
    line = run("schedule", "--now", NOW, "--cron").out
    assert line.startswith(f"30 1 25 10 * cd {blog.root} && ")
    assert line.endswith(" build --quiet\n")
    assert cron_line(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "true") == "0 2 25 10 * true"


def test_the_command_builds_the_site_whatever_its_folder_is_called(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "50% 'mine'"
    shutil.copytree(site.root, folder)
    (folder / "config.yaml").rename(folder / "site.yaml")
    command = build_command(folder / "site.yaml")
    assert "%" not in cron_line(datetime(2026, 11, 2, tzinfo=UTC), command, UTC).replace("\\%", "")
    subprocess.run(["sh", "-c", command], check=True, cwd="/")
    assert (folder / "output" / "first" / "index.html").is_file()


def test_a_command_for_at_is_in_utc_and_hands_over_the_build(tmp_path: Path) -> None:
    """`at` is a stand-in that prints what it is given: no test may leave a job behind."""
    (tmp_path / "at").write_text('#!/bin/sh\necho "$TZ $@"\ncat\n')
    (tmp_path / "at").chmod(0o755)
    line = at_line(datetime.fromisoformat("2026-10-25T01:30:01+00:00"), "cd '/a b' && true")
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    answer = subprocess.run(["sh", "-c", line], check=True, capture_output=True, text=True, env=path)
    assert answer.stdout == "UTC0 -t 202610250131\ncd '/a b' && true\n"
