"""A web server on the loopback, for tests of what asks other hosts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Asked(NamedTuple):
    """A request: its target and its headers, in lower case."""

    target: str
    headers: dict[str, str]


class Reply(NamedTuple):
    """What to answer. `claimed` is the length to claim, if it is not that of the body."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    claimed: int | None = None


class WebServer:
    """Answers by a function; remembers what was asked, and how many were being answered at once."""

    def __init__(self, answer: Callable[[Asked], Reply]) -> None:
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                one = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
                with outer._lock:
                    outer.asked.append(one)
                    outer._now += 1
                    outer.most_at_once = max(outer.most_at_once, outer._now)
                try:
                    reply = answer(one)
                finally:
                    with outer._lock:
                        outer._now -= 1
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                length = len(reply.body) if reply.claimed is None else reply.claimed
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def address(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def serving(answer: Callable[[Asked], Reply]) -> Iterator[WebServer]:
    """A server for the time of a test."""
    server = WebServer(answer)
    try:
        yield server
    finally:
        server.close()
