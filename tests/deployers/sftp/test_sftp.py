"""Uploads to a real sshd.

Covers `packets`, `session`, `remote_folder`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.deployers import sftp
from site_builder.engine.deploying.retries import PatientStore
from site_builder.model.deploy import Store
from site_builder.model.errors import DeployFailed, TransferFaulted
from site_builder.stages.config.keys import read_config
from tests.deployers.receivers import Receiver, free_port, sshd
from tests.deployers.releases import surroundings, target
from tests.deployers.store_contract import check_store
from tests.requirements import requires

pytestmark = requires("sshd")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with sshd(tmp_path_factory.mktemp("sshd")) as receiver:
        yield receiver


@pytest.fixture
def htdocs(server: Receiver) -> Path:
    return Path(str(server.options["path"]))


@pytest.fixture
def store(server: Receiver, tmp_path: Path) -> Iterator[Store]:
    made = sftp.open_store(target("sftp", **server.options), surroundings(tmp_path))
    yield made
    made.close()


def test_a_folder_there_does_what_a_store_has_to(store: Store, htdocs: Path) -> None:
    check_store(store)
    assert list(htdocs.iterdir()) == []


def test_a_file_is_readable_for_the_web_server_and_nothing_else_is_left(store: Store, htdocs: Path) -> None:
    store.put("a/b.html", b"x")
    assert (htdocs / "a/b.html").stat().st_mode & 0o777 == 0o644
    assert (htdocs / "a").stat().st_mode & 0o777 == 0o755
    assert [path.name for path in htdocs.iterdir()] == ["a"]
    store.delete("a/b.html")


def test_a_connection_that_is_lost_is_made_again(store: Store) -> None:
    store.put("a.txt", b"a")
    session = store._session  # type: ignore[attr-defined]
    session._process.kill()
    session._process.wait()
    assert PatientStore(store, lambda seconds: None).read("a.txt") == b"a"
    assert store._session is not session  # type: ignore[attr-defined]
    store.delete("a.txt")


def test_a_host_that_is_not_known_is_refused_whatever_the_configuration_says(
    server: Receiver, tmp_path: Path
) -> None:
    trusting = tmp_path / "ssh_config"
    text = Path(str(server.options["ssh_config"])).read_text()
    trusting.write_text(text.replace("known_hosts", "no_such_file") + "  StrictHostKeyChecking no\n")
    options = {**server.options, "ssh_config": str(trusting)}
    store = sftp.open_store(target("sftp", **options), surroundings(tmp_path))
    with pytest.raises(DeployFailed, match="Host key verification failed") as failure:
        list(store.find(None))
    assert "compare its fingerprint" in failure.value.hint
    assert not isinstance(failure.value, TransferFaulted)


def test_a_key_that_may_not_log_in_is_refused_at_once(server: Receiver, tmp_path: Path) -> None:
    options = {**server.options, "user": "nobody-here"}
    store = sftp.open_store(target("sftp", **options), surroundings(tmp_path))
    with pytest.raises(DeployFailed, match="Permission denied") as failure:
        list(store.find(None))
    assert not isinstance(failure.value, TransferFaulted)


def test_a_server_that_does_not_answer_is_tried_again(server: Receiver, tmp_path: Path) -> None:
    options = {**server.options, "port": free_port()}
    store = sftp.open_store(target("sftp", **options), surroundings(tmp_path))
    with pytest.raises(TransferFaulted, match="Connection refused"):
        list(store.find(None))


def test_a_folder_that_is_not_there_is_no_empty_one(server: Receiver, tmp_path: Path) -> None:
    options = {**server.options, "path": "/no/such/folder"}
    store = sftp.open_store(target("sftp", **options), surroundings(tmp_path))
    with pytest.raises(DeployFailed, match="could not list /no/such/folder on"):
        list(store.find(None))
    with pytest.raises(DeployFailed, match="No such file"):
        store.put("a.txt", b"")
    store.close()


def test_nothing_is_written_behind_a_link(store: Store, htdocs: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (htdocs / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DeployFailed, match="is a file or a link"):
        store.put("linked/a.txt", b"x")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert sorted(store.find(None))[-1] == "linked"
    (htdocs / "linked").unlink()
    for left in htdocs.iterdir():
        left.unlink()


def test_what_ssh_could_take_for_an_option_is_a_mistake() -> None:
    target = b"live: {kind: sftp, path: x, host: -oProxyCommand=x}"
    text = b"title: T\nbase_url: https://t.example/\ndeploy:\n  " + target + b"\n"
    config, problems = read_config(text, kinds=lambda: {"sftp": sftp.FIELDS})
    assert config is None
    assert [one.message for one in problems] == ["host must be a plain name, not '-oProxyCommand=x'"]


def test_where_it_goes_is_said(server: Receiver) -> None:
    where = target("sftp", host="ssh.example", user="me", path="/htdocs")
    assert sftp.describe(where) == "sftp://me@ssh.example/htdocs"
