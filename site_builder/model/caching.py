"""How long browsers may keep each file of a site, for hosts that have to be told."""

from __future__ import annotations

import re

from site_builder.model.expressions import expression

FOR_EVER = "public, max-age=31536000, immutable"
"""For a file whose name changes with its bytes."""
ASK_AGAIN = "public, max-age=0, must-revalidate"
"""For any other: a browser keeps it, and asks each time whether it is still the same."""

FINGERPRINTED_NAME = r"\.[0-9a-f]{12}(?:-[0-9]+)?(?:\.[A-Za-z0-9]+)?$"
"""The end of the name of a theme asset, or of another size or format of an image."""
FINGERPRINTED_INDEX_NAME = r"_[0-9a-f]+\.pf_[a-z]+$"
"""The same for parts of the search index."""
FINGERPRINTED_FOLDERS = ("pagefind/fragment/", "pagefind/index/")
"""Folders of the search index in which names change with the bytes."""

_NAME = expression(FINGERPRINTED_NAME)
_INDEX_NAME = re.compile(FINGERPRINTED_INDEX_NAME)


def is_fingerprinted(path: str) -> bool:
    """Whether an output path, relative to the output folder, is never used again for other bytes.

    A compressed copy is like the file that it is of.
    """
    for ending in (".br", ".gz"):
        path = path.removesuffix(ending)
    if path.startswith("pagefind/"):
        return path.startswith(FINGERPRINTED_FOLDERS) or _INDEX_NAME.search(path) is not None
    return _NAME.search(path.rpartition("/")[2]) is not None


def cache_control(path: str) -> str:
    """The Cache-Control header of an output path."""
    return FOR_EVER if is_fingerprinted(path) else ASK_AGAIN
