"""The site that is looked at, and what keeps a newer one from being shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.staleness.fingerprints import Fingerprints
from site_builder.model.diagnostics import Diagnostic, error, has_errors
from site_builder.model.errors import ConfigInvalid, TemplateFailed, UsageError
from site_builder.stages.rendering.render import Renderer


class LiveView(NamedTuple):
    """A site that can be looked at. `errors` are those of single texts, by their paths under content/."""

    prepared: Prepared
    renderer: Renderer
    fingerprints: Fingerprints
    errors: dict[str, tuple[Diagnostic, ...]]


def holds_all(prepared: Prepared) -> bool:
    """Whether anything but a text is wrong: then no page can be relied upon."""
    content = prepared.config.paths.content + "/"
    return has_errors([one for one in prepared.diagnostics if not one.path.startswith(content)])


def by_text(errors: Iterable[Diagnostic], content: str) -> dict[str, tuple[Diagnostic, ...]]:
    """By paths under content/; `content` is that folder's name and a slash."""
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for one in errors:
        if one.path.startswith(content):
            path = one.path.removeprefix(content)
            found[path] = (*found.get(path, ()), one)
    return found


def as_diagnostics(
    failure: ConfigInvalid | UsageError | TemplateFailed, config_name: str
) -> tuple[Diagnostic, ...]:
    """Why there is no site at all."""
    if isinstance(failure, ConfigInvalid):
        return failure.diagnostics
    if isinstance(failure, TemplateFailed):
        return failure.diagnostics
    return (error("config-unreadable", failure.message, config_name, hint=failure.hint),)
