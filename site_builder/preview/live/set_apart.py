"""Documents with errors, set apart: the site goes on with their last good version, or a placeholder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from site_builder.engine.store.document_store import BodyStore, MissingBody
from site_builder.engine.workers.parsing import SourceParser, body_digest
from site_builder.model.documents import Broken, Entry, Head

_HEADING = "This text has errors"
_TEXT = "It is shown as soon as they are corrected."


class SetApart:
    """Remembers each document as it last was without errors, as long as a preview runs."""

    def __init__(self) -> None:
        self._good: dict[str, Head] = {}
        self._bodies: dict[str, tuple[str, ...]] = {}
        self._in_place: dict[str, Head] = {}
        self._broken: set[str] = set()

    def take(self, heads: dict[str, Head], changed: Iterable[str], bodies: BodyStore) -> None:
        """These documents have been read again. `bodies` still has what the last good versions need."""
        for path in changed:
            head = heads.get(path)
            self._in_place.pop(path, None)
            self._broken.discard(path)
            if head is None:
                self._good.pop(path, None)
            elif not isinstance(head, Broken):
                self._good[path] = head
            else:
                self._broken.add(path)
                self._keep_body(path, bodies)
        used = [self._good[path] for path in self._broken if path in self._good]
        needed = set(map(body_digest, (*used, *self._in_place.values())))
        self._bodies = {digest: chunks for digest, chunks in self._bodies.items() if digest in needed}

    def _keep_body(self, path: str, bodies: BodyStore) -> None:
        digest = body_digest(self._good[path]) if path in self._good else ""
        if digest and digest not in self._bodies:
            try:
                self._bodies[digest] = bodies.get(digest)
            except MissingBody:
                del self._good[path]

    def heads(self, heads: dict[str, Head], parser: SourceParser, now: datetime) -> dict[str, Head]:
        """All documents, with another version in place of each that has errors. Its diagnostics stay."""
        found = dict(heads)
        for path in self._broken:
            broken = heads[path]
            assert isinstance(broken, Broken)
            head = self._good.get(path) or self._placeholder(broken, parser, now)
            if head is None:
                continue
            head = msgspec.structs.replace(head, diagnostics=broken.diagnostics)
            if isinstance(head, Entry) and broken.is_draft:
                head = msgspec.structs.replace(head, is_draft=True)
            found[path] = head
        return found

    def body(self, digest: str) -> tuple[str, ...] | None:
        """The body of something set apart; None for any other."""
        return self._bodies.get(digest)

    def _placeholder(self, broken: Broken, parser: SourceParser, now: datetime) -> Head | None:
        """A text in the place of one that has been without errors at no time. None where no page is made."""
        path = broken.path
        if path not in self._in_place:
            title = PurePosixPath(path).stem
            date = (broken.published_from or now).isoformat(sep=" ", timespec="minutes")
            dated = f'date: "{date}"\n' if path.startswith("posts/") and not title[:4].isdecimal() else ""
            source = f'---\ntitle: "{title}"\n{dated}---\n\n**{_HEADING}.** {_TEXT}\n'
            document = parser.parse_text(path, source)
            if isinstance(document.head, Broken):
                return None
            self._in_place[path] = document.head
            self._bodies[body_digest(document.head)] = document.chunks
        return self._in_place[path]
