"""What a site's cache looks like from outside."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.store.database import SCHEMA_VERSION
from site_builder.engine.store.folder import CACHE_FILE, FOLDER


class CacheCondition(NamedTuple):
    """`problem` is empty for a store that is whole."""

    file: Path
    size: int
    documents: int = 0
    folders: int = 0
    problem: str = ""


def inspect_cache(root: Path) -> CacheCondition | None:
    """Look at the store of the site at `root` without changing it; None if there is none."""
    file = root / FOLDER / CACHE_FILE
    try:
        size = file.stat().st_size
    except OSError:
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            ((verdict,), *_) = connection.execute("PRAGMA quick_check(1)").fetchall()
            if verdict != "ok":
                return CacheCondition(file, size, problem="is damaged")
            if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
                return CacheCondition(file, size, problem="is of another release")
            counts = [
                connection.execute(query).fetchone()[0]
                for query in (
                    "SELECT count(*) FROM documents",
                    "SELECT count(*) FROM folders WHERE folder != ''",
                )
            ]
    except sqlite3.Error as failure:
        return CacheCondition(file, size, problem=f"cannot be used ({failure})")
    return CacheCondition(file, size, *counts)
