"""How much of the site a change makes old."""

from __future__ import annotations

import enum


class RebuildScope(enum.IntEnum):
    """What has to be made again; each includes those before it.

    Views are never listed: they are made of whatever the site is when a page is asked for.
    """

    VIEWS = 0
    THEME = 1
    PLAN = 2
    SITE = 3
