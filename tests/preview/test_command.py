"""`site-builder serve`, as it is run.

Covers `cli/serve`, `reporter`, `served_site`.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.driver import Project, post, tree
from tests.preview.running import PATIENCE, wait_until
from tests.requirements import REPOSITORY

Process = subprocess.Popen[str]


@contextmanager
def serving(root: Path, *options: str, **environment: str) -> Iterator[tuple[Process, str]]:
    """The command and the address that it prints."""
    command = [sys.executable, "-W", "error", "-m", "site_builder", "serve", "--port", "0", *options]
    process = subprocess.Popen(
        command,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        found = re.search(r"http://[^ ]+", _out(process).readline())
        assert found is not None, process.stderr.read() if process.stderr else ""
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def _out(process: Process) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def _save(file: Path, more: str) -> None:
    """Add to a file at one blow, so that nobody sees it half written."""
    fresh = file.with_name(f".{file.name}.tmp")
    fresh.write_text(file.read_text() + more)
    fresh.replace(file)


def text_at(url: str) -> str:
    """What is there."""
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_0_at_once_whoever_is_connected(project: Project, ending: signal.Signals) -> None:
    with serving(project.root) as (process, url):
        assert "Alpha" in text_at(url + "alpha/")
        port = int(url.rstrip("/").rpartition(":")[2])
        with ExitStack() as connections:
            _, half, stream = (
                connections.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(3)
            )
            half.sendall(b"GET / HTTP/1.1\r\nHost: local")
            stream.sendall(b"GET /.site-builder/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert stream.recv(1000)
            process.send_signal(ending)
            _, complaints = process.communicate(timeout=PATIENCE)  # the connections are still open
            assert process.returncode == 0
            assert complaints == ""


def test_it_says_what_changed_and_leaves_the_output_alone(project: Project) -> None:
    project.build()
    before = tree(project.output)
    with serving(project.root) as (process, url):
        assert "ready in" in _out(process).readline()
        # The first may come before the pages have been looked at, so there is nothing to compare with.
        for pages in (r"( · \d pages? affected)?", r" · \d pages? affected"):
            _save(project.root / "content/posts/beta.md", "\nOnce more.\n")
            line = _out(process).readline()
            assert re.fullmatch(rf"\d\d:\d\d:\d\d · content/posts/beta\.md{pages} · \d+ ms\n", line)
        assert text_at(url + "beta/").count("Once more.") == 2
    assert tree(project.output) == before


def test_it_opens_the_home_page_if_asked_to(project: Project, tmp_path: Path) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" >{opened}\n')
    browser.chmod(0o755)
    with serving(project.root, "--open", BROWSER=f"{browser} %s") as (_, url):
        wait_until(lambda: opened.is_file() and opened.read_text() == f"{url}\n", "the home page")


def test_drafts_and_scheduled_posts_can_be_left_out(project: Project) -> None:
    project.write("content/posts/soon.md", post("Soon", date="2090-01-01"))
    with serving(project.root) as (_, url):
        assert "Soon" in text_at(url)
    with serving(project.root, "--no-drafts", "--no-future") as (_, url):
        assert "Soon" not in text_at(url)
        assert "Draft" not in text_at(url)
    with serving(project.root, "--no-future", "--now", "2090-01-02") as (_, url):
        assert "Soon" in text_at(url)


def test_a_taken_port_and_a_broken_configuration_are_wrong_usage(project: Project) -> None:
    def failure(*options: str) -> str:
        finished = subprocess.run(
            [sys.executable, "-m", "site_builder", "serve", *options],
            cwd=project.root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert finished.returncode == 2
        assert finished.stdout == ""
        return finished.stderr

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port} of 127.0.0.1 is taken" in failure("--port", port)
    assert "must be a number from 0 to 65535" in failure("--port", "70000")
    project.append("config.yaml", "paginate: many\n")
    assert "config.yaml:" in failure("--port", "0")


def test_the_site_can_have_errors_from_the_start(project: Project) -> None:
    project.write("content/posts/broken.md", "---\ntitle: Broken\ndate: 2026-02-31\n---\n")
    with serving(project.root) as (_, url):
        assert "Alpha" in text_at(url + "alpha/")
        assert "front-matter-date" in text_at(url + ".site-builder/state")
        project.delete("content/posts/broken.md")
        wait_until(lambda: "front-matter-date" not in text_at(url + ".site-builder/state"), "no error")
