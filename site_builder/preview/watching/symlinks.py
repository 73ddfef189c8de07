"""Where watched files really are: the system tells of changes there, not where links stand for them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from site_builder.stages.text.file_names import is_junk


class Symlink(NamedTuple):
    """`place` is a path by which the site knows what is really at `real`; `at` is where the link itself is.

    All are absolute, and there is no link in the last two, except for the name of the link itself.
    """

    place: str
    real: str
    at: str
    is_folder: bool


def links_in(folders: Iterable[str]) -> tuple[Symlink, ...]:
    """All links in these folders and in what they lead to, the ways to the folders themselves included."""
    found: list[Symlink] = []
    for folder in folders:
        found.extend(links_to(folder, is_folder=True))
        found.extend(_links(folder, ()))
    return tuple(found)


def links_to(path: str, *, is_folder: bool) -> Iterator[Symlink]:
    """A path, if it is or goes through a link."""
    real = os.path.realpath(path)
    if real != path:
        folder, name = os.path.split(path)
        yield Symlink(path, real, os.path.join(os.path.realpath(folder), name), is_folder)


def all_names(path: str, links: Iterable[Symlink]) -> list[str]:
    """A path, and the paths that it has through links."""
    names = [path]
    for link in links:
        if path == link.real or (link.is_folder and path.startswith(link.real + os.sep)):
            names.append(link.place + path[len(link.real) :])
    return names


def _links(folder: str, above: tuple[str, ...]) -> Iterator[Symlink]:
    """A linked folder that leads back to one above it is not entered again."""
    real = os.path.realpath(folder)
    if real in above:
        return
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if is_junk(entry.name, is_static=True):
            continue
        is_folder = entry.is_dir()
        if entry.is_symlink():
            yield from links_to(entry.path, is_folder=is_folder)
        if is_folder:
            yield from _links(entry.path, (*above, real))
