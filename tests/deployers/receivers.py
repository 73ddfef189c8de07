"""Real receivers of deploys, each in a process of its own that ends with the test."""

from __future__ import annotations

import contextlib
import os
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


@contextlib.contextmanager
def sshd(folder: Path) -> Iterator[Receiver]:
    """A real sshd of this user's own, with a host key that is known and a key that may log in."""
    folder.chmod(0o700)
    port = free_port()
    for name in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    public = (folder / "host.pub").read_text().split()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {public[0]} {public[1]}\n")
    (folder / "authorized_keys").write_bytes((folder / "user.pub").read_bytes())
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nPasswordAuthentication no\nUsePAM no\n"
        "Subsystem sftp internal-sftp\n"
    )
    (folder / "ssh_config").write_text(
        f"Host *\n  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {folder}/user\n  IdentitiesOnly yes\n"
        f"  UserKnownHostsFile {folder}/known_hosts\n  GlobalKnownHostsFile none\n  IdentityAgent none\n"
    )
    # sshd wants this folder for those who have not logged in yet.
    with contextlib.suppress(OSError):
        Path("/run/sshd").mkdir(exist_ok=True)
    (folder / "htdocs").mkdir()
    command = [str(path_of("sshd")), "-D", "-e", "-f", str(folder / "sshd_config")]
    with running(command, port, folder / "sshd.log"):
        yield Receiver(
            {"host": "127.0.0.1", "path": str(folder / "htdocs"), "ssh_config": str(folder / "ssh_config")}
        )


@contextlib.contextmanager
def vsftpd(folder: Path) -> Iterator[Receiver]:
    """vsftpd with TLS, which wants connections for data to resume the session of the one for commands."""
    port, first = free_port(), free_port()
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key.pem")]
    command += ["-out", str(folder / "certificate.pem")]
    subprocess.run(command, check=True, capture_output=True)
    # Who logs in without a name of its own has to reach the folder from the top.
    for above in (folder, *folder.parents[:-1]):
        with contextlib.suppress(OSError):
            above.chmod(above.stat().st_mode | 0o011)
    (folder / "ftp/htdocs").mkdir(parents=True)
    (folder / "ftp/htdocs").chmod(0o777)
    user = [] if os.geteuid() == 0 else ["run_as_launching_user=YES"]
    (folder / "empty").mkdir()
    settings = (
        "listen=YES listen_address=127.0.0.1 background=NO anonymous_enable=YES local_enable=NO "
        "write_enable=YES anon_upload_enable=YES anon_mkdir_write_enable=YES anon_other_write_enable=YES "
        "anon_umask=022 anon_world_readable_only=NO allow_anon_ssl=YES ssl_enable=YES "
        "force_anon_logins_ssl=YES force_anon_data_ssl=YES require_ssl_reuse=YES ssl_ciphers=HIGH "
        "pasv_address=127.0.0.1 seccomp_sandbox=NO max_per_ip=0"
    ).split()
    settings += [
        *user,
        f"listen_port={port}",
        f"pasv_min_port={min(first, 60000)}",
        f"pasv_max_port={min(first, 60000) + 500}",
        f"anon_root={folder}/ftp",
        f"secure_chroot_dir={folder}/empty",
        f"rsa_cert_file={folder}/certificate.pem",
        f"rsa_private_key_file={folder}/key.pem",
    ]
    (folder / "vsftpd.conf").write_text("\n".join(settings) + "\n")
    with running([str(path_of("vsftpd")), str(folder / "vsftpd.conf")], port, folder / "vsftpd.log"):
        yield Receiver(
            {
                "host": "127.0.0.1",
                "port": port,
                "user": "anonymous",
                "path": "/htdocs",
                "ca_file": str(folder / "certificate.pem"),
            },
            {"SITE_BUILDER_LIVE_PASSWORD": "hunter2-not-to-be-seen"},
        )
