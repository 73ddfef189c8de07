"""What a writer may have meant by a name that the site does not have.

Apart from the problems themselves: a search costs as much as the site is large, so it is made for problems
that are shown, and never for all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from posixpath import basename, dirname, relpath, splitext
from typing import NamedTuple

from site_builder.model.diagnostics import Search
from site_builder.stages.text.suggestions import Vocabulary


class Names(NamedTuple):
    """What a site has names for.

    `entries` are the source paths of all visible texts, `files` those of published files; `anchors` are by
    source path; `series` and `threads` are the slugs of series and the names that files of comments may have;
    `pages` are site paths.
    """

    entries: Collection[str] = ()
    files: Collection[str] = ()
    anchors: Mapping[str, tuple[str, ...]] = {}
    series: Collection[str] = ()
    threads: Collection[str] = ()
    pages: Collection[str] = ()


class Guesses:
    """Answers searches, and makes of the names only what it is asked for."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._pools: dict[str, tuple[Collection[str], bytes]] = {}
        self._vocabularies: dict[str, Vocabulary] = {}

    def key(self, search: Search) -> bytes:
        """A digest of all that the answer depends on."""
        _, digest = self._pool(search)
        asked = "\0".join((search.among, search.word, search.near))
        return hashlib.blake2b(digest + asked.encode(), digest_size=16, person=b"guess").digest()

    def answer(self, search: Search) -> str:
        """What was meant, as it would be written; empty for no idea."""
        name = self._pool_name(search)
        if name not in self._vocabularies:
            plain = _stem if search.among in _PATHS else str.lower
            self._vocabularies[name] = Vocabulary(self._pool(search)[0], plain)
        vocabulary = self._vocabularies[name]
        if search.among in _PATHS:
            found = vocabulary.closest(search.word, but=search.near)
            return relpath(found, dirname(search.near) or ".") if found else ""
        found = vocabulary.closest(search.word)
        return _WRITTEN.get(search.among, "{}").format(found) if found else ""

    def _pool_name(self, search: Search) -> str:
        return f"{search.among} {search.near}" if search.among == "anchors" else search.among

    def _pool(self, search: Search) -> tuple[Collection[str], bytes]:
        name = self._pool_name(search)
        if name not in self._pools:
            # Sorted, so that of two names that are equally like a word the same one is found every time.
            pool = sorted(self._gather(search))
            self._pools[name] = pool, hashlib.blake2b("\0".join(pool).encode(), digest_size=16).digest()
        return self._pools[name]

    def _gather(self, search: Search) -> Collection[str]:
        names = self._names
        match search.among:
            case "images" | "files":
                # Imported late: only a broken link needs it.
                from site_builder.stages.images.info import is_image

                wants_image = search.among == "images"
                files = [path for path in names.files if is_image(path) is wants_image]
                return files if wants_image else [*files, *names.entries]
            case "anchors":
                return names.anchors.get(search.near, ())
            case "series":
                return names.series
            case "threads":
                return names.threads
            case _:
                return names.pages


_PATHS = frozenset({"files", "images"})
_WRITTEN = {"anchors": "#{}", "threads": "{}.yaml"}


def _stem(path: str) -> str:
    """What a writer calls a file, small: without folders and ending; with an index.md, the folder's."""
    return basename(splitext(path.removesuffix("/index.md"))[0]).lower()
