"""What a deploy to a store has to do: the release against what the record and a listing say is there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from site_builder.engine.deploying.target_record import HeldFile, TargetRecord
from site_builder.model.caching import is_fingerprinted
from site_builder.model.deploy import Release, Store, TargetChanges, is_ours_by_name


class TargetComparison(NamedTuple):
    """`overlapping` are files in the place of ours that no deploy has put there. `leftovers` are what uploads
    that were cut off have left. `unused` are files that stay although the site has them no longer.
    """

    changes: TargetChanges
    overlapping: tuple[str, ...]
    leftovers: tuple[str, ...]
    unused: dict[str, HeldFile]


def listed_paths(store: Store, record: TargetRecord | None, release: Release) -> tuple[set[str], bool]:
    """The paths at the target, and whether these are all of them.

    Where listing all would take long, only the folders are listed that something new goes to: the record
    knows the rest.
    """
    if record is None or store.lists_all:
        return set(store.find(None)), True
    new = release.files.keys() - record.files.keys()
    return set(store.find({"", *(path.rpartition("/")[0] for path in new)})), False


def compare_with_target(
    release: Release,
    record: TargetRecord,
    listed: Collection[str],
    now: datetime,
    keep_assets: int,
    *,
    is_whole: bool,
) -> TargetComparison:
    """`is_whole` says that `listed` is all that there is; `keep_assets` counts days."""
    added: list[str] = []
    changed: list[str] = []
    unchanged = 0
    for path, entry in release.files.items():
        held = record.files.get(path)
        is_there = path in listed or (not is_whole and held is not None and bool(held.digest))
        if held is not None and not held.coming and held.digest == entry.digest and is_there:
            unchanged += 1
        else:
            (changed if is_there else added).append(path)
    deleted, unused = [], {}
    for path in record.files.keys() - release.files.keys():
        held = record.files[path]
        since = held.unused_since or now.isoformat(timespec="seconds")
        is_kept = is_fingerprinted(path) and not held.coming and keep_assets
        if is_kept and now - datetime.fromisoformat(since) < timedelta(days=keep_assets):
            unused[path] = HeldFile(held.digest, held.deploy, "", since)
        else:
            deleted.append(path)
    ours = record.files.keys()
    strangers = {path for path in listed if path not in ours and not is_ours_by_name(path)}
    overlapping = strangers & release.files.keys()
    foreign = strangers - overlapping - set(record.adopted)
    return TargetComparison(
        TargetChanges(
            tuple(sorted(added)),
            tuple(sorted(changed)),
            tuple(sorted(deleted)),
            tuple(sorted(foreign | overlapping)),
            unchanged,
            len(unused),
        ),
        tuple(sorted(overlapping)),
        tuple(sorted(path for path in listed if is_ours_by_name(path) and "uploading" in path)),
        unused,
    )
