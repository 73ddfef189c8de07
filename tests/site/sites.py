"""The sites that tests build: those in `fixtures/`, with their variants, and the repository's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.driver import Project
from tests.requirements import REPOSITORY

FIXTURES = Path(__file__).parent / "fixtures"
ROOT = "https://tests.example/"
SUB_PATH = "https://tests.example/repo/"
BEFORE = "2021-10-27T00:00+01:00"
"""When the fixtures are built: in the third part's fortnight of waiting."""


class Variant(NamedTuple):
    """A site with some lines of its config.yaml (or other sources) changed; `now` is ISO 8601."""

    sources: str
    changes: tuple[tuple[str, str], ...] = ()
    now: str = BEFORE


GISCUS = (
    "  provider: giscus\n  giscus: {repo: tests/tests, repo_id: R_1, category: Comments, category_id: C_1}\n"
)
VARIANTS: Mapping[str, Variant] = {
    "own": Variant("", (), "2027-01-01"),
    "twin": Variant("twin"),
    "plain": Variant("plain"),
    "rtl": Variant("rtl"),
    "showcase": Variant("showcase"),
    # The other comment service and the other language that is complete.
    "isso": Variant(
        "showcase",
        (
            (GISCUS, "  provider: isso\n  isso: {url: https://isso.tests.example/}\n"),
            ("language: en-GB", "language: de"),
            ("search: true", "search: false"),
        ),
    ),
}


def sources_of(name: str) -> dict[str, bytes]:
    """The files of a fixture (or, unnamed, of the repository's own site) by their paths."""
    folder = FIXTURES / name if name else REPOSITORY
    parts = [folder / "config.yaml", *(folder / "content").rglob("*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in parts if path.is_file()}


def build_variant(name: str, base_url: str, root: Path, output: Path | None = None) -> Project:
    """Build a variant in the folder `root`, to its own output folder or another."""
    variant = VARIANTS[name]
    project = Project(sources_of(variant.sources), root)
    for old, new in variant.changes:
        project.edit("config.yaml", old, new)
    return project.build(variant.now, base_url=base_url, output=output)
