"""Files that commands begin: never over another one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from site_builder.cli.options import shown
from site_builder.model.errors import SiteBuilderError, UsageError


def write_new(file: Path, text: str, otherwise: str = "choose another title") -> None:
    """Raises UsageError if the file is there already, SiteBuilderError if it cannot be written."""
    name = shown(file, is_folder=False)
    if os.path.lexists(file):
        raise UsageError(f"{name} already exists, and was left unchanged", otherwise)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as failure:
        hint = "choose a shorter title" if failure.errno == errno.ENAMETOOLONG else ""
        raise SiteBuilderError(f"{name} cannot be written: {failure.strerror}", hint) from failure
