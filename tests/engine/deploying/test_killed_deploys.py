"""A deploy that is killed at any change of the file system: no page lacks its assets, and the next one
completes it.

Covers `target_record`, `retries`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from site_builder.engine.deploying.retries import TRIES, PatientStore
from site_builder.model.errors import DeployFailed, TransferFaulted
from tests.driver import Project
from tests.engine.deploying.deploying import deploy, held, lacking, ours, published
from tests.engine.killing import FINISHED, KILLED, run_and_kill


def test_a_crawl_sees_an_asset_that_is_missing(small: Project) -> None:
    files = published(small)
    assert lacking(files) == []
    style = next(path for path in files if path.startswith("assets/style."))
    del files[style]
    assert f"a/index.html {style}" in lacking(files)


def test_killed_at_any_step_of_a_change_of_all_pages_and_assets(
    small: Project, public: Path, tmp_path: Path
) -> None:
    """Every page changes, assets get other names, a post goes and another comes."""
    deploy(small)
    (public / "foreign.txt").write_text("not ours")
    deploy(small, days=1, adopts=True)
    small.write("templates/assets/style.css", "body { color: black }")
    small.delete("content/posts/b.md").write(
        "content/posts/c.md", "---\ntitle: C\ndate: 2026-01-07\n---\n\nC\n"
    )
    small.build()
    wanted = published(small)
    start = {"public": public, ".site-builder": small.root / ".site-builder"}
    for name, folder in start.items():
        shutil.copytree(folder, tmp_path / "start" / name)
    at = 0
    outcome = KILLED
    while outcome == KILLED:
        at += 1
        for name, folder in start.items():
            shutil.rmtree(folder)
            shutil.copytree(tmp_path / "start" / name, folder)
        outcome = run_and_kill(lambda: deploy(small, days=2), at)
        there = held(public)
        assert lacking(there) == [], at
        assert there["foreign.txt"] == b"not ours", at
        deploy(small, days=3)
        after = {
            path: data for path, data in ours(held(public)).items() if not path.startswith("assets/style.")
        }
        expected = {path: data for path, data in wanted.items() if not path.startswith("assets/style.")}
        assert after == {**expected, "foreign.txt": b"not ours"}, at
        assert lacking(held(public)) == []
    assert outcome == FINISHED
    assert at > 100


class Flaky:
    """A store that fails a number of times before it reads."""

    parallel = 1
    lists_all = True

    def __init__(self, faults: int, fault: DeployFailed) -> None:
        self.faults, self.fault = faults, fault
        self.asked = 0

    def read(self, path: str) -> bytes:
        self.asked += 1
        if self.asked <= self.faults:
            raise self.fault
        return b"read"

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


def test_what_may_work_the_next_time_is_tried_again_with_longer_and_longer_pauses() -> None:
    pauses: list[float] = []
    store = Flaky(TRIES - 1, TransferFaulted("busy"))
    assert PatientStore(store, pauses.append).read("x") == b"read"  # type: ignore[arg-type]
    assert pauses == [1, 2, 4, 8]
    store = Flaky(TRIES, TransferFaulted("busy"))
    with pytest.raises(TransferFaulted):
        PatientStore(store, pauses.append).read("x")  # type: ignore[arg-type]
    assert store.asked == TRIES


def test_what_will_not_work_the_next_time_either_is_not_tried_again() -> None:
    store = Flaky(1, DeployFailed("denied"))
    with pytest.raises(DeployFailed):
        PatientStore(store, pytest.fail).read("x")  # type: ignore[arg-type]
    assert store.asked == 1
