"""What a command was asked for: the first that is known of a build, before anything is read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec


class Overrides(msgspec.Struct, frozen=True):
    """What the command line says instead of config.yaml; None where it says nothing."""

    base_url: str | None = None
    output: Path | None = None


class Request(NamedTuple):
    """What is to be built. `config_file` is absolute; its folder is the site's root.

    `user_cache` is where what is known of templates is kept: a folder of the user's own, not of the site's.
    With `is_lenient`, errors in what is not published are warnings.
    """

    config_file: Path
    now: datetime
    with_drafts: bool = False
    with_future: bool = False
    overrides: Overrides = Overrides()
    jobs: int = 1
    user_cache: Path | None = None
    is_lenient: bool = True

    @property
    def root(self) -> Path:
        """The site's root."""
        return self.config_file.parent
