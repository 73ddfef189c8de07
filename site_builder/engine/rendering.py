"""Rendering pages to staged files, here or in workers."""

from __future__ import annotations

import functools
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.engine.fingerprints import Fingerprint
from site_builder.engine.images import VariantRequest, VariantStore, fetch_variants
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.prepare import Prepared
from site_builder.engine.progress import Progress
from site_builder.engine.store.cache import BuildCache, open_bodies
from site_builder.engine.store.digests import file_digest
from site_builder.engine.workers.supervisor import StoppedTask, Task, WorkerFailed, Workers, can_fork
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import TemplateFailed
from site_builder.model.files import SourceFile
from site_builder.model.routes import ImageVariant, Literal, Rendered
from site_builder.model.views import PageView, SiteView
from site_builder.stages.rendering.render import Renderer
from site_builder.stages.rendering.render_settings import RenderSettings
from site_builder.stages.theme.templates import TemplateLookup

_PARALLEL_FROM = 150
"""Pages to render from which on two processes are faster than one."""

_BATCH = 16

PAGES: msgspec.msgpack.Decoder[PageView] = msgspec.msgpack.Decoder(PageView)
BYTECODE = "templates"


class RenderSetup(NamedTuple):
    """What a process needs to get ready to render pages, before anything is known of the site itself.

    `cache` is None where none is on disk.
    """

    lookup: TemplateLookup
    settings: RenderSettings
    cache: Path | None
    bytecode: Path | None


class RenderShared(msgspec.Struct, frozen=True, array_like=True):
    """What the pages of one site have in common: the links of the theme's assets, and the site's view."""

    links: dict[str, str]
    site: SiteView


_SHARED: msgspec.msgpack.Decoder[RenderShared] = msgspec.msgpack.Decoder(RenderShared)


class StagedOutput(NamedTuple):
    """An output's bytes: their digest; `staged` is where they wait, None if the output has them already."""

    path: str
    digest: bytes
    staged: Path | None


class RenderResult(NamedTuple):
    """What became of a set of pages."""

    outputs: list[StagedOutput]
    diagnostics: list[Diagnostic]


def render_setup(lookup: TemplateLookup, config: Config, cache: BuildCache) -> RenderSetup:
    """The setup for a site."""
    bytecode = cache.file.parent / BYTECODE if cache.file is not None else None
    return RenderSetup(lookup, RenderSettings.of(config), cache.file, bytecode)


def make_renderer(
    setup: RenderSetup, links: Mapping[str, str], load_body: Callable[[str], tuple[str, ...]]
) -> Renderer:
    """A renderer for this process."""
    return Renderer(setup.lookup, links, setup.settings, load_body, setup.bytecode)


class RenderPool:
    """Processes that print pages. A context manager, which ends them."""

    def __init__(self, setup: RenderSetup, folder: Path, jobs: int) -> None:
        self._jobs = jobs if setup.cache is not None else 1
        self._workers = Workers(jobs, render_handlers, (setup, folder))
        self._is_ready = False
        self.setup = setup

    def __enter__(self) -> RenderPool:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.__exit__()

    def expect(self) -> None:
        """Let one process get ready, since sources are about to be parsed and pages will have to be printed.

        To load Jinja, Babel and the templates takes a while, which passes beside the parsing where a process
        is quickly had. Others find the templates compiled.
        """
        if self._jobs > 1 and can_fork():
            self._workers.start(1)
            self._is_ready = True

    def are_for(self, pages: int) -> bool:
        """Whether they print so many pages sooner than this process."""
        return self._jobs > 1 and (self._is_ready or pages >= _PARALLEL_FROM)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Any, Any]]:
        """As `Workers.run`."""
        return self._workers.run(tasks)


def render_routes(
    prepared: Prepared,
    cache: BuildCache,
    stale: Mapping[str, Fingerprint],
    output: OutputFolder,
    stage: Path,
    pool: RenderPool,
    jobs: int,
    progress: Progress,
) -> RenderResult:
    """Make the bytes of these outputs; those that the folder does not have yet are staged.

    Problems with a template are gathered, one for each place. Raises OSError if staging fails.
    """
    made = RenderResult([], [])
    pages: list[_PageTask] = []
    images: dict[str, Path] = {}
    for number, (path, fingerprint) in enumerate(stale.items()):
        content = prepared.routes[path].content
        file = stage / str(number)
        if isinstance(content, Rendered):
            pages.append(_PageTask(path, content.template, fingerprint.view, str(file)))
        elif isinstance(content, ImageVariant):
            images[path] = file
        elif isinstance(content, Literal):
            made.outputs.append(_staged(output, path, content.data, file))
        else:
            made.outputs.append(_copied(output, path, prepared.files[content.source], file))
    _render_images(prepared, cache, images, output, jobs, progress, made)
    shared = RenderShared(prepared.theme.links, prepared.site_view)
    found: dict[tuple[str, str, object], Diagnostic] = {}
    # They are gone before the stage is, whatever ends this: else they would still be writing into it.
    with pool:
        if pool.are_for(len(pages)):
            cache.commit()
            results = _render_in_workers(pool, shared, pages)
        else:
            results = _render_here(pool.setup, shared, cache, pages, output)
        for done, result in enumerate(results, 1):
            progress("rendering", done, len(pages))
            if isinstance(result, Diagnostic):
                found.setdefault((result.code, result.path, result.place), result)
            else:
                made.outputs.append(result)
    made.diagnostics.extend(found.values())
    return made


