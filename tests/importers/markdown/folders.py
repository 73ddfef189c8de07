"""Folders of other generators, written and imported."""

from __future__ import annotations

import base64
from pathlib import Path

from site_builder.cli import main

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def bring(tmp_path: Path, files: dict[str, str], *options: str) -> Path:
    """Import a folder of these files and give the site's root. An empty text is a picture."""
    old, root = tmp_path / "old", tmp_path / "site"
    for name, text in files.items():
        file = old / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() or PIXEL)
    assert main(["import", "markdown", str(old), "--into", str(root), *options]) == 0
    return root


def text_of(root: Path, name: str) -> str:
    """A file under content/."""
    return (root / "content" / name).read_text(encoding="utf-8")
