"""The documents of the site: remembered where nothing changed, parsed where something did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from site_builder.engine.digests import file_digest, is_unchanged
from site_builder.engine.memory import Memory
from site_builder.engine.parsing import Outcome, Parsed, SourceParser, body_digest, too_slow, unreadable
from site_builder.engine.versions import parser_version
from site_builder.engine.workers import Stopped, Task, Workers
from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Place, error
from site_builder.model.documents import Broken, Head
from site_builder.model.files import SourceFile

DEADLINE = 20.0
"""Seconds that a suspicious text may take."""

_PARALLEL_FROM = 40
"""Sources to parse from which on two processes are faster than one, their start included."""

_BATCH = 8

_HEADS: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""

Expect = Callable[[], None]
"""Called before sources are parsed, where any have to be."""


class Library(NamedTuple):
    """Heads by path, and how many of them had to be parsed."""

    heads: dict[str, Head]
    parsed: int


def load_documents(
    memory: Memory,
    sources: dict[str, SourceFile],
    settings: ParserSettings,
    seen: int,
    jobs: int,
    progress: Progress,
    expect: Expect = lambda: None,
) -> Library:
    """The heads of all sources; bodies are kept in the memory."""
    key = parser_key(settings)
    remembered = memory.documents(key)
    heads: dict[str, Head] = {}
    stale: list[SourceFile] = []
    for path, found in sources.items():
        known = remembered.get(path)
        if known is None:
            stale.append(found)
            continue
        if not is_unchanged(found.stat, known.stat, known.seen):
            try:
                digest = file_digest(found.file)
            except OSError as failure:
                heads[path] = unreadable(path, failure)
                continue
            if digest != known.digest:
                stale.append(found)
                continue
            memory.touch_document(path, found.stat, seen)
        heads[path] = known.head
    damaged = memory.missing_bodies(body_digest(head) for head in heads.values())
    if damaged:
        stale.extend(sources[path] for path, head in heads.items() if body_digest(head) in damaged)
    if stale:
        expect()
    heads |= parse_documents(memory, stale, SourceParser(settings), seen, jobs, progress)
    gone = remembered.keys() - sources.keys()
    if stale or gone:
        memory.forget_documents(gone)
        memory.drop_orphans(key)
    return Library({path: heads[path] for path in sources}, len(stale))


def parse_documents(
    memory: Memory, stale: list[SourceFile], parser: SourceParser, seen: int, jobs: int, progress: Progress
) -> dict[str, Head]:
    """Parse these sources, whatever is remembered of them, and remember what came of it."""
    if stale:
        parser.check_settings()
    key = parser_key(parser.settings)
    heads: dict[str, Head] = {}
    for found, parsed in _parse(stale, parser, jobs, progress):
        heads[found.path] = _HEADS.decode(parsed.head) if isinstance(parsed, Parsed) else parsed
        if isinstance(parsed, Parsed) and parsed.digest:
            memory.keep_document(
                key, (found.path, found.stat, seen), parsed.digest, parsed.head, (parsed.body, parsed.chunks)
            )
    return heads


def parser_key(settings: ParserSettings) -> bytes:
    """What documents are remembered under, beside their paths."""
    return parser_version() + msgspec.msgpack.encode(settings)


def _parse(
    stale: list[SourceFile], parser: SourceParser, jobs: int, progress: Progress
) -> Iterator[tuple[SourceFile, Parsed | Broken]]:
    """Parse, here or in workers. Suspicious texts go to a worker whose clock is running."""
    if not stale:
        return
    suspicious: list[SourceFile] = []
    done = 0
    for found, parsed in _parse_plainly(stale, parser, jobs):
        if parsed.outcome is Outcome.SUSPICIOUS:
            suspicious.append(found)
            continue
        done += 1
        progress("parsing", done, len(stale))
        yield found, parsed
    if suspicious:
        by_path = {found.path: found for found in suspicious}
        with Workers(jobs, parse_handlers, parser.settings) as workers:
            tasks = (
                Task(found.path, "parse-alone", [found.path, found.file], DEADLINE) for found in suspicious
            )
            for path, result in workers.run(tasks):
                done += 1
                progress("parsing", done, len(stale))
                yield (
                    by_path[path],
                    _stopped(path, result) if isinstance(result, Stopped) else _decoded(result),
                )


def _parse_plainly(
    stale: list[SourceFile], parser: SourceParser, jobs: int
) -> Iterator[tuple[SourceFile, Parsed]]:
    if jobs < 2 or len(stale) < _PARALLEL_FROM:
        for found in stale:
            yield found, parser.parse(found.path, found.file, can_be_stopped=False)
        return
    batches = [stale[start : start + _BATCH] for start in range(0, len(stale), _BATCH)]
    with Workers(jobs, parse_handlers, parser.settings) as workers:
        tasks = (
            Task(number, "parse", [[found.path, found.file] for found in batch])
            for number, batch in enumerate(batches)
        )
        for number, results in workers.run(tasks):
            if isinstance(results, Stopped):
                yield from ((found, Parsed(Outcome.SUSPICIOUS, b"")) for found in batches[number])
            else:
                yield from zip(batches[number], map(_decoded, results), strict=True)


def parse_handlers(settings: ParserSettings) -> dict[str, Callable[[list[list[str]]], object]]:
    """What a worker process can do for this module."""
    parser = SourceParser(settings)

    def parse(batch: Iterable[Iterable[str]]) -> list[Parsed]:
        return [parser.parse(path, file, can_be_stopped=False) for path, file in batch]

    def parse_alone(one: list[str]) -> Parsed:
        return parser.parse(one[0], one[1], can_be_stopped=True)

    return {"parse": parse, "parse-alone": parse_alone}  # type: ignore[dict-item]


def _decoded(result: object) -> Parsed:
    return msgspec.convert(result, Parsed)


def _stopped(path: str, result: Stopped) -> Broken:
    if result.is_late:
        return too_slow(path, DEADLINE)
    return Broken(
        path=path,
        diagnostics=(
            error(
                "markdown-crashed",
                "the process that turned this text into HTML died",
                path,
                Place(),
                "look for something very large or very deeply nested in it; is there enough memory?",
            ),
        ),
    )
