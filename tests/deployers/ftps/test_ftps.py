"""Uploads to vsftpd with TLS and sessions that have to be resumed.

Covers `connection`, `hosted_folder`, `listings`.
"""

from __future__ import annotations

import ftplib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.deployers import ftps
from site_builder.deployers.ftps.connection import Login
from site_builder.deployers.ftps.listings import ListedEntry, read_listing
from site_builder.model.deploy import Store
from site_builder.model.errors import DeployFailed, TransferFaulted, UsageError
from tests.deployers.receivers import Receiver, free_port, vsftpd
from tests.deployers.releases import surroundings, target
from tests.deployers.store_contract import check_store
from tests.requirements import requires

pytestmark = requires("vsftpd", "openssl")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with vsftpd(tmp_path_factory.mktemp("vsftpd")) as receiver:
        yield receiver


def opened(receiver: Receiver, root: Path, **options: object) -> Store:
    around = surroundings(root, **receiver.environment)
    return ftps.open_store(target("ftps", **{**receiver.options, **options}), around)


@pytest.fixture
def store(server: Receiver, tmp_path: Path) -> Iterator[Store]:
    made = opened(server, tmp_path)
    yield made
    made.close()


def test_a_hosting_does_what_a_store_has_to(store: Store) -> None:
    check_store(store)


# The library's own way leaves the connection open that the server has refused.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_this_server_refuses_whoever_begins_a_session_of_its_own_for_data(
    server: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "site_builder.deployers.ftps.connection._ReusingFTP.ntransfercmd", ftplib.FTP_TLS.ntransfercmd
    )
    with pytest.raises((TransferFaulted, DeployFailed), match=r"522|425"):
        opened(server, tmp_path).put("a.txt", b"a")


def test_a_connection_that_is_lost_is_made_again(store: Store) -> None:
    store.put("a.txt", b"a")
    store._idle[0].sock.shutdown(socket.SHUT_RDWR)  # type: ignore[attr-defined]
    with pytest.raises(TransferFaulted):
        store.read("a.txt")
    assert store.read("a.txt") == b"a"
    store.delete("a.txt")


def test_a_certificate_that_is_not_known_is_refused(server: Receiver, tmp_path: Path) -> None:
    options = {key: value for key, value in server.options.items() if key != "ca_file"}
    with pytest.raises(DeployFailed, match=r"certificate of 127\.0\.0\.1 cannot be trusted") as failure:
        opened(server._replace(options=options), tmp_path).read("a.txt")
    assert not isinstance(failure.value, TransferFaulted)


def test_a_wrong_user_is_refused_at_once_and_no_password_is_shown(server: Receiver, tmp_path: Path) -> None:
    store = opened(server, tmp_path, user="somebody")
    with pytest.raises(DeployFailed, match="refuses to let somebody in: 530") as failure:
        store.read("a.txt")
    shown = (
        f"{failure.value!r} {failure.value.hint} {Login('h', 21, 'me', 'hunter2', '', False)!r} {vars(store)}"
    )
    assert "hunter2" not in shown


def test_plain_ftp_is_refused_by_a_server_that_encrypts(server: Receiver, tmp_path: Path) -> None:
    with pytest.raises(DeployFailed, match="530"):
        opened(server, tmp_path, insecure=True).read("a.txt")


def test_a_server_that_does_not_answer_is_tried_again(server: Receiver, tmp_path: Path) -> None:
    with pytest.raises(TransferFaulted, match="Connection refused"):
        opened(server, tmp_path, port=free_port()).read("a.txt")


def test_a_folder_that_is_not_there_is_no_empty_one(server: Receiver, tmp_path: Path) -> None:
    store = opened(server, tmp_path, path="/no/such/folder")
    with pytest.raises(DeployFailed, match="could not list the files at"):
        list(store.find(None))
    with pytest.raises(DeployFailed, match="could not list the files at"):
        list(store.find({""}))
    store.close()


# ── The password ──────────


def test_without_a_password_nothing_is_asked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no password for h") as failure:
        ftps.open_store(target("ftps", host="h", path="/", user="me"), surroundings(tmp_path))
    assert "SITE_BUILDER_LIVE_PASSWORD" in failure.value.hint


def test_user_and_password_may_come_from_netrc(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".netrc").write_text("machine h login me password hunter2\n")
    (home / ".netrc").chmod(0o600)
    around = surroundings(tmp_path / "site")
    assert ftps._credentials(target("ftps", host="h", path="/"), around) == ("me", "hunter2")
    with pytest.raises(UsageError):
        ftps._credentials(target("ftps", host="h", path="/", user="other"), around)


# ── Listings ──────────


def test_listings_of_all_kinds_are_read() -> None:
    lines = [
        "total 12",
        "drwxr-xr-x    2 1000     1000         4096 Mar 01 12:00 .",
        "drwxr-xr-x    2 1000     1000         4096 Mar 01  2025 a folder",
        "-rw-r--r--    1 me       group          12 Mar 01 12:00  leading blank.txt",
        "lrwxrwxrwx    1 me       group          12 Mar  1 12:00 link -> /elsewhere",
        "03-01-26  12:00PM       <DIR>          windows",
        "03-01-2026  12:00                 4096 file of windows.txt",
    ]
    assert list(read_listing(lines)) == [
        ListedEntry("a folder", True),
        ListedEntry(" leading blank.txt", False),
        ListedEntry("link", False),
        ListedEntry("windows", True),
        ListedEntry("file of windows.txt", False),
    ]


def test_a_listing_that_cannot_be_read_is_not_an_empty_one() -> None:
    with pytest.raises(DeployFailed, match="cannot be read: Directory of"):
        list(read_listing(["Directory of DISK$USER:[ME]"]))


def test_where_it_goes_is_said() -> None:
    assert ftps.describe(target("ftps", host="h", path="/htdocs")) == "ftps://h/htdocs"
    assert ftps.describe(target("ftps", host="h", path="x", insecure=True)) == "ftp://h/x"
