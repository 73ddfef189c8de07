"""Whether an output folder is what a build would make now: for readers, and nothing that they must not see.

No date is compared: the recipe is run up to the question of what is stale, as an idle build runs it. Drafts,
scheduled posts, another base URL, and sources, settings or a theme that have changed since then all show
there.
"""

from __future__ import annotations

from site_builder.engine.build import look
from site_builder.engine.making import Look
from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.preparing.request import Request
from site_builder.engine.progress import Progress
from site_builder.model.deploy import FileEntry
from site_builder.model.diagnostics import plural
from site_builder.model.errors import DeployRefused

_BUILD = "run site-builder build, and deploy then"


def ready_files(request: Request, progress: Progress) -> dict[str, FileEntry]:
    """All files that a build has put into the output folder.

    Raises DeployRefused if the folder is not what a build for readers would make now, BuildFailed if there
    would be none.
    """
    found = look(request, progress)
    if not found.output.owned:
        raise DeployRefused(
            f"no build has written to {found.output.folder}: there is nothing to deploy", _BUILD
        )
    if found.outstanding:
        raise DeployRefused(_reason(found), _BUILD)
    return files_of(found.output)


def _reason(found: Look) -> str:
    folder, base_url, made = found.output.folder, found.settings.config.base_url, found.made_with
    if made is not None and made.base_url != base_url:
        return f"{folder} was built for {made.base_url}, and this target is {base_url}"
    if made is not None and (made.drafts or made.future):
        what = " and ".join(
            word for word, is_in in (("drafts", made.drafts), ("scheduled posts", made.future)) if is_in
        )
        return f"{folder} was built with {what}, which readers must not see"
    total = len(found.outstanding)
    return (
        f"{folder} is older than the sources, the settings or what is scheduled until now: a build would "
        f"change {plural(total, 'file')}, such as {min(found.outstanding)}"
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
