"""What stands in content/, for commands that look at a site without making it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from site_builder.engine.build import with_cache
from site_builder.engine.documents import load_documents
from site_builder.engine.hints import with_hints
from site_builder.engine.prepare import Request
from site_builder.engine.progress import Progress
from site_builder.engine.settings import Settings, read_settings
from site_builder.engine.store.cache import BuildCache
from site_builder.model.config import Config, ParserSettings
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.documents import Head
from site_builder.model.site import Site
from site_builder.stages.assemble import Visibility, assemble
from site_builder.stages.source.scan import scan


class Inventory(NamedTuple):
    """All heads by path under content/, hidden ones among them, and the Site as readers see it.

    `errors` are those of the documents and of how they fit together; routes and templates are a build's
    business.
    """

    config: Config
    visibility: Visibility
    heads: dict[str, Head]
    site: Site
    errors: tuple[Diagnostic, ...]


def read_inventory(request: Request, progress: Progress) -> Inventory:
    """Scan, parse and assemble; what had to be parsed is remembered. Raises ConfigInvalid."""
    settings = read_settings(request.config_file, None, request.overrides)

    def attempt(cache: BuildCache, _: tuple[Diagnostic, ...]) -> Inventory:
        inventory = _read(request, settings, cache, progress)
        cache.commit()
        return inventory

    return with_cache(request.root, attempt)


def _read(request: Request, settings: Settings, cache: BuildCache, progress: Progress) -> Inventory:
    config = settings.config
    read_at_ns = cache.file_system_time()
    sources = scan(request.root / config.paths.content)
    documents = load_documents(
        cache, sources.documents, ParserSettings.of(config), read_at_ns, request.jobs, progress
    )
    visibility = Visibility(request.now)
    assembled = assemble(config, documents.heads.values(), sources.files, visibility)
    inside = {
        *sources.diagnostics,
        *(one for head in documents.heads.values() for one in head.diagnostics),
        *assembled.diagnostics,
    }
    prefix = config.paths.content + "/"
    placed = (msgspec.structs.replace(one, path=prefix + one.path) if one.path else one for one in inside)
    found = sorted((*settings.diagnostics, *placed), key=lambda one: one.sort_key)
    errors = with_hints((one for one in found if one.severity is Severity.ERROR), assembled.names, cache)
    return Inventory(config, visibility, documents.heads, assembled.site, errors)
