"""Where links under content/ and templates/ may lead: into the site, unless config.yaml allows more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from site_builder.model.config import Paths


class LinkRule(msgspec.Struct, frozen=True):
    """All are real paths: no link is in them. `hidden` are folders that nothing is published from."""

    root: str
    content: str
    hidden: tuple[str, ...]
    allowed: tuple[str, ...]

    @classmethod
    def of(cls, root: Path, paths: Paths, output: Path | None = None) -> LinkRule:
        """The rule of a site; `output` is where it is written, if not where config.yaml says."""
        real = os.path.realpath
        return cls(
            real(root),
            real(root / paths.content),
            (real(output or root / paths.output),),
            tuple(real(root / one) for one in paths.links),
        )

    def flaw_of(self, target: str) -> str:
        """Why a link to this real path is not followed, to follow "leads"; empty if it is."""
        if any(_is_in(target, place) for place in self.allowed) or _is_in(target, self.content):
            return ""
        if not _is_in(target, self.root):
            return f"out of the site, to {target}"
        names = os.path.relpath(target, self.root).split(os.sep)
        if any(name.startswith(".") and name != "." for name in names):
            return f"to a hidden place, {target}"
        if any(_is_in(target, place) for place in self.hidden):
            return f"into the output folder, to {target}"
        if target == self.root or _is_in(self.content, target):
            return f"back to a folder that contains it, {target}"
        return ""

    def is_shut(self, folder: str) -> bool:
        """Whether nothing is published from a real folder, which a linked one may have inside."""
        return folder in self.hidden


SPECIAL = "special"


def links_astray(folder: str, rule: LinkRule, above: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Paths of links inside a folder that must not be followed, and the flaw of each.

    And of pipes, sockets and devices, which have the flaw SPECIAL.
    """
    above = (*above, os.path.realpath(folder))
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            flaw = rule.flaw_of(target)
            if not flaw and target in above:
                flaw = f"back to a folder that it is in, {target}"
            if flaw and os.path.exists(target):
                yield entry.path, flaw
                continue
        if entry.is_dir():
            yield from links_astray(entry.path, rule, above)
        elif not entry.is_file() and os.path.exists(entry.path):
            yield entry.path, SPECIAL


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
