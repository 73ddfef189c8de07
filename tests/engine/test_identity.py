"""Whatever was done to a site before, its output is what a clean build makes of it.

`IDENTITY_SEQUENCES=2000 pytest tests/engine/test_identity.py` tries more than the usual few;
`IDENTITY_FIRST=…` begins at another number.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.engine import library, rendering
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import BuildFailed
from tests.driver import Options, Project, assert_same_tree, tree
from tests.engine.sequences import Writer

SEQUENCES = int(os.environ.get("IDENTITY_SEQUENCES", "24"))
FIRST = int(os.environ.get("IDENTITY_FIRST", "0"))
BUILDS = 8


class Result(NamedTuple):
    """What came of a build: the output (None if it failed) and what was said."""

    tree: dict[str, bytes | None] | None
    diagnostics: tuple[Diagnostic, ...]


def result_of(site: Project, options: Options) -> Result:
    try:
        site.build_with(options)
    except BuildFailed as failure:
        return Result(None, failure.diagnostics)
    return Result(site.tree(), site.report.diagnostics)


@pytest.fixture(autouse=True)
def workers_for_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two jobs, even small sites are parsed and rendered by workers."""
    monkeypatch.setattr(library, "_PARALLEL_FROM", 3)
    monkeypatch.setattr(rendering, "_PARALLEL_FROM", 6)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEQUENCES))
def test_any_sequence_of_edits_ends_where_a_clean_build_does(
    seed: int, tmp_path: Path, compiled: Path
) -> None:
    site = Project({}, tmp_path / "site", compiled)
    writer = Writer(site, seed)
    writer.begin()
    for number in range(BUILDS):
        options = writer.options()
        print(f"--- build {number} of {seed}: {options}", *writer.log, sep="\n")
        writer.log.clear()
        before = tree(site.output)
        found = result_of(site, options)
        if found.tree is None:
            assert_same_tree(tree(site.output), before)
        if number % 3 == 1 or number == BUILDS - 1:
            clean = result_of(copied(site, tmp_path / f"clean{number}", compiled), options)
            assert found.diagnostics == clean.diagnostics
            assert (found.tree is None) == (clean.tree is None)
            if found.tree is not None and clean.tree is not None:
                assert_same_tree(found.tree, clean.tree)
                site.build_with(options).assert_idle()
        if found.tree is None and writer.rng.random() < 0.8:
            writer.mend(found.diagnostics)
        writer.work(writer.rng.choice([1, 1, 2, 4]))


def copied(site: Project, root: Path, memory: Path) -> Project:
    return Project({path: (site.root / path).read_bytes() for path in site.sources()}, root, memory)
