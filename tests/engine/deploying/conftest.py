"""A project with a folder as its target."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.driver import Project, post
from tests.engine.conftest import MakeProject
from tests.engine.deploying.deploying import with_target


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A folder that is deployed to."""
    folder = tmp_path / "public"
    folder.mkdir()
    return folder


@pytest.fixture
def small(project: MakeProject, public: Path) -> Project:
    """Two posts, built; `live` is the folder beside it."""
    texts = {"content/posts/a.md": post("A"), "content/posts/b.md": post("B", tags="[wet, dry]")}
    return with_target(project(texts), "live: {kind: folder, path: ../public}").build()