def _render_images(
    prepared: Prepared,
    cache: BuildCache,
    files: dict[str, Path],
    output: OutputFolder,
    jobs: int,
    progress: Progress,
    made: RenderResult,
) -> None:
    """Images and their versions, each staged in its file; what nothing needs any longer is forgotten."""
    wanted = []
    for path in files:
        content = prepared.routes[path].content
        assert isinstance(content, ImageVariant)
        digest = prepared.source_digest(content.source)
        wanted.append(VariantRequest(path, prepared.files[content.source], digest, content.variant))
    store = VariantStore(cache)
    for one, result in fetch_variants(wanted, store, jobs, progress):
        if isinstance(result, Diagnostic):
            name = f"{prepared.config.paths.content}/{result.path}"
            made.diagnostics.append(msgspec.structs.replace(result, path=name))
        else:
            made.outputs.append(_staged(output, one.path, result, files[one.path]))
    store.keep_only(prepared.image_digests())


class _PageTask(NamedTuple):
    """A page to print: `view` is encoded, `file` is where its bytes are staged."""

    path: str
    template: str
    view: bytes
    file: str


def _render_here(
    setup: RenderSetup, shared: RenderShared, cache: BuildCache, pages: list[_PageTask], output: OutputFolder
) -> Iterator[StagedOutput | Diagnostic]:
    if pages:
        renderer = make_renderer(setup, shared.links, cache.body)
        for page in pages:
            yield _rendered(renderer, shared.site, page, output)


def _render_in_workers(
    pool: RenderPool, shared: RenderShared, pages: list[_PageTask]
) -> Iterator[StagedOutput | Diagnostic]:
    """In the order in which they end; the caller keeps no order."""
    starts = range(0, len(pages), _BATCH)
    encoded = msgspec.msgpack.encode(shared)
    tasks = (Task(start, "render", (encoded, pages[start : start + _BATCH])) for start in starts)
    for _, results in pool.run(tasks):
        if isinstance(results, StoppedTask):
            raise WorkerFailed("a process that rendered pages died; is there enough memory?")
        for path, digest, staged, problem in results:
            if problem is not None:
                yield msgspec.convert(problem, Diagnostic)
            else:
                yield StagedOutput(path, digest, Path(staged) if staged else None)


def render_handlers(argument: tuple[RenderSetup, Path]) -> dict[str, Callable[[Any], Any]]:
    """What a worker process can do for this module."""
    setup, folder = argument
    assert setup.cache is not None
    bodies = open_bodies(setup.cache)
    links: dict[str, str] = {}
    renderer = make_renderer(setup, links, bodies.body)
    renderer.get_ready()
    output = OutputFolder(folder)
    shared_of = functools.cache(_SHARED.decode)

    def render_batch(task: tuple[bytes, list[list[Any]]]) -> list[tuple[str, bytes, str, Diagnostic | None]]:
        shared, batch = shared_of(task[0]), task[1]
        links.update(shared.links)
        results: list[tuple[str, bytes, str, Diagnostic | None]] = []
        for page in batch:
            done = _rendered(renderer, shared.site, _PageTask(*page), output)
            if isinstance(done, Diagnostic):
                results.append(("", b"", "", done))
            else:
                results.append((done.path, done.digest, str(done.staged or ""), None))
        return results

    return {"render": render_batch}


def _rendered(
    renderer: Renderer, site: SiteView, page: _PageTask, output: OutputFolder
) -> StagedOutput | Diagnostic:
    try:
        data = renderer.render(page.template, site, PAGES.decode(page.view))
    except TemplateFailed as failure:
        return failure.diagnostic
    return _staged(output, page.path, data, Path(page.file))


def _staged(output: OutputFolder, path: str, data: bytes, file: Path) -> StagedOutput:
    digest = hashlib.blake2b(data, digest_size=16).digest()
    if output.holds(path, data):
        return StagedOutput(path, digest, None)
    file.write_bytes(data)
    return StagedOutput(path, digest, file)


def _copied(output: OutputFolder, path: str, source: SourceFile, file: Path) -> StagedOutput:
    digest = file_digest(source.file)
    stat = output.stat(path)
    if stat is not None and stat.size == source.stat.size and output.digest(path) == digest:
        return StagedOutput(path, digest, None)
    shutil.copyfile(source.file, file)
    return StagedOutput(path, digest, file)
