"""A disk that is full is one line that names what cannot be written, whichever process finds out."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from site_builder.engine.workers.supervisor import Task, Workers
from site_builder.model.errors import OutputBroken
from tests.driver import Project, post


def full_handlers(_: object) -> dict[str, object]:
    def write(file: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", file)

    return {"write": write}


def test_a_worker_that_finds_the_disk_full_is_no_bug() -> None:
    with Workers(2, full_handlers, None) as workers, pytest.raises(OSError, match="No space left") as caught:  # type: ignore[arg-type]
        list(workers.run([Task(1, "write", "output/17")]))
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "output/17")


def test_the_source_is_not_what_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Project({"content/posts/a.md": post("A")}, tmp_path / "site").build()
    before = made.tree()
    made.write("content/static/big.bin", "x" * 1000)

    def full(source: str, target: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", source, None, target)

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OutputBroken) as caught:
        made.build()
    assert caught.value.message.endswith("cannot be written or read: the disk is full")
    assert "big.bin" not in caught.value.message
    assert made.tree() == before
