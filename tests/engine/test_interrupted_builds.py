"""Ctrl-C leaves nothing half-written, and no process behind."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from site_builder.engine.build import build
from site_builder.engine.output.output_folder import OutputFolder
from tests.driver import MEMORY, Project, assert_same_tree, post, tree
from tests.engine.command import BUILD, ENVIRONMENT
from tests.engine.conftest import MakeProject
from tests.engine.showcase import SHOWCASE


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interruption_while_pages_are_printed_leaves_nothing(
    showcase: Project, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """Processes that were still printing would write into the stage while it is removed."""
    usual = OutputFolder._remove_stage
    printing: list[int] = []

    def remove_stage(folder: OutputFolder) -> None:
        printing.append(len(multiprocessing.active_children()))
        usual(folder)

    def interrupting(what: str, done: int, _: int) -> None:
        if what == "rendering" and done == 2:
            raise KeyboardInterrupt

    before = showcase.tree()
    showcase.edit("config.yaml", "title: Tests", "title: Others")
    monkeypatch.setattr("site_builder.engine.rendering.render_pool._PARALLEL_FROM", 1)
    monkeypatch.setattr("site_builder.engine.rendering.render_pool._BATCH", 1)
    monkeypatch.setattr(OutputFolder, "_remove_stage", remove_stage)
    with pytest.raises(KeyboardInterrupt):
        build(showcase.request()._replace(jobs=jobs), interrupting)
    assert printing == [0, 0]
    assert multiprocessing.active_children() == []
    assert not list(showcase.output.glob(".site-builder-stage"))
    assert_same_tree(showcase.tree(), before)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_ctrl_c_at_any_time_ends_with_130_and_nothing_is_half_written(
    project: MakeProject, tmp_path: Path, jobs: str
) -> None:
    """Enough posts for workers. The whole process group is interrupted, as a terminal does it."""
    posts = {f"content/posts/p{n}.md": post(f"P {n}", "Text.\n\n" * 20) for n in range(160)}
    site = project({**SHOWCASE, **posts})
    codes = set()
    for wait in (0.15, 0.3, 0.45, 0.6, 0.8, 1.1):
        shutil.rmtree(site.root / "output", ignore_errors=True)
        site.forget() if (site.root / MEMORY).exists() else None
        with subprocess.Popen(
            [*BUILD, "-j", jobs],
            cwd=site.root,
            env={**ENVIRONMENT, "PYTHONWARNINGS": "ignore"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            time.sleep(wait)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            _, complaint = process.communicate(timeout=60)
        codes.add(process.returncode)
        if process.returncode == 130:
            # Nothing is said by a process that had not yet begun with anything.
            assert complaint in {"", "interrupted: nothing is left half-written\n"}
        assert not list((site.root / "output").glob(".site-builder-stage"))
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    assert 130 in codes
    site.build(jobs=2)
    assert_same_tree(tree(site.output), site.clean_build(tmp_path / "clean").tree())
