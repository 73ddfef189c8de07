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
from site_builder.engine.store.document_store import open_bodies
from site_builder.engine.workers.supervisor import StoppedTask, Task, WorkerFailed, Workers, can_fork
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import TemplateFailed
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


class RenderSetup(NamedTuple):
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


class RenderPool:
    """Processes that render pages for an output folder. A context manager, which ends them."""

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
        """Let one process get ready, since sources are about to be parsed and pages will have to be rendered.

        To load Jinja, Babel and the templates takes a while, which passes while this process parses. Others
        find the templates compiled.
        """
        # Only by forking: a process that is started afresh would take longer to begin than it saves.
        if self._jobs > 1 and can_fork():
            self._workers.start(1)
            self._is_ready = True

    def get_ready(self) -> None:
        """Load Jinja, Babel and the templates in this process, so that those that it forks have them."""
        if self._jobs > 1 and can_fork():
            make_renderer(self.setup, {}, lambda _: ()).get_ready()
            view_decoder()

    def are_for(self, pages: int) -> bool:
        """Whether they render so many pages sooner than this process."""
        return self._jobs > 1 and (self._is_ready or pages >= _PARALLEL_FROM)

    def run(self, shared: RenderShared, pages: PageTasks) -> Iterator[StagedOutput | Diagnostic]:
        """Render pages, in no order."""
        size = min(_BATCH, max(1, pages.number // (self._jobs * _BATCHES_EACH)))
        batches = iter(lambda: list(islice(pages.tasks, size)), [])
        encoded = msgspec.msgpack.encode(shared)
        tasks = (Task(number, "render", (encoded, batch)) for number, batch in enumerate(batches))
        for _, results in self._workers.run(tasks, None if pages.number >= _PARALLEL_FROM else 1):
            if isinstance(results, StoppedTask):
                raise WorkerFailed("a process that rendered pages died; is there enough memory?")
            for path, digest, staged, problem in results:
                if problem is not None:
                    yield msgspec.convert(problem, Diagnostic)
                else:
                    yield StagedOutput(path, digest, staged or None)


def render_handlers(argument: tuple[RenderSetup, Path]) -> dict[str, Callable[[Any], Any]]:
    """What a worker process can do for this module."""
    setup, folder = argument
    assert setup.cache is not None
    bodies = open_bodies(setup.cache)
    links: dict[str, str] = {}
    renderer = make_renderer(setup, links, bodies.get)
    renderer.get_ready()
    output = OutputFolder(folder)
    shared_of = functools.cache(msgspec.msgpack.Decoder(RenderShared).decode)

    def render_batch(task: tuple[bytes, list[list[Any]]]) -> list[tuple[str, bytes, str, Diagnostic | None]]:
        shared, batch = shared_of(task[0]), task[1]
        links.update(shared.links)
        results: list[tuple[str, bytes, str, Diagnostic | None]] = []
        for page in batch:
            done = render_page(renderer, shared.site, PageTask(*page), output)
            if isinstance(done, Diagnostic):
                results.append(("", b"", "", done))
            else:
                results.append((done.path, done.digest, done.staged or "", None))
        return results

    return {"render": render_batch}


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
