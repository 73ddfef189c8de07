"""Where a site's cache is."""

from __future__ import annotations

FOLDER = ".site-builder"
"""The folder beside config.yaml; it may be deleted at any time."""

CACHE_FILE = "memory.sqlite"
"""The cache's file in it."""
