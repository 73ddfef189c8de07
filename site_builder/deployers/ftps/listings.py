"""What servers list: in the words of MLSD (RFC 3659), or in those of `ls -l` and of Windows."""

from __future__ import annotations

import ftplib
import re
from collections.abc import Iterator
from typing import NamedTuple

from site_builder.model.errors import DeployFailed

_UNIX = re.compile(
    r"([-dlbcpsD])[-rwxsStTlLkK.+@]{9,11}\s+\d+\s+\S+\s+\S+\s+\d+\s+\w{3}\s+\d{1,2}\s+(?:\d{4}|\d{1,2}:\d\d)\s(.+)"
)
_WINDOWS = re.compile(r"\d\d-\d\d-\d{2,4}\s+\d\d:\d\d(?:AM|PM)?\s+(<DIR>|\d+)\s+(.+)")
_UNKNOWN_COMMAND = ("500", "501", "502", "504")


class ListedEntry(NamedTuple):
    """A name in a folder."""

    name: str
    is_folder: bool


def entries_here(ftp: ftplib.FTP) -> Iterator[ListedEntry]:
    """What is in the folder that a connection is in, hidden files included.

    Raises DeployFailed for a listing that is not understood, and what ftplib raises.
    """
    try:
        found = list(ftp.mlsd(facts=["type"]))
    except ftplib.error_perm as failure:
        if not str(failure).startswith(_UNKNOWN_COMMAND):
            raise
    else:
        for name, facts in found:
            kind = facts.get("type", "").lower()
            if kind not in {"cdir", "pdir"} and name not in {".", ".."}:
                yield ListedEntry(name, kind == "dir")
        return
    lines: list[str] = []
    ftp.retrlines("LIST -a", lines.append)
    yield from read_listing(lines)


def read_listing(lines: list[str]) -> Iterator[ListedEntry]:
    """Raises DeployFailed for a line that is not understood: what it names could be anything."""
    for line in lines:
        if not line.strip() or re.fullmatch(r"total \d+", line.strip()):
            continue
        if unix := _UNIX.fullmatch(line):
            kind, name = unix[1], unix[2]
            if kind == "l":
                name = name.partition(" -> ")[0]
            is_folder = kind == "d"
        elif windows := _WINDOWS.fullmatch(line):
            is_folder, name = windows[1] == "<DIR>", windows[2]
        else:
            raise DeployFailed(
                f"the server's list of files cannot be read: {line[:80]}",
                "ask the host whether it supports MLSD",
            )
        if name not in {".", ".."}:
            yield ListedEntry(name, is_folder)
