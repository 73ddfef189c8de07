"""Texts that are not published: what hides them, when they come and go, and what a mistake in them does."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.model.diagnostics import Severity
from tests.driver import Options, Project, post, series

SHOWN = "content/posts/shown.md"
HIDDEN = "content/posts/canary.md"


def project(root: Path, **values: str) -> Project:
    return Project({SHOWN: post("Shown"), HIDDEN: post("Canary", "A canary sings.", **values)}, root)


def leaks(project: Project) -> list[str]:
    return [
        path
        for path, data in project.tree().items()
        if "canary" in path or b"canary" in (data or b"").lower()
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        {"Draft": "true"},
        {"DRAFT": "yes"},
        {"publish": "false"},
        {"private": "true"},
        {"visibility": "private"},
        {"wip": "true"},
        {"status": "pending"},
        {"publishDate": "2027-01-01"},
        {"publish_date": "2027-01-01"},
        {"embargo": "2027-01-01"},
        {"expiryDate": "2026-01-01"},
        {"date": "", "publishDate": "2027-01-01"},
    ],
)
def test_what_hides_a_post_in_other_tools_leaves_no_trace_of_it(
    tmp_path: Path, hidden: dict[str, str]
) -> None:
    assert leaks(project(tmp_path, **hidden).build()) == []


@pytest.mark.parametrize(
    "line",
    ["drafts: true", "hidden: true", "unlisted: true", "password: x", "exclude: true", "<<: {draft: true}"],
)
def test_what_may_be_meant_to_hide_a_post_stops_the_build(tmp_path: Path, line: str) -> None:
    key, _, value = line.partition(": ")
    (problem,) = project(tmp_path, **{key: value}).failure()
    assert (problem.severity, problem.path) == (Severity.ERROR, HIDDEN)


def test_posts_come_and_go_in_builds_that_follow_each_other_as_in_clean_ones(tmp_path: Path) -> None:
    values = {"publishDate": "2026-04-01 12:00", "expiryDate": "2026-05-01 12:00"}
    one = project(tmp_path / "one", **values)
    for number, (now, is_there) in enumerate(
        [
            ("2026-04-01T10:59:59", False),
            ("2026-04-01T11:00:00", True),
            ("2026-05-01T10:59:59", True),
            ("2026-05-01T11:00:00", False),
            ("2026-04-15T11:00:00", True),
        ]
    ):
        clean = project(tmp_path / f"clean-{number}", **values).build(now)
        assert one.build(now).tree() == clean.tree()
        assert bool(leaks(one)) is is_there


BROKEN = "reading_time: soon"


@pytest.mark.parametrize(
    "front", [f"draft: true\n{BROKEN}", "draft: true\ntitle: a: b", f"date: 2027-01-01\n{BROKEN}"]
)
def test_a_mistake_in_what_is_not_published_is_a_warning(tmp_path: Path, front: str) -> None:
    title = "" if "title" in front else "title: Canary\n"
    files = {SHOWN: post("Shown"), HIDDEN: f"---\n{title}{front}\n---\nCanary.\n"}
    one = Project(files, tmp_path).build()
    assert leaks(one) == []
    assert [(found.severity, found.path) for found in one.report.diagnostics] == [(Severity.WARNING, HIDDEN)]


@pytest.mark.parametrize(
    ("front", "options"),
    [
        (BROKEN, Options()),
        (f"draft: perhaps\n{BROKEN}", Options()),
        ("draft: perhaps", Options()),
        ("draft: true\npublished: true", Options()),
        (f"draft: true\n{BROKEN}", Options(drafts=True)),
        (f"publish_date: 2027-01-01\n{BROKEN}", Options(future=True)),
    ],
)
def test_a_mistake_in_what_is_published_or_may_be_is_an_error(
    tmp_path: Path, front: str, options: Options
) -> None:
    one = Project(
        {SHOWN: post("Shown"), HIDDEN: f"---\ntitle: Canary\ndate: 2026-01-06\n{front}\n---\n"}, tmp_path
    )
    assert {(found.severity, found.path) for found in one.failure(options)} == {(Severity.ERROR, HIDDEN)}


def test_a_draft_that_claims_the_part_of_a_published_post_stops_nothing(tmp_path: Path) -> None:
    files = {
        "content/series/walks.md": series("Walks"),
        "content/posts/b.md": post("Live", series="walks", part=1),
        "content/posts/a.md": post("Draft", series="walks", part=1, draft="true"),
    }
    (problem,) = Project(files, tmp_path).build().report.diagnostics
    assert (problem.severity, problem.path) == (Severity.WARNING, "content/posts/a.md")
