"""`kind: rclone`: whatever the user's rclone knows, such as WebDAV or a cloud drive, in the same passes.

What is there is known by our own record, since not every service has digests, and dates are the upload's.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Release, TargetChanges, Tree
from site_builder.model.output_names import DEPLOYED
from site_builder.stages.programs.outgoing import (
    SentRecord,
    changed_passes,
    changes_by_record,
    new_passes,
    outgoing_folder,
    read_sent,
    record_bytes,
)
from site_builder.stages.programs.program import Program
from site_builder.stages.schema.fields import Field
from site_builder.stages.schema.shapes import TextValue
from site_builder.stages.text.invalid_value import InvalidValue

_NO_FOLDER, _NO_FILE = 3, 4
"""Rclone's exit codes for what is not there."""


def _read_remote(text: str) -> str | InvalidValue:
    if text.startswith(":") or re.search(r"[,=]", text.partition(":")[0]):
        return InvalidValue(
            "must be a remote of rclone's own configuration",
            "make one with rclone config, and write its name: drive:blog",
        )
    if text.startswith("-") or ":" not in text:
        return InvalidValue(f"is not a remote: '{text}'", "write it as rclone does: name:folder")
    return text


FIELDS = (
    Field(
        "remote", TextValue(refine=_read_remote), "A remote and a folder, as rclone takes it.", required=True
    ),
)
LIBRARY = ("", "")


def describe(target: DeployTarget) -> str:
    return str(target.options["remote"])


def open_tree(target: DeployTarget, surroundings: DeploySurroundings) -> Tree:
    program = Program("rclone", surroundings.environment, "install rclone (https://rclone.org)")
    return _Remote(program, target, surroundings)


class _Remote:
    def __init__(self, rclone: Program, target: DeployTarget, surroundings: DeploySurroundings) -> None:
        self._rclone, self._name, self._root = rclone, target.name, surroundings.root
        self._remote = str(target.options["remote"]).rstrip("/")
        self._record = SentRecord()

    def compare(self, release: Release) -> TargetChanges:
        """By the list of files there, and the record's digests."""
        self._record = read_sent(self._fetched())
        said = self._rclone.run(["lsf", "--recursive", "--files-only", "--", self._remote])
        if said.code not in (0, _NO_FOLDER):
            raise self._rclone.failure(said, "rclone lsf has to work in a terminal")
        listed = set(said.output.decode(errors="surrogateescape").splitlines())
        return changes_by_record(release, listed, self._record)

    def send(self, release: Release, changes: TargetChanges) -> str:
        """New files, changed ones, deletions; the record before the first and after the last."""
        record = self._record._replace(adopted=self._record.adopted | set(changes.foreign))
        count = 0
        with outgoing_folder(self._root, self._name, release) as folder:
            self._put_record(record_bytes(release, record, is_final=False))
            for paths in (*new_passes(changes), *changed_passes(changes)):
                options = ["--ignore-times", "--no-traverse", "--files-from-raw", "-"]
                self._rclone.output(["copy", *options, "--", str(folder), self._remote], _lines(paths))
                count += len(paths)
            if changes.deleted:
                options = ["--files-from-raw", "-"]
                self._rclone.output(["delete", *options, "--", self._remote], _lines(changes.deleted))
            self._put_record(record_bytes(release, record, is_final=True))
        return f"{count:,} files sent"

    def _inside(self, name: str) -> str:
        return self._remote + name if self._remote.endswith(":") else f"{self._remote}/{name}"

    def _fetched(self) -> bytes | None:
        said = self._rclone.run(["cat", "--", self._inside(DEPLOYED)])
        if said.code in (_NO_FOLDER, _NO_FILE) or (said.code == 0 and not said.output):
            return None
        if said.code:
            raise self._rclone.failure(said, "rclone cat has to work in a terminal")
        return said.output

    def _put_record(self, data: bytes) -> None:
        with tempfile.TemporaryDirectory() as here:
            file = Path(here, DEPLOYED)
            file.write_bytes(data)
            self._rclone.output(["copyto", "--ignore-times", "--", str(file), self._inside(DEPLOYED)])


def _lines(paths: Sequence[str]) -> bytes:
    return "".join(f"{path}\n" for path in paths).encode(errors="surrogateescape")
