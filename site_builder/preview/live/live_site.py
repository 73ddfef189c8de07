"""The site as it is now: read once, then brought up to date change by change.

An update does as little as it can prove to be enough:

- a text or a title, and nothing else: its head is exchanged (`patching`), and views are made of the new one;
- the title of a series: the same, and the routes are planned again;
- templates and assets: the theme is read again, and the routes planned again if its assets have changed;
- anything else: the site is assembled and planned again from the heads, which stay in this process.

No page is rendered before it is asked for. A text with errors is set apart (`set_apart`), and the rest goes
on. An error in config.yaml or a template holds all: the last site without any is shown.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.preparing.prepare import Prepared, apply_theme, assemble_site
from site_builder.engine.preparing.reading import link_rule
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import Settings, read_settings
from site_builder.engine.progress import Progress
from site_builder.engine.rendering.render_pool import make_renderer, render_setup
from site_builder.engine.session import Session
from site_builder.engine.staleness.fingerprints import Fingerprints
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.database import CacheFailed
from site_builder.model.config import LANGUAGES, Config, ParserSettings
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.documents import Head
from site_builder.model.errors import ConfigInvalid, TemplateFailed, UsageError
from site_builder.model.files import SourceFile
from site_builder.preview.live.live_problems import LiveProblems, ToldProblems
from site_builder.preview.live.live_sources import LiveSources
from site_builder.preview.live.live_view import LiveView, as_diagnostics, by_text, holds_all
from site_builder.preview.live.patching import patch
from site_builder.preview.live.rebuild_scope import RebuildScope
from site_builder.preview.watching.changes import EVERYTHING, Changes
from site_builder.preview.watching.places import is_below
from site_builder.stages.images import is_image
from site_builder.stages.source.scan import Sources
from site_builder.stages.theme.templates import TemplateLookup


class Update(NamedTuple):
    """What came of a change. `links` are files under content/, as links, whose own bytes have changed.

    `is_whole` says that more than texts were exchanged.
    """

    is_different: bool
    links: tuple[str, ...] = ()
    is_whole: bool = False


class LiveSite:
    """The state of a preview. Everything happens on one thread: the memory's connection belongs to it.

    `generation` counts the updates that made a difference. `shown` is None until a site could be made at
    all; `problems` are always those of the sources as they are now. `is_held` says that an error keeps
    what is shown as it was.
    """

    def __init__(self, request: Request, progress: Progress, clock: Callable[[], datetime] | None) -> None:
        self._request = request
        self._progress = progress
        self._clock = clock
        self.cache, self._notices = BuildCache.open(request.root)
        self._settings: Settings | None = None
        self._sources = LiveSources()
        self._latest: Prepared | None = None
        self._scope = RebuildScope.SITE
        self._has_new_config = True
        self._missed = Changes()
        self._has_new_templates = True
        self.shown: LiveView | None = None
        self._problems = LiveProblems()
        self.problems = ToldProblems()
        self.generation = 0
        self.is_held = False

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All problems, in the order of printing."""
        return self.problems.diagnostics

    def update(self, changes: Changes) -> Update:
        """Bring everything up to date. Never raises for what is in a source."""
        try:
            return self._update(changes)
        except CacheFailed as loss:
            return self.recover(loss)

    def recover(self, loss: CacheFailed) -> Update:
        """Begin again with a fresh memory."""
        self.cache, notice = self.cache.lost(loss.failure)
        self._notices = (*self._notices, notice)
        self._scope = RebuildScope.SITE
        self._has_new_config = self._has_new_templates = True
        self._settings = None
        return self._update(EVERYTHING)

    def is_source(self, file: str) -> bool:
        """Whether a file was part of the site when it was last read, or is there now."""
        if os.path.exists(file) or self._settings is None:
            return True
        content = folders_of(self._request, self._settings)[0]
        path = os.path.relpath(file, content).replace(os.sep, "/")
        return not is_below(file, content) or self._sources.has(path)

    def is_due(self) -> bool:
        """Whether the time has come for something scheduled. Can be asked on any thread."""
        latest = self._latest
        at = latest.site.changes_at if latest is not None else None
        return at is not None and self._clock is not None and self._request.now < at <= self._clock()

    def close(self) -> None:
        """Keep what was learnt, and let go of the memory."""
        with suppress(CacheFailed):
            self.cache.forget_unused()
            self.cache.commit()
        self.cache.close()

    def _session(self) -> Session:
        return Session.begin(self.cache, self._request.jobs, self._progress)

    # -- one update --------------------------------------------------------------------------------------

    def _update(self, changes: Changes) -> Update:
        session = self._session()
        before = self.diagnostics
        files_before = self._sources.files.files
        changes |= self._missed
        self._missed = changes
        is_patched = is_composed = False
        try:
            is_patched = self._take_in(session, changes)
            is_composed = self._scope is not RebuildScope.VIEWS
            if is_composed:
                self._make(session)
            self._missed = Changes()
        except (ConfigInvalid, UsageError, TemplateFailed) as failure:
            found = as_diagnostics(failure, self._request.config_file.name)
            self.problems = ToldProblems().after((*self._notices, *found))
            self.is_held = True
            self._widen(RebuildScope.THEME)  # so that what is restored as it was is judged again
        is_different = is_patched or is_composed or self.diagnostics != before
        if is_different:
            self.generation += 1
        return Update(is_different, tuple(self._changed_links(files_before)), is_composed)

    def _widen(self, scope: RebuildScope) -> None:
        self._scope = max(self._scope, scope)

    def _take_in(self, session: Session, changes: Changes) -> bool:
        """Read what has changed, and note what has to be made again. True if something was exchanged."""
        words = self._request.root / LANGUAGES
        is_new = str(self._request.config_file) in changes.files or any(
            is_below(file, words) for file in changes.files
        )
        if changes.is_vague or self._settings is None or is_new:
            self._has_new_config = True
        if self._has_new_config and self._read_config(session):
            return False
        settings = self._settings
        assert settings is not None
        content, *themes = folders_of(self._request, settings)
        if changes.is_vague or any(is_below(file, folder) for file in changes.files for folder in themes):
            self._has_new_templates = True
            self._widen(RebuildScope.THEME)
        if self._clock is not None and self.is_due():
            self._request = self._request._replace(now=self._clock())
            self._widen(RebuildScope.SITE)
        inside = [file for file in changes.files if is_below(file, content)]
        if not inside and not changes.is_vague:
            return False
        before = self._sources.files
        rule = link_rule(self._request, settings.config)
        changed = self._sources.read_again(session, content, inside, rule=rule, is_vague=changes.is_vague)
        return self._exchange(before, changed)

    def _exchange(self, before: Sources, changed: list[tuple[Head, Head]]) -> bool:
        """Put new heads and files in the place of old ones. True if that was all."""
        now = self._sources.files
        if now.diagnostics != before.diagnostics:
            self._widen(RebuildScope.SITE)
        if not changed and now.files == before.files and now.documents.keys() == before.documents.keys():
            return False
        if self._scope is not RebuildScope.VIEWS or not self._is_alike(before):
            self._widen(RebuildScope.SITE)
            return False
        assert self._latest is not None
        assert self.shown is not None
        scope, patched = patch(self._latest, changed)
        self._widen(scope)
        if scope is not RebuildScope.VIEWS:
            self._latest = patched
            return False
        if now.files != before.files:
            patched = patched._replace(sources=patched.sources._replace(files=now))
            self.shown = self.shown._replace(fingerprints=Fingerprints(patched))
        if patched is not self._latest:
            self._latest = patched
            self._tell_of(patched)
            self.shown = self.shown._replace(prepared=patched, errors=self._errors_of_texts(patched))
        return True

    def _is_alike(self, before: Sources) -> bool:
        """Whether the site that is shown may do with a few things exchanged: no file, no picture is new."""
        now = self._sources.files
        is_same_set = (
            now.files.keys() == before.files.keys() and now.documents.keys() == before.documents.keys()
        )
        return self._is_current() and is_same_set and not _images_differ(before.files, now.files)

    def _is_current(self) -> bool:
        """Whether the site that is shown is what the sources say."""
        return self.shown is not None and self.shown.prepared is self._latest

    def _read_config(self, session: Session) -> bool:
        """True if all of the content was read again with it. Raises ConfigInvalid, UsageError."""
        before = self._settings
        settings = read_settings(self._request.config_file, self.cache, self._request.overrides)
        has_all_read = False
        if settings != before:
            self._has_new_templates = True
            self._widen(RebuildScope.SITE)
            if before is None or _reads_otherwise(before.config, settings.config):
                self._sources.read_all(session, self._request, settings)
                has_all_read = True
        self._settings = settings
        self._has_new_config = False
        return has_all_read

    def _make(self, session: Session) -> None:
        """Assemble, plan and apply the theme, as far as needed. Raises TemplateFailed."""
        assert self._settings is not None
        request, latest = self._request, self._latest
        sources = self._sources.as_set(request, self._settings)
        if latest is None or self._scope is RebuildScope.SITE:
            prepared = apply_theme(session, request, sources, assemble_site(request, sources))
        elif self._scope is RebuildScope.PLAN:
            prepared = apply_theme(session, request, sources, latest.assembled)
        else:
            prepared = apply_theme(session, request, sources, latest.assembled, before=latest)
        self._latest, self._scope = prepared, RebuildScope.VIEWS
        self._tell_of(prepared)
        is_held = holds_all(prepared)
        self.is_held = is_held and self.shown is not None and not holds_all(self.shown.prepared)
        if not self.is_held:
            self._show(prepared)

    def _tell_of(self, prepared: Prepared) -> None:
        told = self._problems.told(prepared.diagnostics, prepared.names, self.cache)
        self.problems = told.after(self._notices)

    def _errors_of_texts(self, prepared: Prepared) -> dict[str, tuple[Diagnostic, ...]]:
        return by_text(self.problems.errors, prepared.config.paths.content + "/")

    def _show(self, prepared: Prepared) -> None:
        """A renderer keeps its compiled templates for as long as none has changed."""
        if self.shown is None or self._has_new_templates:
            theme = prepared.theme
            setup = render_setup(theme.lookup, prepared.config, self.cache, self._request.user_cache)
            renderer = make_renderer(setup, theme.links, self._body)
        else:
            renderer = self.shown.renderer
        self._has_new_templates = False
        errors = self._errors_of_texts(prepared)
        self.shown = LiveView(prepared, renderer, Fingerprints(prepared), errors)

    def _body(self, digest: str) -> tuple[str, ...]:
        return self._sources.body(digest, self.cache)

    def _changed_links(self, before: dict[str, SourceFile]) -> Iterator[str]:
        """Links to published files whose bytes may be others now."""
        now = self._sources.files.files
        if self.shown is None or now is before or not before:
            return
        prepared = self.shown.prepared
        for file in prepared.site.files:
            if before.get(file.source) != now.get(file.source):
                yield prepared.presenter.link(file.url)

    # -- when nobody waits -------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Forget bodies that no text has any more."""
        try:
            if self._is_current():
                self.cache.documents.drop_orphans(self._sources.parser_key)
            self.cache.commit()
        except CacheFailed as loss:
            self.recover(loss)

    def keep(self) -> None:
        """Keep what was learnt for the next start. Until then a build beside this one would have to wait."""
        try:
            self.cache.commit()
        except CacheFailed as loss:
            self.recover(loss)

    def warm_up(self) -> Iterator[None]:
        """Load all that parsing needs, step by step, so that the first save is as quick as any other."""
        return self._sources.warm_up()

    def recall(self, digest: str) -> bool:
        """Parse the text of a body that the cache has lost. False if no text has that body now."""
        return self._sources.recall(self._session(), digest)


def folders_of(request: Request, settings: Settings) -> tuple[Path, ...]:
    """The folders that the site's sources lie in: content, then those of templates, assets and words."""
    paths = settings.config.paths
    themes = TemplateLookup.of_site(request.root, paths.templates).folders
    return (request.root / paths.content, *themes, request.root / LANGUAGES)


def _reads_otherwise(before: Config, now: Config) -> bool:
    """Whether sources have to be read again in another configuration."""
    return before.paths != now.paths or ParserSettings.of(before) != ParserSettings.of(now)


def _images_differ(before: dict[str, SourceFile], now: dict[str, SourceFile]) -> bool:
    """Whether an image has changed: pages print its size, and versions of it are planned."""
    return any(found != before.get(path) and is_image(path) for path, found in now.items())
