"""A folder of a hosting as a store."""

from __future__ import annotations

import contextlib
import ftplib
import io
import queue
import threading
from collections.abc import Collection, Iterator

from site_builder.deployers.ftps.connection import Login, connect
from site_builder.deployers.ftps.listings import ListedEntry, entries_here
from site_builder.model.errors import DeployFailed, TransferFaulted
from site_builder.model.output_names import UPLOADING


class HostedFolder:
    """Files are uploaded under another name and renamed. Each thread that asks has a connection of its own
    for that while; one that fails is not used again.
    """

    lists_all = False

    def __init__(self, login: Login, path: str, connections: int) -> None:
        self.parallel = connections
        self._login, self._path = login, path
        self._idle: list[ftplib.FTP] = []
        self._lock = threading.Lock()
        self._folders: set[str] = set()
        self._names: queue.SimpleQueue[str] = queue.SimpleQueue()
        for number in range(connections + 1):
            self._names.put(f"{UPLOADING}-{number}")

    def find(self, folders: Collection[str] | None) -> Iterator[str]:
        with self._connection("list the files") as ftp:
            top = self._top(ftp)
            for folder in [""] if folders is None else folders:
                yield from self._below(ftp, top, folder, is_deep=folders is None)

    def _below(self, ftp: ftplib.FTP, top: str, folder: str, *, is_deep: bool) -> Iterator[str]:
        prefix = f"{folder}/" if folder else ""
        try:
            ftp.cwd(_joined(top, folder))
        except ftplib.error_perm:
            if folder and not is_deep:
                return
            raise
        for entry in list(entries_here(ftp)):
            if not entry.is_folder:
                yield prefix + entry.name
            elif is_deep:
                yield from self._below(ftp, top, prefix + entry.name, is_deep=True)

    def read(self, path: str) -> bytes | None:
        with self._connection(f"read {path}") as ftp:
            place = _joined(self._top(ftp), path)
            data = bytearray()
            try:
                ftp.retrbinary(f"RETR {place}", data.extend)
            except ftplib.error_perm:
                if self._is_there(ftp, place):
                    raise
                return None
            return bytes(data)

    def put(self, path: str, data: bytes) -> None:
        name = self._names.get()
        try:
            with self._connection(f"write {path}") as ftp:
                top = self._top(ftp)
                ftp.storbinary(f"STOR {_joined(top, name)}", io.BytesIO(data))
                self._make_folders(ftp, top, path.rpartition("/")[0])
                self._rename(ftp, _joined(top, name), _joined(top, path))
        finally:
            self._names.put(name)

    def _rename(self, ftp: ftplib.FTP, old: str, new: str) -> None:
        try:
            ftp.rename(old, new)
        except ftplib.error_perm:
            # Some servers, those on Windows for example, rename to no name that is there already.
            if not self._is_there(ftp, new):
                raise
            ftp.delete(new)
            ftp.rename(old, new)

    def delete(self, path: str) -> None:
        with self._connection(f"delete {path}") as ftp:
            top = self._top(ftp)
            try:
                ftp.delete(_joined(top, path))
            except ftplib.error_perm:
                if self._is_there(ftp, _joined(top, path)):
                    raise
            folder = path.rpartition("/")[0]
            with contextlib.suppress(ftplib.error_perm):
                while folder:
                    # vsftpd deletes no folder that a connection of its own is in.
                    ftp.cwd(top)
                    ftp.rmd(_joined(top, folder))
                    self._folders.discard(folder)
                    folder = folder.rpartition("/")[0]

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for ftp in idle:
            with contextlib.suppress(OSError, EOFError, ftplib.Error):
                ftp.quit()
            ftp.close()

    def _make_folders(self, ftp: ftplib.FTP, top: str, folder: str) -> None:
        if not folder or folder in self._folders:
            return
        self._make_folders(ftp, top, folder.rpartition("/")[0])
        try:
            ftp.mkd(_joined(top, folder))
        except ftplib.error_perm:
            # It is there already, or cannot be made: only a folder can be gone into.
            ftp.cwd(_joined(top, folder))
        self._folders.add(folder)

    def _is_there(self, ftp: ftplib.FTP, place: str) -> bool:
        """Whether a file is listed: servers say 550 of what is missing and of what they do not give."""
        folder, _, name = place.rpartition("/")
        try:
            ftp.cwd(folder or "/")
        except ftplib.error_perm:
            return False
        entries: list[ListedEntry] = list(entries_here(ftp))
        return any(entry.name == name for entry in entries)

    def _top(self, ftp: ftplib.FTP) -> str:
        """The target's folder, absolute."""
        if self._path.startswith("/"):
            return self._path.rstrip("/") or "/"
        home = getattr(ftp, "home", None)
        if home is None:
            home = ftp.pwd()
            ftp.home = home  # type: ignore[attr-defined]
        return (
            _joined(str(home).rstrip("/") or "/", self._path.strip("/")) if self._path != "." else str(home)
        )

    @contextlib.contextmanager
    def _connection(self, what: str) -> Iterator[ftplib.FTP]:
        host = self._login.host
        ftp: ftplib.FTP | None = None
        is_usable = False
        try:
            with self._lock:
                ftp = self._idle.pop() if self._idle else None
            ftp = ftp or connect(self._login)
            yield ftp
            is_usable = True
        except ftplib.error_perm as failure:
            is_usable = ftp is not None
            answer = str(failure).splitlines()[0]
            if answer.startswith("530"):
                message = f"{host} refuses to let {self._login.user} in: {answer}"
                raise DeployFailed(message, "check the user and the password") from None
            hint = "check path: in config.yaml, and who may write there"
            raise DeployFailed(f"could not {what} at {host}: {answer}", hint) from None
        except (OSError, EOFError, ftplib.Error) as failure:
            answer = (str(failure) or type(failure).__name__).splitlines()[0]
            raise TransferFaulted(f"could not {what} at {host}: {answer}", "try again later") from None
        finally:
            if ftp is not None:
                if is_usable:
                    with self._lock:
                        self._idle.append(ftp)
                else:
                    ftp.close()


def _joined(top: str, path: str) -> str:
    return f"{top.rstrip('/')}/{path}" if path else top
