"""Sending a release to a store: in order, several files at once, with the record kept up meanwhile."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from site_builder.engine.deploying.order import TransferStep, steps
from site_builder.engine.deploying.target_changes import TargetComparison
from site_builder.engine.deploying.target_record import (
    GOING,
    HeldFile,
    TargetRecord,
    claimed,
    encode_record,
    read_record,
)
from site_builder.engine.progress import Progress
from site_builder.engine.store.digests import digest_of
from site_builder.model.deploy import FileEntry, Release, Store
from site_builder.model.errors import DeployFailed, DeployLocked
from site_builder.model.output_names import DEPLOYED

_RECORD_EVERY = 500
_RECORD_AFTER = 60.0
"""The record is written again after so many files, and after so many seconds."""


class Transfer:
    """One deploy to a store. `record` is what the target held before, `holder` the name of this machine."""

    def __init__(
        self,
        store: Store,
        record: TargetRecord,
        release: Release,
        comparison: TargetComparison,
        holder: str,
        now: datetime,
        progress: Progress,
    ) -> None:
        self._store, self._record, self._release = store, record, release
        self._comparison, self._holder, self._now, self._progress = comparison, holder, now, progress
        self._files = dict(record.files)
        self._started = time.monotonic()
        self._written_at = 0.0
        self._unrecorded = 0
        self._done = 0
        self._bytes = 0

    def run(self) -> int:
        """Do it, and return how many bytes of the site were sent.

        Raises DeployFailed, and DeployLocked where another machine has taken the target over meanwhile.
        """
        release, changes = self._release, self._comparison.changes
        self._files |= self._comparison.unused
        for path in (*changes.added, *changes.changed):
            held = self._files.get(path)
            coming = release.files[path].digest
            self._files[path] = HeldFile(held.digest if held else "", release.number, coming)
        for path in changes.deleted:
            held = self._files[path]
            self._files[path] = HeldFile(held.digest, held.deploy, GOING)
        for path, held in self._files.items():
            if held.unused_since and path in release.files:
                self._files[path] = msgspec.structs.replace(held, unused_since="")
        self._write_record()
        self._refuse_others()
        try:
            with _threads(self._store.parallel) as pool:
                for path in self._comparison.leftovers:
                    self._store.delete(path)
                for step in steps(changes):
                    self._run_step(step, pool)
            self._refuse_others()
        except (DeployFailed, KeyboardInterrupt):
            # Where it can still be said, others need not wait until the claim ends by itself.
            with contextlib.suppress(DeployFailed):
                self._let_go()
            raise
        self._let_go()
        return self._bytes

    def _let_go(self) -> None:
        """Write the record as it is now, and end the claim."""
        record = msgspec.structs.replace(
            self._record, files=self._files, deploy=self._release.number, holder="", until=""
        )
        self._store.put(DEPLOYED, encode_record(record))

    def _run_step(self, step: TransferStep, pool: ThreadPoolExecutor) -> None:
        total = len(self._comparison.changes.deleted) + sum(
            len(paths) for paths in (self._comparison.changes.added, self._comparison.changes.changed)
        )
        action: Callable[[str], None] = self._store.delete if step.is_deletion else self._put
        waiting = iter(step.paths)
        running: dict[Future[None], str] = {}
        while True:
            for path in waiting:
                running[pool.submit(action, path)] = path
                if len(running) >= self._store.parallel * 2:
                    break
            if not running:
                return
            finished, _ = wait(running, timeout=_RECORD_AFTER, return_when=FIRST_COMPLETED)
            for future in finished:
                path = running.pop(future)
                future.result()
                self._confirm(path)
                self._done += 1
                self._progress("deploying", self._done, total)
            self._keep_record_up()

    def _put(self, path: str) -> None:
        self._store.put(path, read_verified(self._release.files[path]))

    def _confirm(self, path: str) -> None:
        entry = self._release.files.get(path)
        if entry is None:
            del self._files[path]
        else:
            self._files[path] = HeldFile(entry.digest, self._release.number)
            self._bytes += entry.size
        self._unrecorded += 1

    def _keep_record_up(self) -> None:
        is_due = time.monotonic() - self._written_at >= _RECORD_AFTER
        if self._unrecorded >= _RECORD_EVERY or is_due:
            self._refuse_others()
            self._write_record()

    def _write_record(self) -> None:
        elapsed = time.monotonic() - self._started
        now = self._now + timedelta(seconds=elapsed)
        record = claimed(self._record, self._files, self._holder, self._release.number, now)
        self._store.put(DEPLOYED, encode_record(record))
        self._written_at = time.monotonic()
        self._unrecorded = 0

    def _refuse_others(self) -> None:
        record = read_record(self._store)
        if record is None or record.holder != self._holder or record.deploy != self._release.number:
            raise DeployLocked(
                "another deploy has taken this target over",
                "wait for it to finish, and deploy again: whichever ends last is what readers see",
            )


@contextlib.contextmanager
def _threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Where something fails, what has not begun does not begin."""
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def read_verified(entry: FileEntry) -> bytes:
    """The bytes of a file. Raises DeployFailed where they are not those that they should be."""
    try:
        data = Path(entry.file).read_bytes()
    except OSError as failure:
        raise DeployFailed(f"{entry.file} cannot be read: {failure.strerror}") from failure
    if digest_of(data).hex() != entry.digest:
        raise DeployFailed(
            f"{entry.file} has other bytes than were to be deployed",
            "build and deploy again; do not edit files in the output folder or in .site-builder",
        )
    return data
