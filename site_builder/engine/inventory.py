"""What is in content/, for commands that look at a site without making it."""

from __future__ import annotations

from typing import NamedTuple

from site_builder.engine.diagnostics.hints import with_hints
from site_builder.engine.diagnostics.problems import in_order
from site_builder.engine.preparing.prepare import assemble_site, source_problems, visibility_of
from site_builder.engine.preparing.reading import read
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import read_settings
from site_builder.engine.progress import Progress
from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache, with_cache
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.documents import Head
from site_builder.model.site import Site
from site_builder.stages.assemble import Visibility


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
        sources = read(Session.begin(cache, request.jobs, progress), request, settings)
        assembled = assemble_site(request, sources)
        found = (one for one in source_problems(sources, assembled) if one.severity is Severity.ERROR)
        errors = with_hints(in_order(found), assembled.names, cache)
        cache.commit()
        visibility = visibility_of(request, settings.config)
        return Inventory(settings.config, visibility, sources.documents.heads, assembled.site, errors)

    return with_cache(request.root, attempt)
