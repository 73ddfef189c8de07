"""`kind: archive`: the whole site in one .zip or .tar.gz. The same files give the same bytes anywhere."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, FileEntry, Release, TargetChanges, Tree
from site_builder.model.errors import DeployFailed, DeployRefused
from site_builder.stages.schema.fields import Field
from site_builder.stages.schema.shapes import TextValue
from site_builder.stages.text.invalid_value import InvalidValue

_ENDINGS = (".zip", ".tar.gz", ".tgz")
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The date of each file in the archive: the earliest that zip has, since the real ones would differ each
time.
"""


def _read_path(text: str) -> str | InvalidValue:
    if text.endswith(_ENDINGS):
        return text
    return InvalidValue(f"must end with .zip or .tar.gz, not '{text}'", "write it as public.zip")


FIELDS = (
    Field(
        "path",
        TextValue(refine=_read_path),
        "The archive, absolute or from the site's own folder: public.zip or public.tar.gz.",
        required=True,
    ),
)
LIBRARY = ("", "")


def describe(target: DeployTarget) -> str:
    return str(target.options["path"])


def local_path(target: DeployTarget, surroundings: DeploySurroundings) -> str:
    """Where it writes."""
    return os.path.join(surroundings.root, surroundings.from_home(target.options["path"]))


def open_tree(target: DeployTarget, surroundings: DeploySurroundings) -> Tree:
    return _Archive(Path(local_path(target, surroundings)))


class _Archive:
    def __init__(self, file: Path) -> None:
        self._file = file

    def compare(self, release: Release) -> TargetChanges:
        """By what the archive holds. One that cannot be read is written again as a whole.

        Raises DeployRefused for one that has no file of the site, and so is something else.
        """
        there = self._held()
        if there and not there.keys() & release.files.keys():
            raise DeployRefused(
                f"{self._file} holds none of the site's files, but others, such as {min(there)}",
                "write another path into config.yaml, or move that archive away",
            )
        added = tuple(sorted(release.files.keys() - there.keys()))
        both = sorted(release.files.keys() & there.keys())
        changed = tuple(path for path in both if _bytes_of(release.files[path]) != there[path])
        deleted = tuple(sorted(there.keys() - release.files.keys()))
        return TargetChanges(added, changed, deleted, unchanged=len(both) - len(changed))

    def send(self, release: Release, changes: TargetChanges) -> str:
        """Written under another name beside it, and renamed."""
        fresh = self._file.with_name(self._file.name + ".new")
        entries = [release.files[path] for path in sorted(release.files)]
        try:
            try:
                with open(fresh, "wb") as stream:
                    (_write_zip if self._file.suffix == ".zip" else _write_tar)(stream, entries)
                os.replace(fresh, self._file)
            finally:
                fresh.unlink(missing_ok=True)
            return f"{self._file.name} has {self._file.stat().st_size:,} bytes"
        except OSError as failure:
            raise DeployFailed(f"{self._file} cannot be written: {failure.strerror or failure}") from failure

    def _held(self) -> dict[str, bytes]:
        with contextlib.suppress(OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, RuntimeError):
            if self._file.suffix == ".zip":
                with zipfile.ZipFile(self._file) as archive:
                    return {name: archive.read(name) for name in archive.namelist()}
            with tarfile.open(self._file) as tape:
                members = [one for one in tape.getmembers() if one.isfile()]
                return {one.name: stream.read() for one in members if (stream := tape.extractfile(one))}
        return {}


def _bytes_of(entry: FileEntry) -> bytes:
    return Path(entry.file).read_bytes()


def _write_zip(stream: io.BufferedWriter, entries: Iterable[FileEntry]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, _OLDEST)
            info.compress_type, info.create_system, info.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o100644 << 16,
            )
            archive.writestr(info, _bytes_of(entry))


def _write_tar(stream: io.BufferedWriter, entries: Iterable[FileEntry]) -> None:
    with (
        gzip.GzipFile("", "wb", 9, stream, mtime=0) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for entry in entries:
            data = _bytes_of(entry)
            info = tarfile.TarInfo(entry.path)
            info.size, info.mode = len(data), 0o644
            archive.addfile(info, io.BytesIO(data))
