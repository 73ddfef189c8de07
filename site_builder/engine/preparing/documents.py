"""The documents of the site: remembered where nothing changed, parsed where something did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from site_builder.engine.session import Session
from site_builder.engine.store.code_digests import parser_code_digest
from site_builder.engine.store.digests import file_digest, is_unchanged
from site_builder.engine.store.document_store import HEADS, EncodedDocument
from site_builder.engine.workers.life import can_fork
from site_builder.engine.workers.parsing import (
    ParseOutcome,
    ParseResult,
    SourceParser,
    body_digest,
    too_slow,
)
from site_builder.engine.workers.supervisor import StoppedTask, Task, Workers
from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Place, error, unreadable
from site_builder.model.documents import Broken, Head
from site_builder.model.files import SourceFile

DEADLINE = 20.0
"""Seconds that a suspicious text may take."""

_PARALLEL_FROM = 40
"""Sources to parse from which on two processes are faster than one, their start included."""

_LARGEST_BATCH, _BATCHES_EACH = 8, 8
"""Sources that a process is given at once, and how many batches each should get at least: at the end all but
one wait for the last batch.
"""


Meanwhile = Callable[[], None]
"""What this process can do while others parse."""


class ParsedSources(NamedTuple):
    """Heads by path, and how many of them had to be parsed."""

    heads: dict[str, Head]
    parsed: int


def load_documents(
    session: Session,
    sources: dict[str, SourceFile],
    settings: ParserSettings,
    meanwhile: Meanwhile | None = None,
) -> ParsedSources:
    """The heads of all sources; bodies are kept in the cache."""
    cache, read_at_ns = session.cache, session.read_at_ns
    key = parser_key(settings)
    remembered = cache.documents.load(key)
    heads: dict[str, Head] = {}
    stale: list[SourceFile] = []
    for path, found in sources.items():
        known = remembered.get(path)
        if known is None:
            stale.append(found)
            continue
        if not is_unchanged(found.stat, known.stat, known.read_at_ns):
            try:
                digest = file_digest(found.file)
            except OSError as failure:
                heads[path] = Broken(path=path, diagnostics=(unreadable(path, failure),))
                continue
            if digest != known.digest:
                stale.append(found)
                continue
            cache.documents.touch(path, found.stat, read_at_ns)
        heads[path] = known.head
    kept = cache.bodies.digests()
    stale.extend(sources[path] for path, head in heads.items() if body_digest(head) not in kept)
    heads |= parse_documents(session, stale, SourceParser(settings), meanwhile)
    gone = remembered.keys() - sources.keys()
    if stale or gone:
        cache.documents.forget(gone)
        cache.documents.forget_others(key)
        # Not only those of edited texts: a preview that ended in between may have left others.
        cache.documents.drop_unused(key, kept.difference(map(body_digest, heads.values())))
    return ParsedSources({path: heads[path] for path in sources}, len(stale))


def parse_documents(
    session: Session, stale: list[SourceFile], parser: SourceParser, meanwhile: Meanwhile | None = None
) -> dict[str, Head]:
    """Parse these sources, whatever is remembered of them, and remember what came of it."""
    if stale:
        parser.check_settings()
    key = parser_key(parser.settings)
    heads: dict[str, Head] = {}
    for found, parsed in _parse(session, stale, parser, meanwhile):
        if isinstance(parsed, Broken):
            heads[found.path] = parsed
            continue
        # Decoded even where it was encoded in this process: what is used is what will be remembered.
        heads[found.path] = HEADS.decode(parsed.head)
        if parsed.digest:
            identity = (found.path, found.stat, session.read_at_ns, parsed.digest)
            document = EncodedDocument(*identity, parsed.head, parsed.body, parsed.chunks)
            session.cache.documents.keep(key, document)
    return heads


def parser_key(settings: ParserSettings) -> bytes:
    """What documents are remembered under, beside their paths."""
    return parser_code_digest() + msgspec.msgpack.encode(settings)


def _parse(
    session: Session, stale: list[SourceFile], parser: SourceParser, meanwhile: Meanwhile | None
) -> Iterator[tuple[SourceFile, ParseResult | Broken]]:
    """Parse, here or in workers. Suspicious texts go to a worker whose clock is running."""
    if not stale:
        return
    suspicious: dict[str, SourceFile] = {}
    done = 0
    for found, parsed in _parse_plainly(stale, parser, session.jobs, meanwhile):
        if parsed.outcome is ParseOutcome.SUSPICIOUS:
            suspicious[found.path] = found
            continue
        done += 1
        session.progress("parsing", done, len(stale))
        yield found, parsed
    for path, result in _parse_watched(suspicious, parser, session.jobs):
        done += 1
        session.progress("parsing", done, len(stale))
        yield suspicious[path], result


def _parse_watched(
    suspicious: dict[str, SourceFile], parser: SourceParser, jobs: int
) -> Iterator[tuple[str, ParseResult | Broken]]:
    if not suspicious:
        return
    with Workers(jobs, parse_handlers, parser.settings) as workers:
        tasks = (
            Task(path, "parse-alone", [path, found.file], DEADLINE) for path, found in suspicious.items()
        )
        for path, result in workers.run(tasks):
            yield path, _stopped(path, result) if isinstance(result, StoppedTask) else _decoded(result)


def _parse_plainly(
    stale: list[SourceFile], parser: SourceParser, jobs: int, meanwhile: Meanwhile | None
) -> Iterator[tuple[SourceFile, ParseResult]]:
    count = _processes_for(len(stale), jobs, meanwhile)
    if not count:
        for found in stale:
            yield found, parser.parse(found.path, found.file, can_be_stopped=False)
        return
    size = min(_LARGEST_BATCH, max(1, len(stale) // (count * _BATCHES_EACH)))
    batches = [stale[start : start + size] for start in range(0, len(stale), size)]
    with Workers(count, parse_handlers, parser.settings, are_copies=True) as workers:
        tasks = (
            Task(number, "parse", [[found.path, found.file] for found in batch])
            for number, batch in enumerate(batches)
        )
        for number, results in workers.run(tasks, meanwhile=meanwhile):
            if isinstance(results, StoppedTask):
                yield from ((found, ParseResult(ParseOutcome.SUSPICIOUS, b"")) for found in batches[number])
            else:
                yield from zip(batches[number], map(_decoded, results), strict=True)


def _processes_for(texts: int, jobs: int, meanwhile: Meanwhile | None) -> int:
    """How many other processes parse so many texts; 0 where this one does."""
    if jobs < 2:
        return 0
    if texts >= _PARALLEL_FROM:
        return jobs
    # One even for a single text, if this process has something else to do while that one loads the converter.
    return 1 if meanwhile is not None and can_fork() else 0


def parse_handlers(settings: ParserSettings) -> dict[str, Callable[[list[list[str]]], object]]:
    """What a worker process can do for this module."""
    parser = SourceParser(settings)
    parser.get_ready()

    def parse(batch: Iterable[Iterable[str]]) -> list[ParseResult]:
        return [parser.parse(path, file, can_be_stopped=False) for path, file in batch]

    def parse_alone(one: list[str]) -> ParseResult:
        return parser.parse(one[0], one[1], can_be_stopped=True)

    return {"parse": parse, "parse-alone": parse_alone}  # type: ignore[dict-item]


def _decoded(result: object) -> ParseResult:
    return msgspec.convert(result, ParseResult)


def _stopped(path: str, result: StoppedTask) -> Broken:
    if result.is_late:
        return too_slow(path, DEADLINE)
    return Broken(
        path=path,
        diagnostics=(
            error(
                "markdown-crashed",
                "the process converting this text to HTML died",
                path,
                Place(),
                "look for something very large or very deeply nested in it; is there enough memory?",
            ),
        ),
    )
