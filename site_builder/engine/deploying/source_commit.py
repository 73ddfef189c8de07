"""What commit the sources of a site are at."""

from __future__ import annotations

import subprocess
from pathlib import Path


def source_commit(root: Path) -> str:
    """The short name of the commit, with a + for changes since then; empty without Git or a repository."""
    commit = _git(root, "rev-parse", "--short=12", "HEAD")
    if not commit:
        return ""
    return commit + ("+" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")


def _git(root: Path, *arguments: str) -> str:
    try:
        finished = subprocess.run(
            ["git", "-C", str(root), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return finished.stdout.decode(errors="replace").strip() if finished.returncode == 0 else ""
