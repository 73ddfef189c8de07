"""Ask another host whether an address still leads somewhere: politely, and never a private host."""

from __future__ import annotations

import enum
import threading
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import urllib3

from site_builder import __version__
from site_builder.engine.checking.network import NameUncertain, Network, UnknownName

PAUSE = 1.0
"""Seconds between two requests to one host."""

_CONNECT, _READ = 10.0, 15.0
"""Seconds until a host has to have accepted the connection, and then to have answered."""
_MOST_HOPS = 10
_LONGEST_WAIT = 30.0
"""Seconds that are waited for a host that is busy and says until when."""
_BUSY = 600.0
"""Seconds for which a host that is busy is left alone where it does not say until when."""
_HEADERS = {"User-Agent": f"site-builder/{__version__} (link check)", "Accept": "*/*"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_GONE = frozenset({404, 410})
_TOO_MANY = 429
_SAFE = "/-._~!$&'()*+,;=:@%"


class Verdict(enum.StrEnum):
    """UNSURE is an answer that says nothing of the page: a locked door, a host that is busy, or no answer."""

    GOOD = "good"
    DEAD = "dead"
    UNSURE = "unsure"
    PRIVATE = "private"


class Outcome(NamedTuple):
    """What became of one question.

    `moved_to` is set where a host says that the page has moved for good; `is_nameless` says that no address
    of the host was found.
    """

    verdict: Verdict
    reason: str = ""
    moved_to: str = ""
    is_nameless: bool = False


class _Reply(NamedTuple):
    status: int
    location: str = ""
    retry_after: str = ""


class _NoReply(Exception):
    """The host did not answer. The message says how."""


class _Refused(Exception):
    """The name belongs to a host that is never asked."""


class Asker:
    """Asks for addresses, from several threads at once. Each host is asked one thing at a time."""

    def __init__(self, network: Network, now: datetime) -> None:
        self._network = network
        self._now = now
        self._lock = threading.Lock()
        self._turns: dict[str, float] = {}
        self.is_stopped = False

    def ask(self, address: str) -> Outcome:
        """Whether an address leads somewhere, redirects followed."""
        try:
            return self._follow(_without_fragment(address))
        except _Refused as refusal:
            return Outcome(Verdict.PRIVATE, str(refusal))
        except UnknownName as failure:
            return Outcome(Verdict.DEAD, f"there is no host {failure}", is_nameless=True)
        except NameUncertain as failure:
            return Outcome(Verdict.UNSURE, f"the name {failure} could not be resolved", is_nameless=True)
        except _NoReply as failure:
            return Outcome(Verdict.UNSURE, str(failure))
        except ValueError:
            return Outcome(Verdict.DEAD, "it cannot be an address")

    def _follow(self, address: str) -> Outcome:
        here, moved_to, is_permanent = address, "", True
        for hops in range(_MOST_HOPS):
            try:
                reply = self._answer_of(here)
            except _Refused:
                if not hops:
                    raise
                return Outcome(Verdict.UNSURE, "it leads on to a private host")
            if reply.status not in _REDIRECTS or not reply.location:
                return _judged(reply.status, moved_to)
            is_permanent = is_permanent and reply.status in _PERMANENT
            following = _without_fragment(urljoin(here, reply.location))
            if urlsplit(following).scheme not in ("http", "https"):
                return Outcome(Verdict.UNSURE, f"it leads on to {following}")
            here = following
            moved_to = here if is_permanent else moved_to
        return Outcome(Verdict.UNSURE, f"it leads on more than {_MOST_HOPS} times")

    def _answer_of(self, address: str) -> _Reply:
        """What a host says of one address: asked for the headers first, since some hosts refuse just that."""
        try:
            reply = self._patiently("HEAD", address)
        except _NoReply:
            return self._patiently("GET", address)
        return reply if reply.status < 400 or reply.status == _TOO_MANY else self._patiently("GET", address)

    def _patiently(self, method: str, address: str) -> _Reply:
        """Ask, and once more if the host is busy and says for how long."""
        reply = self._send(method, address)
        if reply.status != _TOO_MANY:
            return reply
        seconds = self._seconds(reply.retry_after)
        self._put_off(_host(address), seconds)
        return self._send(method, address) if seconds <= _LONGEST_WAIT else reply

    def _seconds(self, retry_after: str) -> float:
        if retry_after.strip().isdecimal():
            return float(retry_after)
        try:
            until = parsedate_to_datetime(retry_after)
        except (TypeError, ValueError):
            return _BUSY
        return max(0.0, (until - self._now).total_seconds())

    # -- one request -------------------------------------------------------------------------------------

    def _send(self, method: str, address: str) -> _Reply:
        parts = urlsplit(address)
        host = parts.hostname or ""
        ip = self._address_of(host)
        self._wait_for_turn(host)
        try:
            port = parts.port
        except ValueError as failure:
            raise _NoReply("its port is not a number") from failure
        target = urlunsplit(("", "", quote(parts.path or "/", _SAFE), quote(parts.query, _SAFE + "?"), ""))
        headers = {**_HEADERS, "Host": _name_on_the_wire(host) + (f":{port}" if port else "")}
        try:
            with _pool(parts.scheme, ip, port, host) as pool:
                reply = pool.urlopen(
                    method,
                    target,
                    headers=headers,
                    redirect=False,
                    retries=False,
                    assert_same_host=False,
                    preload_content=False,
                )
                found = _Reply(
                    reply.status, reply.headers.get("Location", ""), reply.headers.get("Retry-After", "")
                )
                reply.close()
        except urllib3.exceptions.NewConnectionError as failure:
            raise _NoReply("it cannot be connected to") from failure
        except urllib3.exceptions.TimeoutError as failure:
            raise _NoReply("it does not answer in time") from failure
        except urllib3.exceptions.SSLError as failure:
            raise _NoReply("its certificate is not valid, or it does not support TLS") from failure
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
            raise _NoReply("it cannot be connected to") from failure
        return found

    def _address_of(self, host: str) -> str:
        """The IP address to connect to. A host is refused if any of its addresses is private."""
        addresses = self._network.resolve(host)
        if not addresses:
            raise UnknownName(host)
        if not all(map(self._network.may_ask, addresses)):
            raise _Refused(host)
        return addresses[0]

    def _wait_for_turn(self, host: str) -> None:
        """Hosts are asked once a second; whoever is busy is left alone for as long as it says."""
        with self._lock:
            now = self._network.clock()
            turn = max(now, self._turns.get(host, now))
            if turn - now > _LONGEST_WAIT:
                raise _NoReply("it is busy (429)")
            self._turns[host] = turn + PAUSE
        if self.is_stopped:
            raise _NoReply("it was not asked")
        if turn > now:
            self._network.sleep(turn - now)

    def _put_off(self, host: str, seconds: float) -> None:
        with self._lock:
            until = self._network.clock() + seconds
            self._turns[host] = max(until, self._turns.get(host, until))


def _pool(scheme: str, ip: str, port: int | None, host: str) -> urllib3.HTTPConnectionPool:
    """Connections to an address, and not to whatever a name may mean by now."""
    timeout = urllib3.Timeout(connect=_CONNECT, read=_READ)
    if scheme == "https":
        name = _name_on_the_wire(host)
        return urllib3.HTTPSConnectionPool(
            ip, port or 443, timeout=timeout, maxsize=1, server_hostname=name, assert_hostname=name
        )
    return urllib3.HTTPConnectionPool(ip, port or 80, timeout=timeout, maxsize=1)


def _judged(status: int, moved_to: str) -> Outcome:
    if 200 <= status < 300:
        return Outcome(Verdict.GOOD, "", moved_to)
    if status in _GONE:
        return Outcome(Verdict.DEAD, f"it answers {status}")
    return Outcome(Verdict.UNSURE, f"it answers {status}")


def _without_fragment(address: str) -> str:
    return address.partition("#")[0]


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _name_on_the_wire(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
