"""The memory of past work: what it gives back, and that damage costs time and never correctness.

Covers `database`, `derived_store`, `document_store`, `output_store`.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import msgspec
import pytest

from site_builder.engine.store import database, derived_store, output_store
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.database import CacheFailed
from site_builder.engine.store.derived_store import CachedFile
from site_builder.engine.store.document_store import EncodedDocument, MissingBody, open_bodies
from site_builder.engine.store.folder import FOLDER
from site_builder.engine.store.output_store import OutputRecord, PageInputs
from site_builder.model.diagnostics import Severity
from site_builder.model.documents import Broken, chunks_digest
from site_builder.model.files import FileStat

STAT = FileStat(1, 2, 3, 4)
OTHER = FileStat(5, 6, 7, 8)
PARSER = b"parser"
CHUNKS = ("<p>", "</p>")
BODY = chunks_digest(msgspec.msgpack.encode(CHUNKS))
HEAD = Broken(path="a.md", diagnostics=())
PAGE_INPUTS = PageInputs(b"surroundings", b"template", b"view")


def keep_one(cache: BuildCache, path: str = "a.md", parser: bytes = PARSER) -> None:
    head, chunks = msgspec.json.encode(HEAD), msgspec.msgpack.encode(CHUNKS)
    cache.documents.keep(parser, EncodedDocument(path, STAT, 9, b"digest", head, BODY, chunks))


@contextlib.contextmanager
def opened(root: Path) -> Iterator[BuildCache]:
    """A store without complaints, committed at the end."""
    cache, notices = BuildCache.open(root)
    assert notices == ()
    yield cache
    cache.commit()
    cache.close()


def store(root: Path) -> Path:
    return root / FOLDER / "memory.sqlite"


def test_documents_come_back_for_the_parser_that_made_them(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        keep_one(cache)
    with opened(tmp_path) as cache:
        found = cache.documents.load(PARSER)["a.md"]
        assert (found.stat, found.read_at_ns, found.digest, found.head) == (STAT, 9, b"digest", HEAD)
        assert cache.documents.load(b"another") == {}
        assert cache.bodies.get(BODY) == CHUNKS


def test_rows_that_are_left_behind_outlive_the_store(tmp_path: Path) -> None:
    """As an interrupted command leaves them: closing them must say nothing."""
    opened = database.open_database(tmp_path / "memory.sqlite")
    rows = opened.rows("SELECT 1 UNION SELECT 2")
    assert next(iter(rows)) == (1,)
    opened.close()
    assert isinstance(rows, Generator)
    rows.close()


def test_what_was_not_committed_is_forgotten(tmp_path: Path) -> None:
    cache, _ = BuildCache.open(tmp_path)
    keep_one(cache)
    cache.close()
    with opened(tmp_path) as cache:
        assert cache.documents.load(PARSER) == {}


def test_a_touched_document_has_its_new_dates(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        keep_one(cache)
        cache.documents.touch("a.md", OTHER, 10)
        found = cache.documents.load(PARSER)["a.md"]
        assert (found.stat, found.read_at_ns) == (OTHER, 10)


def test_orphans_go_and_shared_bodies_stay(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        keep_one(cache, "a.md")
        keep_one(cache, "b.md")
        cache.documents.forget(["a.md"])
        cache.documents.drop_orphans(PARSER)
        assert cache.bodies.get(BODY) == CHUNKS
        cache.documents.forget(["b.md"])
        cache.documents.drop_orphans(PARSER)
        assert cache.bodies.digests() == {""}
        with pytest.raises(MissingBody):
            cache.bodies.get(BODY)
        keep_one(cache)
        cache.documents.drop_orphans(b"another")
        assert cache.documents.load(PARSER) == {}


def test_of_bodies_only_those_go_that_no_document_has(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        keep_one(cache, "a.md")
        keep_one(cache, "b.md")
        cache.documents.forget(["a.md"])
        cache.documents.drop_unused(PARSER, [BODY])
        assert cache.bodies.get(BODY) == CHUNKS
        cache.documents.forget(["b.md"])
        cache.documents.drop_unused(PARSER, ["of nothing"])
        assert cache.bodies.get(BODY) == CHUNKS
        cache.documents.drop_unused(PARSER, [BODY])
        assert cache.bodies.digests() == {""}


def test_what_other_parsers_made_goes_and_the_rest_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        for parser, path in ((b"\0", "a.md"), (PARSER, "b.md"), (PARSER + b"\0", "c.md"), (b"\xff", "d.md")):
            keep_one(cache, path, parser)
        cache.documents.forget_others(PARSER)
        assert list(cache.documents.load(PARSER)) == ["b.md"]
        assert [cache.documents.load(other) for other in (b"\0", PARSER + b"\0", b"\xff")] == [{}, {}, {}]


def test_files_facts_outputs_and_prints_come_back(tmp_path: Path) -> None:
    file = CachedFile("x.png", STAT, 9, b"digest")
    record = OutputRecord(b"fingerprint", b"digest", STAT)
    with opened(tmp_path) as cache:
        cache.files.keep(file)
        cache.derived.put(b"key", b"value")
        cache.outputs("out").keep([("x/index.html", record)])
        cache.outputs("out").keep_shared(b"shared", b"value")
        cache.outputs("out").keep_page_inputs([("x/index.html", PAGE_INPUTS)])
    with opened(tmp_path) as cache:
        assert cache.files.load() == {"x.png": file}
        assert cache.derived.get(b"key") == b"value"
        assert cache.derived.get(b"none") is None
        assert cache.outputs("out").load() == {"x/index.html": record}
        assert cache.outputs("other").load() == {}
        assert cache.outputs("out").page_inputs("x/index.html") == PAGE_INPUTS
        assert cache.outputs("out").shared(b"shared") == b"value"
        cache.files.forget(["x.png"])
        cache.outputs("out").forget(["x/index.html"])
        assert cache.files.load() == {}
        assert cache.outputs("out").load() == {}
        assert cache.outputs("out").page_inputs("x/index.html") is None


DAMAGES: dict[str, tuple[str, Callable[[BuildCache], object], object]] = {
    "a head": ("UPDATE documents SET head = x'00'", lambda one: one.documents.load(PARSER), {}),
    "no head": ("UPDATE documents SET head = NULL", lambda one: one.documents.load(PARSER), {}),
    "a head of another type": ("UPDATE documents SET head = 1.5", lambda one: one.documents.load(PARSER), {}),
    "a path": ("UPDATE documents SET path = x'ff'", lambda one: one.documents.load(PARSER), {}),
    "a time": ("UPDATE documents SET read_at = 'x'", lambda one: one.documents.load(PARSER), {}),
    "no checksum": ("UPDATE documents SET checksum = NULL", lambda one: one.documents.load(PARSER), {}),
    "a file": ("UPDATE files SET digest = x'00'", lambda one: one.files.load(), {}),
    "a file's time": ("UPDATE files SET read_at = NULL", lambda one: one.files.load(), {}),
    "a fact": ("UPDATE derived SET value = NULL", lambda one: one.derived.get(b"key"), None),
    "an output": ("UPDATE outputs SET fingerprint = 'x'", lambda one: one.outputs("out").load(), {}),
    "a print": ("UPDATE page_inputs SET view = 1", lambda one: one.outputs("out").page_inputs("p"), None),
    "what pages share": (
        "UPDATE shared SET value = 1",
        lambda one: one.outputs("out").shared(b"shared"),
        None,
    ),
    "a body": ("UPDATE bodies SET chunks = x'91a162'", lambda one: one.bodies.damaged([BODY]), {BODY}),
    "a body of bad text": (
        "UPDATE bodies SET chunks = x'91a2ffff'",
        lambda one: one.bodies.damaged([BODY]),
        {BODY},
    ),
    "a body of another type": (
        "UPDATE bodies SET chunks = 'x'",
        lambda one: one.bodies.damaged([BODY]),
        {BODY},
    ),
    "no body": ("UPDATE bodies SET chunks = NULL", lambda one: one.bodies.damaged([BODY]), {BODY}),
}


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """The root of a site with a bit of everything remembered."""
    with opened(tmp_path) as cache:
        keep_one(cache)
        cache.files.keep(CachedFile("x.png", STAT, 9, b"digest"))
        cache.derived.put(b"key", b"value")
        cache.outputs("out").keep([("p", OutputRecord(b"fingerprint", b"digest", STAT))])
        cache.outputs("out").keep_shared(b"shared", b"value")
        cache.outputs("out").keep_page_inputs([("p", PAGE_INPUTS)])
    return tmp_path


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_row_is_a_row_that_is_not_there(full: Path, what: str) -> None:
    statement, look, expected = DAMAGES[what]
    connection = sqlite3.connect(store(full))
    with connection:
        connection.execute(statement)
    connection.close()
    with opened(full) as cache:
        assert look(cache) == expected


@pytest.mark.parametrize(
    "statement",
    ["UPDATE documents SET path = CAST(x'ff' AS TEXT)", "DROP TABLE documents", "DROP TABLE bodies"],
)
def test_a_store_that_is_itself_at_fault_is_made_again(full: Path, statement: str) -> None:
    connection = sqlite3.connect(store(full))
    with connection:
        connection.execute(statement)
    connection.close()
    cache, _ = BuildCache.open(full)
    with pytest.raises(CacheFailed) as caught:
        print(cache.documents.load(PARSER), cache.bodies.get(BODY))
    fresh, notice = cache.lost(caught.value.failure)
    assert "has been recreated" in notice.message
    assert fresh.file == store(full)
    keep_one(fresh)
    fresh.commit()
    fresh.close()
    with opened(full) as cache:
        assert cache.documents.load(PARSER).keys() == {"a.md"}


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + bytes(5000)])
def test_what_is_no_store_is_made_again(tmp_path: Path, data: bytes) -> None:
    store(tmp_path).parent.mkdir()
    store(tmp_path).write_bytes(data)
    store(tmp_path).with_name("memory.sqlite-journal").write_bytes(b"an old journal")
    cache, notices = BuildCache.open(tmp_path)
    assert [one.severity for one in notices] == [Severity.WARNING] * bool(data)
    keep_one(cache)
    cache.commit()
    cache.close()
    with opened(tmp_path) as cache:
        assert cache.bodies.get(BODY) == CHUNKS


def test_another_schema_is_dropped_whole(full: Path) -> None:
    connection = sqlite3.connect(store(full))
    with connection:
        connection.execute("CREATE TABLE relics (x)")
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with opened(full) as cache:
        assert cache.documents.load(PARSER) == {}
        assert cache.files.load() == {}


def test_bytes_flipped_anywhere_are_never_believed(full: Path) -> None:
    """Whatever is given back is what was kept."""
    good = store(full).read_bytes()
    rng = random.Random(7)
    for _ in range(300):
        data = bytearray(good)
        for _ in range(rng.choice((1, 4, 40))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        store(full).write_bytes(data[: rng.choice((len(data), rng.randrange(len(data))))])
        cache, _ = BuildCache.open(full)
        with contextlib.suppress(CacheFailed):
            for document in cache.documents.load(PARSER).values():
                assert (document.path, document.digest, document.head) == ("a.md", b"digest", HEAD)
            for file in cache.files.load().values():
                assert (file.path, file.digest) == ("x.png", b"digest")
            for path, record in cache.outputs("out").load().items():
                assert (path, record.fingerprint, record.digest) == ("p", b"fingerprint", b"digest")
            assert cache.derived.get(b"key") in {None, b"value"}
            assert cache.outputs("out").page_inputs("p") in {None, PAGE_INPUTS}
            assert cache.outputs("out").shared(b"shared") in {None, b"value"}
            if not cache.bodies.damaged([BODY]):
                assert cache.bodies.get(BODY) == CHUNKS
        cache.close()


def test_a_folder_that_cannot_be_made_is_told_and_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file")
    cache, (notice,) = BuildCache.open(tmp_path)
    assert "will not be cached" in notice.message
    keep_one(cache)
    assert cache.bodies.get(BODY) == CHUNKS
    assert cache.file is not None
    cache.close()
    assert not cache.file.exists()


def test_a_store_that_another_process_holds_is_copied(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    other = sqlite3.connect(store(full))
    other.execute("BEGIN IMMEDIATE")
    cache, (notice,) = BuildCache.open(full)
    assert "locked" in notice.message
    assert cache.bodies.get(BODY) == CHUNKS
    cache.close()
    other.close()


def test_the_last_resort_is_this_process_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = sqlite3.OperationalError("disk full")
    failure.sqlite_errorcode = sqlite3.SQLITE_FULL
    first, _ = BuildCache.open(tmp_path)
    second, notice = first.lost(failure)
    assert "disk full" in notice.message
    assert second.file not in {None, first.file}
    third, _ = second.lost(failure)
    assert third.file is None
    keep_one(third)
    assert third.bodies.get(BODY) == CHUNKS
    assert third.file_system_time() == 0
    third.close()
    monkeypatch.setattr("tempfile.TemporaryDirectory", no_folder)
    assert BuildCache.temporary().file is None


def test_a_store_that_was_made_again_is_given_up_when_it_fails_once_more(tmp_path: Path) -> None:
    first, _ = BuildCache.open(tmp_path)
    second, _ = first.lost(sqlite3.DatabaseError("malformed"))
    third, _ = second.lost(sqlite3.DatabaseError("malformed"))
    assert first.file == second.file != third.file
    third.close()


def no_folder(**_: object) -> None:
    raise OSError("no space left")


def test_a_worker_reads_bodies_and_changes_nothing(full: Path) -> None:
    bodies = open_bodies(store(full))
    assert bodies.get(BODY) == CHUNKS
    with pytest.raises(CacheFailed, match="readonly"):
        bodies.drop([BODY])


def test_the_folder_is_ignored_by_git(tmp_path: Path) -> None:
    with opened(tmp_path):
        assert (tmp_path / FOLDER / ".gitignore").read_text() == "*\n"


def test_the_file_systems_own_clock_is_read(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        first = cache.file_system_time()
        file = tmp_path / "later"
        file.touch()
        assert 0 < first <= file.stat().st_mtime_ns


# -- forgetting ------------------------------------------------------------------------------------------


def built(root: Path, folder: str, *facts: bytes) -> None:
    """What a build into `folder` does that uses these facts."""
    with opened(root) as cache:
        for key in facts:
            if cache.derived.get(key) is None:
                cache.derived.put(key, b"value")
        cache.outputs(folder).keep([("p", OutputRecord(b"fingerprint", b"digest", STAT))])
        cache.outputs(folder).keep_shared(folder.encode(), b"value")
        cache.outputs(folder).keep_page_inputs([("p", PageInputs(folder.encode(), b"template", b"view"))])
        cache.forget_unused(folder)


def test_facts_that_many_builds_have_not_used_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived_store, "_UNUSED", 10)
    built(tmp_path, "out", b"often", b"once")
    for _ in range(9):
        built(tmp_path, "out", b"often")
    with opened(tmp_path) as cache:
        assert cache.derived.get(b"once") == b"value"
    for _ in range(50):
        built(tmp_path, "out", b"often")
    with opened(tmp_path) as cache:
        assert cache.derived.get(b"often") == b"value"
        assert cache.derived.get(b"once") is None


def test_the_output_folders_that_were_built_last_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_store, "_FOLDERS", 2)
    for folder in ("a", "b", "a", "c"):
        built(tmp_path, folder)
    with opened(tmp_path) as cache:
        cache.forget_unused()
        assert [bool(cache.outputs(folder).load()) for folder in "abc"] == [True, False, True]
        assert [cache.outputs(folder).page_inputs("p") is not None for folder in "abc"] == [True, False, True]
        assert [cache.outputs(folder).shared(folder.encode()) for folder in "abc"] == [
            b"value",
            None,
            b"value",
        ]
        assert not cache.outputs("c").is_latest()
    built(tmp_path, "c")
    with opened(tmp_path) as cache:
        assert cache.outputs("c").is_latest()
        assert not cache.outputs("a").is_latest()


@pytest.mark.parametrize("value", ["'x'", "NULL", "x'00'", "-5", str(2**62)])
def test_a_count_that_cannot_be_right_begins_again(full: Path, value: str) -> None:
    built(full, "out")
    connection = sqlite3.connect(store(full))
    with connection:
        connection.execute(f"UPDATE folders SET used = {value}")
        connection.execute(f"UPDATE derived SET used = {value}")
    connection.close()
    built(full, "out", b"key")
    built(full, "other", b"key")
    with opened(full) as cache:
        assert cache.derived.get(b"key") == b"value"
        assert cache.outputs("out").load().keys() == cache.outputs("other").load().keys() == {"p"}
