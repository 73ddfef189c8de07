"""A build that is killed at any of its changes to the disk, and the build after it.

`KILL_EVERY=1 pytest tests/engine/test_killed_builds.py` kills at each change in turn, not only at some.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from site_builder.model.output_names import OWNED, STAGE
from tests.driver import Project, assert_same_tree, post, tree
from tests.engine.killing import FINISHED, KILLED, run_and_kill
from tests.engine.showcase import PIXEL, SHOWCASE

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")

FOREIGN = {".git/config": b"git's", "alpha/photo.jpg": b"somebody's", "photo.jpg": b"somebody's"}
NEW = "content/posts/new.md"
EVERY = int(os.environ.get("KILL_EVERY", "5"))
Tree = Mapping[str, bytes | None]


def edit(site: Project) -> None:
    """New, changed, moved and deleted files; a file becomes a folder, and a folder a file."""
    site.write(NEW, post("New", "Fresh.", "2026-02-01", tags="[new]", aliases="[/was/]"))
    site.append("content/posts/walk-2.md", "\nMore.\n")
    site.edit("content/posts/gamma.md", "title: Gamma", "title: Gamma too")
    site.delete("content/posts/beta.md").delete("content/comments/beta.yaml")
    site.delete("content/static/leaf").write("content/static/leaf/one.txt", "1")
    site.delete("content/static/stem/two.txt").write("content/static/stem", "2")
    site.write("content/images/new.png", PIXEL)


@pytest.fixture
def before(tmp_path: Path, compiled: Path) -> Project:
    """A site with foreign files in its output folder, built once."""
    files = {**SHOWCASE, "content/static/leaf": "0", "content/static/stem/two.txt": "0"}
    site = Project(files, tmp_path / "before", compiled).build()
    for path, data in FOREIGN.items():
        file = site.output / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    return site


def killed_everywhere(prepare: Callable[[], Project], examine: Callable[[Project], None]) -> int:
    """Kill a build of `prepare()` at each of its changes in turn; how many there are."""
    at = 1
    while True:
        site = prepare()
        ended = run_and_kill(site.build, at)
        assert ended in {KILLED, FINISHED}
        examine(site)
        if ended == FINISHED:
            return at
        at += EVERY


def assert_whole(found: Tree, *states: Tree) -> None:
    """Whatever has a final name is as it was or as it will be, and nothing foreign is lost."""
    ours = {path for path in found if not path.startswith((STAGE, OWNED))}
    for path in ours:
        if found[path] is not None:
            assert any(found[path] == state.get(path) for state in states), path
    assert {path: found.get(path) for path in FOREIGN} == FOREIGN


def test_a_build_that_is_killed_is_finished_by_the_next(
    before: Project, tmp_path: Path, compiled: Path
) -> None:
    old = tree(before.output)
    finished = copied(before, tmp_path / "finished")
    edit(finished)
    finished.build()
    new = tree(finished.output)
    clean = finished.clean_build(tmp_path / "clean", compiled).tree()
    assert_same_tree(new, {**clean, **FOREIGN})

    def prepare() -> Project:
        site = copied(before, tmp_path / "site")
        edit(site)
        return site

    def examine(site: Project) -> None:
        found = tree(site.output)
        assert_whole(found, old, new)
        assert_owns(site, {path for path in found if path in old.keys() | new.keys()} - FOREIGN.keys())
        site.build()
        assert_same_tree(site.tree(), new)
        site.build().assert_idle()

    assert killed_everywhere(prepare, examine) > 100 // EVERY


def test_what_a_killed_build_wrote_goes_with_its_post(before: Project, tmp_path: Path) -> None:
    """The post turns draft, and all other edits are taken back: all is as it was."""
    old = tree(before.output)

    def prepare() -> Project:
        site = copied(before, tmp_path / "site")
        edit(site)
        return site

    def examine(site: Project) -> None:
        shutil.rmtree(site.root / "content")
        shutil.copytree(before.root / "content", site.root / "content")
        site.write(NEW, post("New", "Fresh.", "2026-02-01", draft="true"))
        site.build()
        assert_same_tree(site.tree(), old)

    killed_everywhere(prepare, examine)


def test_the_first_build_can_be_killed_as_well(tmp_path: Path, compiled: Path) -> None:
    new = Project(SHOWCASE, tmp_path / "finished", compiled).build().tree()

    def prepare() -> Project:
        shutil.rmtree(tmp_path / "site", ignore_errors=True)
        return Project(SHOWCASE, tmp_path / "site", compiled)

    def examine(site: Project) -> None:
        for path, data in tree(site.output).items():
            assert path.startswith((STAGE, OWNED)) or data is None or data == new[path]
        site.build()
        assert_same_tree(site.tree(), new)

    killed_everywhere(prepare, examine)


def test_cleaning_can_be_killed_as_well(before: Project, tmp_path: Path) -> None:
    from site_builder.engine.cleaning import clean

    for at in range(1, 400, 7 * EVERY):
        site = copied(before, tmp_path / "site")
        ended = run_and_kill(lambda site=site: clean(site.root, site.output), at)  # type: ignore[misc]
        found = tree(site.output)
        assert {path: found.get(path) for path in FOREIGN} == FOREIGN
        clean(site.root, site.output)
        assert tree(site.output) == FOREIGN
        if ended == FINISHED:
            return
    pytest.fail("it never ended")


def assert_owns(site: Project, paths: set[str]) -> None:
    """The list of owned paths knows of everything that a build has put there."""
    listed = set((site.output / OWNED).read_text(encoding="utf-8").split("\n"))
    made = {path for path in paths if path != OWNED and not path.startswith(STAGE)}
    assert made - listed == set()


def copied(site: Project, root: Path) -> Project:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(site.root, root)
    return Project({"config.yaml": site.source("config.yaml")}, root)
