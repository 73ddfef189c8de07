"""Which outputs have to be made again: what they are made of against what they were made of last time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

import msgspec

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.staleness.fingerprints import Fingerprint, Fingerprints, decode_view
from site_builder.engine.store.document_store import BodyStore
from site_builder.engine.store.output_store import OutputRecord
from site_builder.engine.workers.life import can_fork
from site_builder.engine.workers.supervisor import StoppedTask, Task, WorkerFailed, Workers
from site_builder.model.diagnostics import Diagnostic, unreadable
from site_builder.model.errors import BuildFailed
from site_builder.model.files import FileStat
from site_builder.model.routes import Rendered
from site_builder.model.views import (
    BookPage,
    FeedPage,
    PageView,
    PostPage,
    SeriesPage,
    TextPage,
    WholeSeriesPage,
)

_PARALLEL_FROM = 4_000
"""Remembered outputs from which on several processes are faster than one. A build that remembers none has to
bring all views back from them, which costs more than it saves.
"""


class Comparison(NamedTuple):
    """`stale` are the outputs to make, `kept` the records of what was written, both by path.

    Pages that have never been written are stale whatever they are made of. They have None for a fingerprint
    until `fingerprint_of` is asked, which is done while other pages are being rendered.

    `moved` are those of `kept` that are what was written under other dates: a folder that was restored.
    """

    fingerprints: Fingerprints
    stale: dict[str, Fingerprint | None]
    kept: dict[str, OutputRecord]
    moved: dict[str, OutputRecord]

    def fingerprint_of(self, path: str) -> Fingerprint:
        """The fingerprint of a stale output."""
        found = self.stale[path]
        if found is None:
            found = self.stale[path] = self.fingerprints.of(path)
        return found


class _Differences(msgspec.Struct, array_like=True):
    """What a look at some of the outputs has found."""

    stale: dict[str, Fingerprint | None]
    moved: dict[str, FileStat]
    problems: list[Diagnostic]


class _Inputs(NamedTuple):
    prepared: Prepared
    output: OutputFolder
    records: dict[str, OutputRecord]
    fingerprints: Fingerprints


def compare(
    prepared: Prepared,
    output: OutputFolder,
    records: dict[str, OutputRecord],
    jobs: int,
    fingerprints: Fingerprints,
) -> Comparison:
    """Outputs that are made of something else than last time, or are not what was written, are stale.

    Raises BuildFailed for sources that cannot be read.
    """
    inputs = _Inputs(prepared, output, records, fingerprints)
    if jobs < 2 or len(records) < _PARALLEL_FROM or not can_fork():
        found = [_differences(inputs, prepared.routes)]
    else:
        pages = {
            path: route for path, route in prepared.routes.items() if isinstance(route.content, Rendered)
        }
        others = prepared.routes.keys() - pages.keys()
        found = [_differences(inputs, sorted(others)), *_differences_in_workers(inputs, list(pages), jobs)]
    problems = [problem for one in found for problem in one.problems]
    if problems:
        raise BuildFailed([*prepared.diagnostics, *problems])
    stale = {path: fingerprint for one in found for path, fingerprint in one.stale.items()}
    moved = {path: records[path]._replace(stat=stat) for one in found for path, stat in one.moved.items()}
    return Comparison(inputs.fingerprints, stale, records | moved, moved)


def _differences_in_workers(inputs: _Inputs, pages: list[str], jobs: int) -> Iterator[_Differences]:
    """The same, of pages, in copies of this process. None may use this one's cache."""
    inputs.fingerprints.read_templates()
    step = -(-len(pages) // jobs)
    with Workers(jobs, compare_handlers, (inputs, pages)) as workers:
        tasks = (Task(start, "compare", [start, start + step]) for start in range(0, len(pages), step))
        for _, result in sorted(workers.run(tasks), key=itemgetter(0)):
            if isinstance(result, StoppedTask):
                raise WorkerFailed("a process that looked at outputs died; is there enough memory?")
            yield msgspec.convert(result, _Differences)


def compare_handlers(argument: tuple[_Inputs, list[str]]) -> dict[str, Callable[[list[int]], object]]:
    """What a forked process can do for this module."""
    inputs, pages = argument
    return {"compare": lambda bounds: _differences(inputs, pages[slice(*bounds)])}


def _differences(inputs: _Inputs, paths: Iterable[str]) -> _Differences:
    prepared, output, records, fingerprints = inputs
    found = _Differences({}, {}, [])
    for path in paths:
        record = records.get(path)
        if record is None and isinstance(prepared.routes[path].content, Rendered):
            found.stale[path] = None
            continue
        try:
            fingerprint = fingerprints.of(path)
        except OSError as failure:
            source = f"{prepared.config.paths.content}/{prepared.routes[path].origin.name}"
            found.problems.append(unreadable(source, failure))
            continue
        if record is None or record.fingerprint != fingerprint.digest or path not in output.owned:
            found.stale[path] = fingerprint
        elif record.stat != (stat := output.stat(path)):
            if stat is not None and stat.size == record.stat.size and output.digest(path) == record.digest:
                found.moved[path] = stat
            else:
                found.stale[path] = fingerprint
    return found


def damaged_bodies(bodies: BodyStore, stale: Iterable[Fingerprint]) -> set[str]:
    """Bodies that stale pages need and that the cache cannot give back."""
    views = (decode_view(one.view) for one in stale if one.view)
    return bodies.damaged({digest for view in views for digest in _bodies_of(view)})


def _bodies_of(view: PageView) -> Iterator[str]:
    match view:
        case PostPage(body=body) | TextPage(body=body) | SeriesPage(body=body):
            yield body.digest
        case FeedPage(entries=entries):
            yield from (entry.body.digest for entry in entries)
        case WholeSeriesPage(parts=parts):
            yield from (part.body.digest for part in parts)
        case BookPage(chapters=chapters):
            yield from (chapter.body.digest for chapter in chapters)
