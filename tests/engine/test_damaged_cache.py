"""A damaged cache: the site is right all the same, and the writer is told."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from site_builder.engine.store.document_store import BodyStore
from site_builder.model.diagnostics import Severity
from tests.driver import MEMORY, Project, assert_same_tree
from tests.engine.command import BUILD, binds, mode, run
from tests.engine.conftest import MakeProject
from tests.engine.showcase import SHOWCASE


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
    monkeypatch.setattr(BodyStore, "damaged", lambda self, digests: set(digests))
    showcase.append("content/posts/alpha.md", "\nMore.\n").build()
    assert [one.code for one in showcase.report.diagnostics] == ["cache-unusable"]
    assert "<p>More.</p>" in showcase.page("/alpha/")


@binds
def test_a_store_that_is_read_only_is_told_and_the_site_is_right(showcase: Project) -> None:
    showcase.append("content/posts/alpha.md", "\nMore.\n")
    folder, store = showcase.root / MEMORY, showcase.root / MEMORY / "memory.sqlite"
    with mode(store, 0o444), mode(folder / "stamp", 0o444), mode(folder, 0o555):
        finished = run(BUILD, showcase.root)
    assert finished.returncode == 0, finished.stderr
    assert "will not be cached" in finished.stderr
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
    assert "will not be cached" in finished.stderr
    site.build().assert_written(set())


def test_a_folder_in_the_place_of_the_store_is_reported(project: MakeProject) -> None:
    site = project(SHOWCASE)
    store = site.root / MEMORY / "memory.sqlite"
    store.unlink()
    store.mkdir()
    site.build()
    assert [one.severity for one in site.report.diagnostics] == [Severity.WARNING]
    site.assert_built("/alpha/")
