"""Which of the other files under content/ are published, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from posixpath import dirname, normpath, relpath

from site_builder.model.documents import Entry, SeriesHead
from site_builder.model.site import ContentFile

STATIC_FOLDER = "static/"


def published_files(
    files: Iterable[str],
    entries: Collection[Entry],
    series: Iterable[SeriesHead],
    visible: Mapping[str, str],
    configured: Iterable[str],
) -> tuple[ContentFile, ...]:
    """Every file keeps its place, except for those of a folder post, of `static/`, and of what is hidden.

    A file that only hidden entries refer to stays hidden with them. `visible` has the site paths of visible
    entries, by source path. `configured` are the names of files that config.yaml refers to: paths under
    content/ or site paths.
    """
    bundles = {dirname(head.path): visible.get(head.path) for head in entries if _is_folder_entry(head.path)}
    wanted: set[str] = {target for head in series for target in _files_named(head)}
    withheld: set[str] = set()
    for head in entries:
        (wanted if head.path in visible else withheld).update(_files_named(head))
    named = {normpath(name.lstrip("/")) for name in configured if name}
    withheld -= wanted | named | {STATIC_FOLDER + name for name in named}
    return tuple(
        ContentFile(path, url)
        for path in sorted(files)
        if path not in withheld and (url := _url(path, bundles)) is not None
    )


def _is_folder_entry(path: str) -> bool:
    return path.endswith("/index.md") and path.count("/") > 1


def _url(path: str, bundles: Mapping[str, str | None]) -> str | None:
    """None for a file that goes with a hidden folder entry."""
    if path.startswith(STATIC_FOLDER):
        return "/" + path.removeprefix(STATIC_FOLDER)
    folder = dirname(path)
    while folder:
        if folder in bundles:
            url = bundles[folder]
            return None if url is None else _beside(url) + relpath(path, folder)
        folder = dirname(folder)
    return "/" + path


def _beside(url: str) -> str:
    return url if url.endswith("/") else url.rpartition("/")[0] + "/"


def _files_named(head: Entry | SeriesHead) -> set[str]:
    named = {reference.target for reference in head.body.references}
    if isinstance(head, Entry):
        for text in (head.content_note, *(note.text for note in head.editor_notes)):
            if text is not None:
                named.update(reference.target for reference in text.references)
    if head.image is not None:
        named.add(head.image.src)
    return named
