"""The accelerated converter knows the Python-Markdown that is installed, and the newest one that there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import markdown
import pytest

from site_builder.fastmarkdown.report import KNOWN_VERSIONS
from tests.requirements import REPOSITORY

README = REPOSITORY / "site_builder" / "fastmarkdown" / "README.md"


def test_the_installed_and_the_pinned_version_are_known() -> None:
    pinned = re.search(r"^markdown==(\S+)$", (REPOSITORY / "constraints.txt").read_text(), re.M | re.I)
    assert pinned is not None
    assert {markdown.__version__, pinned[1]} <= KNOWN_VERSIONS


@pytest.mark.skipif(
    not os.environ.get("SCHEDULED"), reason="asks the package index; `make scheduled` runs it once a week"
)
def test_the_newest_release_is_known() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "index", "versions", "markdown"],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    newest = re.search(r"\(([0-9.]+)\)", asked.stdout)
    assert newest is not None, asked.stdout
    assert newest[1] in KNOWN_VERSIONS, f"Markdown {newest[1]} is out: see 'A new release' in {README}"


def test_the_readme_says_what_to_do_on_that_day() -> None:
    text = README.read_text()
    section = text.partition("## A new release of Python-Markdown")[2].partition("\n## ")[0]
    assert "KNOWN_VERSIONS" in section
    assert "make bench-markdown" in section
    assert "python -m tests.fastmarkdown.fuzz" in section
