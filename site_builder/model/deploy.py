"""What is deployed, where to, and the two protocols of which a kind of target speaks one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from site_builder.model.config import DeployTarget
from site_builder.model.output_names import DEPLOYED, UPLOADING


class FileEntry(NamedTuple):
    """A file to be published: `path` below the target, the hexadecimal digest and the size of its bytes, and
    `file`, where those are on this machine.
    """

    path: str
    digest: str
    size: int
    file: str


class Release(NamedTuple):
    """All that a target should hold of ours. `number` names the deploy: it begins with its time, in UTC.

    `commit` is what the sources were, empty outside of a repository. `base_url` is the address that the pages
    were built for. `restores` is the deploy whose files these were, in a rollback.
    """

    number: str
    files: Mapping[str, FileEntry]
    base_url: str
    commit: str = ""
    restores: str = ""


class TargetChanges(NamedTuple):
    """What a deploy will do, as paths in order. `unchanged` counts files, `kept` those that are no longer
    part of the site but stay for a while. `foreign` are files there that no deploy has put there.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    unchanged: int = 0
    kept: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do. Files of others that are adopted have to be recorded."""
        return not (self.added or self.changed or self.deleted or self.foreign)


class DeploySurroundings(NamedTuple):
    """What a kind may use of the machine. `root` and `home` are folders, `environment` has its variables.

    `sleep` waits for some seconds; `progress` is called with what is being done, how many are done, and how
    many there are.
    """

    root: str
    home: str
    environment: Mapping[str, str]
    sleep: Callable[[float], None]
    progress: Callable[[str, int, int], None] = lambda doing, done, total: None

    def from_home(self, path: str) -> str:
        """A path with a leading `~/` written out."""
        return f"{self.home}/{path[2:]}" if path.startswith("~/") else path


class Store(Protocol):
    """A kind of target that is files by path: the engine does the rest. Paths have forward slashes.

    Methods raise TransferFaulted for what may work if it is tried again, and DeployFailed for what will not.
    They are called from `parallel` threads at once, and from one more that writes the record.
    """

    parallel: int
    """How many transfers may run at once."""
    lists_all: bool
    """Whether listing the whole target is cheap. If not, only folders that something new goes to are listed.
    """

    def find(self, folders: Collection[str] | None) -> Iterable[str]:
        """The paths of all files at the target, or of those directly in these folders ("" is the top).

        A folder that is not there holds nothing. What cannot be listed is an error, never an empty answer.
        """

    def read(self, path: str) -> bytes | None:
        """The bytes of a small file; None if it is not there."""

    def put(self, path: str, data: bytes) -> None:
        """Write a file, and its folders. A reader sees the old bytes or the new ones, never a part
        of them.
        """

    def delete(self, path: str) -> None:
        """Delete a file, and the folders that it leaves empty. It is no error if it is gone."""

    def close(self) -> None:
        """Let go of connections. Raises nothing."""


class Tree(Protocol):
    """A kind of target that takes a whole folder at once, by a tool of its own."""

    def compare(self, release: Release) -> TargetChanges:
        """What a deploy would change there. TargetChanges nothing. Raises DeployFailed, DeployRefused."""

    def send(self, release: Release, changes: TargetChanges) -> str:
        """Make it so, and say in a few words what was done. Raises DeployFailed, DeployRefused."""


class TargetKind(Protocol):
    """A module of `deployers`: a `StoreKind` or a `TreeKind`.

    `FIELDS` are its keys in config.yaml, and `LIBRARY` the module that it needs and the extra that brings it,
    both empty for none.
    """

    FIELDS: tuple[object, ...]
    LIBRARY: tuple[str, str]

    def describe(self, target: DeployTarget) -> str:
        """Where the target is, for messages: without any secret."""


class StoreKind(TargetKind, Protocol):
    """A kind whose targets are written to file by file."""

    def open_store(self, target: DeployTarget, surroundings: DeploySurroundings) -> Store:
        """Raises UsageError where something is missing."""


class TreeKind(TargetKind, Protocol):
    """A kind whose targets are given the whole folder."""

    def open_tree(self, target: DeployTarget, surroundings: DeploySurroundings) -> Tree:
        """Raises UsageError where something is missing."""


@runtime_checkable
class LocalKind(TargetKind, Protocol):
    """A kind whose targets are on this machine, which may be of either sort."""

    def local_path(self, target: DeployTarget, surroundings: DeploySurroundings) -> str:
        """Where it writes."""


def is_ours_by_name(path: str) -> bool:
    """Whether a file at a target is the record of deploys, or what an upload that was cut off has left."""
    return path.rpartition("/")[2].startswith((DEPLOYED, UPLOADING))
