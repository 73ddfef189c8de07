"""Everything up to rendering: the same for `build` and for the preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from site_builder import checks, outputs
from site_builder.engine.documents import Expect, ParsedSources, load_documents
from site_builder.engine.features import find_modules
from site_builder.engine.images import Images, known_digests, load_images
from site_builder.engine.progress import Progress
from site_builder.engine.settings import Overrides, Settings
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.digests import FileDigests
from site_builder.engine.theme import Theme, load_theme
from site_builder.model.config import Config, ParserSettings
from site_builder.model.diagnostics import NOWHERE, Diagnostic, Place, Severity, error
from site_builder.model.errors import TemplateFailed
from site_builder.model.files import SourceFile
from site_builder.model.routes import Rendered, Route
from site_builder.model.site import Post, Site, StaticPage
from site_builder.model.views import SiteView
from site_builder.stages.assemble import AssembledSite, Visibility, assemble
from site_builder.stages.assemble.guesses import Names
from site_builder.stages.language.words import Words
from site_builder.stages.source.scan import Sources, scan
from site_builder.stages.theme.templates import TemplateLookup
from site_builder.stages.views.pictures import shown_images
from site_builder.stages.views.plan import SitePlan, plan, with_other_assets
from site_builder.stages.views.presenter import Presenter
from site_builder.stages.views.site_view import site_view


class Request(NamedTuple):
    """What is to be built. `config_file` is absolute; its folder is the site's root."""

    config_file: Path
    now: datetime
    with_drafts: bool = False
    with_future: bool = False
    overrides: Overrides = Overrides()
    jobs: int = 1

    @property
    def root(self) -> Path:
        """The site's root."""
        return self.config_file.parent


class Prepared(NamedTuple):
    """A site that is ready to be rendered. `routes` are by output path.

    `documents` counts the sources that are parsed, `parsed` those that had to be this time.
    """

    root: Path
    config: Config
    site: Site
    site_view: SiteView
    theme: Theme
    routes: dict[str, Route]
    files: dict[str, SourceFile]
    digests: FileDigests
    diagnostics: tuple[Diagnostic, ...]
    documents: int
    parsed: int
    assembled: AssembledSite
    images: Images
    presenter: Presenter
    planned: SitePlan

    @property
    def names(self) -> Names:
        """What there is to look among for what a writer may have meant."""
        return self.assembled.names._replace(pages=tuple(route.path for route in self.routes.values()))

    def source_digest(self, path: str) -> bytes:
        """Of a file under content/ that is not parsed. Raises OSError if it has to be read and cannot be."""
        return self.digests.of_content(self.config.paths.content, self.files[path])

    def image_digests(self) -> Iterator[bytes]:
        """Of all images under content/, those of drafts too."""
        return known_digests(self.digests, self.config.paths.content, self.files.values())


class Material(NamedTuple):
    """What a site is made of, its theme apart."""

    settings: Settings
    sources: Sources
    documents: ParsedSources


class Composed(NamedTuple):
    """A site put together, and what makes its views."""

    assembled: AssembledSite
    images: Images
    presenter: Presenter


def prepare(
    request: Request,
    settings: Settings,
    cache: BuildCache,
    progress: Progress,
    expect: Expect = lambda: None,
) -> Prepared:
    """Scan, parse, assemble and plan. What is wrong with the site is in `diagnostics`, sorted.

    Raises TemplateFailed where the theme cannot be loaded at all.
    """
    read_at_ns = cache.file_system_time()
    sources = scan(request.root / settings.config.paths.content)
    parser = ParserSettings.of(settings.config)
    documents = load_documents(cache, sources.documents, parser, read_at_ns, request.jobs, progress, expect)
    return compose(request, Material(settings, sources, documents), cache, read_at_ns, progress)


def compose(
    request: Request,
    material: Material,
    cache: BuildCache,
    read_at_ns: int,
    progress: Progress,
    assembled: AssembledSite | None = None,
) -> Prepared:
    """Assemble (unless that is done) and plan what has been read. Raises TemplateFailed."""
    config = material.settings.config
    if assembled is None:
        now = request.now.astimezone(ZoneInfo(config.timezone))
        visibility = Visibility(now, request.with_drafts, request.with_future)
        assembled = assemble(config, material.documents.heads.values(), material.sources.files, visibility)
    digests = FileDigests(cache, read_at_ns)
    published = (material.sources.files[file.source] for file in assembled.site.files)
    images = load_images(cache, digests, config.paths.content, published, request.jobs, progress)
    presenter = Presenter(assembled.site, Words(config.language), images.facts)
    return _dressed(request, material, Composed(assembled, images, presenter), None, cache, digests)


def dress_anew(
    request: Request, material: Material, before: Prepared, cache: BuildCache, read_at_ns: int
) -> Prepared:
    """The same site in its theme as it is now: nothing is assembled again. Raises TemplateFailed."""
    composed = Composed(before.assembled, before.images, before.presenter)
    return _dressed(request, material, composed, before, cache, FileDigests(cache, read_at_ns))


