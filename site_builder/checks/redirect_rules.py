"""Old URLs that hosts would read as patterns, and rules that they would pass over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_builder.model.addresses import Addresses
from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.site import Redirect, Site
from site_builder.stages.assemble.redirects import is_page, is_rule, rule_source
from site_builder.stages.views.feed_addresses import old_folders

_MOST_RULES = 2_000
_LONGEST_RULE = 1_000
"""Static rules, and characters of each, that Cloudflare Pages accepts: fewer than any other host."""
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
    yield from _beyond_limits(rules, site)


def _beyond_limits(rules: Sequence[Redirect], site: Site) -> Iterator[Diagnostic]:
    addresses = Addresses(site.config.base_url)
    for redirect in rules:
        length = len(f"{rule_source(redirect.old, addresses)} {addresses.link(redirect.new)} 301")
        if length > _LONGEST_RULE:
            yield warning(
                "redirect-rule",
                f"this rule of _redirects has {length:,} characters; Cloudflare Pages accepts"
                f" {_LONGEST_RULE:,}",
                redirect.source,
                redirect.place,
                _LEADS_ON if is_page(redirect.old) else "make it shorter",
            )
    # Where queries are not matched, rules with one are passed over without being counted.
    rules = [one for one in rules if "?" not in one.old]
    count = len(rules) + len(old_folders(site))
    if count > _MOST_RULES and rules:
        first = rules[min(_MOST_RULES, len(rules) - 1)]
        yield warning(
            "redirect-rule",
            f"_redirects has {count:,} rules; Cloudflare Pages accepts {_MOST_RULES:,} and ignores"
            f" the rest, from {first.old} on",
            first.source,
            first.place,
            _LEADS_ON,
        )
