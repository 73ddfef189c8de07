"""pyftpdlib over a folder, plain, in a thread of this process: it can end every connection at any command."""

from __future__ import annotations

import shutil
import threading
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.deployers.receivers import Receiver


class FtpServer:
    """A context manager. `receiver` is how to reach it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # It is built on asyncore, which Python's own library had until 3.12.
            warnings.simplefilter("ignore", DeprecationWarning)
            from pyftpdlib.authorizers import DummyAuthorizer
            from pyftpdlib.handlers import FTPHandler
            from pyftpdlib.servers import FTPServer as Server

        self._folder = folder
        folder.mkdir()
        self._left = 0
        self._is_dead = False
        self._is_ending = False
        outer = self
        authorizer = DummyAuthorizer()
        authorizer.add_user("me", "hunter2", str(folder), perm="elradfmwMT")

        class Handler(FTPHandler):  # type: ignore[misc]
            """Counts commands, and hangs up."""

            def on_connect(self) -> None:
                if outer._is_dead:
                    self.close()

            def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
                outer._left -= 1
                if outer._left == 0:
                    outer._is_dead = True
                if outer._is_dead:
                    self.close()
                    return
                super().pre_process_command(line, cmd, arg)

        Handler.authorizer = authorizer
        Handler.use_sendfile = False
        self._server: Any = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        port = self._server.socket.getsockname()[1]
        self.receiver = Receiver(
            {
                "host": "127.0.0.1",
                "port": port,
                "user": "me",
                "path": ".",
                "insecure": True,
                "connections": 1,
            },
            {"SITE_BUILDER_LIVE_PASSWORD": "hunter2"},
        )

    def _serve(self) -> None:
        while not self._is_ending:
            self._server.serve_forever(timeout=0.02, blocking=False)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_ending = True
        self._thread.join()
        self._server.close_all()

    def die_at(self, command: int) -> None:
        """End all at a command, counted from now on, and answer nobody after that."""
        self._left, self._is_dead = command, False

    def revive(self) -> None:
        """Answer again."""
        self._left, self._is_dead = 0, False

    def content(self) -> dict[str, bytes]:
        """All files, without asking the server."""
        files = sorted(path for path in self._folder.rglob("*") if path.is_file())
        return {path.relative_to(self._folder).as_posix(): path.read_bytes() for path in files}

    def put_back(self, start: Mapping[str, bytes]) -> None:
        """Bring the folder to a state that it was in."""
        for entry in list(self._folder.iterdir()):
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        for path, data in start.items():
            file = self._folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
