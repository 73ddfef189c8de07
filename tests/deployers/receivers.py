"""Real receivers of deploys, each in a process of its own that ends with the test."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.requirements import path_of

KEYS = {"AWS_ACCESS_KEY_ID": "testkey", "AWS_SECRET_ACCESS_KEY": "testsecret-not-to-be-seen"}
_PATIENCE = 60


class Receiver(NamedTuple):
    """A target's keys in config.yaml, and the environment that a deploy to it needs."""

    options: dict[str, object]
    environment: Mapping[str, str] = {}

    def yaml(self, kind: str) -> str:
        """The target on one line."""
        return (
            f"live: {{kind: {kind}, {', '.join(f'{key}: {value}' for key, value in self.options.items())}}}"
        )


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at a port; ended at the end, by its process."""
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _answers(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def moto(folder: Path) -> Iterator[Receiver]:
    """moto's S3, with a bucket."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(command, port, folder / "moto.log"):
        yield _with_bucket(port)


@contextlib.contextmanager
def rclone_s3(folder: Path) -> Iterator[Receiver]:
    """`rclone serve s3` over a folder, with a bucket."""
    port = free_port()
    (folder / "buckets").mkdir()
    command = [str(path_of("rclone")), "serve", "s3", str(folder / "buckets"), "--addr", f"127.0.0.1:{port}"]
    command += [
        "--auth-key",
        ",".join(KEYS.values()),
        "--config",
        str(folder / "none.conf"),
        "--vfs-cache-mode",
    ]
    with running([*command, "off"], port, folder / "rclone.log"):
        (folder / "buckets/bucket").mkdir()
        yield Receiver({"url": "s3://bucket/es says", "endpoint": f"http://127.0.0.1:{port}"}, KEYS)


def _with_bucket(port: int) -> Receiver:
    endpoint = f"http://127.0.0.1:{port}"
    asked_of_moto(f"{endpoint}/bucket", "PUT")
    return Receiver({"url": "s3://bucket/es says", "endpoint": endpoint}, KEYS)


def asked_of_moto(address: str, method: str = "GET") -> Mapping[str, str]:
    """The headers of an answer. moto wants to see who asks, and looks no further."""
    request = urllib.request.Request(address, method=method)
    scope = "testkey/20260301/us-east-1/s3/aws4_request"
    request.add_header("Authorization", f"AWS4-HMAC-SHA256 Credential={scope}")
    with urllib.request.urlopen(request) as answer:
        return {name.title(): value for name, value in answer.headers.items()}
