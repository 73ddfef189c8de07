"""What stands in content/, for commands that look at a site without making it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from site_builder.engine.build import with_memory
from site_builder.engine.hints import with_hints
from site_builder.engine.library import Progress, load_documents
from site_builder.engine.memory import Memory
from site_builder.engine.prepare import Request
from site_builder.engine.settings import Settings, read_settings
from site_builder.model.config import Config, ParserSettings
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.documents import Head
from site_builder.model.site import Site
from site_builder.stages.assemble import Visibility, assemble
from site_builder.stages.source.scan import scan


class Contents(NamedTuple):
    """All heads by path under content/, hidden ones among them, and the Site as readers see it.

    `errors` are those of the documents and of how they fit together; routes and templates are a build's
    business.
    """

    config: Config
    visibility: Visibility
    heads: dict[str, Head]
    site: Site
    errors: tuple[Diagnostic, ...]


def read_contents(request: Request, progress: Progress) -> Contents:
    """Scan, parse and assemble; what had to be parsed is remembered. Raises ConfigInvalid."""
    settings = read_settings(request.config_file, None, request.overrides)

    def attempt(memory: Memory, _: tuple[Diagnostic, ...]) -> Contents:
        contents = _read(request, settings, memory, progress)
        memory.commit()
        return contents

    return with_memory(request.root, attempt)


def _read(request: Request, settings: Settings, memory: Memory, progress: Progress) -> Contents:
    config = settings.config
    seen = memory.file_system_time()
    sources = scan(request.root / config.paths.content)
    library = load_documents(
        memory, sources.documents, ParserSettings.of(config), seen, request.jobs, progress
    )
    visibility = Visibility(request.now)
    assembled = assemble(config, library.heads.values(), sources.files, visibility)
    inside = {
        *sources.diagnostics,
        *(one for head in library.heads.values() for one in head.diagnostics),
        *assembled.diagnostics,
    }
    prefix = config.paths.content + "/"
    placed = (msgspec.structs.replace(one, path=prefix + one.path) if one.path else one for one in inside)
    found = sorted((*settings.diagnostics, *placed), key=lambda one: one.sort_key)
    errors = with_hints((one for one in found if one.severity is Severity.ERROR), assembled.names, memory)
    return Contents(config, visibility, library.heads, assembled.site, errors)
