"""The command as a writer runs it, in a process of its own that permissions bind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.requirements import REPOSITORY

NOW = "2026-03-01T12:00Z"
BUILD = (sys.executable, "-m", "site_builder", "build", "--now", NOW)
_PR_CAPBSET_DROP, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "error"}


def run(command: Sequence[str], at: Path) -> subprocess.CompletedProcess[str]:
    """Run as somebody whom permissions bind, even where the tests are run by root."""
    return subprocess.run(
        command,
        cwd=at,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_without_privileges if sys.platform == "linux" and os.geteuid() == 0 else None,
    )


def _without_privileges() -> None:
    """Linux: prctl(2), capabilities(7)."""
    system = ctypes.CDLL(None)
    for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
        system.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


@contextlib.contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


binds = pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")
