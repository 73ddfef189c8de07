"""Rendering pages to staged files, here or in workers."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.engine.digests import file_digest
from site_builder.engine.fingerprints import Fingerprint
from site_builder.engine.images import VersionStore, Wanted, make_wanted
from site_builder.engine.library import Progress
from site_builder.engine.memory import Memory, open_bodies
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.prepare import Prepared
from site_builder.engine.workers import Stopped, Task, WorkerFailed, Workers, can_fork
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

    `memory` is None where none is on disk.
    """

    lookup: TemplateLookup
    settings: RenderSettings
    memory: Path | None
    bytecode: Path | None


class Scene(msgspec.Struct, frozen=True, array_like=True):
    """What the pages of one site have in common: the links of the theme's assets, and the site's view."""

    links: dict[str, str]
    site: SiteView


_SCENES: msgspec.msgpack.Decoder[Scene] = msgspec.msgpack.Decoder(Scene)


class Printed(NamedTuple):
    """An output's bytes: their digest; `staged` is where they wait, None if the output has them already."""

    path: str
    digest: bytes
    staged: Path | None


class Printing(NamedTuple):
    """What became of a set of pages."""

    printed: list[Printed]
    diagnostics: list[Diagnostic]


def render_setup(lookup: TemplateLookup, config: Config, memory: Memory) -> RenderSetup:
    """The setup for a site."""
    bytecode = memory.file.parent / BYTECODE if memory.file is not None else None
    return RenderSetup(lookup, RenderSettings.of(config), memory.file, bytecode)


def make_renderer(
    setup: RenderSetup, links: Mapping[str, str], load_body: Callable[[str], tuple[str, ...]]
) -> Renderer:
    """A renderer for this process."""
    return Renderer(setup.lookup, links, setup.settings, load_body, setup.bytecode)


class Printers:
    """Processes that print pages. A context manager, which ends them."""

    def __init__(self, setup: RenderSetup, folder: Path, jobs: int) -> None:
        self._jobs = jobs if setup.memory is not None else 1
        self._workers = Workers(jobs, print_handlers, (setup, folder))
        self._is_ready = False
        self.setup = setup

    def __enter__(self) -> Printers:
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


def print_routes(
    prepared: Prepared,
    memory: Memory,
    stale: Mapping[str, Fingerprint],
    output: OutputFolder,
    stage: Path,
    printers: Printers,
    jobs: int,
    progress: Progress,
) -> Printing:
    """Make the bytes of these outputs; those that the folder does not have yet are staged.

    Problems with a template are gathered, one for each place. Raises OSError if staging fails.
    """
    printing = Printing([], [])
    pages: list[_Page] = []
    images: dict[str, Path] = {}
    for number, (path, fingerprint) in enumerate(stale.items()):
        content = prepared.routes[path].content
        file = stage / str(number)
        if isinstance(content, Rendered):
            pages.append(_Page(path, content.template, fingerprint.view, str(file)))
        elif isinstance(content, ImageVariant):
            images[path] = file
        elif isinstance(content, Literal):
            printing.printed.append(_staged(output, path, content.data, file))
        else:
            printing.printed.append(_copied(output, path, prepared.files[content.source], file))
    _print_images(prepared, memory, images, output, jobs, progress, printing)
    scene = Scene(prepared.theme.links, prepared.site_view)
    found: dict[tuple[str, str, object], Diagnostic] = {}
    # They are gone before the stage is, whatever ends this: else they would still be writing into it.
    with printers:
        if printers.are_for(len(pages)):
            memory.commit()
            results = _print_in_workers(printers, scene, pages)
        else:
            results = _print_here(printers.setup, scene, memory, pages, output)
        for done, result in enumerate(results, 1):
            progress("rendering", done, len(pages))
            if isinstance(result, Diagnostic):
                found.setdefault((result.code, result.path, result.place), result)
            else:
                printing.printed.append(result)
    printing.diagnostics.extend(found.values())
    return printing


