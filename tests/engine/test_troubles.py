"""Builds in trouble: they still make the right site, or say why not and leave everything as it was."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from site_builder.engine import rendering
from site_builder.engine.build import build
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.lock import build_lock
from site_builder.model.diagnostics import Severity
from site_builder.model.errors import BuildFailed, BuildLocked, OutputBroken, OutputRefused
from tests.driver import MEMORY, Project, assert_same_tree, post, tree
from tests.engine.conftest import MakeProject
from tests.engine.sites import SHOWCASE
from tests.requirements import REPOSITORY

NOW = "2026-03-01T12:00Z"
BUILD = (sys.executable, "-m", "site_builder", "build", "--now", NOW)
_PR_CAPBSET_DROP, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "error"}


def run(command: Sequence[str], at: Path) -> subprocess.CompletedProcess[str]:
    """Run as somebody whom permissions bind, even where the tests are run by root."""
    return subprocess.run(
        command,
        cwd=at,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_without_privileges if sys.platform == "linux" and os.geteuid() == 0 else None,
    )


def _without_privileges() -> None:
    """Linux: prctl(2), capabilities(7)."""
    system = ctypes.CDLL(None)
    for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
        system.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


@contextlib.contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


binds = pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")


# -- the memory ------------------------------------------------------------------------------------------


def test_a_store_with_bytes_flipped_anywhere_makes_the_same_site(showcase: Project, tmp_path: Path) -> None:
    showcase.build()
    store = showcase.root / MEMORY / "memory.sqlite"
    good = store.read_bytes()
    clean = showcase.tree()
    rng = random.Random(11)
    for _ in range(40):
        data = bytearray(good)
        for _ in range(rng.choice((1, 5, 60))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        store.write_bytes(data[: rng.choice((len(data), len(data), rng.randrange(len(data))))])
        showcase.append("content/posts/alpha.md", "\nMore.\n").build()
        fresh = showcase.page("/alpha/")
        showcase.write("content/posts/alpha.md", SHOWCASE["content/posts/alpha.md"]).build()
        assert fresh.count("<p>More.</p>") == 1
        assert_same_tree(showcase.tree(), clean)


@pytest.mark.parametrize("what", ["DELETE FROM bodies", "UPDATE bodies SET chunks = x'91a162'"])
def test_lost_bodies_are_parsed_again(showcase: Project, what: str) -> None:
    connection = sqlite3.connect(showcase.root / MEMORY / "memory.sqlite")
    with connection:
        connection.execute(what)
    connection.close()
    before = showcase.tree()
    shutil.rmtree(showcase.output)
    showcase.build()
    assert showcase.report.diagnostics == ()
    assert_same_tree(showcase.tree(), before)


def test_a_store_that_gives_back_nothing_is_given_up(
    showcase: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BuildCache, "damaged_bodies", lambda self, digests: set(digests))
    showcase.append("content/posts/alpha.md", "\nMore.\n").build()
    assert [one.code for one in showcase.report.diagnostics] == ["memory-unusable"]
    assert "<p>More.</p>" in showcase.page("/alpha/")


@binds
def test_a_store_that_is_read_only_is_told_and_the_site_is_right(showcase: Project) -> None:
    showcase.append("content/posts/alpha.md", "\nMore.\n")
    folder, store = showcase.root / MEMORY, showcase.root / MEMORY / "memory.sqlite"
    with mode(store, 0o444), mode(folder / "stamp", 0o444), mode(folder, 0o555):
        finished = run(BUILD, showcase.root)
    assert finished.returncode == 0, finished.stderr
    assert "will not be remembered" in finished.stderr
    assert "<p>More.</p>" in showcase.page("/alpha/")
    assert "1 made" in finished.stdout
    showcase.build().assert_parsed(1).assert_written(set())


@binds
def test_where_no_memory_can_be_kept_the_site_is_built_all_the_same(project: MakeProject) -> None:
    site = project(SHOWCASE).forget()
    (site.root / "output").mkdir()
    with mode(site.root, 0o555):
        finished = run(BUILD, site.root)
    assert finished.returncode == 0, finished.stderr
    assert "will not be remembered" in finished.stderr
    site.build().assert_written(set())


def test_a_folder_in_the_place_of_the_store_is_told(project: MakeProject) -> None:
    site = project(SHOWCASE)
    store = site.root / MEMORY / "memory.sqlite"
    store.unlink()
    store.mkdir()
    site.build()
    assert [one.severity for one in site.report.diagnostics] == [Severity.WARNING]
    site.assert_built("/alpha/")


# -- the disk --------------------------------------------------------------------------------------------

FILLING = """
set -e
mount -t tmpfs -o size=1200k,mode=777 tmpfs "$1"
cp -r "$2/." "$1"
cd "$1"
export TMPDIR="$1/tmp"
mkdir -p tmp
"$3" -m site_builder build --now 2026-03-01T12:00Z -o "$1/output" >first.txt 2>&1 && exit 90
grep -q Traceback first.txt && { cat first.txt; exit 91; }
cat first.txt >&2
find output -type f ! -path '*/.site-builder-*' 2>/dev/null | while read -r file; do
    cmp -s "$file" "$4/${file#output/}" || { echo "$file is not whole"; exit 92; }
