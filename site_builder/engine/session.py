"""What one build, or one update of a preview, works with."""

from __future__ import annotations

from typing import NamedTuple

from site_builder.engine.progress import Progress
from site_builder.engine.store.cache import BuildCache


class Session(NamedTuple):
    """`read_at_ns` is the file system's own time just before the first source is read."""

    cache: BuildCache
    read_at_ns: int
    jobs: int
    progress: Progress

    @classmethod
    def begin(cls, cache: BuildCache, jobs: int, progress: Progress) -> Session:
        """A session whose sources are read from now on."""
        return cls(cache, cache.file_system_time(), jobs, progress)
