"""What renders pages: a renderer in this process, or several in others."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.output.staging import StagedOutput, stage_bytes
from site_builder.engine.staleness.fingerprints import decode_view, view_decoder
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.digests import is_unchanged
from site_builder.engine.store.document_store import open_bodies
from site_builder.engine.workers.life import can_fork
from site_builder.engine.workers.supervisor import StoppedTask, Task, WorkerFailed, Workers
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import TemplateFailed
from site_builder.model.files import FileStat
from site_builder.model.views import SiteView
from site_builder.stages.rendering.render import Renderer
from site_builder.stages.rendering.render_settings import RenderSettings
from site_builder.stages.theme.templates import TemplateLookup

_PARALLEL_FROM = 150
"""Pages to render from which on two processes are faster than one."""

_BATCH, _BATCHES_EACH = 64, 16
"""Pages that a process is given at once, and how many batches each should get at least: at the end all but
one wait for the last batch.
"""

_BODIES_KEPT = 32
"""Bodies that a process keeps for other pages that print them, such as the feed of a series."""


class RenderSetup(msgspec.Struct, frozen=True):
    """What a process needs to get ready to render pages, before anything is known of the site itself.

    `cache` is None where none is on disk.
    """

    lookup: TemplateLookup
    settings: RenderSettings
    cache: Path | None
    user_cache: Path | None


class RenderShared(msgspec.Struct, frozen=True, array_like=True):
    """What the pages of one site have in common: the links of the theme's assets, and the site's view."""

    links: dict[str, str]
    site: SiteView


class PageTask(NamedTuple):
    """A page to render: `view` is encoded, `file` is where its bytes are staged."""

    path: str
    template: str
    view: bytes
    file: str


class PageTasks(NamedTuple):
    """Pages to render, each made when its turn comes: some views are not known before."""

    number: int
    tasks: Iterator[PageTask]


def render_setup(
    lookup: TemplateLookup, config: Config, cache: BuildCache, user_cache: Path | None
) -> RenderSetup:
    """The setup for a site. `user_cache` is the user's own folder of compiled templates, if there is one."""
    return RenderSetup(lookup, RenderSettings.of(config), cache.file, user_cache)


def make_renderer(
    setup: RenderSetup, links: Mapping[str, str], load_body: Callable[[str], tuple[str, ...]]
) -> Renderer:
    """A renderer for this process."""
    return Renderer(setup.lookup, links, setup.settings, load_body, setup.user_cache)


class PageRenderer:
    """Renders pages with bodies from the cache's file. Once it is ready, copies of its process have it so."""

    def __init__(self, setup: RenderSetup) -> None:
        self._setup = setup
        self._links: dict[str, str] = {}

    def get_ready(self) -> None:
        """Load Jinja, Babel and the templates, and what views are read with."""
        self._renderer.get_ready()
        view_decoder()
        shared_decoder()

    def render(self, shared: RenderShared, page: PageTask, output: OutputFolder) -> StagedOutput | Diagnostic:
        """Render and stage one page; or what is wrong with its template."""
        self._links.update(shared.links)
        return render_page(self._renderer, shared.site, page, output)

    @functools.cached_property
    def _renderer(self) -> Renderer:
        return make_renderer(self._setup, self._links, self._body)

    def _body(self, digest: str) -> tuple[str, ...]:
        return self._load_body(digest)

    @functools.cached_property
    def _load_body(self) -> Callable[[str], tuple[str, ...]]:
        assert self._setup.cache is not None
        return functools.lru_cache(_BODIES_KEPT)(open_bodies(self._setup.cache).get)


