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

import enum
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.documents import ParsedSources, parse_documents, parser_key
from site_builder.engine.fingerprints import Fingerprints
from site_builder.engine.hints import with_hints
from site_builder.engine.prepare import (
    Prepared,
    Request,
    SourceSet,
    apply_theme,
    assemble_site,
    link_rule,
    read,
)
from site_builder.engine.progress import Progress
from site_builder.engine.render_pool import make_renderer, render_setup
from site_builder.engine.session import Session
from site_builder.engine.settings import Settings, read_settings
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.database import CacheFailed
from site_builder.engine.workers.parsing import SourceParser
from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Diagnostic, Severity, error, has_errors
from site_builder.model.documents import Head
from site_builder.model.errors import ConfigInvalid, TemplateFailed, UsageError
from site_builder.model.files import SourceFile
from site_builder.preview.live.patching import Reach, patch
from site_builder.preview.live.rescan import rescan
from site_builder.preview.live.set_apart import SetApart
from site_builder.preview.watching.changes import EVERYTHING, Changes
from site_builder.stages.images import is_image
from site_builder.stages.rendering.render import Renderer
from site_builder.stages.source.links import LinkRule
from site_builder.stages.source.scan import Sources, scan
from site_builder.stages.theme.templates import TemplateLookup


class _Need(enum.IntFlag):
    """What has to be done again before the site is what its sources say."""

    NOTHING = 0
    THEME = 1
    PLAN = 2
    SITE = 4
    CONFIG = 8
    ALL = 15


class Update(NamedTuple):
    """What came of a change. `links` are files under content/, as links, whose own bytes have changed.

    `is_whole` says that more than texts were exchanged.
    """

    is_different: bool
    links: tuple[str, ...] = ()
    is_whole: bool = False


class LiveView(NamedTuple):
    """A site that can be looked at. `errors` are those of single texts, by their paths under content/."""

    prepared: Prepared
    renderer: Renderer
    fingerprints: Fingerprints
    errors: dict[str, tuple[Diagnostic, ...]]


