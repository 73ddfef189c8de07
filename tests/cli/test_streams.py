"""Ctrl-C from the first instant, and standard streams that are closed, full or no longer read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Site

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell and signals")

PROGRAM = f"{sys.executable} -m site_builder"


def shell(site: Site, command: str) -> subprocess.CompletedProcess[str]:
    line = f"set -o pipefail; {command.replace('site-builder', PROGRAM)}"
    return subprocess.run(
        ["bash", "-c", line], cwd=site.root, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    "command",
    [
        "site-builder build >&-",
        "site-builder build 2>&-",
        "site-builder build >&- 2>&- <&-",
        "site-builder build >/dev/full",
        "site-builder build 2>/dev/full",
        "site-builder build | true",
        "site-builder build -v 2>&1 | true",
        "site-builder list | head -1",
        "site-builder list >&-",
        "site-builder --help | true",
        "site-builder schema config | true",
    ],
)
def test_a_stream_that_nobody_reads_is_no_error_of_the_site(site: Site, command: str) -> None:
    for number in range(100 if "list" in command else 1):
        site.post(f"p{number}", date="2026-01-06", description="One.")
    done = shell(site, command)
    assert (done.returncode, done.stderr) == (0, "")
    if "site-builder build" in command:
        assert (site.root / "output/p0/index.html").is_file()


@pytest.mark.parametrize("command", ["list", "schema config", "build --json"])
def test_an_answer_that_is_lost_on_a_full_disk_is_reported(site: Site, command: str) -> None:
    done = shell(site, f"site-builder {command} >/dev/full")
    assert done.returncode == 1
    assert done.stderr == "error: standard output cannot be written to; is the disk full?\n"


@pytest.mark.parametrize("command", ["build", "serve"])
def test_ctrl_c_while_the_program_is_loaded_is_quiet(site: Site, command: str, tmp_path: Path) -> None:
    """The modules of the command line are slow to load here, and Ctrl-C comes in the middle."""
    for folder, code in (("cli", "import time; print('loading', flush=True); time.sleep(30)"), ("", "")):
        package = tmp_path / "slow/site_builder" / folder
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").write_text(code)
    import site_builder.__main__ as program

    (tmp_path / "slow/site_builder/__main__.py").write_bytes(Path(program.__file__).read_bytes())
    with subprocess.Popen(
        [sys.executable, "-m", "site_builder", command],
        cwd=tmp_path / "slow",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loading\n"
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (0 if command == "serve" else 130, "")


def test_ctrl_c_at_any_time_shows_no_traceback(site: Site) -> None:
    for number in range(8):
        with subprocess.Popen(
            [sys.executable, "-m", "site_builder", "build"],
            cwd=site.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            time.sleep(0.1 + 0.08 * number)
            process.send_signal(signal.SIGINT)
            _, complaint = process.communicate(timeout=60)
        assert process.returncode in {0, 130, -signal.SIGINT} or "runpy" in complaint
        # What Python itself does before the first line of this program is not ours.
        if "site_builder" in complaint or "Traceback" not in complaint:
            assert complaint in {"", "interrupted: nothing is left half-written\n"}
