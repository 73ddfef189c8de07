"""The facts of all finished files: remembered where nothing has changed, else made and read now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.checks import finished
from site_builder.engine.features import find_modules
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.rendering.render_pool import RenderSetup, make_renderer
from site_builder.engine.session import Session
from site_builder.engine.staleness.fingerprints import Fingerprint, Fingerprints, decode_view
from site_builder.engine.store.code_digests import renderer_code_digest
from site_builder.engine.store.document_store import open_bodies
from site_builder.engine.workers.supervisor import StoppedTask, Task, WorkerFailed, Workers
from site_builder.model.codes import CHECK_CODES
from site_builder.model.diagnostics import Diagnostic, unreadable
from site_builder.model.errors import TemplateFailed
from site_builder.model.finished import FileFacts, FinishedPage, Flaw, site_path_of
from site_builder.model.routes import Copied, Literal, Rendered
from site_builder.model.views import PageView, PostPage, SeriesPage, SiteView, TextPage
from site_builder.stages.finished.read import facts_of, kind_of_file, read_file
from site_builder.stages.rendering.render import Renderer

_PARALLEL_FROM = 150
"""Pages to make and read from which on two processes are faster than one."""

_BATCH = 16
_LARGEST = 200_000_000
"""Bytes of a file that is read to look into it."""

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE: msgspec.msgpack.Decoder[FileFacts] = msgspec.msgpack.Decoder(FileFacts)

LoadBody = Callable[[str], tuple[str, ...]]


class Circumstances(msgspec.Struct, frozen=True, array_like=True):
    """What facts depend on beside a file's bytes."""

    base_url: str
    language: str

    @property
    def key(self) -> bytes:
        """Changes with these, and with the program."""
        return hashlib.blake2b(renderer_code_digest() + _ENCODE(self), digest_size=16).digest()


class Inspected(NamedTuple):
    """The facts of all files that were looked at by output path, what failed, and how many were made now."""

    files: dict[str, FileFacts]
    diagnostics: list[Diagnostic]
    made: int


class InspectionTask(NamedTuple):
    """A page to make and to look at: `view` is encoded."""

    path: str
    template: str
    view: bytes


class SharedViews(msgspec.Struct, frozen=True, array_like=True):
    """What the pages of one site have in common."""

    links: dict[str, str]
    site: SiteView
    circumstances: Circumstances


_SHARED: msgspec.msgpack.Decoder[SharedViews] = msgspec.msgpack.Decoder(SharedViews)


class Inspection:
    """One look at all files of a prepared site."""

    def __init__(self, session: Session, prepared: Prepared, setup: RenderSetup) -> None:
        self._session = session
        self._prepared = prepared
        self._setup = setup
        self._circumstances = Circumstances(prepared.config.base_url, prepared.config.language)
        self._fingerprints = Fingerprints(prepared)
        self.files: dict[str, FileFacts] = {}
        self.diagnostics: list[Diagnostic] = []
        self._keys: dict[str, bytes] = {}
        self.stale: dict[str, Fingerprint] = {}

    def recall(self) -> None:
        """Compare all files with what is remembered; what differs is `stale`. Raises OSError."""
        key = self._circumstances.key
        remembered = {path: (known, facts) for path, known, facts in self._session.cache.facts.load()}
        for path, route in self._prepared.routes.items():
            if not kind_of_file(path) or not isinstance(route.content, Rendered | Literal | Copied):
                continue
            try:
                fingerprint = self._fingerprints.of(path)
            except OSError as failure:
                content = self._prepared.config.paths.content
                self.diagnostics.append(unreadable(f"{content}/{route.origin.name}", failure))
                continue
            self._keys[path] = fingerprint.digest + key
            known = remembered.get(path)
            if known is not None and known[0] == self._keys[path]:
                try:
                    self.files[path] = _DECODE.decode(known[1])
                    continue
                except (msgspec.DecodeError, UnicodeDecodeError):
                    pass
            self.stale[path] = fingerprint
        self._session.cache.facts.forget(remembered.keys() - self._keys.keys())

    def make(self) -> Inspected:
        """Make and read what is stale, and keep its facts."""
        tasks: list[InspectionTask] = []
        fresh: list[tuple[str, bytes]] = []
        for path, fingerprint in self.stale.items():
            content = self._prepared.routes[path].content
            if isinstance(content, Rendered):
                tasks.append(InspectionTask(path, content.template, fingerprint.view))
            elif (data := self._bytes_of(path)) is not None:
                fresh.append((path, _ENCODE(inspect(_page(path, self._circumstances), data))))
        seen: set[tuple[str, str, object]] = set()
        for done, result in enumerate(self._inspect_all(tasks), 1):
            self._session.progress("looking at pages", done, len(tasks))
            if not isinstance(result, Diagnostic):
                fresh.append(result)
            elif (place := (result.code, result.path, result.place)) not in seen:
                seen.add(place)
                self.diagnostics.append(result)
        self._session.cache.facts.keep((path, self._keys[path], facts) for path, facts in fresh)
        self.files.update((path, _DECODE.decode(facts)) for path, facts in fresh)
        # In one order, whatever was remembered: which place of a flaw is named may depend on it.
        return Inspected(dict(sorted(self.files.items())), self.diagnostics, len(fresh))

    def _bytes_of(self, path: str) -> bytes | None:
        """Of a file that no template makes; None for one that cannot be read, or is too large to be."""
        content = self._prepared.routes[path].content
        if isinstance(content, Literal):
            return content.data
        assert isinstance(content, Copied)
        found = self._prepared.files[content.source]
        if found.stat.size > _LARGEST:
            return None
        try:
            return Path(found.file).read_bytes()
        except OSError as failure:
            self.diagnostics.append(
                unreadable(f"{self._prepared.config.paths.content}/{content.source}", failure)
            )
            return None

    def _inspect_all(self, tasks: list[InspectionTask]) -> Iterator[tuple[str, bytes] | Diagnostic]:
        """Here or in other processes, in no order."""
        cache, jobs = self._session.cache, self._session.jobs
        shared = SharedViews(self._prepared.theme.links, self._prepared.site_view, self._circumstances)
        if jobs > 1 and cache.file is not None and len(tasks) >= _PARALLEL_FROM:
            # Those processes read bodies from the cache's file, each by a connection of its own.
            cache.commit()
            yield from _in_workers(self._setup, shared, tasks, jobs)
        elif tasks:
            load_body = _Latest(cache.bodies.get)
            renderer = make_renderer(self._setup, shared.links, load_body)
            for task in tasks:
                yield _inspected(renderer, load_body, shared, task)


