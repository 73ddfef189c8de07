"""How many pages a change has touched, worked out when nobody waits any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from site_builder.model.routes import Rendered
from site_builder.preview.live.live_site import LiveSite
from site_builder.preview.live.live_view import LiveView

PAUSE = 0.001
"""Seconds for other threads after each step."""

_STEP = 8


class AffectedPages:
    """Knows the fingerprint of every page as it was when they were last compared."""

    def __init__(self, live: LiveSite) -> None:
        self._live = live
        self._known: dict[str, bytes] | None = None

    def steps(self, report: Callable[[int | None], None]) -> Iterator[float]:
        """Compare, a few pages at a time, then `report` how many are new, gone or different.

        It reports None where there was nothing to compare with.
        """
        shown = self._live.shown
        if shown is None:
            report(None)
            return
        now: dict[str, bytes] = {}
        for number, path in enumerate(_pages(shown)):
            now[path] = shown.fingerprints.of(path).digest
            if number % _STEP == 0:
                yield PAUSE
        before, self._known = self._known, now
        report(None if before is None else sum(before.get(path) != now.get(path) for path in before | now))


def _pages(shown: LiveView) -> list[str]:
    routes = shown.prepared.routes
    return [path for path, route in routes.items() if isinstance(route.content, Rendered)]
