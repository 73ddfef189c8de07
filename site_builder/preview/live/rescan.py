"""Which files under content/ there are, looked at again only where something has happened."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from site_builder.model.files import FileStat, SourceFile
from site_builder.model.output_names import flaw_for_windows
from site_builder.stages.source.scan import Sources, is_document, misplaced
from site_builder.stages.text.file_names import is_left_out


def rescan(content: Path, sources: Sources, files: Iterable[str]) -> Sources | None:
    """The sources after something happened to these files (absolute paths).

    None where only a whole scan can tell: a folder came or went, a name is not plain, a link is involved, or
    a file is one that the scan has something to say about.
    """
    documents, others = dict(sources.documents), dict(sources.files)
    for file in files:
        path = os.path.relpath(file, content).replace(os.sep, "/")
        if is_left_out(path):
            continue
        kind = documents if is_document(path) else others
        if sources.diagnostics or not _is_plain(path) or (kind is others and misplaced(path) is not None):
            return None
        try:
            status = os.lstat(file)
        except FileNotFoundError:
            if kind.pop(path, None) is None:
                return None
            continue
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode) or (path in kind and kind[path].file != file):
            return None
        kind[path] = SourceFile(path, file, FileStat.of(status))
    return Sources(documents, others, sources.diagnostics)


def _is_plain(path: str) -> bool:
    if any(flaw_for_windows(name) for name in path.split("/")):
        return False
    return not path.startswith("../") and (path.isascii() or unicodedata.is_normalized("NFC", path))
