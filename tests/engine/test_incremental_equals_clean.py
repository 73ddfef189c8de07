"""Whatever was done to a site, its output is what a clean build makes of it, and no page was made in vain.

`IDENTITY_SEQUENCES=2000 pytest tests/engine/test_incremental_equals_clean.py` tries more than the usual few;
`IDENTITY_FIRST=…` begins at another number.

Covers `build`, `build_order`, `making`, `session`, `features`, `engine/preparing/documents`,
`engine/preparing/prepare`, `engine/preparing/reading`, `engine/preparing/request`,
`engine/preparing/settings`, `engine/preparing/page_templates`, `engine/staleness/comparison`,
`engine/staleness/fingerprints`, `engine/diagnostics/problems`.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.engine.preparing import documents
from site_builder.engine.rendering import render_pool
from site_builder.engine.staleness import comparison
from site_builder.engine.staleness.fingerprints import decode_view
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.output_store import PageInputs
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import BuildFailed
from site_builder.model.views import View
from tests.driver import MEMORY, Options, Project, assert_same_tree, post, tree
from tests.engine.conftest import MakeProject
from tests.engine.sequences import Writer

SEQUENCES = int(os.environ.get("IDENTITY_SEQUENCES", "24"))
FIRST = int(os.environ.get("IDENTITY_FIRST", "0"))
BUILDS = 8


_FOR_LISTS = "for lists in a site's own templates; those of the theme show less"
_FOR_PAGES = "for a site's own templates, and for the banner of the preview; the theme's pages do not say it"
_FOR_SERVICES = "what a comment service knows the post by; the default provider is none"
_FOR_NEIGHBOURS = "a neighbour that is a part of the same series is in the list of parts, and not shown again"
_FOR_ENTRIES = "for a site's own feeds; those of the theme say what a series is about, and pages its title"
UNSEEN = {
    "Summary.categories": _FOR_LISTS,
    "Summary.image": _FOR_LISTS,
    "Summary.has_more": _FOR_LISTS,
    "PostPage.state": _FOR_PAGES,
    "TextPage.state": _FOR_PAGES,
    "PostPage.newer": _FOR_NEIGHBOURS,
    "PostPage.older": _FOR_NEIGHBOURS,
    "SeriesPlace.title": _FOR_ENTRIES,
    "PostPage.id": _FOR_SERVICES,
    "Thread.key": _FOR_SERVICES,
}
"""Fields that are there to be printed and that the theme prints in some places only. Nothing else may make a
page again whose bytes stay as they were.
"""


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
    """With two jobs, even small sites are parsed, compared and rendered by workers."""
    monkeypatch.setattr(documents, "_PARALLEL_FROM", 3)
    monkeypatch.setattr(comparison, "_PARALLEL_FROM", 6)
    monkeypatch.setattr(render_pool, "_PARALLEL_FROM", 6)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEQUENCES))
def test_any_sequence_of_edits_ends_where_a_clean_build_does(
    seed: int, tmp_path: Path, compiled: Path
) -> None:
    site = Project({}, tmp_path / "site", compiled)
    writer = Writer(site, seed)
    writer.begin()
    is_about_content = False
    for number in range(BUILDS):
        options = writer.options()
        print(f"--- build {number} of {seed}: {options}", *writer.log, sep="\n")
        writer.log.clear()
        before, prints = tree(site.output), prints_of(site)
        found = result_of(site, options)
        if found.tree is None:
            assert_same_tree(tree(site.output), before)
        assert_every_body_has_a_text(site)
        if found.tree is not None and is_about_content:
            in_vain = [path for path in site.report.rendered if before.get(path) == found.tree[path]]
            now = prints_of(site)
            assert {path: why for path in in_vain if (why := unexcused(prints[path], now[path]))} == {}
        is_about_content = found.tree is not None
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
        is_about_content = is_about_content and writer.is_about_content


def assert_every_body_has_a_text(site: Project) -> None:
    """Bodies are remembered as long as a text has them, and all texts are of one parser."""
    store = sqlite3.connect(site.root / MEMORY / "memory.sqlite")
    bodies = {digest for (digest,) in store.execute("SELECT digest FROM bodies")}
    used = {digest for (digest,) in store.execute("SELECT body FROM documents WHERE body != ''")}
    ((parsers,),) = store.execute("SELECT count(DISTINCT parser) FROM documents")
    store.close()
    assert bodies == used
    assert parsers <= 1


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE documents SET checksum = x'00' WHERE path = 'posts/a.md'",
        "UPDATE documents SET parser = x'00' WHERE path = 'posts/a.md'",
        "UPDATE documents SET parser = x'ff', path = 'posts/gone.md' WHERE path = 'posts/a.md'",
        "INSERT INTO bodies VALUES ('of no text', x'90')",
    ],
)
def test_bodies_that_something_else_left_behind_go_with_the_next_edit(
    project: MakeProject, forgery: str
) -> None:
    """As a damaged row does, or a preview that ended with an error in its texts, or with other settings."""
    site = project({f"content/posts/{name}.md": post(name, f"It is {name}.") for name in "abc"}).build()
    store = sqlite3.connect(site.root / MEMORY / "memory.sqlite")
    with store:
        store.execute(forgery)
    store.close()
    site.append("content/posts/a.md", "More.").build().assert_parsed(1)
    assert_every_body_has_a_text(site)
    assert "More." in site.page("/a/")
    site.build().assert_parsed(0)


def prints_of(site: Project) -> dict[str, PageInputs]:
    """What the pages in the output folder were made of, as it is remembered for `--explain`."""
    cache, _ = BuildCache.open(site.root)
    try:
        outputs = cache.outputs("output")
        return {path: one for path in outputs.load() if (one := outputs.page_inputs(path))}
    finally:
        cache.close()


def unexcused(before: PageInputs, now: PageInputs) -> set[str]:
    """What changed in a page of the same bytes, save what may change unseen."""
    changed = changed_fields(decode_view(before.view), decode_view(now.view))
    if before.template != now.template:
        changed.add("its template")
    return changed - UNSEEN.keys() or (set() if changed else {"what it sees of the site"})


def changed_fields(before: object, now: object) -> set[str]:
    """The innermost fields that differ, each with the view that it is a field of."""
    if isinstance(before, tuple) and isinstance(now, tuple) and len(before) == len(now):
        return {name for pair in zip(before, now, strict=True) for name in changed_fields(*pair)}
    if not isinstance(before, View) or type(before) is not type(now):
        return set() if before == now else {"itself"}
    found: set[str] = set()
    for field in before.__struct_fields__:
        inside = changed_fields(getattr(before, field), getattr(now, field))
        name = f"{type(before).__name__}.{field}"
        found |= {name} if "itself" in inside or (name in UNSEEN and inside) else inside
    return found


def copied(site: Project, root: Path, cache: Path) -> Project:
    return Project({path: (site.root / path).read_bytes() for path in site.sources()}, root, cache)
