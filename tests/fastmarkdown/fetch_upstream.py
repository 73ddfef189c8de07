"""Fetches the source distribution of the installed Python-Markdown, which carries its test suite.

    python tests/fastmarkdown/fetch_upstream.py [FOLDER]

Nothing of it is kept under version control. Without an argument it goes to `.cache/`, which git ignores.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "upstream"


def suite_folder(cache: Path = CACHE) -> Path:
    """Where the sources of the installed version are once they have been fetched."""
    return cache / f"markdown-{version('Markdown')}"


def fetch(cache: Path) -> Path:
    """Download and unpack the sources, unless they are there, and return their folder."""
    folder = suite_folder(cache)
    if (folder / "tests").is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    wanted = f"Markdown=={version('Markdown')}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-binary", ":all:", "--no-deps"]
    subprocess.run([*command, "--dest", str(cache), wanted], check=True)
    with tarfile.open(cache / f"{folder.name}.tar.gz") as archive:
        # Filters came with 3.11.4 (PEP 706).
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(cache)
    return folder


if __name__ == "__main__":
    print(fetch(Path(sys.argv[1]) if len(sys.argv) > 1 else CACHE))
