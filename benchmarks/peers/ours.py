"""This builder, installed as its users have it: without the tools of its developers."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus import write_site
from benchmarks.peers import Peer

FOLDER = "site-builder"
"""The virtual environment, inside that of the other tools."""


def _command(tools: Path, site: Path) -> list[str]:
    python = str(tools / FOLDER / "bin/python")
    return [python, "-m", "site_builder", "build", "--config", str(site / "config.yaml"), "--quiet"]


PEER = Peer(
    name="site-builder",
    write=write_site,
    command=_command,
    output="output",
    forget=("output", ".site-builder"),
    page=lambda post: f"{post.slug}/index.html",
    others=(
        "index.html",
        "page/2/index.html",
        "tags/index.html",
        "series/index.html",
        "feed.xml",
        "sitemap.xml",
    ),
)
