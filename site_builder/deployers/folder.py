"""`kind: folder`: a folder of this machine, such as a mounted disk or what a web server reads."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Collection, Iterator

from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Store
from site_builder.model.errors import DeployFailed, UsageError
from site_builder.model.output_names import UPLOADING
from site_builder.stages.schema.fields import Field
from site_builder.stages.schema.shapes import TextValue

FIELDS = (
    Field(
        "path",
        TextValue(),
        "The folder, absolute or from the site's own folder. It must exist.",
        required=True,
    ),
)
LIBRARY = ("", "")


def describe(target: DeployTarget) -> str:
    return str(target.options["path"])


def local_path(target: DeployTarget, surroundings: DeploySurroundings) -> str:
    """Where it writes."""
    return os.path.join(surroundings.root, surroundings.from_home(target.options["path"]))


def open_store(target: DeployTarget, surroundings: DeploySurroundings) -> Store:
    """Raises UsageError where there is no such folder: a disk that is not mounted looks like that."""
    folder = local_path(target, surroundings)
    if not os.path.isdir(folder):
        raise UsageError(
            f"there is no folder {target.options['path']}, which deploy.{target.name} writes to",
            "create it if it is a new one; if it is on a disk, mount the disk",
        )
    return _FolderStore(os.path.realpath(folder))


class _FolderStore:
    """Files are written under another name beside their place and renamed."""

    parallel = 1
    lists_all = True

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find(self, folders: Collection[str] | None) -> Iterator[str]:
        with _deploy_errors():
            for folder in [""] if folders is None else folders:
                yield from self._below(folder, is_deep=folders is None)

    def _below(self, folder: str, *, is_deep: bool) -> Iterator[str]:
        prefix = f"{folder}/" if folder else ""
        try:
            entries = sorted(os.scandir(os.path.join(self._folder, folder)), key=lambda one: one.name)
        except (FileNotFoundError, NotADirectoryError):
            if not folder:
                raise
            return
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield prefix + entry.name
            elif is_deep:
                yield from self._below(prefix + entry.name, is_deep=True)

    def read(self, path: str) -> bytes | None:
        with _deploy_errors():
            try:
                with open(os.path.join(self._folder, path), "rb") as file:
                    return file.read()
            except FileNotFoundError:
                return None

    def put(self, path: str, data: bytes) -> None:
        with _deploy_errors():
            place = self._place(path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            fresh = os.path.join(self._folder, f"{UPLOADING}-{threading.get_ident()}")
            descriptor = os.open(
                fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o644
            )
            with open(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, place)

    def delete(self, path: str) -> None:
        with _deploy_errors():
            place = self._place(path)
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                if not stat.S_ISDIR(os.lstat(place).st_mode):
                    os.unlink(place)
            folder = os.path.dirname(place)
            with contextlib.suppress(OSError):
                while folder != self._folder:
                    os.rmdir(folder)
                    folder = os.path.dirname(folder)

    def close(self) -> None:
        pass

    def _place(self, path: str) -> str:
        """Where a file is. Raises DeployFailed if one of its folders is a link, which leads elsewhere."""
        place = self._folder
        for part in path.split("/")[:-1]:
            place = os.path.join(place, part)
            if os.path.islink(place):
                raise DeployFailed(
                    f"{place} is a link, and deploy writes nothing behind links",
                    "remove the link, so that a folder can be made there",
                )
        return os.path.join(self._folder, path)


@contextlib.contextmanager
def _deploy_errors() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise DeployFailed(
            f"{failure.filename or 'the folder'} cannot be read or written: {failure.strerror or failure}",
            "fix this and deploy again, which completes what was begun",
        ) from failure
