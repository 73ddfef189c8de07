"""Whole sites, built once for each module that looks at them."""

from __future__ import annotations
