"""What will change by itself, and which URLs that changes: the site before and after each instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from site_builder.engine.diagnostics.problems import in_order
from site_builder.engine.preparing.prepare import (
    Prepared,
    apply_theme,
    assemble_site,
    source_problems,
    visibility_of,
)
from site_builder.engine.preparing.reading import SourceSet, read
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import read_settings
from site_builder.engine.progress import Progress
from site_builder.engine.rendering.render_pool import make_renderer, render_setup
from site_builder.engine.session import Session
from site_builder.engine.staleness.fingerprints import Fingerprints
from site_builder.engine.store.cache import BuildCache, with_cache
from site_builder.engine.store.document_store import MissingBody
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.routes import Rendered
from site_builder.model.site import Post, Site, StaticPage
from site_builder.stages.assemble import AssembledSite
from site_builder.stages.assemble.coming import Happening, coming_happenings, is_promised
from site_builder.stages.language.words import Words
from site_builder.stages.text.icalendar import calendar_text
from site_builder.stages.theme.templates import TemplateLookup
from site_builder.stages.views.part_events import coming_events
from site_builder.stages.views.presenter import Presenter


class ChangedUrls(NamedTuple):
    """Site paths whose bytes differ between the builds before and after an instant, sorted."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class ScheduledChange(NamedTuple):
    """All that happens at one instant. `entries` are the posts and pages concerned, by path.

    `urls` are None where they were not asked for. The files of the search index are not among them: their
    names are made of their bytes. `.site-builder-owned`, the build's own list, is not either.
    """

    at: datetime
    happenings: tuple[Happening, ...]
    entries: dict[str, Post | StaticPage]
    site: Site
    urls: ChangedUrls | None


class Schedule(NamedTuple):
    """What will change after `now`, in order; `calendar` has the coming parts of all series (RFC 5545).

    `errors` are what would make a build fail, now or then.
    """

    config: Config
    now: datetime
    changes: tuple[ScheduledChange, ...]
    calendar: str
    errors: tuple[Diagnostic, ...]


class _Moment(NamedTuple):
    """The site at one instant. Where URLs are compared, `digests` are its fingerprints by output path."""

    assembled: AssembledSite
    prepared: Prepared | None
    digests: dict[str, bytes]


def read_schedule(
    request: Request, progress: Progress, *, with_urls: bool = True, only_next: bool = False
) -> Schedule:
    """Look ahead from `request.now`. Nothing is written but to the cache. Raises ConfigInvalid."""

    def attempt(cache: BuildCache, _: tuple[Diagnostic, ...]) -> Schedule:
        settings = read_settings(request.config_file, cache, request.overrides)
        session = Session.begin(cache, request.jobs, progress)
        sources = read(session, request, settings)
        look = _Outlook(session, sources, with_urls=with_urls)
        schedule = look.ahead(request, only_next=only_next)
        cache.commit()
        return schedule

    return with_cache(request.root, attempt)


class _Outlook:
    """Goes from one instant to the next, and keeps what is wrong at any of them."""

    def __init__(self, session: Session, sources: SourceSet, *, with_urls: bool) -> None:
        self._session, self._sources, self._with_urls = session, sources, with_urls
        self._errors: list[Diagnostic] = []

    def ahead(self, request: Request, *, only_next: bool) -> Schedule:
        config, heads = self._sources.config, self._sources.documents.heads
        first = before = self._moment(request)
        changes: list[ScheduledChange] = []
        coming = coming_happenings(heads.values(), visibility_of(request, config))
        instants = [(at, tuple(group)) for at, group in groupby(coming, key=lambda one: one.at)]
        for done, (at, all_of_it) in enumerate(instants, 1):
            self._session.progress("looking ahead", done, len(instants))
            happenings = tuple(one for one in all_of_it if is_promised(one, before.assembled.site))
            if not happenings or (only_next and changes):
                continue
            after = self._moment(request._replace(now=at))
            urls = self._compare(before, after) if self._with_urls else None
            changes.append(_change(at, happenings, before.assembled.site, after.assembled.site, urls))
            before = after
        now = first.assembled.site.now
        return Schedule(config, now, tuple(changes), self._calendar(first), in_order(self._errors))

    def _moment(self, request: Request) -> _Moment:
        assembled = assemble_site(request, self._sources)
        if not self._with_urls:
            self._note(source_problems(self._sources, assembled, assembled.hidden))
            return _Moment(assembled, None, {})
        prepared = apply_theme(self._session, request, self._sources, assembled)
        self._note(prepared.diagnostics)
        fingerprints = Fingerprints(prepared)
        digests = {path: fingerprints.of(path).digest for path in prepared.routes}
        return _Moment(assembled, prepared, digests)

    def _note(self, diagnostics: Iterator[Diagnostic] | tuple[Diagnostic, ...]) -> None:
        self._errors.extend(one for one in diagnostics if one.severity is Severity.ERROR)

    def _compare(self, before: _Moment, after: _Moment) -> ChangedUrls:
        old, new = before.prepared, after.prepared
        assert old is not None
        assert new is not None
        differing = [path for path, digest in after.digests.items() if before.digests.get(path) != digest]
        printer = _Printer(self._session.cache, old, new)
        return ChangedUrls(
            tuple(sorted(new.routes[path].path for path in differing if path not in old.routes)),
            tuple(
                sorted(
                    new.routes[path].path
                    for path in differing
                    if path in old.routes and printer.prints_other_bytes(path)
                )
            ),
            tuple(sorted(old.routes[path].path for path in old.routes.keys() - new.routes.keys())),
        )

    def _calendar(self, first: _Moment) -> str:
        config, site = self._sources.config, first.assembled.site
        presenter = first.prepared.presenter if first.prepared else Presenter(site, Words(config.language))
        events = [event for one in site.series.values() for event in coming_events(presenter, one)]
        events.sort(key=lambda event: (event.begins, event.summary))
        return calendar_text(config.title, config.language, ZoneInfo(config.timezone), events)


class _Printer:
    """Prints a page as it is before and after: what it is made of may differ, and its bytes not."""

    def __init__(self, cache: BuildCache, before: Prepared, after: Prepared) -> None:
        self._sites = (before, after)
        lookup = TemplateLookup.of_site(after.root, after.config.paths.templates)
        setup = render_setup(lookup, after.config, cache, None)
        self._renderer = make_renderer(setup, after.theme.links, cache.bodies.get)

    def prints_other_bytes(self, path: str) -> bool:
        printed = []
        for site in self._sites:
            content = site.routes[path].content
            if not isinstance(content, Rendered):
                return True
            try:
                printed.append(self._renderer.render(content.template, site.site_view, content.make_view()))
            except MissingBody:
                return True
        return printed[0] != printed[1]


def _change(
    at: datetime, happenings: tuple[Happening, ...], before: Site, after: Site, urls: ChangedUrls | None
) -> ScheduledChange:
    paths = {one.path for one in happenings}
    entries: dict[str, Post | StaticPage] = {}
    for site in (before, after):
        entries.update((post.head.path, post) for post in site.posts if post.head.path in paths)
        entries.update((page.head.path, page) for page in site.pages if page.head.path in paths)
    return ScheduledChange(at, happenings, entries, after, urls)
