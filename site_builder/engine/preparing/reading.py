"""The first step from sources to routes: what content/ has, parsed.

Nothing of the steps after it is loaded for this one, so that several processes parse as early as they can.
"""

from __future__ import annotations

from typing import NamedTuple

from site_builder.engine.preparing.documents import Meanwhile, ParsedSources, load_documents
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import Settings
from site_builder.engine.session import Session
from site_builder.model.config import Config, ParserSettings
from site_builder.stages.source.links import LinkRule
from site_builder.stages.source.scan import Sources, scan


class SourceSet(NamedTuple):
    """What a site is made of, its theme apart: config.yaml, the files under content/, and those parsed."""

    settings: Settings
    files: Sources
    documents: ParsedSources

    @property
    def config(self) -> Config:
        """The configuration."""
        return self.settings.config


def link_rule(request: Request, config: Config) -> LinkRule:
    """Where links under content/ may lead."""
    return LinkRule.of(request.root, config.paths, request.overrides.output)


def read(
    session: Session, request: Request, settings: Settings, meanwhile: Meanwhile | None = None
) -> SourceSet:
    """Scan content/, and parse what has changed."""
    files = scan(request.root / settings.config.paths.content, link_rule(request, settings.config))
    documents = load_documents(session, files.documents, ParserSettings.of(settings.config), meanwhile)
    return SourceSet(settings, files, documents)
