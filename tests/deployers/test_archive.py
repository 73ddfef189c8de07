"""The whole site in one file."""

from __future__ import annotations

import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from site_builder.deployers import archive
from site_builder.model.deploy import TargetChanges
from site_builder.model.errors import DeployFailed, DeployRefused
from site_builder.stages.config.keys import read_config
from tests.deployers.releases import release, surroundings, target

FILES = {"index.html": b"<p>Home", "é/index.html": b"<p>\xc3\xa9", "assets/a.css": b"p{}" * 1000}


def packed(root: Path, name: str, files: dict[str, bytes] = FILES) -> bytes:
    tree = archive.open_tree(target("archive", path=name), surroundings(root))
    wanted = release(root / "output", files)
    tree.send(wanted, tree.compare(wanted))
    return (root / name).read_bytes()


def test_a_zip_holds_every_file(tmp_path: Path) -> None:
    packed(tmp_path, "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as file:
        assert {name: file.read(name) for name in file.namelist()} == FILES
        assert file.testzip() is None


def test_a_tar_holds_every_file(tmp_path: Path) -> None:
    packed(tmp_path, "site.tar.gz")
    with tarfile.open(tmp_path / "site.tar.gz") as file:
        held = {one.name: stream.read() for one in file if (stream := file.extractfile(one))}
    assert held == FILES


@pytest.mark.parametrize("name", ["site.zip", "site.tar.gz"])
def test_the_same_files_give_the_same_bytes_whenever_they_were_written(tmp_path: Path, name: str) -> None:
    first = packed(tmp_path, name)
    os.utime(tmp_path / "output/index.html", (1, 1))
    (tmp_path / "output/index.html").chmod(0o600)
    (tmp_path / name).unlink()
    assert packed(tmp_path, name, dict(reversed(FILES.items()))) == first


@pytest.mark.parametrize("name", ["site.zip", "site.tar.gz"])
def test_what_an_archive_holds_is_compared(tmp_path: Path, name: str) -> None:
    packed(tmp_path, name)
    tree = archive.open_tree(target("archive", path=name), surroundings(tmp_path))
    assert tree.compare(release(tmp_path / "output", FILES)).is_empty
    other = {**FILES, "index.html": b"<p>New", "b.html": b""}
    del other["assets/a.css"]
    changes = tree.compare(release(tmp_path / "output", other))
    assert changes == TargetChanges(("b.html",), ("index.html",), ("assets/a.css",), unchanged=1)


def test_a_damaged_archive_is_written_again(tmp_path: Path) -> None:
    (tmp_path / "site.zip").write_bytes(b"PK damaged")
    packed(tmp_path, "site.zip")
    assert zipfile.is_zipfile(tmp_path / "site.zip")


@pytest.mark.parametrize("name", ["mine.zip", "mine.tar.gz"])
def test_an_archive_of_something_else_is_left_alone(tmp_path: Path, name: str) -> None:
    before = packed(tmp_path, name, {"b.jpg": b"b", "a.jpg": b"a"})
    with pytest.raises(DeployRefused, match=r"but others, such as a\.jpg"):
        packed(tmp_path, name)
    assert (tmp_path / name).read_bytes() == before


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeployFailed, match=r"missing/site\.zip cannot be written"):
        packed(tmp_path, "missing/site.zip")


def test_another_ending_is_a_mistake_in_the_configuration() -> None:
    config, problems = read_config(
        b"title: T\nbase_url: https://t.example/\ndeploy:\n  live: {kind: archive, path: site.rar}\n",
        kinds=lambda: {"archive": archive.FIELDS},
    )
    assert config is None
    assert [one.message for one in problems] == ["path must end with .zip or .tar.gz, not 'site.rar'"]
