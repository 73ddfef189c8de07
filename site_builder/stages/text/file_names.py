"""Which names of files and folders are nobody's content."""

from __future__ import annotations

_BACKUP_ENDINGS = ("~", ".bak", ".orig", ".rej", ".swp", ".swo", ".tmp")


_JUNK = frozenset({"thumbs.db", "desktop.ini", "4913", "__macosx", "icon\r"})


def is_ignored(name: str) -> bool:
    """Whether a file or folder name is a dotfile, or what an editor leaves behind."""
    return name.startswith((".", "#")) or name.endswith(_BACKUP_ENDINGS)


def is_junk(name: str, *, is_static: bool = False) -> bool:
    """Whether a file or folder name is nobody's content: hidden, or left behind by an editor or a system.

    Under `static/` a leading dot is allowed, for `.well-known/` and the like.
    """
    if name.lower() in _JUNK:
        return True
    if is_static and name.startswith(".") and not name.startswith((".#", ".~", "._", ".DS_Store", ".git")):
        return is_ignored(name.lstrip("."))
    return is_ignored(name)


def is_left_out(path: str) -> bool:
    """Whether a scan passes over a path under content/, for the name of the file or of a folder above it."""
    names = path.split("/")
    is_static = len(names) > 1 and names[0] == "static"
    return any(is_junk(name, is_static=is_static and number > 0) for number, name in enumerate(names))
