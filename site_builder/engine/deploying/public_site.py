"""Asks a site's public address, as a reader's browser would: one question at a time, no redirect followed."""

from __future__ import annotations

import gzip
import http.client
import ssl
import zlib
from collections.abc import Mapping
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

_SECONDS = 20
_MOST_BYTES = 200_000_000


class PublicAnswer(NamedTuple):
    """What a host said. `body` is without its content encoding, names of headers are in small letters.

    `failure` says in words why there is no answer at all, `flaw` what is wrong with the encoding.
    """

    status: int = 0
    headers: Mapping[str, str] = {}
    body: bytes = b""
    failure: str = ""
    flaw: str = ""

    def header(self, name: str) -> str:
        """A header's value, empty if it is not there."""
        return self.headers.get(name, "")


class Ask(Protocol):
    """How an address is asked."""

    def __call__(self, address: str) -> PublicAnswer:
        """The answer of a full address, which is percent-encoded."""


def ask(address: str) -> PublicAnswer:
    """Raises nothing: what goes wrong is in the answer."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port
    try:
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=_SECONDS, context=context
            )
        else:
            connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
        try:
            headers = {"Accept-Encoding": "gzip", "User-Agent": "site-builder (deploy --verify)"}
            connection.request(
                "GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers
            )
            answer = connection.getresponse()
            data = answer.read(_MOST_BYTES)
            return _decoded(answer.status, {name.lower(): value for name, value in answer.getheaders()}, data)
        finally:
            connection.close()
    except ssl.SSLCertVerificationError as failure:
        return PublicAnswer(failure=f"its certificate is not valid for {host}: {failure.verify_message}")
    except OSError as failure:
        return PublicAnswer(failure=failure.strerror or str(failure) or type(failure).__name__)
    except (http.client.HTTPException, ValueError) as failure:
        return PublicAnswer(failure=f"what it sent is no answer: {type(failure).__name__}")


def _decoded(status: int, headers: Mapping[str, str], data: bytes) -> PublicAnswer:
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity") or not data:
        return PublicAnswer(status, headers, data)
    if encoding != "gzip":
        return PublicAnswer(
            status, headers, data, flaw=f"it is encoded as {encoding}, which nobody asked for"
        )
    try:
        plain = gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return PublicAnswer(status, headers, data, flaw="it says that it is compressed by gzip, and is not")
    if plain[:2] == b"\x1f\x8b":
        return PublicAnswer(status, headers, plain, flaw="it is compressed twice")
    return PublicAnswer(status, headers, plain)
