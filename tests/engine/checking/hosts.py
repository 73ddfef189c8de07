"""Other hosts, played by one server on this machine, and a time that passes as fast as one likes."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from site_builder.engine.checking.network import NameUncertain, Network, UnknownName

HERE = "127.0.0.1"


class Reply(NamedTuple):
    """What a page answers; `headers` may name `{port}`. `head` is what HEAD answers, if it is another."""

    status: int = 200
    headers: Mapping[str, str] = {}
    head: int = 0
    first: int = 0
    """The status of the first answer only."""


class Hosts:
    """What was asked: `asked` has method, host and path of each request, in order."""

    def __init__(self, pages: Mapping[str, Reply], port: int) -> None:
        self.pages, self.port = dict(pages), port
        self.asked: list[str] = []
        self.slept: list[float] = []
        self.resolved: list[str] = []
        self._now = 1000.0
        self._lock = threading.Lock()

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def network(self, may_ask: Callable[[str], bool] = lambda address: True) -> Network:
        return Network(self._resolve, may_ask, self._clock, self._sleep)

    def _resolve(self, name: str) -> tuple[str, ...]:
        self.resolved.append(name)
        if name.endswith(".unknown.example"):
            raise UnknownName(name)
        if name.endswith(".uncertain.example"):
            raise NameUncertain(name)
        return (HERE,)

    def _clock(self) -> float:
        return self._now

    def _sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self._now += seconds


@contextlib.contextmanager
def serving(pages: Mapping[str, Reply], secure: ssl.SSLContext | None = None) -> Iterator[Hosts]:
    """A server for these pages by `host/path`; any other is 404."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            hosts.asked.append(f"{self.command} {host}{self.path}")
            reply = hosts.pages.get(f"{host}{self.path}", Reply(404))
            count = sum(one.endswith(f" {host}{self.path}") for one in hosts.asked)
            status = reply.head if self.command == "HEAD" and reply.head else reply.status
            status = reply.first if reply.first and count == 1 else status
            if status == 0:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in reply.headers.items():
                self.send_header(name, value.format(port=hosts.port))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD = _answer

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing is printed."""

    server = ThreadingHTTPServer((HERE, 0), Handler)
    hosts = Hosts(pages, server.server_port)
    if secure is not None:
        # The handshake belongs to the thread of a connection: one that fails must not stop the server.
        server.socket = secure.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hosts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