def _dressed(
    request: Request,
    material: Material,
    composed: Composed,
    before: Prepared | None,
    cache: BuildCache,
    digests: FileDigests,
) -> Prepared:
    config = material.settings.config
    assembled, images, presenter = composed
    lookup = TemplateLookup.of_site(request.root, config.paths.templates)
    theme = load_theme(lookup, config.base_url, cache, digests)
    planned = _replanned(before, theme) if before is not None else None
    if planned is None:
        planned = plan(presenter, find_modules(outputs.__name__), theme.routes)
    problems = tuple(_check_templates(theme, planned.routes.values(), config, assembled.site))
    return Prepared(
        root=request.root,
        config=config,
        site=assembled.site,
        site_view=site_view(presenter),
        theme=theme,
        routes=planned.routes,
        files=material.sources.files,
        digests=digests,
        diagnostics=_gathered(request, material, composed, planned, problems),
        documents=len(material.sources.documents),
        parsed=material.documents.parsed,
        assembled=assembled,
        images=images,
        presenter=presenter,
        planned=planned,
    )


def _replanned(before: Prepared, theme: Theme) -> SitePlan | None:
    """The plan of the same site in another theme; None where it has to be planned again."""
    if before.theme.routes == theme.routes:
        return before.planned
    return with_other_assets(before.planned, before.presenter, before.theme.routes, theme.routes)


def _check_templates(
    theme: Theme, routes: Iterable[Route], config: Config, site: Site
) -> Iterator[Diagnostic]:
    """Every template that is used is there, and all that it depends on can be read."""
    checked: set[str] = set()
    for route in routes:
        content = route.content
        if isinstance(content, Rendered) and content.template not in checked:
            checked.add(content.template)
            try:
                theme.closure_of(content.template)
                if theme.lookup.find(content.template) is None:
                    yield _no_template(route, content.template, theme.lookup, config, site)
            except TemplateFailed as failure:
                yield failure.diagnostic


def _no_template(
    route: Route, template: str, lookup: TemplateLookup, config: Config, site: Site
) -> Diagnostic:
    entries: tuple[Post | StaticPage, ...] = (*site.posts, *site.pages)
    places = (one.head.places.get("template") for one in entries if one.head.path == route.origin.name)
    named = next(places, None)
    return error(
        "template-missing",
        f"there is no template '{template}'",
        f"{config.paths.content}/{route.origin.name}" if route.origin.is_file else "",
        (named or Place(*route.origin.place)) if route.origin.is_file else NOWHERE,
        f"the templates are {', '.join(name for name in lookup.names() if name.endswith('.html'))}",
    )


def _placed(one: Diagnostic, prefix: str, *, is_hidden: bool) -> Diagnostic:
    """The diagnostic with its path from the site's root. What is not published stops nothing that is."""
    if not one.path:
        return one
    severity = Severity.WARNING if is_hidden else one.severity
    return msgspec.structs.replace(one, path=prefix + one.path, severity=severity)


def _with_uses(problems: Sequence[Diagnostic], site: Site, prefix: str) -> Iterator[Diagnostic]:
    """What is wrong with images, and where the first text shows each, if one does."""
    uses: dict[str, tuple[str, Place]] = {}
    for path, target, place in shown_images(site) if problems else ():
        uses.setdefault(target, (path, place))
    for problem in problems:
        if problem.path in uses:
            path, place = uses[problem.path]
            message = f"{problem.message}; {prefix}{path} shows it on line {place.line}"
            yield msgspec.structs.replace(problem, message=message)
        else:
            yield problem


def _gathered(
    request: Request,
    material: Material,
    composed: Composed,
    planned: SitePlan,
    problems: Iterable[Diagnostic],
) -> tuple[Diagnostic, ...]:
    """All diagnostics, paths relative to the site's root, in the order of printing, none twice."""
    settings, sources, documents = material
    hidden = composed.assembled.hidden
    prefix = settings.config.paths.content + "/"
    inside = [
        *sources.diagnostics,
        *(one for head in documents.heads.values() for one in head.diagnostics),
        *composed.assembled.diagnostics,
        *_with_uses(composed.images.diagnostics, composed.assembled.site, prefix),
        *planned.diagnostics,
    ]
    checked = [one for check in find_modules(checks.__name__) for one in check.check(composed.assembled.site)]
    inside += [one for one in checked if one.path]
    of_config = [*planned.config_diagnostics, *(one for one in checked if not one.path)]
    name = request.config_file.name
    gathered = {
        *settings.diagnostics,
        *(_placed(one, prefix, is_hidden=one.path in hidden) for one in inside),
        *(msgspec.structs.replace(one, path=name) for one in of_config),
        *problems,
    }
    return tuple(sorted(gathered, key=lambda one: one.sort_key))
