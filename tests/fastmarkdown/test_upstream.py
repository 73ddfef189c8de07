"""Python-Markdown's own suite, with the accelerated converter in stock's place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.requirements import requires

from .fetch_upstream import suite_folder

ROOT = Path(__file__).parents[2]


@requires("markdown-suite")
def test_the_suite_of_python_markdown_passes() -> None:
    folder = suite_folder()
    runner = Path(__file__).with_name("upstream.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(runner), str(folder)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    tests, converters = run.stdout.split(" tests")[0], run.stdout.split("'fast': ")[1].split("}")[0]
    assert int(tests) > 1000
    assert int(converters) > 900
