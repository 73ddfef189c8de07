"""What asking other hosts needs of the world, at arm's length, and which addresses may be asked at all.

A name is resolved first, and the connection goes to the very address that was looked at: a name that gives
another answer the second time (DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from typing import NamedTuple

from site_builder.model.diagnostics import Diagnostic
from site_builder.model.finished import Flaw

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNKNOWN = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class UnknownName(Exception):
    """No host has this name."""


class NameUncertain(Exception):
    """Whether a host has this name could not be found out."""


def resolve(name: str) -> tuple[str, ...]:
    """The addresses of a host. Raises UnknownName, NameUncertain."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as failure:
        raise (UnknownName if failure.errno in _UNKNOWN else NameUncertain)(name) from failure
    except (OSError, UnicodeError) as failure:
        raise NameUncertain(name) from failure
    return tuple(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet: not to this machine, a local network, or anything reserved.

    Addresses that stand for another (IPv4 in IPv6, by whatever scheme) are what they stand for.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class Network(NamedTuple):
    """How names are resolved, which addresses may be asked, and how time passes.

    `clock` is monotonic, in seconds, and so is what `sleep` takes.
    """

    resolve: Callable[[str], tuple[str, ...]] = resolve
    may_ask: Callable[[str], bool] = is_public
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class ExternalReport(NamedTuple):
    """What is wrong with links to other hosts, how many addresses there are, and how many were asked now."""

    flaws: tuple[Flaw, ...] = ()
    notices: tuple[Diagnostic, ...] = ()
    addresses: int = 0
    asked: int = 0
