"""Ask another host, politely, and never a private address.

The address that was looked at is the one that is connected to: a name that answers otherwise a moment later
leads nowhere else. Each redirect is looked at in the same way.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from site_builder import __version__
from site_builder.engine.network.public_addresses import is_public

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_MOST_REDIRECTS = 5
_MOST_TRIES = 3
_LONGEST_WAIT = 60.0
_PAUSE = 0.1
_PORTS = frozenset({None, 80, 443})
CONNECTION_ERRORS = (OSError, http.client.HTTPException)


class Answer(NamedTuple):
    """What a host answered. `read` gives the next bytes, none at the end; `close` must be called."""

    status: int
    headers: Mapping[str, str]
    read: Callable[[int], bytes]
    close: Callable[[], None]


class OtherHosts:
    """Asks the hosts that `may_ask` names. Threads may share it; requests to one host begin with a pause."""

    def __init__(
        self, may_ask: Callable[[str], bool], *, allows_private: bool = False, timeout: float = 30
    ) -> None:
        self._may_ask, self._allows_private, self._timeout = may_ask, allows_private, timeout
        self._lock = threading.Lock()
        self._next_turn: dict[str, float] = {}
        self.stopped = threading.Event()

    def get(self, url: str, headers: Mapping[str, str]) -> Answer | str:
        """The answer to a GET, redirects followed, or why there is none."""
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._patiently(url, headers)
            if isinstance(answer, str) or answer.status not in _REDIRECTS:
                return answer
            answer.close()
            url = urljoin(url, answer.headers.get("location", ""))
        return f"more than {_MOST_REDIRECTS} redirects"

    def _patiently(self, url: str, headers: Mapping[str, str]) -> Answer | str:
        """One address, asked again where its host says that it is busy."""
        answer = self._once(url, headers)
        for number in range(1, _MOST_TRIES):
            if isinstance(answer, str) or answer.status not in _BUSY:
                break
            wait = _seconds(answer.headers, 2.0**number)
            answer.close()
            if wait > _LONGEST_WAIT or self.stopped.wait(wait):
                return f"the host asks to wait {wait:,.0f} seconds"
            answer = self._once(url, headers)
        return answer

    def _once(self, url: str, headers: Mapping[str, str]) -> Answer | str:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return f"not an address: {url}"
        if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
            return f"not an address: {url}"
        if not self._may_ask(host):
            return f"it leads to another host, {host}"
        if port not in _PORTS and not self._allows_private:
            return f"{host}:{port} is not a port that web sites have"
        address = self._address(host, port or (443 if parts.scheme == "https" else 80))
        if isinstance(address, str):
            return address
        self._wait_for_turn(host)
        connection = _Pinned(host, port, address[0], self._timeout, is_secure=parts.scheme == "https")
        target = urlunsplit(("", "", quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"), parts.query, ""))
        own = {"User-Agent": f"for-our-men-site-builder/{__version__}", "Accept-Encoding": "identity"}
        try:
            connection.request("GET", target, headers=own | dict(headers))
            response = connection.getresponse()
        except (*CONNECTION_ERRORS, ValueError) as failure:
            connection.close()
            return _in_words(failure)
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read, connection.close)

    def _address(self, host: str, port: int) -> tuple[str, int] | str:
        """The first public address that a name has, with its port, or why there is none."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return f"no host is called {host}"
        for *_, address in found:
            name = str(address[0])
            if self._allows_private or is_public(name):
                return name, port
        return f"{host} has a private address, which is not asked"

    def _wait_for_turn(self, host: str) -> None:
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next_turn.get(host, 0.0))
            self._next_turn[host] = turn + _PAUSE
        self.stopped.wait(max(0.0, turn - now))


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, with the host's name in its headers and certificate."""

    def __init__(self, host: str, port: int | None, address: str, timeout: float, *, is_secure: bool) -> None:
        self._secured = ssl.create_default_context() if is_secure else None
        usual = 443 if is_secure else 80
        super().__init__(host, port or usual, timeout=timeout)
        self.default_port = usual
        self._to = (address, port or usual)

    def connect(self) -> None:
        self.sock = socket.create_connection(self._to, self.timeout)
        if self._secured is not None:
            self.sock = self._secured.wrap_socket(self.sock, server_hostname=self.host)


def _seconds(headers: Mapping[str, str], otherwise: float) -> float:
    """How long the host asks to wait: a number of seconds, or a date, seen from the host's own."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text[:9])
    with suppress(ValueError, TypeError):
        until, now = parsedate_to_datetime(text), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    return otherwise


def _in_words(failure: Exception) -> str:
    if isinstance(failure, TimeoutError):
        return "the host did not answer in time"
    if isinstance(failure, ssl.SSLError):
        return f"the host's certificate is not accepted: {failure.reason or failure}"
    words = failure.strerror if isinstance(failure, OSError) else ""
    return f"the host cannot be reached: {words or str(failure) or type(failure).__name__}"
