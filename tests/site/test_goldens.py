"""Whole sites, to the letter. `REWRITE_GOLDENS=1 make test ARGS=tests/site/test_goldens.py` rewrites them.

A golden is every text file of an output, one after the other. The digests in names of assets are left out:
they change with every touch of the theme, which has tests of its own.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.site.crawl import Crawl
from tests.site.sites import FIXTURES, ROOT, SUB_PATH, build_variant

GOLDENS = FIXTURES.with_name("goldens")
_FINGERPRINT = re.compile(r"(/assets/[a-z-]+)\.[0-9a-f]{12}\.")
_TEXTS = (".html", ".xml", ".json", ".txt", "_redirects")


def printed(output: Path, base_url: str) -> str:
    """All files by their names, and the contents of those that are text."""
    files = Crawl(output, base_url).files
    pieces = []
    for path in sorted(files):
        pieces.append(f"═══ /{path}\n")
        if path.endswith(_TEXTS):
            pieces.append(files[path].decode())
    return _FINGERPRINT.sub(r"\1.", "".join(pieces))


@pytest.mark.parametrize("name", ["plain", "twin", "rtl"])
@pytest.mark.parametrize("base_url", [ROOT, SUB_PATH], ids=["root", "repo"])
def test_the_output_is_what_it_was(name: str, base_url: str, tmp_path: Path) -> None:
    made = printed(build_variant(name, base_url, tmp_path / "site").output, base_url)
    golden = GOLDENS / f"{name}-{'root' if base_url == ROOT else 'repo'}.txt"
    if os.environ.get("REWRITE_GOLDENS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made.splitlines() == golden.read_text(encoding="utf-8").splitlines()
