"""What cannot be read or written is named, and the output is as it was.

Covers `engine/store/folder`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from site_builder.engine.rendering import outputs
from site_builder.model.diagnostics import Severity
from site_builder.model.errors import BuildFailed, OutputBroken, OutputRefused
from tests.driver import MEMORY, Project, assert_same_tree, post
from tests.engine.command import BUILD, ENVIRONMENT, binds, mode, run

FILLING = """
set -e
mount -t tmpfs -o size="$5k",mode=777 tmpfs "$1"
cp -r "$2/." "$1"
cd "$1"
export TMPDIR="$1/tmp"
mkdir -p tmp
"$3" -m site_builder build -j "$6" --now 2026-03-01T12:00Z -o "$1/output" >first.txt 2>&1 && exit 90
grep -q Traceback first.txt && { cat first.txt; exit 91; }
cat first.txt >&2
find output -type f ! -path '*/.site-builder-*' 2>/dev/null | while read -r file; do
    cmp -s "$file" "$4/${file#output/}" || { echo "$file is not whole"; exit 92; }
done
rm filler
"$3" -m site_builder build -j "$6" --now 2026-03-01T12:00Z -o "$1/output"
diff -r output "$4"
"""


def _can_mount() -> bool:
    try:
        asked = subprocess.run(["unshare", "-Urm", "true"], capture_output=True, check=False)
    except OSError:
        return False
    return asked.returncode == 0


def _fill(site: Project, tmp_path: Path, size: int, free: int, jobs: int) -> subprocess.CompletedProcess[str]:
    """Build on a disk of `size` KiB, of which `free` are left when the build begins, then with all of it.

    The script ends with 0 if the first build failed without harm, and the second made the whole site.
    """
    (tmp_path / "disk").mkdir()
    source = tmp_path / "source"
    shutil.copytree(site.root, source, ignore=shutil.ignore_patterns("output", MEMORY))
    taken = sum(-(-file.stat().st_size // 4096) * 4096 for file in source.rglob("*"))
    (source / "filler").write_bytes(os.urandom(max(0, (size - free) * 1024 - taken)))
    arguments = [tmp_path / "disk", source, sys.executable, site.output, size, jobs]
    return subprocess.run(
        ["unshare", "-Urm", "sh", "-c", FILLING, "sh", *map(str, arguments)],
        env={**ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


small_disk = pytest.mark.skipif(
    not _can_mount(), reason="needs unshare(1) with user namespaces, to mount a small disk"
)


@small_disk
@pytest.mark.parametrize("free", [0, 60, 120, 150, 300, 400])
def test_a_disk_that_fills_is_told_and_the_next_build_mends_all(
    showcase: Project, tmp_path: Path, free: int
) -> None:
    finished = _fill(showcase, tmp_path, 1_200, free, jobs=2)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "full" in finished.stderr or "No space left" in finished.stderr


@small_disk
@pytest.mark.parametrize("free", [0, 50, 400, 1_200, 2_000])
def test_a_disk_that_several_processes_fill_is_one_line_and_no_bug(tmp_path: Path, free: int) -> None:
    """Enough posts for several processes to parse and to print."""
    posts = {f"content/posts/p{number}.md": post(f"Post {number}") for number in range(300)}
    site = Project(posts, tmp_path / "many").build(jobs=3)
    finished = _fill(site, tmp_path, 8_000, free, jobs=3)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    complaint = [line for line in finished.stderr.splitlines() if "the disk is full" in line]
    assert len(complaint) == 1, finished.stderr
    assert "content/" not in complaint[0]
    assert "bug" not in finished.stderr


@binds
@pytest.mark.parametrize(
    "path",
    ["content/posts/beta.md", "content/images/desk.png", "content/static/favicon.svg", "content/posts/trip"],
)
def test_what_cannot_be_read_is_named_and_nothing_is_written(showcase: Project, path: str) -> None:
    before = showcase.tree()
    showcase.append("content/posts/alpha.md", "\nMore.\n").touch()
    with mode(showcase.root / path, 0):
        finished = run(BUILD, showcase.root)
    assert finished.returncode == 1
    assert f"{path}: error: " in finished.stderr or f"{path}:" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert_same_tree(showcase.tree(), before)


def test_a_file_that_vanishes_midway_is_told_and_nothing_is_written(
    showcase: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = showcase.tree()
    copied = showcase.root / "content/static/new.txt"
    showcase.write("content/static/new.txt", "new").append("content/posts/alpha.md", "\nMore.\n")
    usual = outputs.render_routes

    def vanishing(*args: object) -> object:
        copied.unlink()
        return usual(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("site_builder.engine.making.render_routes", vanishing)
    with pytest.raises((OutputBroken, BuildFailed), match=r"new\.txt|errors"):
        showcase.build()
    assert_same_tree(showcase.tree(), before)
    monkeypatch.undo()
    showcase.build()
    assert "<p>More.</p>" in showcase.page("/alpha/")


def test_a_failing_build_writes_nothing_and_the_next_is_complete(showcase: Project, tmp_path: Path) -> None:
    before = showcase.tree()
    showcase.append("content/posts/alpha.md", "\nMore.\n")
    showcase.write("content/posts/bad.md", post("Bad", date="2026-02-30"))
    (problem,) = [one for one in showcase.failure() if one.severity is Severity.ERROR]
    assert problem.path == "content/posts/bad.md"
    assert_same_tree(showcase.tree(), before)
    showcase.write("templates/page.html", "{{ page.nothing }}").delete("content/posts/bad.md")
    assert [one.path for one in showcase.failure()] == ["templates/page.html"]
    assert_same_tree(showcase.tree(), before)
    showcase.delete("templates/page.html").build().assert_rendered({"/alpha/"})
    showcase.assert_same_as_clean(tmp_path / "clean")


def test_foreign_files_are_kept_and_refused_where_a_page_belongs(showcase: Project) -> None:
    mine = showcase.output / "alpha/photo.jpg"
    mine.write_bytes(b"mine")
    showcase.edit("content/posts/alpha.md", "title: Alpha", "title: Else").build()
    assert mine.read_bytes() == b"mine"
    (showcase.output / "new").write_bytes(b"mine")
    before = showcase.tree()
    showcase.write("content/posts/new.md", post("New"))
    with pytest.raises(OutputRefused):
        showcase.build()
    assert_same_tree(showcase.tree(), before)


@binds
def test_an_output_folder_that_cannot_be_written_is_reported(showcase: Project) -> None:
    before = showcase.tree()
    showcase.append("content/posts/alpha.md", "\nMore.\n")
    with mode(showcase.output, 0o555):
        finished = run(BUILD, showcase.root)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "cannot be written" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert_same_tree(showcase.tree(), before)
    showcase.build().assert_rendered({"/alpha/"})