def _in_workers(
    setup: RenderSetup, shared: SharedViews, tasks: list[InspectionTask], jobs: int
) -> Iterator[tuple[str, bytes] | Diagnostic]:
    encoded = _ENCODE(shared)
    starts = range(0, len(tasks), _BATCH)
    batches = (Task(start, "inspect", (encoded, tasks[start : start + _BATCH])) for start in starts)
    with Workers(jobs, inspection_handlers, setup) as workers:
        for _, results in workers.run(batches):
            if isinstance(results, StoppedTask):
                raise WorkerFailed("a process that looked at pages died; is there enough memory?")
            for path, facts, problem in results:
                yield msgspec.convert(problem, Diagnostic) if problem is not None else (path, facts)


def inspection_handlers(setup: RenderSetup) -> dict[str, Callable[[Any], Any]]:
    """What a worker process can do for this module."""
    assert setup.cache is not None
    load_body = _Latest(open_bodies(setup.cache).get)
    links: dict[str, str] = {}
    renderer = make_renderer(setup, links, load_body)
    decoded: dict[bytes, SharedViews] = {}

    def inspect_batch(task: tuple[bytes, list[list[Any]]]) -> list[tuple[str, bytes, Diagnostic | None]]:
        if task[0] not in decoded:
            decoded[task[0]] = _SHARED.decode(task[0])
            links.update(decoded[task[0]].links)
        results = (
            _inspected(renderer, load_body, decoded[task[0]], InspectionTask(*page)) for page in task[1]
        )
        return [("", b"", one) if isinstance(one, Diagnostic) else (*one, None) for one in results]

    return {"inspect": inspect_batch}


class _Latest:
    """Bodies, the last one kept: a page is looked at right after its body was printed."""

    def __init__(self, load: LoadBody) -> None:
        self._load = load
        self._digest = ""
        self._chunks: tuple[str, ...] = ("",)

    def __call__(self, digest: str) -> tuple[str, ...]:
        if digest != self._digest:
            self._chunks = self._load(digest)
            self._digest = digest
        return self._chunks


def _inspected(
    renderer: Renderer, load_body: LoadBody, shared: SharedViews, task: InspectionTask
) -> tuple[str, bytes] | Diagnostic:
    """The encoded facts of one page; or what is wrong with its template."""
    view: PageView = decode_view(task.view)
    try:
        data = renderer.render(task.template, shared.site, view)
    except TemplateFailed as failure:
        return failure.diagnostic
    page = _page(task.path, shared.circumstances)
    if isinstance(view, PostPage | TextPage | SeriesPage):
        page.body = "".join(load_body(view.body.digest))
        page.is_entry = not isinstance(view, SeriesPage)
        page.is_draft = isinstance(view, PostPage | TextPage) and view.state == "draft"
    return task.path, _ENCODE(inspect(page, data))


def _page(path: str, circumstances: Circumstances) -> FinishedPage:
    return FinishedPage(
        path=site_path_of(path),
        base_url=circumstances.base_url,
        language=circumstances.language,
        kind=kind_of_file(path),
    )


def inspect(page: FinishedPage, data: bytes) -> FileFacts:
    """Read a file, and ask every check about it."""
    read_file(data, page)
    flaws: list[Flaw] = []
    for check in find_modules(finished.__name__):
        if hasattr(check, "look"):
            flaws += check.look(page)
    return facts_of(page, tuple(flaws))


def flaws_of(files: Mapping[str, FileFacts]) -> Iterator[Flaw]:
    """What is wrong with single files. What is remembered may be forged, and may name no file to be read."""
    for path, facts in files.items():
        for flaw in facts.flaws:
            if flaw.problem.code in CHECK_CODES and not flaw.problem.path:
                yield msgspec.structs.replace(flaw, page=site_path_of(path))
