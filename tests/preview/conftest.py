"""Previews of small sites; compiled templates are brought along, since compiling them takes longest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.preview.watching import debounce
from tests.driver import MEMORY, Options, Project
from tests.engine.showcase import SHOWCASE
from tests.preview.running import Running, running

SHOWN = Options(drafts=True, future=True)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the showcase remembers."""
    project = Project(SHOWCASE, tmp_path_factory.mktemp("compiled"))
    return project.build_with(SHOWN).root / MEMORY


@pytest.fixture
def project(tmp_path: Path, compiled: Path) -> Project:
    """The showcase, shown as a preview shows it by default."""
    made = Project(SHOWCASE, tmp_path / "site", compiled)
    made.options = SHOWN
    return made


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watcher waits longer before it takes a save for complete: for tests that count rebuilds.

    Where the machine is busy, a test can be held up in the middle of a save.
    """
    for name in ("SETTLED", "UNSETTLED", "BURST", "_CLOSE", "_LONGEST"):
        monkeypatch.setattr(debounce, name, 6 * getattr(debounce, name))


@pytest.fixture
def served(project: Project) -> Iterator[Running]:
    """A preview of the showcase."""
    with running(project) as one:
        yield one
