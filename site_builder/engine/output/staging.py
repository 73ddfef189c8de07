"""Bytes that wait in the stage until all of a build is made."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import msgspec

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.store.digests import digest_of, file_digest
from site_builder.model.files import SourceFile


class Stage(msgspec.Struct, frozen=True):
    """A folder for what is going to be published in `output`."""

    output: OutputFolder
    folder: Path


class StagedOutput(msgspec.Struct, frozen=True):
    """An output's bytes: their digest; `staged` is where they wait, None if the output has them already.

    A text and no `Path`, of which a build would make several for every page.
    """

    path: str
    digest: bytes
    staged: str | None


def stage_bytes(output: OutputFolder, path: str, data: bytes, file: str) -> StagedOutput:
    """Write an output's bytes to `file`, unless it has them already."""
    digest = digest_of(data)
    if path in output.owned and output.holds(path, data):
        return StagedOutput(path, digest, None)
    with open(file, "wb") as stream:
        stream.write(data)
    return StagedOutput(path, digest, file)


def stage_copy(output: OutputFolder, path: str, source: SourceFile, file: str) -> StagedOutput:
    """Copy a source to `file`, unless the output has the same bytes already."""
    digest = file_digest(source.file)
    stat = output.stat(path)
    if stat is not None and stat.size == source.stat.size and output.digest(path) == digest:
        return StagedOutput(path, digest, None)
    try:
        shutil.copyfile(source.file, file)
    except OSError as failure:
        # The library names the source, though it is the target's disk that is full.
        if failure.errno in {errno.ENOSPC, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)}:
            raise OSError(failure.errno, failure.strerror, file) from failure
        raise
    return StagedOutput(path, digest, file)
