"""The record of what was published: a file below content/ that is committed with the texts."""

from __future__ import annotations

import codecs
import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.model.diagnostics import Diagnostic, Place, warning
from site_builder.model.published import RECORD_NAME, PublishedPost

_DECODE = msgspec.json.Decoder(PublishedPost).decode
_ENCODE = msgspec.json.Encoder().encode


class PublishedRecord(NamedTuple):
    """The posts by id, and the line of each; `diagnostics` have paths relative to the site's root."""

    posts: dict[str, PublishedPost]
    lines: dict[str, int]
    diagnostics: tuple[Diagnostic, ...] = ()


NO_RECORD = PublishedRecord({}, {})
"""That of a site which has recorded nothing."""


def record_path(content: str) -> str:
    """Where the record is, relative to the site's root."""
    return f"{content}/{RECORD_NAME}"


def read_record(root: Path, content: str) -> PublishedRecord:
    """The record of a site. A line that cannot be read is reported and passed over."""
    path = record_path(content)
    try:
        if (root / path).exists() and not (root / path).is_file():
            raise OSError(0, "it is not a file")
        data = (root / path).read_bytes().removeprefix(codecs.BOM_UTF8)
    except FileNotFoundError:
        return NO_RECORD
    except OSError as failure:
        problem = warning("record-unreadable", f"this cannot be read: {failure.strerror}", path)
        return PublishedRecord({}, {}, (problem,))
    record = PublishedRecord({}, {})
    problems = []
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            post = _DECODE(line)
            if post.date.tzinfo is None or post.id in record.posts:
                raise msgspec.ValidationError
        except (msgspec.DecodeError, UnicodeDecodeError):
            problems.append(_unreadable_line(path, number))
            continue
        record.posts[post.id] = post
        record.lines[post.id] = number
    return record._replace(diagnostics=tuple(problems))


def _unreadable_line(path: str, number: int) -> Diagnostic:
    return warning(
        "record-unreadable",
        "this line of the record of published posts cannot be read, or repeats another",
        path,
        Place(number, 1),
        "take it from an earlier commit, or delete it and run: site-builder record",
    )


def write_record(root: Path, content: str, posts: Iterable[PublishedPost]) -> bool:
    """Write the record, a line a post in the order of ids; whether that changed it. Raises OSError.

    It is written beside the file and renamed: an interrupted command leaves the old one.
    """
    file = root / record_path(content)
    data = b"".join(_ENCODE(post) + b"\n" for post in sorted(posts, key=lambda post: post.id))
    with contextlib.suppress(FileNotFoundError):
        if file.read_bytes() == data:
            return False
    temporary = file.with_name(f"{RECORD_NAME}.tmp")
    temporary.write_bytes(data)
    os.replace(temporary, file)
    return True
