"""From sources to routes, in three steps: the same for `build` and for the preview."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from site_builder import outputs
from site_builder.engine.diagnostics.pictures_elsewhere import text_problems
from site_builder.engine.diagnostics.problems import in_content, in_order, site_problems
from site_builder.engine.features import find_modules
from site_builder.engine.preparing.images import Images, known_digests, load_images
from site_builder.engine.preparing.page_templates import (
    check_templates,
    inline_code_problems,
    unused_templates,
    with_layouts,
)
from site_builder.engine.preparing.reading import SourceSet, read
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import Settings
from site_builder.engine.preparing.theme import Theme, load_theme, stray_templates
from site_builder.engine.record.identities import Identities
from site_builder.engine.record.published_record import read_record
from site_builder.engine.session import Session
from site_builder.engine.store.digests import FileDigests
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.files import SourceFile
from site_builder.model.routes import Rendered, Route
from site_builder.model.site import Site
from site_builder.model.views import SiteView
from site_builder.stages.assemble import AssembledSite, Visibility, assemble
from site_builder.stages.assemble.guesses import Names
from site_builder.stages.language.words import Words
from site_builder.stages.rendering.user_cache import UserCache
from site_builder.stages.theme.templates import TemplateLookup
from site_builder.stages.views.plan import SitePlan, plan, with_other_assets
from site_builder.stages.views.presenter import Presenter
from site_builder.stages.views.site_view import site_view


class Prepared(NamedTuple):
    """A site that is ready to be rendered.

    `diagnostics` are sorted, those `of_theme` included, which have to be looked for again when the theme has
    changed. `spared` are the sources whose errors are warnings.
    """

    root: Path
    sources: SourceSet
    assembled: AssembledSite
    images: Images
    presenter: Presenter
    site_view: SiteView
    theme: Theme
    planned: SitePlan
    routes: dict[str, Route]
    digests: FileDigests
    spared: frozenset[str]
    of_theme: tuple[Diagnostic, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def config(self) -> Config:
        """The configuration."""
        return self.sources.config

    @property
    def site(self) -> Site:
        """The site that is shown."""
        return self.assembled.site

    @property
    def files(self) -> dict[str, SourceFile]:
        """Files under content/ that are not parsed, by path."""
        return self.sources.files.files

    @property
    def names(self) -> Names:
        """What there is to look among for what a writer may have meant."""
        assets = {route.path for route in self.theme.routes}
        pages = [route.path for route in self.routes.values() if route.path not in assets]
        return self.assembled.names._replace(pages=tuple(pages))

    def is_page(self, path: str) -> bool:
        """Whether a template makes this output."""
        return isinstance(self.routes[path].content, Rendered)

    def source_digest(self, path: str) -> bytes:
        """Of a file under content/ that is not parsed. Raises OSError if it has to be read and cannot be."""
        return self.digests.of_content(self.config.paths.content, self.files[path])

    def image_digests(self) -> Iterator[bytes]:
        """Of all images under content/, those of drafts too."""
        return known_digests(self.digests, self.config.paths.content, self.files.values())


def prepare(session: Session, request: Request, settings: Settings) -> Prepared:
    """All three steps. Raises TemplateFailed where the theme cannot be loaded at all."""
    sources = read(session, request, settings)
    return apply_theme(session, request, sources, assemble_site(request, sources))


def assemble_site(request: Request, sources: SourceSet) -> AssembledSite:
    """The site as its readers see it at the time of the request."""
    visibility = visibility_of(request, sources.config)
    return assemble(sources.config, sources.documents.heads.values(), sources.files.files, visibility)


def visibility_of(request: Request, config: Config) -> Visibility:
    """What is shown at the time of a request, by the clock of the site."""
    now = request.now.astimezone(ZoneInfo(config.timezone))
    return Visibility(now, request.with_drafts, request.with_future)


def apply_theme(
    session: Session,
    request: Request,
    sources: SourceSet,
    assembled: AssembledSite,
    before: Prepared | None = None,
) -> Prepared:
    """Plan the routes of an assembled site, and check that they can be rendered. Raises TemplateFailed.

    `before` is the very same site in the theme as it was: all that does not depend on the theme is taken from
    it.
    """
    config = sources.config
    digests = FileDigests(session.cache.files, session.read_at_ns)
    if before is None:
        published = (sources.files.files[file.source] for file in assembled.site.files)
        images = load_images(session, digests, config.paths.content, published)
        presenter = Presenter(assembled.site, Words(config.language, config.words), images.info)
    else:
        images, presenter = before.images, before.presenter
    lookup = TemplateLookup.of_site(request.root, config.paths.templates)
    strays = stray_templates(request.root, config.paths, request.overrides.output)
    user_cache = UserCache(request.user_cache) if request.user_cache else None
    theme = load_theme(lookup, config.base_url, session.cache, digests, user_cache)
    if config.hosts:
        presenter.template_loads = [load for _, info in theme.own_templates() for load in info.loads]
    planned = _plan_as_before(before, theme) if before is not None else None
    if planned is None:
        planned = plan(presenter, find_modules(outputs.__name__), theme.routes)
    record = read_record(request.root, config.paths.content)
    routes, layout_problems = with_layouts(planned.routes, theme, config, assembled.site)
    spared = assembled.hidden if request.is_lenient else frozenset()
    of_theme = (
        *layout_problems,
        *inline_code_problems(theme, config),
        *strays,
        *check_templates(theme, routes.values(), config, assembled.site),
        *unused_templates(theme, routes.values(), sources.documents.heads.values()),
        *record.diagnostics,
        *Identities(record, assembled.site, sources.documents.heads, routes).problems(),
    )
    if before is not None and before.of_theme == of_theme and before.planned.says_the_same_as(planned):
        diagnostics = before.diagnostics
    else:
        of_site = site_problems(
            assembled, planned, images.diagnostics, config, request.config_file.name, spared
        )
        diagnostics = in_order((*source_problems(sources, assembled, spared), *of_site, *of_theme))
    return Prepared(
        root=request.root,
        sources=sources,
        assembled=assembled,
        images=images,
        presenter=presenter,
        site_view=site_view(presenter, partial(_digest_of, assembled.site, sources, digests)),
        theme=theme,
        planned=planned,
        routes=routes,
        digests=digests,
        spared=spared,
        of_theme=of_theme,
        diagnostics=diagnostics,
    )


def source_problems(
    sources: SourceSet, assembled: AssembledSite, hidden: Container[str] = ()
) -> Iterator[Diagnostic]:
    """What is wrong with the sources, and with how they fit together; `hidden` as for `in_content`."""
    yield from sources.settings.diagnostics
    yield from in_content(sources.files.diagnostics, sources.config, hidden)
    of_texts = text_problems(sources.documents.heads.values(), assembled.site)
    yield from in_content(of_texts, sources.config, hidden)
    yield from in_content(assembled.diagnostics, sources.config, hidden)


def _digest_of(site: Site, sources: SourceSet, digests: FileDigests, path: str) -> str:
    """Of the file at a site path; empty if it cannot be read, which is reported when it is copied."""
    for file in site.files:
        if file.url == path:
            with suppress(OSError):
                return digests.of_content(
                    sources.config.paths.content, sources.files.files[file.source]
                ).hex()[:8]
    return ""


def _plan_as_before(before: Prepared, theme: Theme) -> SitePlan | None:
    """The plan of the same site in another theme; None where it has to be planned again."""
    if before.theme.routes == theme.routes:
        return before.planned
    return with_other_assets(before.planned, before.presenter, before.theme.routes, theme.routes)