class RenderPool:
    """Processes that render pages for an output folder. A context manager, which ends them.

    `read_at_ns` is when the build began, by the clock of the file system.
    """

    def __init__(self, setup: RenderSetup, folder: Path, jobs: int, read_at_ns: int) -> None:
        self._jobs = jobs if setup.cache is not None else 1
        self._folder = folder
        self._read_at_ns = read_at_ns
        self._loaded: tuple[dict[str, FileStat], PageRenderer] | None = None
        self.setup = setup

    def __enter__(self) -> RenderPool:
        return self

    def __exit__(self, *_: object) -> None:
        if "_workers" in vars(self):
            self._workers.__exit__()

    @functools.cached_property
    def _workers(self) -> Workers:
        return Workers(self._jobs, render_handlers, (self.setup, self._folder, self._renderer_to_copy()))

    def get_ready(self) -> None:
        """Load Jinja, Babel and the templates in this process, so that those that it forks have them."""
        if self._jobs > 1 and can_fork():
            renderer = PageRenderer(self.setup)
            self._loaded = self._template_stats(), renderer
            renderer.get_ready()

    def _renderer_to_copy(self) -> PageRenderer | None:
        """The one that is ready, if no template has changed since: pages were compared with those of now."""
        if self._loaded is None or not can_fork():
            return None
        stats, renderer = self._loaded
        now = self._template_stats()
        is_current = stats.keys() == now.keys() and all(
            is_unchanged(stat, stats[name], self._read_at_ns) for name, stat in now.items()
        )
        return renderer if is_current else None

    def _template_stats(self) -> dict[str, FileStat]:
        lookup = self.setup.lookup
        files = ((name, lookup.find(name)) for name in lookup.names())
        return {name: FileStat.of(file.stat()) for name, file in files if file is not None}

    def are_for(self, pages: int) -> bool:
        """Whether they render so many pages sooner than this process."""
        return self._jobs > 1 and pages >= _PARALLEL_FROM

    def run(self, shared: RenderShared, pages: PageTasks) -> Iterator[StagedOutput | Diagnostic]:
        """Render pages, in no order."""
        size = min(_BATCH, max(1, pages.number // (self._jobs * _BATCHES_EACH)))
        batches = iter(lambda: list(islice(pages.tasks, size)), [])
        encoded = msgspec.msgpack.encode(shared)
        tasks = (Task(number, "render", (encoded, batch)) for number, batch in enumerate(batches))
        for _, results in self._workers.run(tasks):
            if isinstance(results, StoppedTask):
                raise WorkerFailed("a process that rendered pages died; is there enough memory?")
            for path, digest, staged, problem in results:
                if problem is not None:
                    yield msgspec.convert(problem, Diagnostic)
                else:
                    yield StagedOutput(path, digest, staged or None)


def render_handlers(
    argument: tuple[RenderSetup, Path, PageRenderer | None],
) -> dict[str, Callable[[Any], Any]]:
    """What a worker process can do for this module."""
    setup, folder, ready = argument
    renderer = ready or PageRenderer(setup)
    if ready is None:
        renderer.get_ready()
    output = OutputFolder(folder)
    shared_of = functools.cache(shared_decoder().decode)

    def render_batch(task: tuple[bytes, list[list[Any]]]) -> list[tuple[str, bytes, str, Diagnostic | None]]:
        shared, batch = shared_of(task[0]), task[1]
        results: list[tuple[str, bytes, str, Diagnostic | None]] = []
        for page in batch:
            done = renderer.render(shared, PageTask(*page), output)
            if isinstance(done, Diagnostic):
                results.append(("", b"", "", done))
            else:
                results.append((done.path, done.digest, done.staged or "", None))
        return results

    return {"render": render_batch}


@functools.cache
def shared_decoder() -> msgspec.msgpack.Decoder[RenderShared]:
    """What decodes that which pages have in common. It takes a while to make."""
    return msgspec.msgpack.Decoder(RenderShared)


def render_page(
    renderer: Renderer, site: SiteView, page: PageTask, output: OutputFolder
) -> StagedOutput | Diagnostic:
    """Render and stage one page; or what is wrong with its template."""
    try:
        # Decoded even in the process that made the view: what is printed is what was hashed.
        data = renderer.render(page.template, site, decode_view(page.view))
    except TemplateFailed as failure:
        return failure.diagnostic
    return stage_bytes(output, page.path, data, page.file)
