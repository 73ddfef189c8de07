"""One connection that speaks SFTP, version 3 (draft-ietf-secsh-filexfer-02), to OpenSSH's client.

Requests carry a number, and answers may come in any order: several threads use one session at once.
"""

from __future__ import annotations

import contextlib
import itertools
import struct
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future

from site_builder.deployers.sftp.packets import (
    CLOSE,
    EOF,
    EXTENDED,
    INIT,
    LSTAT,
    MKDIR,
    OK,
    OPEN,
    OPENDIR,
    READ,
    READDIR,
    REMOVE,
    RENAME,
    RMDIR,
    STATUS,
    VERSION,
    WRITE,
    Packet,
    RemoteEntry,
    entries_of,
    is_folder_mode,
    string_bytes,
    text_bytes,
)
from site_builder.model.errors import DeployFailed, TransferFaulted

_PIECE = 32_000
"""Bytes of one write or read: what every server takes."""
_WINDOW = 32
"""Writes that are under way before the first is answered."""
_LARGEST_PACKET = 1 << 20
_FOR_GOOD = (
    "Permission denied",
    "Host key verification failed",
    "Could not resolve",
    "REMOTE HOST IDENTIFICATION",
)
"""What ssh says where trying again would not help."""


class SftpStatus(Exception):
    """The server has answered that something is not so; `code` says why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class SftpSession:
    """The session that a command (`ssh … -s host sftp`) has opened. Names are given and taken as UTF-8.

    Methods raise SftpStatus, TransferFaulted if the connection is lost, and DeployFailed if it cannot be
    made.
    """

    def __init__(self, command: list[str], host: str, folder: str) -> None:
        self._host = host
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
        )
        self._said: deque[str] = deque(maxlen=20)
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[tuple[int, bytes]]] = {}
        self._lock = threading.Lock()
        self.is_open = True
        self._listener = threading.Thread(target=self._listen_to_ssh, daemon=True)
        self._listener.start()
        try:
            self._send(struct.pack(">BI", INIT, 3))
            kind, answer = self._receive()
        except (OSError, EOFError, struct.error):
            self.close()
            raise self._lost() from None
        except BaseException:
            self.close()
            raise
        if kind != VERSION:
            self.close()
            raise DeployFailed(f"{host} does not support SFTP", "ask the host whether it offers it")
        self._has_posix_rename = b"posix-rename@openssh.com" in answer
        self._reader = threading.Thread(target=self._read_answers, daemon=True)
        self._reader.start()

    def close(self) -> None:
        """End the connection, and the process that holds it."""
        self.is_open = False
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(timeout=5)
        if self._process.stderr is not None:
            self._process.stderr.close()

    # -- what can be asked
    # ---------------------------------------------------------------------------------------

    def entries(self, folder: str) -> Iterator[RemoteEntry]:
        """What is in a folder."""
        handle = self._handle(OPENDIR, text_bytes(folder))
        try:
            while True:
                try:
                    _, answer = self._asked(READDIR, handle)
                except SftpStatus as status:
                    if status.code == EOF:
                        return
                    raise
                yield from entries_of(answer)
        finally:
            self._asked(CLOSE, handle)

    def is_folder(self, path: str) -> bool:
        """Whether something is a folder, and no link to one."""
        _, answer = self._asked(LSTAT, text_bytes(path))
        return is_folder_mode(Packet(answer).attributes())

    def read(self, path: str) -> bytes:
        """All bytes of a file."""
        handle = self._handle(OPEN, text_bytes(path) + struct.pack(">II", 0x01, 0))
        data = bytearray()
        try:
            while True:
                try:
                    _, answer = self._asked(READ, handle + struct.pack(">QI", len(data), _PIECE))
                except SftpStatus as status:
                    if status.code == EOF:
                        return bytes(data)
                    raise
                data += Packet(answer).text()
        finally:
            self._asked(CLOSE, handle)

    def write(self, path: str, data: bytes) -> None:
        """Make or replace a file."""
        # write, create, truncate; permissions 0644
        handle = self._handle(OPEN, text_bytes(path) + struct.pack(">III", 0x02 | 0x08 | 0x10, 0x04, 0o644))
        under_way: deque[Future[tuple[int, bytes]]] = deque()
        try:
            for start in range(0, len(data), _PIECE):
                piece = data[start : start + _PIECE]
                under_way.append(self._ask(WRITE, handle + struct.pack(">Q", start) + string_bytes(piece)))
                if len(under_way) >= _WINDOW:
                    self._checked(under_way.popleft())
            while under_way:
                self._checked(under_way.popleft())
        finally:
            self._asked(CLOSE, handle)

    def rename(self, old: str, new: str) -> None:
        """Move a file to where there may be one already: at once, if the server can."""
        if self._has_posix_rename:
            self._asked(EXTENDED, text_bytes("posix-rename@openssh.com") + text_bytes(old) + text_bytes(new))
            return
        try:
            self._asked(RENAME, text_bytes(old) + text_bytes(new))
        except SftpStatus:
            self.remove(new)
            self._asked(RENAME, text_bytes(old) + text_bytes(new))

    def remove(self, path: str) -> None:
        """Delete a file."""
        self._asked(REMOVE, text_bytes(path))

    def make_folder(self, path: str) -> None:
        """Make a folder in one that is there."""
        self._asked(MKDIR, text_bytes(path) + struct.pack(">II", 0x04, 0o755))

    def remove_folder(self, path: str) -> None:
        """Delete a folder that is empty."""
        self._asked(RMDIR, text_bytes(path))

    # -- packets
    # -------------------------------------------------------------------------------------------------

    def _handle(self, kind: int, body: bytes) -> bytes:
        """The handle that a request is answered with, as it is sent back."""
        _, answer = self._asked(kind, body)
        return string_bytes(Packet(answer).text())

    def _asked(self, kind: int, body: bytes) -> tuple[int, bytes]:
        return self._checked(self._ask(kind, body))

    def _ask(self, kind: int, body: bytes) -> Future[tuple[int, bytes]]:
        future: Future[tuple[int, bytes]] = Future()
        with self._lock:
            if not self.is_open:
                raise self._lost()
            number = next(self._numbers)
            self._waiting[number] = future
            try:
                self._send(struct.pack(">BI", kind, number) + body)
            except (OSError, ValueError):
                # The listener may not have noticed yet; whoever asks next needs a new session.
                self.is_open = False
                self._waiting.pop(number, None)
                raise self._lost() from None
        return future

    def _checked(self, future: Future[tuple[int, bytes]]) -> tuple[int, bytes]:
        kind, answer = future.result()
        if kind == STATUS:
            packet = Packet(answer)
            code = packet.number()
            if code != OK:
                message = packet.text().decode(errors="replace") if packet.has_more else f"status {code}"
                raise SftpStatus(code, message)
        return kind, answer

    def _send(self, packet: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None
        stream.write(struct.pack(">I", len(packet)) + packet)
        stream.flush()

    def _receive(self) -> tuple[int, bytes]:
        stream = self._process.stdout
        assert stream is not None
        header = stream.read(4)
        if len(header) < 4:
            raise EOFError
        (length,) = struct.unpack(">I", header)
        if not 0 < length <= _LARGEST_PACKET:
            raise EOFError
        packet = stream.read(length)
        if len(packet) < length:
            raise EOFError
        return packet[0], packet[1:]

    def _read_answers(self) -> None:
        """Give each answer to who waits for it; at the end of the connection, tell all that wait."""
        with contextlib.suppress(OSError, EOFError, ValueError, struct.error):
            while True:
                kind, packet = self._receive()
                (number,) = struct.unpack(">I", packet[:4])
                with self._lock:
                    future = self._waiting.pop(number, None)
                if future is not None:
                    future.set_result((kind, packet[4:]))
        with self._lock:
            self.is_open = False
            waiting = list(self._waiting.values())
            self._waiting.clear()
        for future in waiting:
            future.set_exception(self._lost())

    def _listen_to_ssh(self) -> None:
        stream = self._process.stderr
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):
            for line in stream:
                self._said.append(line.decode(errors="replace").strip())

    def _lost(self) -> DeployFailed:
        """What ssh said as it ended."""
        self._listener.join(timeout=2)
        said = [line for line in self._said if line and not line.startswith("@")]
        reason = said[-1] if said else "the connection was closed"
        message = f"the connection to {self._host} failed: {reason}"
        if any("verification failed" in line or "IDENTIFICATION" in line for line in said):
            return DeployFailed(
                message,
                f"if the host is new to this machine, run ssh {self._host} once and compare its fingerprint "
                "with what the host says; if it is not, its key has changed: ask why before anything else",
            )
        if any(sign in line for line in said for sign in _FOR_GOOD):
            return DeployFailed(message, f"check that this works: ssh {self._host}")
        return TransferFaulted(message, f"try again later; check that this works: ssh {self._host}")