def _print_images(
    prepared: Prepared,
    memory: Memory,
    files: dict[str, Path],
    output: OutputFolder,
    jobs: int,
    progress: Progress,
    printing: Printing,
) -> None:
    """Images and their versions, each staged in its file; what nothing needs any longer is forgotten."""
    wanted = []
    for path in files:
        content = prepared.routes[path].content
        assert isinstance(content, ImageVariant)
        digest = prepared.source_digest(content.source)
        wanted.append(Wanted(path, prepared.files[content.source], digest, content.variant))
    store = VersionStore(memory)
    for one, result in make_wanted(wanted, store, jobs, progress):
        if isinstance(result, Diagnostic):
            name = f"{prepared.config.paths.content}/{result.path}"
            printing.diagnostics.append(msgspec.structs.replace(result, path=name))
        else:
            printing.printed.append(_staged(output, one.path, result, files[one.path]))
    store.keep_only(prepared.image_digests())


class _Page(NamedTuple):
    """A page to print: `view` is encoded, `file` is where its bytes are staged."""

    path: str
    template: str
    view: bytes
    file: str


def _print_here(
    setup: RenderSetup, scene: Scene, memory: Memory, pages: list[_Page], output: OutputFolder
) -> Iterator[Printed | Diagnostic]:
    if pages:
        renderer = make_renderer(setup, scene.links, memory.body)
        for page in pages:
            yield _printed(renderer, scene.site, page, output)


def _print_in_workers(printers: Printers, scene: Scene, pages: list[_Page]) -> Iterator[Printed | Diagnostic]:
    """In the order in which they end; the caller keeps no order."""
    starts = range(0, len(pages), _BATCH)
    encoded = msgspec.msgpack.encode(scene)
    tasks = (Task(start, "print", (encoded, pages[start : start + _BATCH])) for start in starts)
    for _, results in printers.run(tasks):
        if isinstance(results, Stopped):
            raise WorkerFailed("a process that rendered pages died; is there enough memory?")
        for path, digest, staged, problem in results:
            if problem is not None:
                yield msgspec.convert(problem, Diagnostic)
            else:
                yield Printed(path, digest, Path(staged) if staged else None)


def print_handlers(argument: tuple[RenderSetup, Path]) -> dict[str, Callable[[Any], Any]]:
    """What a worker process can do for this module."""
    setup, folder = argument
    assert setup.memory is not None
    bodies = open_bodies(setup.memory)
    links: dict[str, str] = {}
    renderer = make_renderer(setup, links, bodies.body)
    renderer.get_ready()
    output = OutputFolder(folder)
    scene_of = cache(_SCENES.decode)

    def print_batch(task: tuple[bytes, list[list[Any]]]) -> list[tuple[str, bytes, str, Diagnostic | None]]:
        scene, batch = scene_of(task[0]), task[1]
        links.update(scene.links)
        results: list[tuple[str, bytes, str, Diagnostic | None]] = []
        for page in batch:
            printed = _printed(renderer, scene.site, _Page(*page), output)
            if isinstance(printed, Diagnostic):
                results.append(("", b"", "", printed))
            else:
                results.append((printed.path, printed.digest, str(printed.staged or ""), None))
        return results

    return {"print": print_batch}


def _printed(renderer: Renderer, site: SiteView, page: _Page, output: OutputFolder) -> Printed | Diagnostic:
    try:
        data = renderer.render(page.template, site, PAGES.decode(page.view))
    except TemplateFailed as failure:
        return failure.diagnostic
    return _staged(output, page.path, data, Path(page.file))


def _staged(output: OutputFolder, path: str, data: bytes, file: Path) -> Printed:
    digest = hashlib.blake2b(data, digest_size=16).digest()
    if output.holds(path, data):
        return Printed(path, digest, None)
    file.write_bytes(data)
    return Printed(path, digest, file)


def _copied(output: OutputFolder, path: str, source: SourceFile, file: Path) -> Printed:
    digest = file_digest(source.file)
    stat = output.stat(path)
    if stat is not None and stat.size == source.stat.size and output.digest(path) == digest:
        return Printed(path, digest, None)
    shutil.copyfile(source.file, file)
    return Printed(path, digest, file)
