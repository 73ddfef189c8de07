"""What asking other hosts needs of the world, at arm's length.

A name is resolved first, and the connection goes to the very address that was looked at: a name that gives
another answer the second time (DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import NamedTuple

from site_builder.engine.network.public_addresses import is_public
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.finished import Flaw

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
