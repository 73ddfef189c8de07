"""Pictures with a host in their address: what is true of those on the site's own host.

A parser knows nothing of the site, and warns of all of them as pictures of other hosts.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from urllib.parse import unquote, urlsplit

import msgspec

from site_builder.model.diagnostics import Diagnostic
from site_builder.model.documents import Head, PageHead, PostHead, SeriesHead
from site_builder.model.site import Site

_CODE = "third-party-image"


def text_problems(heads: Iterable[Head], site: Site) -> Iterator[Diagnostic]:
    """What is wrong with texts. Of their pictures a parser knows only that their addresses have a host."""
    home = _host_and_path(site.config.base_url)
    files: set[str] | None = None
    for head in heads:
        if _CODE not in [one.code for one in head.diagnostics]:
            yield from head.diagnostics
            continue
        for one in head.diagnostics:
            if one.code != _CODE:
                yield one
                continue
            if files is None:
                files = {home.path.rstrip("/") + path for path in site.file_urls.values()}
            found = _of_pictures(one, head, home.host, files)
            if found is not None:
                yield found


def _of_pictures(problem: Diagnostic, head: Head, host: str, files: Container[str]) -> Diagnostic | None:
    """The problem with what is true of pictures on the site's own host; None if they are the site's files.

    `files` are the paths of the site's files on its `host`. An import without media leaves pictures there,
    and they go when the new site takes the old one's place.
    """
    if not isinstance(head, PostHead | PageHead | SeriesHead):
        return problem
    image = head.image
    is_of_key = image is not None and problem.place == head.places.get("image")
    if image is not None and is_of_key:
        found = [image.src]
    else:
        found = [address for name, address in head.body.loads if name == "img"]
    pictures = [one for one in map(_host_and_path, found) if one.host]
    lost = [one for one in pictures if one.host == host and one.path not in files]
    if any(one.host != host for one in pictures):
        theirs = f", of which {len(lost):,} will not be shown once the site is published at {host}"
        return msgspec.structs.replace(problem, hint=problem.hint + (theirs if lost else ""))
    if not lost:
        return None if pictures else problem
    count = "" if is_of_key or len(lost) == 1 else f"; there are {len(lost):,} in this text"
    return msgspec.structs.replace(
        problem,
        message=f"{'this picture is' if is_of_key else 'pictures in this text are'} loaded from {host}, "
        "the address of this very site, but not among its files: published there, the site will not show "
        f"{'it' if is_of_key else 'them'}",
        hint=f"put {'the file' if is_of_key else 'the files'} into the content folder, and link there{count}",
    )


class _HostAndPath(msgspec.Struct, frozen=True):
    host: str
    path: str


def _host_and_path(address: str) -> _HostAndPath:
    """Both are empty for what is no address with a host, such as a file of the site."""
    try:
        parts = urlsplit(address.strip())
        return _HostAndPath(parts.netloc.lower(), unquote(parts.path))
    except ValueError:
        return _HostAndPath("", "")
