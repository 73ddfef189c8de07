"""This builder, given the same posts as they come from another tool."""

from __future__ import annotations

from benchmarks.moved import write_moved_site
from benchmarks.peers import ours

PEER = ours.PEER._replace(name="site-builder, moved blog", write=write_moved_site)
