"""Which paths in an output folder a build may plan and delete: one rule for both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

OWNED = ".site-builder-owned"
"""The list of what builds have written, in the output folder."""
OWNED_FRESH = OWNED + ".new"
OWNED_LOCK = OWNED + ".lock"
"""The file that is locked while a build writes, where a folder cannot be."""
STAGE = ".site-builder-stage"
"""The folder for new bytes, in the output folder."""

DEPLOYED = ".site-builder-deployed.gz"
"""The record of what deploys have put at a target."""
UPLOADING = ".site-builder-uploading"
"""How the names of files begin that are still on their way to a target."""

LONGEST = 255
"""Bytes of UTF-8 that ext4 gives to a name; what NTFS and APFS take is no less."""

_GITS = frozenset({".git", ".gitignore", ".gitattributes", ".gitkeep", ".gitmodules"})
_OURS = frozenset({OWNED, OWNED_FRESH, OWNED_LOCK, STAGE, ".site-builder"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SUSPICIOUS = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|(?:^|/)(?:\.|/|$)|^.:|git|site-builder", re.I)
"""What any path that is refused has, and hardly any other."""
_UNSEEN = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
"""Characters that a Mac's HFS+ leaves out of names when it compares them."""
_FOR_WINDOWS = re.compile(r"[<>:\"|?*]|[. ]\Z|\A(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\.|\Z)", re.I)


def flaw_of_output_path(path: str) -> str:
    """Why no build may write to a path or delete it, to follow "it"; empty for one that it may."""
    if _SUSPICIOUS.search(path) is None:
        return ""
    parts = path.split("/")
    if _CONTROL.search(path) or "\\" in path:
        return "has a backslash or a control character"
    if not path.isascii() and any("\ud800" <= sign <= "\udfff" for sign in path):
        return "has a character that is not Unicode"
    if any(part in {"", ".", ".."} for part in parts):
        return "has an empty, `.` or `..` part"
    if len(path) > 1 and path[1] == ":" and path[0].isalpha():
        return f"begins with {path[:2]}, which is a drive on Windows"
    for part in parts:
        plain = _UNSEEN.sub("", unicodedata.normalize("NFC", part)).casefold().rstrip(". ")
        if plain in _GITS:
            return f"has the name {part}, which is Git's"
        if plain in _OURS or plain.startswith((DEPLOYED, UPLOADING)):
            return f"has the name {part}, which the site builder keeps for itself"
    return ""


def longest_name(path: str) -> int:
    """Bytes of the longest name in a path; 0 for a path so short that no name in it can be too long."""
    return max(len(part.encode()) for part in path.split("/")) if len(path) > LONGEST // 4 else 0


def flaw_for_windows(name: str) -> str:
    """Why Windows cannot have a file or folder of this name, to follow "it"; empty if it can."""
    found = _FOR_WINDOWS.search(name)
    if found is None:
        return ""
    if found[0] in {".", " "}:
        return "ends with a full stop or a space"
    if len(found[0]) == 1:
        return f"has a {found[0]}"
    return f"is {found[0].rstrip('.')}, a device there"


def folders_above(path: str) -> Iterator[str]:
    """The folders that a path is in, innermost first."""
    while path := path.rpartition("/")[0]:
        yield path


def in_the_way(obsolete: Iterable[str], coming: Iterable[str]) -> list[str]:
    """Those of the old files that are where a folder is needed, or in a folder where a file is needed."""
    new = set(coming)
    folders = {folder for path in new for folder in folders_above(path)}
    return [path for path in obsolete if path in folders or not new.isdisjoint(folders_above(path))]
