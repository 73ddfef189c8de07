"""Numbers of people to talk to, which nobody may have checked for a year."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.site import Site

_HINT = "call it, or check its website, then write the date: verified_on: {today}"


def check(site: Site) -> Iterator[Diagnostic]:
    """A wrong number is worse than none to somebody who has just found the courage to ring."""
    today = site.now.date()
    for line in site.config.support.organisations:
        if not line.phone and not line.text:
            continue
        days = line.checked_days()
        if days is None:
            why = "does not say when its number was last checked"
        elif today < days[0]:
            why = f"has a number with a check date in the future, {line.verified_on}"
        elif today >= days[1]:
            why = f"has a number that was last checked on {line.verified_on}, more than a year ago"
        else:
            continue
        yield warning(
            "support-unverified",
            f"support: '{line.name}' {why}",
            place=line.place,
            hint=_HINT.format(today=today.isoformat()),
        )