done
rm filler
"$3" -m site_builder build --now 2026-03-01T12:00Z -o "$1/output"
diff -r output "$4"
"""


def _can_mount() -> bool:
    try:
        asked = subprocess.run(["unshare", "-Urm", "true"], capture_output=True, check=False)
    except OSError:
        return False
    return asked.returncode == 0


@pytest.mark.skipif(not _can_mount(), reason="needs unshare(1) with user namespaces, to mount a small disk")
@pytest.mark.parametrize("free", [0, 60, 120, 200, 300, 400])
def test_a_disk_that_fills_is_told_and_the_next_build_mends_all(
    showcase: Project, tmp_path: Path, free: int
) -> None:
    """`free` KiB are left when the build begins; it needs more than all of these."""
    (tmp_path / "disk").mkdir()
    source = tmp_path / "source"
    shutil.copytree(showcase.root, source, ignore=shutil.ignore_patterns("output", MEMORY))
    taken = sum(file.stat().st_size + 4096 for file in source.rglob("*"))
    (source / "filler").write_bytes(os.urandom(max(0, 1_200 * 1024 - taken - free * 1024)))
    command = ["unshare", "-Urm", "sh", "-c", FILLING, "sh", str(tmp_path / "disk"), str(source)]
    finished = subprocess.run(
        [*command, sys.executable, str(showcase.output)],
        env={**ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "full" in finished.stderr or "No space left" in finished.stderr


# -- the sources and the output --------------------------------------------------------------------------


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
    usual = rendering.render_routes

    def vanishing(*args: object) -> object:
        copied.unlink()
        return usual(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("site_builder.engine.build.render_routes", vanishing)
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
def test_an_output_folder_that_cannot_be_written_is_told(showcase: Project) -> None:
    before = showcase.tree()
    showcase.append("content/posts/alpha.md", "\nMore.\n")
    with mode(showcase.output, 0o555):
        finished = run(BUILD, showcase.root)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "cannot be written" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert_same_tree(showcase.tree(), before)
    showcase.build().assert_rendered({"/alpha/"})


# -- other processes -------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interruption_while_pages_are_printed_leaves_nothing(
    showcase: Project, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """Processes that were still printing would write into the stage while it is removed."""
    usual = OutputFolder._remove_stage
    printing: list[int] = []

    def remove_stage(folder: OutputFolder) -> None:
        printing.append(len(multiprocessing.active_children()))
        usual(folder)

    def interrupting(what: str, done: int, _: int) -> None:
        if what == "rendering" and done == 2:
            raise KeyboardInterrupt

    before = showcase.tree()
    showcase.edit("config.yaml", "title: Tests", "title: Others")
    monkeypatch.setattr("site_builder.engine.render_pool._PARALLEL_FROM", 1)
    monkeypatch.setattr("site_builder.engine.render_pool._BATCH", 1)
    monkeypatch.setattr(OutputFolder, "_remove_stage", remove_stage)
    with pytest.raises(KeyboardInterrupt):
        build(showcase.request()._replace(jobs=jobs), interrupting)
    assert printing == [0, 0]
    assert multiprocessing.active_children() == []
    assert not list(showcase.output.glob(".site-builder-stage"))
    assert_same_tree(showcase.tree(), before)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_ctrl_c_at_any_time_ends_with_130_and_nothing_is_half_written(
    project: MakeProject, tmp_path: Path, jobs: str
) -> None:
    """Enough posts for workers. The whole process group is interrupted, as a terminal does it."""
    posts = {f"content/posts/p{n}.md": post(f"P {n}", "Text.\n\n" * 20) for n in range(160)}
    site = project({**SHOWCASE, **posts})
    codes = set()
    for wait in (0.15, 0.3, 0.45, 0.6, 0.8, 1.1):
        shutil.rmtree(site.root / "output", ignore_errors=True)
        site.forget() if (site.root / MEMORY).exists() else None
        with subprocess.Popen(
            [*BUILD, "-j", jobs],
            cwd=site.root,
            env={**ENVIRONMENT, "PYTHONWARNINGS": "ignore"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            time.sleep(wait)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            _, complaint = process.communicate(timeout=60)
        codes.add(process.returncode)
        if process.returncode == 130:
            assert complaint == "interrupted: nothing is left half-written\n"
        assert not list((site.root / "output").glob(".site-builder-stage"))
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    assert 130 in codes
    site.build(jobs=2)
    assert_same_tree(tree(site.output), site.clean_build(tmp_path / "clean").tree())