class LiveSite:
    """The state of a preview. Everything happens on one thread: the memory's connection belongs to it.

    `generation` counts the updates that made a difference. `shown` is None until a site could be made at
    all; `diagnostics` are always those of the sources as they are now. `is_held` says that an error keeps
    what is shown as it was.
    """

    def __init__(self, request: Request, progress: Progress, clock: Callable[[], datetime] | None) -> None:
        self._request = request
        self._progress = progress
        self._clock = clock
        self.cache, self._notices = BuildCache.open(request.root)
        self._settings: Settings | None = None
        self._parser = SourceParser(ParserSettings())
        self._sources = Sources({}, {}, ())
        self._heads: dict[str, Head] = {}
        self._parsed = 0
        self._set_apart = SetApart()
        self._latest: Prepared | None = None
        self._need = _Need.ALL
        self._missed = Changes()
        self._has_new_templates = True
        self.shown: LiveView | None = None
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self.generation = 0
        self.is_held = False

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
        self._need = _Need.ALL
        self._settings = None
        return self._update(EVERYTHING)

    def is_source(self, file: str) -> bool:
        """Whether a file was part of the site when it was last read, or is there now."""
        if os.path.exists(file) or self._settings is None:
            return True
        content = folders_of(self._request, self._settings)[0]
        path = os.path.relpath(file, content).replace(os.sep, "/")
        return not _is_below(file, content) or path in self._sources.documents or path in self._sources.files

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
        files_before = self._sources.files
        changes |= self._missed
        self._missed = changes
        is_patched = is_composed = False
        try:
            is_patched = self._take_in(session, changes)
            is_composed = self._need is not _Need.NOTHING
            if is_composed:
                self._make(session)
            self._missed = Changes()
        except (ConfigInvalid, UsageError, TemplateFailed) as failure:
            self.diagnostics = (*self._notices, *_as_diagnostics(failure, self._request.config_file.name))
            self.is_held = True
            self._need |= _Need.THEME  # so that all is judged again, even if what is mended is as it was
        is_different = is_patched or is_composed or self.diagnostics != before
        if is_different:
            self.generation += 1
        return Update(is_different, tuple(self._changed_links(files_before)), is_composed)

    def _take_in(self, session: Session, changes: Changes) -> bool:
        """Read what has changed, and note what has to be made again. True if something was exchanged."""
        if changes.is_vague or self._settings is None or str(self._request.config_file) in changes.files:
            self._need |= _Need.CONFIG
        if self._need & _Need.CONFIG and self._read_config(session):
            return False
        settings = self._settings
        assert settings is not None
        content, *themes = folders_of(self._request, settings)
        if changes.is_vague or any(_is_below(file, folder) for file in changes.files for folder in themes):
            self._need |= _Need.THEME
        if self._clock is not None and self.is_due():
            self._request = self._request._replace(now=self._clock())
            self._need |= _Need.SITE
        inside = [file for file in changes.files if _is_below(file, content)]
        if not inside and not changes.is_vague:
            return False
        before = self._sources
        changed = self._read_content(session, content, inside, is_vague=changes.is_vague)
        has_new_files = self._sources.files != before.files
        if not changed and not has_new_files and self._sources.documents.keys() == before.documents.keys():
            return False
        if self._need is not _Need.NOTHING or not self._is_alike(before):
            self._need |= _Need.SITE
            return False
        return self._exchange(changed, has_new_files=has_new_files)

    def _is_alike(self, before: Sources) -> bool:
        """Whether the site that is shown may do with a few things exchanged: no file, no picture is new."""
        now = self._sources
        is_same_set = (
            now.files.keys() == before.files.keys() and now.documents.keys() == before.documents.keys()
        )
        return self._is_current() and is_same_set and not _images_differ(before.files, now.files)

    def _exchange(self, changed: list[tuple[Head, Head]], *, has_new_files: bool) -> bool:
        """Put new heads and files in the place of old ones. True if that was all."""
        assert self._latest is not None
        reach = patch(self._latest, changed)
        if reach is Reach.ASSEMBLY:
            self._need |= _Need.SITE
        elif reach is Reach.PLAN:
            self._need |= _Need.PLAN
        elif has_new_files and self.shown is not None:
            sources = self._latest.sources._replace(files=self._sources)
            self._latest = self._latest._replace(sources=sources)
            view = self.shown
            self.shown = view._replace(prepared=self._latest, fingerprints=Fingerprints(self._latest))
        return reach is Reach.VIEWS

    def _is_current(self) -> bool:
        """Whether the site that is shown is what the sources say."""
        return self.shown is not None and self.shown.prepared is self._latest

    def _read_config(self, session: Session) -> bool:
        """True if all of the content was read again with it. Raises ConfigInvalid, UsageError."""
        before = self._settings
        settings = read_settings(self._request.config_file, self.cache, self._request.overrides)
        self._settings = settings
        if settings == before:
            self._need &= ~_Need.CONFIG
            return False
        parser = ParserSettings.of(settings.config)
        is_alike = before is not None and before.config.paths == settings.config.paths
        if is_alike and before is not None and ParserSettings.of(before.config) == parser:
            return False
        self._parser = SourceParser(parser)
        sources = read(session, self._request, settings)
        self._sources = sources.files
        self._heads, self._parsed = sources.documents
        self._set_apart.take(self._heads, self._heads, self.cache.bodies)
        return True

    def _link_rule(self) -> LinkRule | None:
        return link_rule(self._request, self._settings.config) if self._settings is not None else None

    def _read_content(
        self, session: Session, content: Path, files: Iterable[str], *, is_vague: bool
    ) -> list[tuple[Head, Head]]:
        """Pairs of old and new heads. Those that did not change stay the same objects."""
        before = self._sources
        sources = None if is_vague else rescan(content, before, files)
        if sources is None:
            sources = scan(content, self._link_rule())
            self._need |= _Need.SITE if sources.diagnostics != before.diagnostics else _Need.NOTHING
        named = set(files)
        stale = [
            found
            for path, found in sources.documents.items()
            if found.file in named or before.documents.get(path) != found
        ]
        parsed = parse_documents(session, stale, self._parser)
        gone = before.documents.keys() - sources.documents.keys()
        self.cache.documents.forget(gone)
        old = self._heads
        new = {path: head for path, head in parsed.items() if old.get(path) != head}
        self._heads = {path: head for path, head in (old | new).items() if path not in gone}
        self._sources, self._parsed = sources, len(parsed)
        self._set_apart.take(self._heads, (*new, *gone), self.cache.bodies)
        return [(old[path], head) for path, head in new.items() if path in old]

    def _make(self, session: Session) -> None:
        """Assemble, plan and apply the theme, as far as needed. Raises TemplateFailed."""
        assert self._settings is not None
        request, latest = self._request, self._latest
        heads = self._set_apart.heads(self._heads, self._parser, request.now)
        sources = SourceSet(self._settings, self._sources, ParsedSources(heads, self._parsed))
        if latest is None or self._need & (_Need.SITE | _Need.CONFIG):
            prepared = apply_theme(session, request, sources, assemble_site(request, sources))
        elif self._need & _Need.PLAN:
            prepared = apply_theme(session, request, sources, latest.assembled)
        else:
            prepared = apply_theme(session, request, sources, latest.assembled, before=latest)
        self._has_new_templates |= bool(self._need & (_Need.THEME | _Need.CONFIG))
        self._latest, self._need = prepared, _Need.NOTHING
        self.diagnostics = (*self._notices, *with_hints(prepared.diagnostics, prepared.names, self.cache))
        is_held = _is_held(prepared)
        self.is_held = is_held and self.shown is not None and not _is_held(self.shown.prepared)
        if not self.is_held:
            self._show(prepared)

    def _show(self, prepared: Prepared) -> None:
        """A renderer keeps its compiled templates for as long as none has changed."""
        if self.shown is None or self._has_new_templates:
            theme = prepared.theme
            setup = render_setup(theme.lookup, prepared.config, self.cache, self._request.bytecode)
            renderer = make_renderer(setup, theme.links, self._body)
        else:
            renderer = self.shown.renderer
        self._has_new_templates = False
        errors = _errors_of_texts(self.diagnostics, prepared.config.paths.content + "/")
        self.shown = LiveView(prepared, renderer, Fingerprints(prepared), errors)

    def _body(self, digest: str) -> tuple[str, ...]:
        kept = self._set_apart.body(digest)
        return self.cache.bodies.get(digest) if kept is None else kept

    def _changed_links(self, before: dict[str, SourceFile]) -> Iterator[str]:
        """Links to published files whose bytes may be others now."""
        if self.shown is None or self._sources.files is before or not before:
            return
        prepared, now = self.shown.prepared, self._sources.files
        for file in prepared.site.files:
            if before.get(file.source) != now.get(file.source):
                yield prepared.presenter.link(file.url)

    # -- when nobody waits -------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Forget bodies that no text has any more."""
        try:
            if self._is_current():
                self.cache.documents.drop_orphans(parser_key(self._parser.settings))
            self.cache.commit()
        except CacheFailed as loss:
            self.recover(loss)

    def keep(self) -> None:
        """Keep what was learnt for the next start. Until then a build beside this one would have to wait."""
        try:
            self.cache.commit()
        except CacheFailed as loss:
            self.recover(loss)

    def warm_up(self) -> None:
        """Load all that parsing needs, so that the first save is as quick as any other."""
        for found in list(self._sources.documents.values())[:1]:
            self._parser.parse(found.path, found.file, can_be_stopped=False)

    def recall(self, digest: str) -> bool:
        """Parse the text of a body that the memory has lost. False if no text has that body now."""
        owners = [path for path, head in self._heads.items() if _digest_of(head) == digest]
        found = [self._sources.documents[path] for path in owners[:1]]
        heads = parse_documents(self._session()._replace(jobs=1), found, self._parser)
        return any(_digest_of(head) == digest for head in heads.values())


