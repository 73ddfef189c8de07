"""What has happened to files, as the watcher tells it."""

from __future__ import annotations

from typing import NamedTuple


class Changes(NamedTuple):
    """Files that something happened to, as absolute paths.

    `is_vague` says that more may have happened than the files tell: a folder came, went or was renamed, or
    events were lost.
    """

    files: frozenset[str] = frozenset()
    is_vague: bool = False

    def __or__(self, other: Changes) -> Changes:
        """Both together."""
        return Changes(self.files | other.files, self.is_vague or other.is_vague)


EVERYTHING = Changes(is_vague=True)
