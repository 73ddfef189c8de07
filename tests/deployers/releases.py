"""Targets and releases as the engine hands them to a kind."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, FileEntry, Release


def surroundings(root: Path, **environment: str) -> DeploySurroundings:
    """What a kind may use: the site at `root`, a home folder beside it, and nothing else."""
    return DeploySurroundings(str(root), str(root.parent / "home"), environment, lambda seconds: None)


def target(kind: str, **options: Any) -> DeployTarget:
    """A target called `live`."""
    return DeployTarget("live", kind, options=options)


def release(folder: Path, files: dict[str, bytes], number: str = "20260301-120000-here") -> Release:
    """A release of files that are written to a folder."""
    entries = {}
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        entries[path] = FileEntry(path, digest, len(data), str(file))
    return Release(number, entries, "https://tests.example/")
