"""The same sources give the same bytes anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.driver import Project, assert_same_tree, post, tree
from tests.engine.conftest import MakeProject
from tests.engine.showcase import SHOWCASE
from tests.requirements import REPOSITORY

NAMES = ["grün", "月曜日", "a-b", "c d", "z", "Z2", "İstanbul"]
SITE: dict[str, str | bytes] = {
    **SHOWCASE,
    **{
        f"content/posts/{name}.md": post(name, f"About *{name}*.", f"2025-0{n}-01", tags=f"[{name}, rest]")
        for n, name in enumerate(NAMES, 1)
    },
    "content/posts/one-time.md": post("One time", date="2025-03-30 01:30"),
    "content/posts/same-time.md": post("Same time", date="2025-03-30 01:30"),
}

SURROUNDINGS: dict[str, dict[str, str]] = {
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "hash seed": {"PYTHONHASHSEED": "1"},
    "another hash seed": {"PYTHONHASHSEED": "4242"},
    "locale": {"LANG": "tr_TR.UTF-8", "LC_ALL": "C"},
    "no locale": {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
    "optimised": {"PYTHONOPTIMIZE": "1"},
}


def run(root: Path, jobs: str = "1", **environment: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "site_builder", "build", "-q", "--now", "2026-03-01T12:00Z", "-j", jobs],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        check=True,
        capture_output=True,
    )


@pytest.fixture
def built(project: MakeProject) -> Project:
    return project(SITE).build()


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_surroundings_change_nothing(built: Project, tmp_path: Path, surroundings: str) -> None:
    """In another folder too, and with the files listed in another order."""
    elsewhere = tmp_path / "else where" / "ünd"
    for path in reversed(built.sources()):
        (elsewhere / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(built.root / path, elsewhere / path)
    run(elsewhere, jobs="3", **SURROUNDINGS[surroundings])
    assert_same_tree(tree(elsewhere / "output"), built.tree())


def test_a_memory_from_elsewhere_changes_nothing(built: Project, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(built.root, tmp_path / "elsewhere")
    run(elsewhere, TZ="Asia/Tokyo", PYTHONHASHSEED="7")
    assert_same_tree(tree(elsewhere / "output"), built.tree())


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_number_of_processes_changes_nothing(
    built: Project, tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.engine.preparing.documents._PARALLEL_FROM", 1)
    monkeypatch.setattr("site_builder.engine.staleness.comparison._PARALLEL_FROM", 1)
    monkeypatch.setattr("site_builder.engine.rendering.render_pool._PARALLEL_FROM", 1)
    built.options = built.options._replace(jobs=jobs)
    clean = built.clean_build(tmp_path / "clean")
    assert_same_tree(clean.tree(), built.tree())
    assert clean.report.diagnostics == built.report.diagnostics
    built.build().assert_idle()
    for site in (built, clean):
        site.append(
            f"content/{next(iter(built.report.site.site.posts)).head.path}", "\nOne more paragraph.\n"
        )
    assert_same_tree(built.build().tree(), clean.build().tree())


def test_the_place_of_the_output_changes_nothing(built: Project, tmp_path: Path) -> None:
    before = built.tree()
    assert_same_tree(built.build(output=tmp_path / "public").tree(), before)
