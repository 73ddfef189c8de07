"""The output folder: what is put there, what goes away, and what is none of our business."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.model.errors import OutputBroken, OutputRefused
from site_builder.model.output_names import OWNED, STAGE
from tests.driver import tree

FOREIGN = b"somebody's"


def publish(folder: Path, files: Mapping[str, bytes], unchanged: set[str] | None = None) -> list[str]:
    """Publish as a build does; returns what was deleted."""
    output = OutputFolder(folder)
    planned = {*files, *(unchanged or ())}
    output.refuse_foreign(planned)
    with output.staging() as stage:
        staged = {}
        for number, (path, data) in enumerate(files.items()):
            (stage / str(number)).write_bytes(data)
            staged[path] = f"{stage}/{number}"
        _, deleted = output.publish(staged, planned)
    return deleted


def write(folder: Path, path: str, data: bytes = FOREIGN) -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def contents(folder: Path) -> dict[str, bytes | None]:
    """All but the list of owned paths."""
    return {path: data for path, data in tree(folder).items() if path != OWNED}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "site/output"


def test_files_are_published_and_owned(out: Path) -> None:
    assert publish(out, {"x/index.html": b"x", "a.txt": b"a"}) == []
    assert contents(out) == {"x/index.html": b"x", "a.txt": b"a"}
    assert OutputFolder(out).owned == {"x/index.html", "a.txt"}


def test_what_is_no_longer_planned_goes_with_its_empty_folders(out: Path) -> None:
    publish(out, {"a/b/c.html": b"c", "a/d.html": b"d"})
    assert publish(out, {}, {"a/d.html"}) == ["a/b/c.html"]
    assert contents(out) == {"a/d.html": b"d"}


def test_an_owned_file_that_is_gone_already_is_no_trouble(out: Path) -> None:
    publish(out, {"a/b.html": b"b"})
    (out / "a/b.html").unlink()
    assert publish(out, {"c.html": b"c"}) == []
    assert contents(out) == {"c.html": b"c"}
    publish(out, {"x/y/z.html": b"z"})
    shutil.rmtree(out / "x/y")
    publish(out, {"c.html": b"c"})
    assert contents(out) == {"c.html": b"c"}


@pytest.mark.parametrize(
    ("old", "new"),
    [("x", "x/index.html"), ("x/index.html", "x"), ("x/y/z", "x/y"), ("x", "x/y/z"), ("a/x", "a/x/b")],
)
def test_a_file_becomes_a_folder_and_back(out: Path, old: str, new: str) -> None:
    publish(out, {old: b"old"})
    assert publish(out, {new: b"new"}) == [old]
    assert contents(out) == {new: b"new"}


def test_a_name_in_another_case_is_another_file_or_the_same(out: Path) -> None:
    publish(out, {"Desk.png": b"old"})
    publish(out, {"desk.png": b"new"})
    assert {path.lower(): data for path, data in contents(out).items()} == {"desk.png": b"new"}


def test_on_a_file_system_that_ignores_case_the_new_name_survives(out: Path) -> None:
    """A second name for one file simulates such a file system."""
    publish(out, {"Desk.png": b"old"})
    os.link(out / "Desk.png", out / "desk.png")
    OutputFolder(out).publish({}, {"desk.png"})
    assert (out / "desk.png").read_bytes() == b"old"


@pytest.mark.parametrize("name", [".git", ".gitignore", ".gitattributes", ".gitkeep", ".DS_Store"])
def test_what_tools_leave_in_a_folder_is_neither_foreign_nor_ours(out: Path, name: str) -> None:
    write(out, name)
    publish(out, {"a.txt": b"a"})
    OutputFolder(out).remove_all()
    assert contents(out) == {name: FOREIGN}


def test_a_folder_with_foreign_files_is_refused(out: Path) -> None:
    write(out, "photo.jpg")
    with pytest.raises(OutputRefused, match=r"photo\.jpg"):
        publish(out, {"a.txt": b"a"})
    assert contents(out) == {"photo.jpg": FOREIGN}


def test_foreign_files_beside_ours_are_kept(out: Path) -> None:
    publish(out, {"a/b.txt": b"b"})
    write(out, "a/photo.jpg")
    assert publish(out, {"c.txt": b"c"}) == ["a/b.txt"]
    assert OutputFolder(out).remove_all() == ["c.txt"]
    assert contents(out) == {"a/photo.jpg": FOREIGN}


@pytest.mark.parametrize(
    ("foreign", "planned"),
    [("x.html", "x.html"), ("x", "x/index.html"), ("a/b", "a/b/c/index.html")],
)
def test_a_foreign_file_where_a_page_belongs_is_refused(out: Path, foreign: str, planned: str) -> None:
    publish(out, {"ours.txt": b"ours"})
    write(out, foreign)
    with pytest.raises(OutputRefused, match="no build wrote it"):
        publish(out, {planned: b"new"}, {"ours.txt"})
    assert contents(out) == {"ours.txt": b"ours", foreign: FOREIGN}


def test_a_foreign_folder_where_a_file_belongs_is_told_and_kept(out: Path) -> None:
    publish(out, {"ours.txt": b"ours"})
    write(out, "x/photo.jpg")
    with pytest.raises(OutputBroken):
        publish(out, {"x": b"new"}, {"ours.txt"})
    assert contents(out) == {"ours.txt": b"ours", "x/photo.jpg": FOREIGN}


def test_a_folder_that_somebody_put_in_the_place_of_our_file_is_kept(out: Path) -> None:
    publish(out, {"x": b"x"})
    (out / "x").unlink()
    write(out, "x/photo.jpg")
    assert publish(out, {"y": b"y"}) == []
    assert contents(out) == {"x/photo.jpg": FOREIGN, "y": b"y"}


def test_a_file_that_is_the_output_folder_is_refused(out: Path) -> None:
    write(out.parent, out.name)
    with pytest.raises(OutputRefused, match="is not a folder"):
        publish(out, {"a": b"a"})


def test_an_output_folder_may_be_a_link(out: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.parent.mkdir()
    out.symlink_to(elsewhere, target_is_directory=True)
    publish(out, {"a/b": b"b"})
    assert publish(out, {"c": b"c"}) == ["a/b"]
    assert contents(elsewhere) == {"c": b"c"}
    assert out.is_symlink()


def test_nothing_behind_a_link_is_written_or_deleted(out: Path, tmp_path: Path) -> None:
    publish(out, {"x/index.html": b"x", "y": b"y"})
    elsewhere = write(tmp_path, "elsewhere/index.html").parent
    (out / "x/index.html").unlink()
    (out / "x").rmdir()
    (out / "x").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(OutputRefused, match="in a linked folder"):
        publish(out, {"x/index.html": b"new"}, {"y"})
    with pytest.raises(OutputRefused):
        publish(out, {"x/more.html": b"new"}, {"y"})
    assert publish(out, {"z": b"z"}) == ["y"]
    assert tree(elsewhere) == {"index.html": FOREIGN}


def test_a_link_in_the_place_of_a_file_is_replaced_or_deleted_itself(out: Path, tmp_path: Path) -> None:
    target = write(tmp_path, "elsewhere.html")
    publish(out, {"x.html": b"x", "y.html": b"y"})
    for name in ("x.html", "y.html"):
        (out / name).unlink()
        (out / name).symlink_to(target)
    assert OutputFolder(out).stat("x.html") is None
    assert not OutputFolder(out).holds("x.html", FOREIGN)
    assert publish(out, {"x.html": b"new"}) == ["y.html"]
    assert contents(out) == {"x.html": b"new"}
    assert target.read_bytes() == FOREIGN


EVIL = [
    "../victim",
    "x/../../victim",
    "..",
    ".",
    "/etc/victim",
    "..\\victim",
    "C:\\victim",
    "C:victim",
    ".git/config",
    "sub/.git/config",
    ".gitignore",
    ".GIT/config",
    "sub/.git./config",
    "sub/.g\u200cit/config",
    ".site-builder-stage/x",
    ".site-builder-owned.new",
    "x\x0cy",
    "x\0y",
    "./x",
    "x//y",
    "x/",
    "",
    "#comment",
]


@pytest.mark.parametrize("line", EVIL)
def test_an_evil_list_owns_nothing_that_is_not_inside(out: Path, line: str) -> None:
    kept = [write(out.parent, "victim"), write(out, ".git/config"), write(out, "sub/.git/config")]
    kept += [write(out, ".gitignore"), write(out, "..\\victim"), write(out, "C:victim")]
    write(out, OWNED, f"# ours\nours.txt\n{line}\n".encode())
    assert OutputFolder(out).owned == {"ours.txt"}
    publish(out, {"new.txt": b"new"})
    OutputFolder(out).remove_all()
    assert all(file.read_bytes() == FOREIGN for file in kept)


def test_the_absolute_path_of_a_victim_is_not_owned(out: Path) -> None:
    victim = write(out.parent, "victim")
    write(out, OWNED, f"{victim}\nours.txt\n".encode())
    publish(out, {"new.txt": b"new"})
    assert victim.read_bytes() == FOREIGN


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"\0\0\0", b"# nothing\n"])
def test_a_damaged_list_makes_files_foreign_and_never_deletes_them(out: Path, data: bytes) -> None:
    publish(out, {"a.txt": b"a"})
    write(out, OWNED, data)
    with pytest.raises(OutputRefused):
        publish(out, {"b.txt": b"b"})
    assert contents(out) == {"a.txt": b"a"}


@pytest.mark.parametrize(
    "name",
    [
        "a\u2028b",
        "a\x85b",
        "grün.png",
        "a b.png",
        "#a/b.png",
        "desk:b.png",
        "x/C:/y",
        "CON",
        "a.",
        ".well-known/x",
    ],
)
def test_odd_names_are_owned_whole(out: Path, name: str) -> None:
    publish(out, {name: b"x"})
    write(out, "b")
    assert OutputFolder(out).owned == {name}
    assert publish(out, {"c": b"c"}) == [name]
    assert contents(out) == {"b": FOREIGN, "c": b"c"}


def test_what_a_killed_build_left_is_known_and_removed(out: Path) -> None:
    write(out, f"{STAGE}/17")
    write(out, OWNED + ".new", b"half a li")
    assert OutputFolder(out).has_leftovers
    publish(out, {"a": b"a"})
    assert not OutputFolder(out).has_leftovers
    assert contents(out) == {"a": b"a"}


def test_an_error_while_staging_leaves_the_folder_as_it_was(out: Path) -> None:
    publish(out, {"a": b"a"})
    before = tree(out)
    with pytest.raises(OSError, match="no such disk"):
        stage_in_vain(OutputFolder(out))
    assert tree(out) == before


def stage_in_vain(output: OutputFolder) -> None:
    with output.staging() as stage:
        (stage / "1").write_bytes(b"x")
        raise OSError("no such disk")


def test_a_folder_that_no_build_has_begun_is_not_removed(out: Path) -> None:
    out.mkdir(parents=True)
    assert OutputFolder(out).remove_all() == []
    assert out.is_dir()
    publish(out, {"a/b": b"b"})
    OutputFolder(out).remove_all()
    assert not out.exists()


def test_files_are_compared_by_their_bytes(out: Path) -> None:
    publish(out, {"a": b"abc", "d/e": b""})
    output = OutputFolder(out)
    assert output.holds("a", b"abc")
    assert output.holds("d/e", b"")
    assert not output.holds("a", b"abd")
    assert not output.holds("a", b"ab")
    assert not output.holds("d", b"")
    assert not output.holds("none", b"")
    assert output.digest("a") != output.digest("d/e") != b""
    assert output.digest("none") == output.digest("d") == b""
