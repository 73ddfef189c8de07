"""Digests: what is hashed again, and what is believed to be as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.digests import GRAIN_NS, FileDigests, file_digest, is_unchanged
from site_builder.model.files import FileStat

OLD = FileStat(10, 1_000 * GRAIN_NS, 1_000 * GRAIN_NS, 7)
LATER = OLD.mtime_ns + 2 * GRAIN_NS


@pytest.mark.parametrize(
    ("stat", "read_at_ns", "expected"),
    [
        (OLD, LATER, True),
        (OLD._replace(size=11), LATER, False),
        (OLD._replace(mtime_ns=1), LATER, False),
        (OLD._replace(ctime_ns=1), LATER, False),
        (OLD._replace(inode=8), LATER, False),
        (OLD, OLD.mtime_ns, False),
        (OLD, OLD.mtime_ns + GRAIN_NS, False),
        (OLD, OLD.mtime_ns + GRAIN_NS + 1, True),
        (OLD, 0, False),
    ],
)
def test_a_file_is_believed_if_nothing_moved_and_it_was_old_when_it_was_read(
    stat: FileStat, read_at_ns: int, expected: bool
) -> None:
    assert is_unchanged(stat, OLD, read_at_ns) is expected


def test_a_change_of_the_attributes_within_the_grain_is_not_believed_either() -> None:
    """A file put back under an old date has a new ctime."""
    stat = OLD._replace(ctime_ns=LATER)
    assert not is_unchanged(stat, stat, LATER)


def test_only_what_moved_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def digest(file: str) -> bytes:
        read.append(file)
        return b"x"

    monkeypatch.setattr("site_builder.engine.store.digests.file_digest", digest)
    cache, _ = BuildCache.open(tmp_path)
    for stat in (OLD, OLD, OLD._replace(size=11), OLD._replace(size=11)):
        assert FileDigests(cache.files, LATER).of("a", "file", stat) == b"x"
    assert read == ["file", "file"]
    young = OLD._replace(mtime_ns=LATER)
    for _ in range(2):
        FileDigests(cache.files, LATER).of("a", "file", young)
    assert read == ["file"] * 4
    cache.close()


def test_a_file_that_was_deleted_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    cache, _ = BuildCache.open(tmp_path)
    digests = FileDigests(cache.files, LATER)
    digests.of("a", tmp_path / "a", OLD)
    digests.of("b", tmp_path / "a", OLD)
    again = FileDigests(cache.files, LATER)
    again.of("a", tmp_path / "a", OLD)
    again.forget_others()
    assert cache.files.load().keys() == {"a"}
    cache.close()


def test_a_digest_is_of_the_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"same" * 100_000)
    other.write_bytes(b"same" * 100_000)
    os.utime(other, (1, 1))
    assert file_digest(one) == file_digest(other)
    other.write_bytes(b"same" * 100_000 + b"!")
    assert file_digest(one) != file_digest(other)
    with pytest.raises(OSError, match="none"):
        file_digest(tmp_path / "none")
