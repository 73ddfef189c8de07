"""Whose an output folder is: another site's pages are not this one's to delete."""

from __future__ import annotations

import errno
import os
import shutil
from functools import partial
from pathlib import Path

import pytest

from site_builder.engine.build import build
from site_builder.engine.store import lock
from site_builder.engine.store.lock import OutputLock
from site_builder.model.errors import BuildLocked, OutputRefused
from site_builder.model.output_names import OWNED, OWNED_LOCK
from tests.driver import CONFIG, MEMORY, Project, post
from tests.engine.conftest import MakeProject

OTHER = CONFIG.replace("title: Tests", "title: Others")


@pytest.fixture
def first(project: MakeProject, tmp_path: Path) -> Project:
    """A site that is built into a folder outside of it."""
    return project({"content/posts/a.md": post("A")}).build(output=tmp_path / "out")


def another(first: Project, tmp_path: Path, config: str, name: str = "other") -> Project:
    made = Project({"config.yaml": config, "content/posts/b.md": post("B")}, tmp_path / name)
    made.options = first.options
    return made


def test_another_sites_output_is_refused_and_stays_as_it_is(first: Project, tmp_path: Path) -> None:
    before = first.tree()
    other = another(first, tmp_path, OTHER)
    with pytest.raises(OutputRefused, match="belongs to another site, which has"):
        other.build_with(first.options)
    assert first.tree() == before


def test_another_sites_output_can_be_taken_over(first: Project, tmp_path: Path) -> None:
    other = another(first, tmp_path, OTHER)
    build(other.request(), lambda *_: None, may_take_over=True)
    assert "b/index.html" in first.tree()
    assert "a/index.html" not in first.tree()
    other.build_with(first.options).assert_idle()
    with pytest.raises(OutputRefused):
        first.build_with(first.options)


def test_a_fresh_checkout_elsewhere_is_the_same_site(first: Project, tmp_path: Path) -> None:
    made = another(first, tmp_path, CONFIG)
    made.write("content/posts/a.md", post("A")).build_with(first.options).assert_built("/b/").assert_built(
        "/a/"
    )


def test_another_site_of_the_same_title_and_address_is_refused(project: MakeProject, tmp_path: Path) -> None:
    first = project({f"content/posts/a{number}.md": post(f"A{number}") for number in range(12)})
    first.build(output=tmp_path / "out")
    before = first.tree()
    other = Project(
        {f"content/posts/b{number}.md": post(f"B{number}") for number in range(11)}, tmp_path / "other"
    )
    other.options = first.options
    with pytest.raises(OutputRefused, match=r"has 12 pages of .* another site .* \(such as a0/index"):
        other.build_with(first.options)
    assert first.tree() == before
    build(other.request(), lambda *_: None, may_take_over=True)
    with pytest.raises(OutputRefused, match="seems to be another site"):
        first.build_with(first.options)
    other.build_with(first.options).assert_idle()


def test_a_few_pages_of_a_small_site_whose_memory_was_lost_are_its_own(
    project: MakeProject, tmp_path: Path
) -> None:
    posts = {f"content/posts/p{number}.md": post(f"P{number}") for number in range(6)}
    made = project(posts).build()
    shutil.rmtree(made.root / MEMORY)
    for number in range(5):
        made.delete(f"content/posts/p{number}.md")
    made.build().assert_absent("/p1/")


def test_a_site_that_deletes_most_of_its_pages_is_the_same_site(project: MakeProject) -> None:
    posts = {f"content/posts/p{number}.md": post(f"P{number}") for number in range(6)}
    made = project(posts).build()
    for number in range(5):
        made.delete(f"content/posts/p{number}.md")
    made.build().assert_absent("/p1/")


def test_a_site_that_moves_all_of_its_pages_is_the_same_site(project: MakeProject) -> None:
    made = project({f"content/posts/p{number}.md": post(f"P{number}") for number in range(6)}).build()
    made.append("config.yaml", "permalinks: {posts: '/moved/{slug}/'}\n").build()
    made.assert_built("/moved/p1/").assert_absent("/p1/")


def test_a_site_with_an_id_may_change_its_title_and_address(first: Project, tmp_path: Path) -> None:
    out = first.options._replace(output=tmp_path / "named")
    first.append("config.yaml", "site_id: 7f3a\n").build_with(out)
    changed = OTHER.replace("tests.example", "others.example") + "site_id: 7f3a\n"
    another(first, tmp_path, changed).build_with(out)
    with pytest.raises(OutputRefused):
        another(first, tmp_path, CONFIG + "site_id: 8888\n", "third").build_with(out)


def test_a_new_title_is_no_new_site_where_the_old_one_is_remembered(first: Project, tmp_path: Path) -> None:
    first.edit("config.yaml", "title: Tests", "title: Trials").build_with(first.options)
    first.forget().build_with(first.options)
    first.edit("config.yaml", "title: Trials", "title: Tests").forget()
    with pytest.raises(OutputRefused):
        first.build_with(first.options)


def test_another_address_on_the_command_line_is_no_other_site(first: Project) -> None:
    first.forget().build_with(first.options._replace(base_url="https://user.github.io/repo/"))


def test_a_list_from_before_sites_had_ids_is_this_sites_and_gets_one(first: Project) -> None:
    listed = first.output / OWNED
    lines = listed.read_text().split("\n")
    assert lines[1].startswith("# Site: ")
    listed.write_text("\n".join([lines[0], *lines[2:]]))
    first.build_with(first.options)
    assert listed.read_text().split("\n") == lines


@pytest.mark.skipif(os.name == "nt", reason="Windows locks no folders")
def test_two_builds_into_one_folder_do_not_mix(first: Project, tmp_path: Path) -> None:
    with OutputLock(first.output), pytest.raises(BuildLocked, match="another build is writing to"):
        another(first, tmp_path, CONFIG).build_with(first.options)
    first.build_with(first.options)


class Bytes:
    """`msvcrt.locking` as Windows has it: of one file, one descriptor at a time; closing lets go."""

    def __init__(self) -> None:
        self._holders: dict[tuple[int, int], int] = {}

    def __call__(self, descriptor: int, _mode: int, _count: int) -> None:
        status = os.fstat(descriptor)
        file = (status.st_dev, status.st_ino)
        if self._holders.setdefault(file, descriptor) != descriptor and self._is_open(file):
            raise OSError(errno.EACCES, "Permission denied")
        self._holders[file] = descriptor

    def _is_open(self, file: tuple[int, int]) -> bool:
        try:
            status = os.fstat(self._holders[file])
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == file


def test_two_builds_into_one_folder_do_not_mix_on_windows_either(
    first: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_FOLDERS", None)
    monkeypatch.setattr(lock, "_take", partial(lock._take_byte, Bytes(), 2))
    other = another(first, tmp_path, CONFIG)
    other.write("content/posts/a.md", post("A"))
    with OutputLock(first.output):
        assert (first.output / OWNED_LOCK).is_file()
        with pytest.raises(BuildLocked, match="another build is writing to"):
            other.build_with(first.options)
    assert not (first.output / OWNED_LOCK).exists()
    other.build_with(first.options)
    assert not (first.output / OWNED_LOCK).exists()


@pytest.mark.parametrize(("number", "is_free"), [(errno.EACCES, False), (errno.ENOSYS, True)])
def test_only_a_lock_that_is_held_keeps_a_build_off(number: int, is_free: bool) -> None:
    def locking(*_: int) -> None:
        raise OSError(number, "no")

    assert lock._take_byte(locking, 2, 0) == is_free
