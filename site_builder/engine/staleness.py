"""Which outputs have to be made anew: what they are made of against what they were made of last time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from site_builder.engine.fingerprints import Fingerprint, Fingerprints
from site_builder.engine.memory import Memory, OutputRecord
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.parsing import unreadable
from site_builder.engine.prepare import Prepared
from site_builder.engine.rendering import PAGES
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import BuildFailed
from site_builder.model.views import FeedPage, PageView, PostPage, SeriesPage, TextPage


class Comparison(NamedTuple):
    """`stale` are the outputs to make, `kept` the records of what was written, both by path.

    `moved` are those of `kept` that are what was written under other dates: a folder that was restored.
    """

    fingerprints: Fingerprints
    stale: dict[str, Fingerprint]
    kept: dict[str, OutputRecord]
    moved: dict[str, OutputRecord]


def compare(prepared: Prepared, output: OutputFolder, records: dict[str, OutputRecord]) -> Comparison:
    """Outputs that are made of something else than last time, or are not what was written, are stale.

    Raises BuildFailed for sources that cannot be read.
    """
    fingerprints = Fingerprints(prepared)
    stale: dict[str, Fingerprint] = {}
    moved: dict[str, OutputRecord] = {}
    problems: list[Diagnostic] = []
    for path, route in prepared.routes.items():
        try:
            fingerprint = fingerprints.of(path)
        except OSError as failure:
            source = f"{prepared.config.paths.content}/{route.origin.name}"
            problems.extend(unreadable(source, failure).diagnostics)
            continue
        record = records.get(path)
        if record is None or record.fingerprint != fingerprint.digest or path not in output.owned:
            stale[path] = fingerprint
        elif record.stat != (stat := output.stat(path)):
            if stat is not None and stat.size == record.stat.size and output.digest(path) == record.digest:
                moved[path] = record._replace(stat=stat)
            else:
                stale[path] = fingerprint
    if problems:
        raise BuildFailed([*prepared.diagnostics, *problems])
    return Comparison(fingerprints, stale, records | moved, moved)


def damaged_bodies(memory: Memory, stale: dict[str, Fingerprint]) -> set[str]:
    """Bodies that stale pages need and that the memory cannot give back."""
    views = (PAGES.decode(one.view) for one in stale.values() if one.view)
    return memory.damaged_bodies({digest for view in views for digest in _bodies_of(view)})


def _bodies_of(view: PageView) -> Iterator[str]:
    match view:
        case PostPage(body=body) | TextPage(body=body) | SeriesPage(body=body):
            yield body.digest
        case FeedPage(entries=entries):
            yield from (entry.body.digest for entry in entries)
