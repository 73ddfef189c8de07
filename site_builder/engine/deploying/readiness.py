"""Whether an output folder is what a build would make now: for readers, and nothing that they must not see.

No date is compared: the recipe is run up to the question of what is stale, as an idle build runs it. Drafts,
scheduled posts, another base URL, and sources, settings or a theme that have changed since then all show
there.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from site_builder.engine.books import recall_sizes
from site_builder.engine.build import output_path, remembered_as
from site_builder.engine.fingerprints import Fingerprints
from site_builder.engine.made_with import made_with
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.prepare import Prepared, Request, prepare
from site_builder.engine.progress import Progress
from site_builder.engine.search_index import index_as_it_is, indexed_pages
from site_builder.engine.session import Session
from site_builder.engine.settings import Settings, read_settings
from site_builder.engine.staleness import compare
from site_builder.engine.store.cache import BuildCache, with_cache
from site_builder.model.deploy import FileEntry
from site_builder.model.diagnostics import Diagnostic, has_errors
from site_builder.model.errors import BuildFailed, DeployRefused

_BUILD = "run site-builder build, and deploy then"


class _Difference(NamedTuple):
    """How many outputs a build would make or delete, and one of them."""

    total: int
    example: str


def ready_files(request: Request, progress: Progress) -> dict[str, FileEntry]:
    """All files that a build has put into the output folder.

    Raises DeployRefused if the folder is not what a build for readers would make now, BuildFailed if there
    would be none.
    """

    def attempt(cache: BuildCache, notices: tuple[Diagnostic, ...]) -> dict[str, FileEntry]:
        settings = read_settings(request.config_file, cache, request.overrides)
        folder = output_path(request, settings)
        output = OutputFolder(folder, settings.site)
        if not output.owned:
            raise DeployRefused(f"no build has written to {folder}: there is nothing to deploy", _BUILD)
        session = Session.begin(cache, request.jobs, progress)
        prepared = prepare(session, request, settings)
        if has_errors(prepared.diagnostics):
            raise BuildFailed((*notices, *prepared.diagnostics))
        name = remembered_as(folder, request.root)
        difference = _difference(prepared, output, session, name)
        cache.commit()
        if difference.total:
            raise DeployRefused(_reason(folder, cache, name, settings, difference), _BUILD)
        return files_of(output)

    return with_cache(request.root, attempt)


def _difference(prepared: Prepared, output: OutputFolder, session: Session, name: str) -> _Difference:
    records = session.cache.outputs(name).load()
    fingerprints = Fingerprints(prepared)
    recall_sizes(prepared, output, records, fingerprints)
    comparison = compare(prepared, output, records, session.jobs, fingerprints)
    pages = indexed_pages(prepared)
    digests = {path: record.digest for path, record in comparison.kept.items()}
    index = None if comparison.stale else index_as_it_is(output, comparison.kept, pages, digests)
    planned = prepared.routes.keys() | (index.digests.keys() if index else set())
    others = set(comparison.stale) | (output.owned ^ planned if comparison.stale or index else set(pages))
    return _Difference(len(others), min(others, default=""))


def _reason(folder: Path, cache: BuildCache, name: str, settings: Settings, difference: _Difference) -> str:
    made = made_with(cache, name)
    if made is not None and made.base_url != settings.config.base_url:
        return f"{folder} was built for {made.base_url}, and this target is {settings.config.base_url}"
    if made is not None and (made.drafts or made.future):
        what = " and ".join(
            word for word, is_in in (("drafts", made.drafts), ("scheduled posts", made.future)) if is_in
        )
        return f"{folder} was built with {what}, which readers must not see"
    count = f"{difference.total:,} file{'s' if difference.total > 1 else ''}"
    return (
        f"{folder} is older than the sources, the settings or what is scheduled until now: "
        f"a build would change {count}, such as {difference.example}"
    )


def files_of(output: OutputFolder) -> dict[str, FileEntry]:
    """The files of an output folder that builds own. Raises DeployRefused if one of them is missing."""
    files = {}
    for path in sorted(output.owned):
        stat = output.stat(path)
        digest = output.digest(path)
        if stat is None or not digest:
            raise DeployRefused(f"{output.folder / path} is missing or cannot be read", _BUILD)
        files[path] = FileEntry(path, digest.hex(), stat.size, str(output.folder / path))
    return files
