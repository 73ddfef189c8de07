"""The sources as they are now: scanned and parsed once, then file by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nlargest
from pathlib import Path

from site_builder.engine.preparing.documents import ParsedSources, parse_documents, parser_key
from site_builder.engine.preparing.reading import SourceSet, read
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import Settings
from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.workers.parsing import SourceParser, body_digest
from site_builder.model.config import ParserSettings
from site_builder.model.documents import Broken, Head
from site_builder.preview.live.rescan import rescan
from site_builder.preview.live.set_apart import SetApart
from site_builder.stages.source.links import LinkRule
from site_builder.stages.source.scan import Sources, scan

_WARMING = 3
"""So many texts are parsed for what that loads."""


class LiveSources:
    """Files and heads. Heads that did not change stay the same objects."""

    def __init__(self) -> None:
        self._parser = SourceParser(ParserSettings())
        self._heads: dict[str, Head] = {}
        self._parsed = 0
        self._set_apart = SetApart()
        self.files = Sources({}, {}, ())

    @property
    def parser_key(self) -> bytes:
        """What its documents are remembered under."""
        return parser_key(self._parser.settings)

    def read_all(self, session: Session, request: Request, settings: Settings) -> None:
        """Begin again. Raises ConfigInvalid."""
        found = read(session, request, settings)
        self._parser = SourceParser(ParserSettings.of(settings.config))
        self.files, (self._heads, self._parsed) = found.files, found.documents
        self._set_apart.take(self._heads, self._heads, session.cache.bodies)

    def read_again(
        self, session: Session, content: Path, files: Iterable[str], *, rule: LinkRule, is_vague: bool
    ) -> list[tuple[Head, Head]]:
        """Look at these files again, or at all if that is not enough. Pairs of old and new heads."""
        before = self.files
        now = (None if is_vague else rescan(content, before, files)) or scan(content, rule)
        named = set(files)
        stale = [
            found
            for path, found in now.documents.items()
            if found.file in named or before.documents.get(path) != found
        ]
        parsed = parse_documents(session, stale, self._parser)
        gone = before.documents.keys() - now.documents.keys()
        session.cache.documents.forget(gone)
        old = self._heads
        new = {path: head for path, head in parsed.items() if old.get(path) != head}
        self._heads = {path: head for path, head in (old | new).items() if path not in gone}
        self.files, self._parsed = now, len(parsed)
        self._set_apart.take(self._heads, (*new, *gone), session.cache.bodies)
        return [(old[path], head) for path, head in new.items() if path in old]

    def as_set(self, request: Request, settings: Settings) -> SourceSet:
        """What a site can be assembled of: texts with errors have another version in their place."""
        heads = self._set_apart.heads(self._heads, self._parser, request.now)
        return SourceSet(settings, self.files, ParsedSources(heads, self._parsed))

    def has(self, path: str) -> bool:
        """Whether a path under content/ is one of its files."""
        return path in self.files.documents or path in self.files.files

    def body(self, digest: str, cache: BuildCache) -> tuple[str, ...]:
        """The chunks of a body. Raises MissingBody."""
        kept = self._set_apart.body(digest)
        return cache.bodies.get(digest) if kept is None else kept

    def recall(self, session: Session, digest: str) -> bool:
        """Parse the text of a body that the cache has lost. False if no text has that body now."""
        owners = [path for path, head in self._heads.items() if body_digest(head) == digest]
        found = [self.files.documents[path] for path in owners[:1]]
        heads = parse_documents(session._replace(jobs=1), found, self._parser)
        return any(body_digest(head) == digest for head in heads.values())

    def warm_up(self) -> Iterator[None]:
        """Load all that parsing needs, text by text, so that the first save is as quick as any other.

        Not every text needs all of it. Those that were written last are the most like the one that is next.
        """
        sound = [path for path, head in self._heads.items() if not isinstance(head, Broken)]
        documents = [self.files.documents[path] for path in sound if path in self.files.documents]
        for found in nlargest(_WARMING, documents, key=lambda one: one.stat.mtime_ns):
            self._parser.parse(found.path, found.file, can_be_stopped=False)
            yield
