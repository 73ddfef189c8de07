"""What a program that sends folders is handed: a folder, the passes, and a record of what has been sent.

The record is that of the kinds which are files by path, so a target may change its kind.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.model.deploy import Release, TargetChanges, is_ours_by_name
from site_builder.model.errors import DeployFailed, DeployRefused
from site_builder.model.output_names import DEPLOYED, flaw_of_output_path

_LARGEST = 256 * 1024 * 1024
_ANNOUNCEMENTS = (".xml", ".rss", ".atom", "feed.json", "robots.txt")


class SentRecord(NamedTuple):
    """What is ours at a target: digests by path, empty where bytes are not known; `adopted` is others'."""

    files: Mapping[str, str] = {}
    adopted: frozenset[str] = frozenset()
    site: str = ""


def read_sent(data: bytes | None) -> SentRecord:
    """Nothing of ours where there is no record. Raises DeployRefused for one that is damaged."""
    if data is None:
        return SentRecord()
    try:
        inflater = zlib.decompressobj(wbits=31)
        loaded: dict[str, Any] = json.loads(inflater.decompress(data, _LARGEST))
        files = {
            path: "" if held[2:3] not in ([], [""]) else str(held[0])
            for path, held in loaded["files"].items()
        }
        adopted = frozenset(map(str, loaded.get("adopted", ())))
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError, IndexError) as failure:
        raise DeployRefused(
            f"{DEPLOYED} at the target, which records what deploys have put there, is damaged",
            "delete it there, and deploy with --adopt: files of the site are then put there again",
        ) from failure
    ours = {path: digest for path, digest in files.items() if not flaw_of_output_path(path)}
    return SentRecord(ours, adopted, str(loaded.get("site", "")))


def record_bytes(release: Release, record: SentRecord, *, is_final: bool) -> bytes:
    """The record before the first change, with what is there and what is coming, or after the last."""
    held = {path: [entry.digest, release.number, ""] for path, entry in release.files.items()}
    if not is_final:
        known = record.files
        coming = {path: ["", *one[1:2], one[0]] for path, one in held.items() if known.get(path) != one[0]}
        held = {path: [digest, "", ""] for path, digest in known.items()} | held | coming
    value = {"site": record.site, "deploy": release.number, "files": held, "adopted": sorted(record.adopted)}
    text = json.dumps({**value, "version": 1}, ensure_ascii=False, sort_keys=True)
    return gzip.compress(text.encode(errors="surrogateescape"), 6, mtime=0)


def changes_by_record(release: Release, listed: set[str], record: SentRecord) -> TargetChanges:
    """What a deploy would do, by what the record says of the bytes that are there."""
    there = {path for path in listed if not is_ours_by_name(path)}
    both = there & release.files.keys()
    changed = {path for path in both if record.files.get(path) != release.files[path].digest}
    return changes_by_lists(release, there, changed, record)


def changes_by_lists(
    release: Release, there: set[str], changed: set[str], record: SentRecord
) -> TargetChanges:
    """The same, where it is known which of the files there differ."""
    rest = {path for path in there if not is_ours_by_name(path)} - release.files.keys()
    return TargetChanges(
        added=tuple(sorted(release.files.keys() - there)),
        changed=tuple(sorted(changed)),
        deleted=tuple(sorted(rest & record.files.keys())),
        foreign=tuple(sorted(rest - record.files.keys() - record.adopted)),
        unchanged=len(there & release.files.keys()) - len(changed),
    )


def new_passes(changes: TargetChanges) -> Iterator[list[str]]:
    """New files: first what pages need, then pages, then what announces them."""
    yield from _passes(changes.added)


def changed_passes(changes: TargetChanges) -> Iterator[list[str]]:
    """Changed files in the same order, the home page after other pages."""
    yield from _passes(changes.changed)


def _passes(paths: Sequence[str]) -> Iterator[list[str]]:
    ranks: list[list[str]] = [[], [], [], []]
    for path in paths:
        # A compressed copy goes with the file that it is a copy of.
        plain = path.removesuffix(".br").removesuffix(".gz")
        is_page = plain.endswith((".html", ".htm"))
        rank = 3 if plain.endswith(_ANNOUNCEMENTS) else 2 if plain == "index.html" else 1 if is_page else 0
        ranks[rank].append(path)
    yield from (some for some in ranks if some)


@contextlib.contextmanager
def outgoing_folder(root: str, name: str, release: Release) -> Iterator[Path]:
    """A folder with all files of a release, by links where the disk can, gone afterwards."""
    folder = Path(root, ".site-builder", "deploys", f"outgoing-{name}")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        try:
            for path, entry in release.files.items():
                place = folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(entry.file, place)
                except OSError:
                    shutil.copyfile(entry.file, place)
        except OSError as failure:
            reason = failure.strerror or str(failure)
            raise DeployFailed(
                f"{failure.filename} cannot be written: {reason}", "nothing was deployed"
            ) from None
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
