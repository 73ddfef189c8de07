"""`_headers`, as Netlify and Cloudflare read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from site_builder.model.caching import FOR_EVER
from site_builder.model.hosts import HeaderLimits
from site_builder.stages.hosts.security import security_headers, widened

_INDENT = "  "


def headers_file(policy: str, for_ever: Sequence[str], limits: Iterable[HeaderLimits]) -> str:
    """The file. `for_ever` are links of folders in which every name changes with its bytes.

    Where a line would be longer than a host reads, the policy allows any https host in the place of many.
    """
    longest = min((one.characters for one in limits if one.characters), default=0)
    if longest and len(_header("Content-Security-Policy", policy)) > longest:
        policy = widened(policy)
    lines = ["/*", *(_header(*one) for one in security_headers(policy))]
    for folder in for_ever:
        lines += ["", f"{folder}*", _header("Cache-Control", FOR_EVER)]
    return "\n".join(lines) + "\n"


def _header(name: str, value: str) -> str:
    return f"{_INDENT}{name}: {value}"
