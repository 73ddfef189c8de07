"""Whether all is in order for a build: what the program runs on, and the folders that it works in.

Nothing is written and nothing is mended.
"""

from __future__ import annotations

import enum
import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.store.code_digests import installed_versions
from site_builder.engine.store.condition import inspect_cache
from site_builder.engine.store.folder import FOLDER
from site_builder.model.config import Config, ParserSettings
from site_builder.model.diagnostics import plural
from site_builder.model.errors import OutputRefused
from site_builder.model.output_names import OWNED

LIBRARIES = (
    "babel",
    "jinja2",
    "markdown",
    "markupsafe",
    "msgspec",
    "nh3",
    "pillow",
    "pygments",
    "pyyaml",
    "tzdata",
    "watchdog",
    "werkzeug",
)
"""Whatever can make a difference to what is built or shown; Pygments only where it is installed."""


_OUR_OWN = "site_builder."
"""The package in which parts of the converter are the program's own, with nothing to make faster."""


class HealthStatus(enum.StrEnum):
    """A PROBLEM will make builds fail or forget; a NOTE is worth knowing."""

    FINE = "fine"
    NOTE = "note"
    PROBLEM = "problem"


class HealthCheck(NamedTuple):
    """What was looked at and what was found; `details` for those who want to know all."""

    subject: str
    state: HealthStatus
    text: str
    details: tuple[str, ...] = ()


def library_versions() -> dict[str, str]:
    """By name, those that are installed."""
    installed = installed_versions()
    return {name: installed[name] for name in LIBRARIES if name in installed}


def examine_converter(settings: ParserSettings) -> HealthCheck:
    """Whether Markdown is converted fast, and which parts of the converter are not."""
    from site_builder.stages.bodies.extensions import report_on
    from site_builder.stages.language.words import Words

    report = report_on(settings.markdown, Words(settings.language))
    details = tuple(map(str, report.parts))
    slow = [part for part in report.left_to_stock if not part.kind.startswith(_OUR_OWN)]
    if not slow:
        return HealthCheck(
            "converter", HealthStatus.FINE, f"accelerated, all {len(report.parts)} parts", details
        )
    if not any(part.is_fast for part in report.parts):
        return HealthCheck("converter", HealthStatus.NOTE, f"stock, and so slower: {slow[0].reason}", details)
    named = ", ".join(f"{part.registry}/{part.name}" for part in slow)
    text = f"accelerated except for {len(slow)} of {len(report.parts)} parts, which work as they are: {named}"
    return HealthCheck("converter", HealthStatus.NOTE, text, details)


def examine_features() -> Iterator[HealthCheck]:
    """What is there only if certain libraries are, and can do certain things."""
    from site_builder.stages.images.pillow import writable_formats

    formats = writable_formats()
    missing = sorted({"AVIF", "JPEG", "PNG", "WEBP"} - formats)
    if not formats:
        yield HealthCheck(
            "images", HealthStatus.PROBLEM, "Pillow is not installed: no image can be published"
        )
    elif missing:
        yield HealthCheck(
            "images", HealthStatus.NOTE, f"Pillow writes {_listed(formats)}, and no {', '.join(missing)}"
        )
    else:
        yield HealthCheck("images", HealthStatus.FINE, f"Pillow writes {_listed(formats)}")
    if find_spec("pagefind") is None:
        text = "Pagefind is not installed (only sites with search: true need it)"
        yield HealthCheck("search", HealthStatus.NOTE, text)
    else:
        yield HealthCheck(
            "search", HealthStatus.FINE, f"Pagefind {installed_versions().get('pagefind', '')}".rstrip()
        )


def examine_site(root: Path, config: Config, output: Path) -> Iterator[HealthCheck]:
    """The folders of a site: its sources, its output and its cache."""
    content = root / config.paths.content
    if not content.is_dir():
        yield HealthCheck("content", HealthStatus.PROBLEM, f"there is no folder {content}")
    else:
        unreadable = _first_unreadable(content)
        state = HealthStatus.PROBLEM if unreadable else HealthStatus.FINE
        yield HealthCheck("content", state, f"{unreadable} cannot be read" if unreadable else str(content))
    yield _examine_output(output)
    yield _examine_memory(root)


def _examine_output(output: Path) -> HealthCheck:
    folder = OutputFolder(output)
    if not output.exists():
        if _is_writable(output):
            return HealthCheck(
                "output", HealthStatus.FINE, f"{output} does not exist yet; a build creates it"
            )
        return HealthCheck("output", HealthStatus.PROBLEM, f"{output} does not exist and cannot be created")
    try:
        folder.refuse_foreign(())
    except OutputRefused as refusal:
        return HealthCheck("output", HealthStatus.PROBLEM, refusal.message)
    if not _is_writable(output):
        return HealthCheck("output", HealthStatus.PROBLEM, f"{output} cannot be written to")
    owned = sum(path != OWNED for path in folder.owned)
    text = f"{output}, {owned:,} files made by builds"
    if folder.has_leftovers:
        return HealthCheck(
            "output", HealthStatus.NOTE, f"{text}; a build was interrupted, the next one repairs it"
        )
    return HealthCheck("output", HealthStatus.FINE, text)


def _examine_memory(root: Path) -> HealthCheck:
    found = inspect_cache(root)
    if found is None:
        if _is_writable(root / FOLDER):
            return HealthCheck("cache", HealthStatus.FINE, "none yet; a build creates it")
        return HealthCheck(
            "cache", HealthStatus.PROBLEM, f"{root / FOLDER} cannot be created: nothing is cached"
        )
    text = f"{found.file}, {found.size / 1e6:,.1f} MB"
    if found.problem:
        return HealthCheck(
            "cache", HealthStatus.PROBLEM, f"{text}, {found.problem}; the next build recreates it"
        )
    if not (_is_writable(found.file) and _is_writable(found.file.parent)):
        return HealthCheck("cache", HealthStatus.PROBLEM, f"{text}, cannot be written to: nothing is cached")
    folders = plural(found.folders, "output folder")
    return HealthCheck("cache", HealthStatus.FINE, f"{text}, knows {found.documents:,} texts and {folders}")


def _is_writable(path: Path) -> bool:
    """Whether a file or folder can be changed, or made where there is none."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0))


def _first_unreadable(folder: Path) -> str:
    for path, folders, names in os.walk(folder):
        for name in sorted(folders + names):
            if not name.startswith(".") and not os.access(os.path.join(path, name), os.R_OK):
                return os.path.join(path, name)
    return ""


def _listed(formats: frozenset[str]) -> str:
    return ", ".join(sorted(formats))


def python_version() -> str:
    """Of the interpreter that is running, such as `3.11.9 (cpython)`."""
    return f"{sys.version.split(' ', maxsplit=1)[0]} ({sys.implementation.name})"