def folders_of(request: Request, settings: Settings) -> tuple[Path, ...]:
    """The folders that the site's sources lie in: content, then those of templates and assets."""
    paths = settings.config.paths
    return (request.root / paths.content, *TemplateLookup.of_site(request.root, paths.templates).folders)


def _is_held(prepared: Prepared) -> bool:
    """Whether anything but a text is wrong: then no page can be relied upon."""
    content = prepared.config.paths.content + "/"
    return has_errors([one for one in prepared.diagnostics if not one.path.startswith(content)])


def _errors_of_texts(diagnostics: Iterable[Diagnostic], content: str) -> dict[str, tuple[Diagnostic, ...]]:
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for one in diagnostics:
        if one.severity is Severity.ERROR and one.path.startswith(content):
            path = one.path.removeprefix(content)
            found[path] = (*found.get(path, ()), one)
    return found


def _digest_of(head: Head) -> str:
    body = getattr(head, "body", None)
    return body.digest if body is not None else ""


def _as_diagnostics(
    failure: ConfigInvalid | UsageError | TemplateFailed, config_name: str
) -> tuple[Diagnostic, ...]:
    if isinstance(failure, ConfigInvalid):
        return failure.diagnostics
    if isinstance(failure, TemplateFailed):
        return (failure.diagnostic,)
    return (error("config-unreadable", failure.message, config_name, hint=failure.hint),)


def _images_differ(before: dict[str, SourceFile], now: dict[str, SourceFile]) -> bool:
    """Whether an image has changed: pages print its size, and versions of it are planned."""
    return any(found != before.get(path) and is_image(path) for path, found in now.items())


def _is_below(file: str, folder: Path) -> bool:
    return file.startswith(f"{folder}{os.sep}")
