"""The same corpus as other generators want it, and how each is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import Spec


class Peer(NamedTuple):
    """One generator. `pages` are files that a right build has made; `forget` what a cold build begins without."""

    name: str
    write: Callable[[Path, list[Spec]], None]
    command: Callable[[Path, Path], list[str]]
    output: str
    forget: tuple[str, ...]
    page: Callable[[Spec], str]
    others: tuple[str, ...]
