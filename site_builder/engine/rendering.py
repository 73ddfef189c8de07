"""Rendering pages to staged files, here or in workers."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.engine.library import Progress
from site_builder.engine.memory import Memory, open_bodies
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.prepare import Prepared
from site_builder.engine.workers import Stopped, Task, WorkerFailed, Workers
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import TemplateFailed
from site_builder.model.routes import Copied, Literal, Rendered
from site_builder.model.views import PageView, SiteView
from site_builder.stages.render import Manner, Renderer
from site_builder.stages.templates import TemplateLookup

_PARALLEL_FROM = 150
"""Pages to render from which on two processes are faster than one."""

_BATCH = 16

_ENCODE = msgspec.msgpack.Encoder().encode
_PAGES: msgspec.msgpack.Decoder[PageView] = msgspec.msgpack.Decoder(PageView)
BYTECODE = "templates"


class RenderSetup(NamedTuple):
    """All that a process needs to render the pages of one site. `memory` is None where none is on disk."""

    lookup: TemplateLookup
    links: dict[str, str]
    manner: Manner
    site: SiteView
    memory: Path | None
    bytecode: Path | None


class Printed(NamedTuple):
    """A page's bytes: their digest; `staged` is where they wait, None if the output has them already."""

    path: str
    digest: bytes
    staged: Path | None


class Printing(NamedTuple):
    """What became of a set of pages."""

    printed: list[Printed]
    diagnostics: list[Diagnostic]


def render_setup(prepared: Prepared, memory: Memory) -> RenderSetup:
    """The setup for a prepared site."""
    bytecode = memory.file.parent / BYTECODE if memory.file is not None else None
    return RenderSetup(
        prepared.theme.lookup,
        prepared.theme.links,
        Manner.of(prepared.config),
        prepared.site_view,
        memory.file,
        bytecode,
    )


def make_renderer(setup: RenderSetup, load_body: Callable[[str], tuple[str, ...]]) -> Renderer:
    """A renderer for this process."""
    return Renderer(setup.lookup, setup.links, setup.manner, load_body, setup.bytecode)


def print_routes(
    prepared: Prepared,
    memory: Memory,
    paths: list[str],
    output: OutputFolder,
    stage: Path,
    jobs: int,
    progress: Progress,
) -> Printing:
    """Make the bytes of these outputs; those that the folder does not have yet are staged.

    Problems with a template are gathered, one for each place. Raises OSError if staging fails.
    """
    printing = Printing([], [])
    pages: list[tuple[str, Rendered]] = []
    for number, path in enumerate(paths):
        content = prepared.routes[path].content
        if isinstance(content, Rendered):
            pages.append((path, content))
        elif isinstance(content, Literal):
            printing.printed.append(_staged(output, path, content.data, stage / f"literal-{number}"))
        else:
            printing.printed.append(_copied(prepared, content, path, stage / f"copy-{number}"))
    setup = render_setup(prepared, memory)
    found: dict[tuple[str, str, object], Diagnostic] = {}
    if jobs < 2 or len(pages) < _PARALLEL_FROM or setup.memory is None:
        results = _print_here(setup, memory, pages, output, stage)
    else:
        memory.commit()
        results = _print_in_workers(setup, pages, output, stage, jobs)
    for done, result in enumerate(results, 1):
        progress("rendering", done, len(pages))
        if isinstance(result, Diagnostic):
            found.setdefault((result.code, result.path, result.place), result)
        else:
            printing.printed.append(result)
    printing.diagnostics.extend(found.values())
    return printing


def _print_here(
    setup: RenderSetup, memory: Memory, pages: list[tuple[str, Rendered]], output: OutputFolder, stage: Path
) -> Iterator[Printed | Diagnostic]:
    if not pages:
        return
    renderer = make_renderer(setup, memory.body)
    for number, (path, content) in enumerate(pages):
        try:
            data = renderer.render(content.template, setup.site, content.view)
        except TemplateFailed as failure:
            yield failure.diagnostic
        else:
            yield _staged(output, path, data, stage / str(number))


def _print_in_workers(
    setup: RenderSetup, pages: list[tuple[str, Rendered]], output: OutputFolder, stage: Path, jobs: int
) -> Iterator[Printed | Diagnostic]:
    """In the order in which they end; the caller keeps no order."""
    starts = range(0, len(pages), _BATCH)
    tasks = (
        Task(
            start,
            "print",
            [
                [path, content.template, _ENCODE(content.view), str(stage / str(number))]
                for number, (path, content) in enumerate(pages[start : start + _BATCH], start)
            ],
        )
        for start in starts
    )
    with Workers(jobs, print_handlers, (setup, output.folder)) as workers:
        for _, results in workers.run(tasks):
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
    renderer = make_renderer(setup, bodies.body)
    output = OutputFolder(folder)

    def print_batch(batch: list[tuple[str, str, bytes, str]]) -> list[tuple[str, bytes, str, Any]]:
        results: list[tuple[str, bytes, str, Any]] = []
        for path, template, view, file in batch:
            try:
                data = renderer.render(template, setup.site, _PAGES.decode(view))
            except TemplateFailed as failure:
                results.append((path, b"", "", msgspec.to_builtins(failure.diagnostic)))
            else:
                printed = _staged(output, path, data, Path(file))
                results.append((path, printed.digest, file if printed.staged else "", None))
        return results

    return {"print": print_batch}


def _staged(output: OutputFolder, path: str, data: bytes, file: Path) -> Printed:
    digest = hashlib.blake2b(data, digest_size=16).digest()
    if output.holds(path, data):
        return Printed(path, digest, None)
    file.write_bytes(data)
    return Printed(path, digest, file)


def _copied(prepared: Prepared, content: Copied, path: str, file: Path) -> Printed:
    shutil.copyfile(prepared.files[content.source].file, file)
    return Printed(path, prepared.fingerprints[path], file)
