"""In which order files go to a target, so that at no instant a page lacks what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from site_builder.model.deploy import TargetChanges
from site_builder.model.output_names import in_the_way


class TransferStep(NamedTuple):
    """Files that may go in any order, and at once. The next step begins when all are done."""

    is_deletion: bool
    paths: tuple[str, ...]


def steps(changes: TargetChanges) -> Iterator[TransferStep]:
    """New assets, then changed ones; pages, the home page last; feeds and the sitemap; then what is gone.

    An old file that is where a folder is needed, or in a folder where a file is needed, goes before all else.
    """
    first = in_the_way(changes.deleted, (*changes.added, *changes.changed))
    rest = [path for path in changes.deleted if path not in first]
    for is_deletion, paths in (
        (True, first),
        (False, _only(changes.added, _is_asset)),
        (False, _only(changes.changed, _is_asset)),
        (False, _only(changes.added, _is_inner_page)),
        (False, _only(changes.changed, _is_inner_page)),
        (False, _only((*changes.added, *changes.changed), _is_home)),
        (False, _only((*changes.added, *changes.changed), is_announcement)),
        (True, [path for path in rest if is_page(path) or is_announcement(path)]),
        (True, _only(rest, _is_asset)),
    ):
        if paths:
            yield TransferStep(is_deletion, tuple(paths))


def is_page(path: str) -> bool:
    """Whether browsers show it as a page, compressed or not."""
    return path.removesuffix(".br").removesuffix(".gz").endswith((".html", ".htm"))


def is_announcement(path: str) -> bool:
    """Whether readers' programs find out about pages by it: feeds, the sitemap."""
    name = path.rpartition("/")[2].removesuffix(".br").removesuffix(".gz")
    return name.endswith((".xml", ".rss", ".atom")) or name in {"feed.json", "robots.txt"}


def _is_asset(path: str) -> bool:
    return not is_page(path) and not is_announcement(path)


def _is_home(path: str) -> bool:
    return _plain(path) == "index.html"


def _is_inner_page(path: str) -> bool:
    return is_page(path) and not _is_home(path)


def _plain(path: str) -> str:
    """Of a compressed copy, the file that it is a copy of."""
    return path.removesuffix(".br").removesuffix(".gz")


def _only(paths: Iterable[str], is_wanted: Callable[[str], bool]) -> list[str]:
    return [path for path in paths if is_wanted(path)]
