"""Escape sequences that colour text on a terminal (ECMA-48, SGR)."""

from __future__ import annotations

RED, YELLOW, BOLD, DIM, PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
