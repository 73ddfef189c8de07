"""A small site with nothing wrong, and what `check` says of it once a fault is planted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from site_builder.engine.checking.check import CheckReport, check
from site_builder.model.diagnostics import Diagnostic
from tests.driver import Options, Project, post, series
from tests.stages.sample_images import photograph, saved

BODY = """\
What we said, and what we did not say, on the way to work and back again. Each of us had a reason.

## The morning

On the train nobody “talks” before Reading. [The second part](nights-2.md) is about that, and [a list of
everything](/archive/) has the rest.

![A kettle on a stove](../images/kettle.jpg)

### The first hour

Then somebody says it, and it’s said.
"""

CLEAN: Mapping[str, str | bytes] = {
    "config.yaml": """\
        title: Tests
        base_url: https://tests.example/
        timezone: Europe/London
        language: en-GB
        menu:
          - title: Home
            url: /
          - title: About
            url: /about/
        """,
    "content/posts/nights-1.md": post(
        "Nights, the first part", BODY, description="Four men on a train.", series="nights", series_part=1
    ),
    "content/posts/nights-2.md": post(
        "Nights, the second part",
        "What came after it. [The first part](nights-1.md#the-morning) has the morning.",
        "2026-01-07",
        description="And what they did next.",
        series="nights",
        series_part=2,
    ),
    "content/series/nights.md": series(
        "Nights", "About nights.", description="Two parts about nights.", parts=2
    ),
    "content/pages/about.md": post("About us", "Who we are.", "", description="Who writes here."),
    "content/images/kettle.jpg": saved(photograph(1200, 800), "JPEG", quality=95),
    "content/static/extra.css": "p { margin: 0 }\n",
    "content/comments/nights-1.yaml": "- id: 1\n  author: Sam\n  body: Thank you for this.\n",
}


class CheckedSite(Project):
    """A project that is checked, not built."""

    def check(self, options: Options | None = None) -> CheckReport:
        """What `check` reports."""
        self.options = options or self.options
        return check(self.request(), _silent)

    def found(self, options: Options | None = None) -> list[str]:
        """Every finding as `path:line: severity code`."""
        return [said(one) for one in self.check(options).diagnostics]


def clean(root: Path, changed: Mapping[str, str | bytes] = MappingProxyType({})) -> CheckedSite:
    """The clean site, with these files changed or added."""
    return CheckedSite({**CLEAN, **changed}, root)


def said(one: Diagnostic) -> str:
    """A finding in short."""
    line = f":{one.place.line}" if one.place.line else ""
    return f"{one.path}{line}: {one.severity.value} {one.code}"


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
