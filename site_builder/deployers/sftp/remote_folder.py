"""A folder on a server as a store."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Collection, Iterator

from site_builder.deployers.sftp.packets import NO_SUCH_FILE, PERMISSION_DENIED
from site_builder.deployers.sftp.session import SftpSession, SftpStatus
from site_builder.model.errors import DeployFailed, TransferFaulted
from site_builder.model.output_names import UPLOADING


class RemoteFolder:
    """Files are uploaded under another name and renamed. A connection that is lost is made again.

    `command` opens a session; it runs in the folder `root` of this machine.
    """

    parallel = 8
    lists_all = False

    def __init__(self, command: list[str], root: str, path: str, host: str) -> None:
        self._command, self._root, self._path, self._host = command, root, path, host
        self._session: SftpSession | None = None
        self._lock = threading.Lock()
        self._folders: set[str] = set()
        self._names: queue.SimpleQueue[str] = queue.SimpleQueue()
        for number in range(self.parallel + 1):
            self._names.put(f"{UPLOADING}-{number}")

    def find(self, folders: Collection[str] | None) -> Iterator[str]:
        with self._deploy_errors("list", ""):
            for folder in [""] if folders is None else folders:
                yield from self._below(folder, is_deep=folders is None)

    def _below(self, folder: str, *, is_deep: bool) -> Iterator[str]:
        prefix = f"{folder}/" if folder else ""
        try:
            entries = list(self._connected().entries(self._at(folder)))
        except SftpStatus as status:
            if folder and status.code == NO_SUCH_FILE:
                return
            raise
        for entry in entries:
            if not entry.is_folder:
                yield prefix + entry.name
            elif is_deep:
                yield from self._below(prefix + entry.name, is_deep=True)

    def read(self, path: str) -> bytes | None:
        with self._deploy_errors("read", path):
            try:
                return self._connected().read(self._at(path))
            except SftpStatus as status:
                if status.code == NO_SUCH_FILE:
                    return None
                raise

    def put(self, path: str, data: bytes) -> None:
        name = self._names.get()
        try:
            with self._deploy_errors("write", path):
                session = self._connected()
                session.write(self._at(name), data)
                self._make_folders(session, path.rpartition("/")[0])
                try:
                    session.rename(self._at(name), self._at(path))
                except SftpStatus as status:
                    if status.code != NO_SUCH_FILE:
                        raise
                    # Somebody else has deleted a folder that was there a moment ago.
                    self._folders.clear()
                    self._make_folders(session, path.rpartition("/")[0])
                    session.rename(self._at(name), self._at(path))
        finally:
            self._names.put(name)

    def delete(self, path: str) -> None:
        with self._deploy_errors("delete", path):
            session = self._connected()
            try:
                session.remove(self._at(path))
            except SftpStatus as status:
                if status.code != NO_SUCH_FILE:
                    raise
            folder = path.rpartition("/")[0]
            with contextlib.suppress(SftpStatus):
                while folder:
                    session.remove_folder(self._at(folder))
                    self._folders.discard(folder)
                    folder = folder.rpartition("/")[0]

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _connected(self) -> SftpSession:
        with self._lock:
            if self._session is not None and not self._session.is_open:
                self._session.close()
                self._session = None
            if self._session is None:
                self._session = SftpSession(self._command, self._host, self._root)
            return self._session

    def _make_folders(self, session: SftpSession, folder: str) -> None:
        """Raises DeployFailed where something else has the name of a folder: a link would lead elsewhere."""
        if not folder or folder in self._folders:
            return
        self._make_folders(session, folder.rpartition("/")[0])
        try:
            session.make_folder(self._at(folder))
        except SftpStatus:
            if not session.is_folder(self._at(folder)):
                raise DeployFailed(
                    f"{self._at(folder)} on {self._host} is a file or a link, and a folder is needed there",
                    "remove it; deploy writes nothing behind links",
                ) from None
        self._folders.add(folder)

    def _at(self, path: str) -> str:
        return f"{self._path.rstrip('/')}/{path}" if path else self._path

    @contextlib.contextmanager
    def _deploy_errors(self, what: str, path: str) -> Iterator[None]:
        try:
            yield
        except SftpStatus as status:
            place = self._at(path)
            message = f"could not {what} {place} on {self._host}: {status}"
            if status.code in {NO_SUCH_FILE, PERMISSION_DENIED}:
                hint = "check path: in config.yaml, and who may write there"
                raise DeployFailed(message, hint) from None
            raise TransferFaulted(message, "is the disk there full, or the quota used up?") from None
