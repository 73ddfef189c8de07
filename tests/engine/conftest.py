"""Projects that begin with compiled templates, since compiling the theme is most of a small cold build."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.driver import MEMORY, Project
from tests.engine.showcase import SHOWCASE

MakeProject = Callable[[Mapping[str, str | bytes]], Project]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A memory of templates and of nothing else: no document, no output."""
    project = Project(SHOWCASE, tmp_path_factory.mktemp("compiled")).build()
    cache = project.root / MEMORY
    store = sqlite3.connect(cache / "memory.sqlite")
    with store:
        for table in ("documents", "bodies", "files", "folders", "outputs", "page_inputs", "shared"):
            store.execute(f"DELETE FROM {table}")
    store.close()
    return cache


@pytest.fixture
def project(tmp_path: Path, compiled: Path) -> MakeProject:
    """Make a project of these files."""
    return lambda files: Project(files, tmp_path / "site", compiled)


@pytest.fixture
def showcase(project: MakeProject) -> Project:
    """The showcase, built once."""
    return project(SHOWCASE).build()


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests with a browser leave an idle thread in this process, for which others would be started afresh."""
    here, active_count = os.getpid(), threading.active_count
    monkeypatch.setattr(threading, "active_count", lambda: 1 if os.getpid() == here else active_count())
