"""A folder as a target. Whole deploys to one are tested with the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.deployers import folder
from site_builder.model.deploy import Store
from site_builder.model.errors import DeployFailed
from tests.deployers.releases import surroundings, target


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "public").mkdir()
    return folder.open_store(target("folder", path="public"), surroundings(tmp_path))


def test_what_is_put_can_be_found_and_read(store: Store) -> None:
    store.put("a/b/c.txt", b"c")
    store.put("d.txt", b"")
    assert sorted(store.find(None)) == ["a/b/c.txt", "d.txt"]
    assert list(store.find({"a/b", "nowhere"})) == ["a/b/c.txt"]
    assert list(store.find({""})) == ["d.txt"]
    assert store.read("a/b/c.txt") == b"c"
    assert store.read("nowhere") is None


def test_a_file_that_is_deleted_takes_empty_folders_with_it(store: Store, tmp_path: Path) -> None:
    store.put("a/b/c.txt", b"c")
    store.put("a/d.txt", b"d")
    store.delete("a/b/c.txt")
    store.delete("never/there.txt")
    assert sorted(path.name for path in (tmp_path / "public").rglob("*")) == ["a", "d.txt"]
    store.delete("a/d.txt")
    assert (tmp_path / "public").is_dir()


def test_nothing_is_written_or_deleted_behind_a_link(store: Store, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.txt").write_text("theirs")
    (tmp_path / "public/linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DeployFailed, match="is a link"):
        store.put("linked/a.txt", b"x")
    with pytest.raises(DeployFailed, match="is a link"):
        store.delete("linked/a.txt")
    assert (tmp_path / "elsewhere/a.txt").read_text() == "theirs"
    assert list(store.find(None)) == ["linked"]


def test_a_folder_that_cannot_be_listed_is_an_error(store: Store, tmp_path: Path) -> None:
    (tmp_path / "public").rmdir()
    with pytest.raises(DeployFailed, match="cannot be read"):
        list(store.find(None))


def test_a_path_from_home_is_read(tmp_path: Path) -> None:
    (tmp_path / "home/public").mkdir(parents=True)
    store = folder.open_store(target("folder", path="~/public"), surroundings(tmp_path / "site"))
    store.put("a.txt", b"a")
    assert (tmp_path / "home/public/a.txt").read_bytes() == b"a"
