"""Files that commands begin: never over another one."""

from __future__ import annotations

import contextlib
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
        create_whole(file, text.encode())
    except OSError as failure:
        hint = "choose a shorter title" if failure.errno == errno.ENAMETOOLONG else ""
        raise SiteBuilderError(f"{name} cannot be written: {failure.strerror}", hint) from failure


def create_whole(file: Path, data: bytes) -> None:
    """Half a file would be taken for a text or a template, and refuse the next try: there is none instead.

    Raises FileExistsError, or another OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        raise
    except BaseException:
        with contextlib.suppress(OSError):
            file.unlink()
        raise
