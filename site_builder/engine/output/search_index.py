"""The index that the search page asks, made by Pagefind of the pages that a build has printed.

Pagefind is given copies of the pages that search engines may list, and no others: neither drafts nor what
happens to be in the output folder. What it writes is staged and owned like any page. Its output is a function
of those pages, so it only runs when the bytes of one have changed.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import msgspec

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.output.staging import Stage
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.progress import Progress
from site_builder.engine.store.code_digests import code_digest, installed_versions
from site_builder.engine.store.digests import digest_of
from site_builder.engine.store.output_store import OutputRecord
from site_builder.model.addresses import collision_key
from site_builder.model.diagnostics import Diagnostic, error
from site_builder.model.errors import SearchFailed
from site_builder.model.routes import Rendered

FOLDER = "pagefind/"
_NEEDED = ("*.json", "*.pagefind", "*.pf_*", "pagefind.js")
"""Of all that Pagefind writes, what `assets/search.js` loads: no interface but the theme's own."""

_DISTRIBUTIONS = ("pagefind", "pagefind-bin", "pagefind-bin-extended")


class SearchIndex(msgspec.Struct, frozen=True):
    """The files of an index: the digest of each by its output path. `staged` are those that are new."""

    fingerprint: bytes
    digests: dict[str, bytes]
    staged: dict[str, str]


NO_INDEX = SearchIndex(b"", {}, {})


def search_problems(prepared: Prepared, config_name: str) -> Iterator[Diagnostic]:
    """Why no index could be made, known before any page is."""
    if not prepared.config.search:
        return
    if find_spec("pagefind") is None:
        yield error(
            "search-unavailable",
            "search is switched on, but Pagefind, which builds its index, is not installed",
            config_name,
            hint="install it with: pip install 'pagefind[bin]' (or write search: false)",
        )
    for path, route in prepared.routes.items():
        if collision_key(path).startswith(FOLDER):
            content = prepared.config.paths.content
            yield error(
                "url-collision",
                f"the search index is written to /{FOLDER}, and so would {route.path}",
                f"{content}/{route.origin.name}" if route.origin.is_file else "",
                route.origin.place,
                "rename or move this",
            )


def indexed_pages(prepared: Prepared) -> tuple[str, ...]:
    """The output paths of all pages to be found: texts, not lists of them; none where search is off."""
    return tuple(
        path
        for path, route in prepared.routes.items()
        if prepared.config.search
        and route.in_sitemap
        and route.origin.is_file
        and isinstance(route.content, Rendered)
    )


def index_as_it_is(
    output: OutputFolder,
    kept: Mapping[str, OutputRecord],
    pages: tuple[str, ...],
    digests: Mapping[str, bytes],
) -> SearchIndex | None:
    """The index in the output folder, if it is whole and was made of pages with these digests."""
    if not pages:
        return NO_INDEX
    # Compressed copies for hosts lie beside what they are copies of.
    owned = {path for path in output.owned if path.startswith(FOLDER) and not path.endswith((".br", ".gz"))}
    fingerprint = _fingerprint(pages, digests)
    is_whole = owned and all(
        (record := kept.get(path)) is not None
        and record.fingerprint == fingerprint
        and record.stat == output.stat(path)
        for path in owned
    )
    return SearchIndex(fingerprint, {path: kept[path].digest for path in owned}, {}) if is_whole else None


def make_index(
    stage: Stage,
    pages: tuple[str, ...],
    digests: Mapping[str, bytes],
    staged: Mapping[str, str],
    progress: Progress,
) -> SearchIndex:
    """Index pages, which are in the output folder unless they are `staged`.

    Raises SearchFailed, OSError, and OutputRefused where somebody else's file is in the index's place.
    """
    progress("indexing", 0, 1)
    site, bundle = stage.folder / "search" / "site", stage.folder / "search" / "index"
    for path in pages:
        copy = site / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(staged.get(path) or stage.output.folder / path, copy)
    _run_pagefind(site, bundle)
    made = SearchIndex(_fingerprint(pages, digests), {}, {})
    for file in sorted({file for pattern in _NEEDED for file in bundle.rglob(pattern)}):
        path = FOLDER + file.relative_to(bundle).as_posix()
        data = file.read_bytes()
        made.digests[path] = digest_of(data)
        if not stage.output.holds(path, data):
            made.staged[path] = str(file)
    stage.output.refuse_foreign(made.digests)
    progress("indexing", 1, 1)
    return made


def _run_pagefind(site: Path, bundle: Path) -> None:
    import subprocess

    command = [
        sys.executable,
        "-m",
        "pagefind",
        "--silent",
        "--site",
        str(site),
        "--output-path",
        str(bundle),
    ]
    finished = subprocess.run(
        command, cwd=site.parent, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        said = " ".join((finished.stderr or finished.stdout).split())
        raise SearchFailed(
            f"Pagefind could not index the site (exit code {finished.returncode}): {said[-500:]}",
            "the output is as it was; search: false builds the site without search",
        )


def _fingerprint(pages: tuple[str, ...], digests: Mapping[str, bytes]) -> bytes:
    installed = installed_versions()
    digest = hashlib.blake2b(code_digest(), digest_size=16)
    for name in _DISTRIBUTIONS:
        digest.update(f"{name}={installed.get(name, '')}\n".encode())
    for path in sorted(pages):
        digest.update(path.encode() + b"\0" + digests[path])
    return digest.digest()
