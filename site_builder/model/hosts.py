"""What each static host reads beside the pages, and how much of it: one table for all who ask.

The numbers are those of the hosts' documentation: Cloudflare's for Workers and Pages alike, GitLab's for
GitLab.com (an administrator can change them elsewhere).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec


class ForeignLoad(msgspec.Struct, frozen=True):
    """An element of a page that loads from `source`: an origin (`https://host`) or `data:`."""

    element: str
    source: str


class InlineCode(msgspec.Struct, frozen=True):
    """A script or style in a page itself; `name` is `script`, `style` or an attribute's name."""

    name: str
    line: int


class RedirectLimits(NamedTuple):
    """What a host takes of `_redirects`: rules for one address and for many, characters of one, bytes of all.

    0 means any number. `can_force` is for a `301!`, which also leads on from an address where there is a
    file. Hosts that cannot read it refuse the rule.
    """

    rules: int = 0
    patterns: int = 0
    characters: int = 0
    size: int = 0
    can_force: bool = False


class HeaderLimits(msgspec.Struct, frozen=True):
    """What a host takes of `_headers`: rules, and characters of one line. 0: no limit."""

    rules: int = 0
    characters: int = 0


class Host(msgspec.Struct, frozen=True):
    """A host as messages call it. None for a file that it does not read.

    `sends_compressed`: it sends `x.html.br` or `x.html.gz` in the place of `x.html` to who can read that.
    `matches_queries`: it can lead on from `/?p=12`, and not only from `/`.
    """

    title: str
    redirects: RedirectLimits | None = None
    headers: HeaderLimits | None = None
    sends_compressed: bool = False
    matches_queries: bool = False


HOSTS: Mapping[str, Host] = MappingProxyType(
    {
        "netlify": Host("Netlify", RedirectLimits(can_force=True), HeaderLimits(), matches_queries=True),
        "cloudflare": Host(
            "Cloudflare",
            RedirectLimits(rules=2_000, patterns=100, characters=1_000),
            HeaderLimits(rules=100, characters=2_000),
        ),
        "gitlab": Host(
            "GitLab Pages", RedirectLimits(rules=1_000, size=64 * 1024), None, sends_compressed=True
        ),
        "apache": Host("Apache", None, None, sends_compressed=True, matches_queries=True),
        "nginx": Host("nginx", None, None, sends_compressed=True),
    }
)


def chosen_hosts(names: Iterable[str]) -> tuple[Host, ...]:
    """The hosts of these names."""
    return tuple(HOSTS[name] for name in names)


def can_force(names: Iterable[str]) -> bool:
    """Whether all hosts that read the one `_redirects` understand `301!`."""
    readers = [host.redirects for host in chosen_hosts(names) if host.redirects is not None]
    return bool(readers) and all(one.can_force for one in readers)


def matches_queries(names: Iterable[str]) -> bool:
    """Whether a host reads rules of `_redirects` with a query. Where none is named, one may be meant."""
    hosts = chosen_hosts(names)
    return not hosts or any(host.redirects is not None and host.matches_queries for host in hosts)
