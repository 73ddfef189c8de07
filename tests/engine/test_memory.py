"""The memory of past work: what it gives back, and that damage costs time and never correctness."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from site_builder.engine import memory as module
from site_builder.engine.memory import (
    FOLDER,
    Memory,
    MemoryLost,
    MissingBody,
    OutputRecord,
    PagePrint,
    RememberedFile,
    open_bodies,
)
from site_builder.model.diagnostics import Severity
from site_builder.model.documents import Broken, chunks_digest
from site_builder.model.files import FileStat

STAT = FileStat(1, 2, 3, 4)
OTHER = FileStat(5, 6, 7, 8)
PARSER = b"parser"
CHUNKS = ("<p>", "</p>")
BODY = chunks_digest(CHUNKS)
HEAD = Broken(path="a.md", diagnostics=())
PRINT = PagePrint(b"surroundings", b"template", b"view")


def keep_one(memory: Memory, path: str = "a.md", stat: FileStat = STAT, seen: int = 9) -> None:
    memory.keep_document(
        PARSER,
        (path, stat, seen),
        b"digest",
        msgspec.json.encode(HEAD),
        (BODY, msgspec.msgpack.encode(CHUNKS)),
    )


@contextlib.contextmanager
def opened(root: Path) -> Iterator[Memory]:
    """A store without complaints, committed at the end."""
    memory, notices = Memory.open(root)
    assert notices == ()
    yield memory
    memory.commit()
    memory.close()


def store(root: Path) -> Path:
    return root / FOLDER / "memory.sqlite"


def test_documents_come_back_for_the_parser_that_made_them(tmp_path: Path) -> None:
    with opened(tmp_path) as memory:
        keep_one(memory)
    with opened(tmp_path) as memory:
        found = memory.documents(PARSER)["a.md"]
        assert (found.stat, found.seen, found.digest, found.head) == (STAT, 9, b"digest", HEAD)
        assert memory.documents(b"another") == {}
        assert memory.body(BODY) == CHUNKS


def test_what_was_not_committed_is_forgotten(tmp_path: Path) -> None:
    memory, _ = Memory.open(tmp_path)
    keep_one(memory)
    memory.close()
    with opened(tmp_path) as memory:
        assert memory.documents(PARSER) == {}


def test_a_touched_document_has_its_new_dates(tmp_path: Path) -> None:
    with opened(tmp_path) as memory:
        keep_one(memory)
        memory.touch_document("a.md", OTHER, 10)
        found = memory.documents(PARSER)["a.md"]
        assert (found.stat, found.seen) == (OTHER, 10)


def test_orphans_go_and_shared_bodies_stay(tmp_path: Path) -> None:
    with opened(tmp_path) as memory:
        keep_one(memory, "a.md")
        keep_one(memory, "b.md")
        memory.forget_documents(["a.md"])
        memory.drop_orphans(PARSER)
        assert memory.body(BODY) == CHUNKS
        memory.forget_documents(["b.md"])
        memory.drop_orphans(PARSER)
        assert memory.missing_bodies([BODY, ""]) == {BODY}
        with pytest.raises(MissingBody):
            memory.body(BODY)
        keep_one(memory)
        memory.drop_orphans(b"another")
        assert memory.documents(PARSER) == {}


def test_files_facts_outputs_and_prints_come_back(tmp_path: Path) -> None:
    file = RememberedFile("x.png", STAT, 9, b"digest")
    record = OutputRecord(b"fingerprint", b"digest", STAT)
    with opened(tmp_path) as memory:
        memory.keep_file(file)
        memory.keep_fact(b"key", b"value")
        memory.keep_outputs("out", [("x/index.html", record)])
        memory.keep_shared(b"shared", b"value")
        memory.keep_prints("out", [("x/index.html", PRINT)])
    with opened(tmp_path) as memory:
        assert memory.files() == {"x.png": file}
        assert memory.fact(b"key") == b"value"
        assert memory.fact(b"none") is None
        assert memory.outputs("out") == {"x/index.html": record}
        assert memory.outputs("other") == {}
        assert memory.prints("out", "x/index.html") == PRINT
        assert memory.shared(b"shared") == b"value"
        memory.forget_files(["x.png"])
        memory.forget_outputs("out", ["x/index.html"])
        assert memory.files() == {}
        assert memory.outputs("out") == {}
        assert memory.prints("out", "x/index.html") is None


DAMAGES: dict[str, tuple[str, Callable[[Memory], object], object]] = {
    "a head": ("UPDATE documents SET head = x'00'", lambda one: one.documents(PARSER), {}),
    "no head": ("UPDATE documents SET head = NULL", lambda one: one.documents(PARSER), {}),
    "a head of another type": ("UPDATE documents SET head = 1.5", lambda one: one.documents(PARSER), {}),
    "a path": ("UPDATE documents SET path = x'ff'", lambda one: one.documents(PARSER), {}),
    "a time": ("UPDATE documents SET seen = 'x'", lambda one: one.documents(PARSER), {}),
    "no checksum": ("UPDATE documents SET checksum = NULL", lambda one: one.documents(PARSER), {}),
    "a file": ("UPDATE files SET digest = x'00'", lambda one: one.files(), {}),
    "a file's time": ("UPDATE files SET seen = NULL", lambda one: one.files(), {}),
    "a fact": ("UPDATE facts SET value = NULL", lambda one: one.fact(b"key"), None),
    "an output": ("UPDATE outputs SET fingerprint = 'x'", lambda one: one.outputs("out"), {}),
    "a print": ("UPDATE prints SET view = 1", lambda one: one.prints("out", "p"), None),
    "what pages share": ("UPDATE shared SET value = 1", lambda one: one.shared(b"shared"), None),
    "a body": ("UPDATE bodies SET chunks = x'91a162'", lambda one: one.damaged_bodies([BODY]), {BODY}),
    "a body of bad text": (
        "UPDATE bodies SET chunks = x'91a2ffff'",
        lambda one: one.damaged_bodies([BODY]),
        {BODY},
    ),
    "a body of another type": (
        "UPDATE bodies SET chunks = 'x'",
        lambda one: one.damaged_bodies([BODY]),
        {BODY},
    ),
    "no body": ("UPDATE bodies SET chunks = NULL", lambda one: one.damaged_bodies([BODY]), {BODY}),
}


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """The root of a site with a bit of everything remembered."""
    with opened(tmp_path) as memory:
        keep_one(memory)
        memory.keep_file(RememberedFile("x.png", STAT, 9, b"digest"))
        memory.keep_fact(b"key", b"value")
        memory.keep_outputs("out", [("p", OutputRecord(b"fingerprint", b"digest", STAT))])
        memory.keep_shared(b"shared", b"value")
        memory.keep_prints("out", [("p", PRINT)])
    return tmp_path


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_row_is_a_row_that_is_not_there(full: Path, what: str) -> None:
    statement, look, expected = DAMAGES[what]
    connection = sqlite3.connect(store(full))
    with connection:
        connection.execute(statement)
    connection.close()
    with opened(full) as memory:
        assert look(memory) == expected


@pytest.mark.parametrize(
    "statement",
    ["UPDATE documents SET path = CAST(x'ff' AS TEXT)", "DROP TABLE documents", "DROP TABLE bodies"],
)
def test_a_store_that_fails_for_its_own_fault_is_made_anew(full: Path, statement: str) -> None:
    connection = sqlite3.connect(store(full))
    with connection:
        connection.execute(statement)
    connection.close()
    memory, _ = Memory.open(full)
    with pytest.raises(MemoryLost) as caught:
        print(memory.documents(PARSER), memory.body(BODY))
    fresh, notice = memory.lost(caught.value.failure)
    assert "made anew" in notice.message
    assert fresh.file == store(full)
    keep_one(fresh)
    fresh.commit()
    fresh.close()
    with opened(full) as memory:
        assert memory.documents(PARSER).keys() == {"a.md"}


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + bytes(5000)])
def test_what_is_no_store_is_made_anew(tmp_path: Path, data: bytes) -> None:
    store(tmp_path).parent.mkdir()
    store(tmp_path).write_bytes(data)
    store(tmp_path).with_name("memory.sqlite-journal").write_bytes(b"an old journal")
    memory, notices = Memory.open(tmp_path)
    assert [one.severity for one in notices] == [Severity.WARNING] * bool(data)
    keep_one(memory)
    memory.commit()
    memory.close()
    with opened(tmp_path) as memory:
        assert memory.body(BODY) == CHUNKS


def test_another_schema_is_dropped_whole(full: Path) -> None:
    connection = sqlite3.connect(store(full))
    with connection:
        connection.execute("CREATE TABLE relics (x)")
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with opened(full) as memory:
        assert memory.documents(PARSER) == {}
        assert memory.files() == {}


def test_bytes_flipped_anywhere_are_never_believed(full: Path) -> None:
    """Whatever is given back is what was kept."""
    good = store(full).read_bytes()
    rng = random.Random(7)
    for _ in range(300):
        data = bytearray(good)
        for _ in range(rng.choice((1, 4, 40))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        store(full).write_bytes(data[: rng.choice((len(data), rng.randrange(len(data))))])
        memory, _ = Memory.open(full)
        with contextlib.suppress(MemoryLost):
            for document in memory.documents(PARSER).values():
                assert (document.path, document.digest, document.head) == ("a.md", b"digest", HEAD)
            for file in memory.files().values():
                assert (file.path, file.digest) == ("x.png", b"digest")
            for path, record in memory.outputs("out").items():
                assert (path, record.fingerprint, record.digest) == ("p", b"fingerprint", b"digest")
            assert memory.fact(b"key") in {None, b"value"}
            assert memory.prints("out", "p") in {None, PRINT}
            assert memory.shared(b"shared") in {None, b"value"}
            if not memory.damaged_bodies([BODY]):
                assert memory.body(BODY) == CHUNKS
        memory.close()


def test_a_folder_that_cannot_be_made_is_told_and_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file")
    memory, (notice,) = Memory.open(tmp_path)
    assert "will not be remembered" in notice.message
    keep_one(memory)
    assert memory.body(BODY) == CHUNKS
    assert memory.file is not None
    memory.close()
    assert not memory.file.exists()


def test_a_store_that_another_process_holds_is_copied(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    other = sqlite3.connect(store(full))
    other.execute("BEGIN IMMEDIATE")
    memory, (notice,) = Memory.open(full)
    assert "locked" in notice.message
    assert memory.body(BODY) == CHUNKS
    memory.close()
    other.close()


def test_the_last_resort_is_this_process_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = sqlite3.OperationalError("disk full")
    failure.sqlite_errorcode = sqlite3.SQLITE_FULL
    first, _ = Memory.open(tmp_path)
    second, notice = first.lost(failure)
    assert "disk full" in notice.message
    assert second.file not in {None, first.file}
    third, _ = second.lost(failure)
    assert third.file is None
    keep_one(third)
    assert third.body(BODY) == CHUNKS
    assert third.file_system_time() == 0
    third.close()
    monkeypatch.setattr("tempfile.TemporaryDirectory", no_folder)
    assert Memory.temporary().file is None


def test_a_store_that_was_made_anew_is_given_up_when_it_fails_again(tmp_path: Path) -> None:
    first, _ = Memory.open(tmp_path)
    second, _ = first.lost(sqlite3.DatabaseError("malformed"))
    third, _ = second.lost(sqlite3.DatabaseError("malformed"))
    assert first.file == second.file != third.file
    third.close()


def no_folder(**_: object) -> None:
    raise OSError("no space left")


def test_a_worker_reads_bodies_and_changes_nothing(full: Path) -> None:
    reader = open_bodies(store(full))
    assert reader.body(BODY) == CHUNKS
    with pytest.raises(MemoryLost, match="readonly"):
        keep_one(reader)
    reader.close()


def test_the_folder_is_ignored_by_git(tmp_path: Path) -> None:
    with opened(tmp_path):
        assert (tmp_path / FOLDER / ".gitignore").read_text() == "*\n"


def test_the_file_systems_own_clock_is_read(tmp_path: Path) -> None:
    with opened(tmp_path) as memory:
        first = memory.file_system_time()
        file = tmp_path / "later"
        file.touch()
        assert 0 < first <= file.stat().st_mtime_ns


# -- forgetting ------------------------------------------------------------------------------------------


def built(root: Path, folder: str, *facts: bytes) -> None:
    """What a build into `folder` does that uses these facts."""
    with opened(root) as memory:
        for key in facts:
            if memory.fact(key) is None:
                memory.keep_fact(key, b"value")
        memory.keep_outputs(folder, [("p", OutputRecord(b"fingerprint", b"digest", STAT))])
        memory.keep_shared(folder.encode(), b"value")
        memory.keep_prints(folder, [("p", PagePrint(folder.encode(), b"template", b"view"))])
        memory.forget_unused(folder)


def test_facts_that_many_builds_have_not_used_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_UNUSED", 10)
    built(tmp_path, "out", b"often", b"once")
    for _ in range(9):
        built(tmp_path, "out", b"often")
    with opened(tmp_path) as memory:
        assert memory.fact(b"once") == b"value"
    for _ in range(50):
        built(tmp_path, "out", b"often")
    with opened(tmp_path) as memory:
        assert memory.fact(b"often") == b"value"
        assert memory.fact(b"once") is None


def test_the_output_folders_that_were_built_last_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FOLDERS", 2)
    for folder in ("a", "b", "a", "c"):
        built(tmp_path, folder)
    with opened(tmp_path) as memory:
        memory.forget_unused()
        assert [bool(memory.outputs(folder)) for folder in "abc"] == [True, False, True]
        assert [memory.prints(folder, "p") is not None for folder in "abc"] == [True, False, True]
        assert [memory.shared(folder.encode()) for folder in "abc"] == [b"value", None, b"value"]
        assert not memory.was_last("c")
    built(tmp_path, "c")
    with opened(tmp_path) as memory:
        assert memory.was_last("c")
        assert not memory.was_last("a")


@pytest.mark.parametrize("value", ["'x'", "NULL", "x'00'", "-5", str(2**62)])
def test_a_count_that_cannot_be_right_begins_anew(full: Path, value: str) -> None:
    built(full, "out")
    connection = sqlite3.connect(store(full))
    with connection:
        connection.execute(f"UPDATE folders SET used = {value}")
        connection.execute(f"UPDATE facts SET used = {value}")
    connection.close()
    built(full, "out", b"key")
    built(full, "other", b"key")
    with opened(full) as memory:
        assert memory.fact(b"key") == b"value"
        assert memory.outputs("out").keys() == memory.outputs("other").keys() == {"p"}
