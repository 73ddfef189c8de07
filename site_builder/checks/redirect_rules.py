"""Old URLs that hosts would read as patterns, and rules that they would pass over."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from site_builder.model.addresses import Addresses
from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.hosts import HOSTS, Host, RedirectLimits, chosen_hosts
from site_builder.model.site import Redirect, Site
from site_builder.stages.assemble.redirects import is_page, is_rule, rule_source
from site_builder.stages.views.feed_addresses import old_folders

_ANYWHERE = ("cloudflare",)
"""Whose limits hold for a site that names no hosts."""
_LEADS_ON = "its redirect page is still made"


def check(site: Site) -> Iterator[Diagnostic]:
    """Patterns are left out of the table; what is beyond a host's limits stays for hosts without them."""
    rules: list[Redirect] = []
    for redirect in site.redirects:
        if is_rule(redirect.old):
            rules.append(redirect)
        else:
            yield warning(
                "redirect-rule",
                f"{redirect.old} is left out of _redirects: hosts would read it as a pattern",
                redirect.source,
                redirect.place,
                _LEADS_ON,
            )
    hosts = chosen_hosts(site.config.hosts or _ANYWHERE)
    if site.config.hosts:
        yield from _without_queries(rules, hosts)
    for host in hosts:
        if host.redirects is not None:
            yield from _beyond_limits(rules, site, host, host.redirects)


def _without_queries(rules: Sequence[Redirect], hosts: Sequence[Host]) -> Iterator[Diagnostic]:
    """Old URLs with a query lead on where a host of the site can see it."""
    titles = [one.title for one in hosts if not one.matches_queries]
    asked = [one for one in rules if "?" in one.old]
    able = [one.title for one in HOSTS.values() if one.matches_queries]
    if titles and asked:
        count = "this old URL" if len(asked) == 1 else f"this old URL and {len(asked) - 1} others"
        yield warning(
            "redirect-rule",
            f"{count} will lead nowhere on {' and '.join(titles)}: its rules ignore queries (?)",
            asked[0].source,
            asked[0].place,
            f"only {' and '.join(able)} can tell them apart",
        )


def _beyond_limits(
    rules: Sequence[Redirect], site: Site, host: Host, limits: RedirectLimits
) -> Iterator[Diagnostic]:
    addresses = Addresses(site.config.base_url)
    if not host.matches_queries:
        # Rules with a query are passed over without being counted.
        rules = [one for one in rules if "?" not in one.old]
    lengths = [len(f"{rule_source(one.old, addresses)} {addresses.link(one.new)} 301") for one in rules]
    for redirect, length in zip(rules, lengths, strict=True):
        if 0 < limits.characters < length:
            yield warning(
                "redirect-rule",
                f"this rule of _redirects has {length:,} characters; {host.title} accepts"
                f" {limits.characters:,}",
                redirect.source,
                redirect.place,
                _LEADS_ON if is_page(redirect.old) else "make it shorter",
            )
    patterns = [one for one in rules if one.old.endswith("*")] if limits.patterns else []
    plain = [one for one in rules if not one.old.endswith("*")] if limits.patterns else rules
    count = len(plain) + len(old_folders(site))
    if 0 < limits.rules < count and plain:
        yield _too_many(plain, host.title, f"{count:,} rules", f"{limits.rules:,}", limits.rules)
    if len(patterns) > limits.patterns:
        has = f"{len(patterns):,} rules that end in *"
        yield _too_many(patterns, host.title, has, f"{limits.patterns:,}", limits.patterns)
    sums = list(accumulate(length + 1 for length in lengths))
    if 0 < limits.size < (sums[-1] if sums else 0):
        fit = bisect_right(sums, limits.size)
        yield _too_many(rules, host.title, f"{sums[-1]:,} bytes", f"{limits.size:,}", fit)


def _too_many(rules: Sequence[Redirect], host: str, has: str, limit: str, fit: int) -> Diagnostic:
    first = rules[min(fit, len(rules) - 1)]
    return warning(
        "redirect-rule",
        f"_redirects has {has}; {host} accepts {limit} and ignores the rest, from {first.old} on",
        first.source,
        first.place,
        _LEADS_ON if is_page(first.old) else "one pattern can cover many addresses",
    )
