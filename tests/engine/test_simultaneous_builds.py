"""Builds of one site at the same time.

Covers `engine/store/lock`.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from site_builder.engine.build import build
from site_builder.engine.store.lock import build_lock
from site_builder.model.errors import BuildLocked
from tests.driver import Project, assert_same_tree
from tests.engine.command import BUILD, ENVIRONMENT


def test_of_two_builds_at_once_one_says_so(showcase: Project) -> None:
    with build_lock(showcase.root), pytest.raises(BuildLocked):
        build(showcase.request(), lambda *_: None)
    showcase.build().assert_idle()


def test_many_builds_at_once_leave_a_whole_site(showcase: Project, tmp_path: Path) -> None:
    before = showcase.tree()
    shutil.rmtree(showcase.output)
    several = [
        subprocess.Popen(BUILD, cwd=showcase.root, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    ends = []
    for one in several:
        _, complaint = one.communicate(timeout=120)
        assert one.returncode == 0 or "another build" in complaint
        ends.append(one.returncode)
    assert 0 in ends
    showcase.build()
    assert_same_tree(showcase.tree(), before)
