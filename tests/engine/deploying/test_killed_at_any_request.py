"""A deploy to each kind of store, killed at every operation, packet or command in turn.

At no moment does a page lack its assets, a file of somebody else survives everything, and the next deploy
completes what was begun.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from site_builder.deployers import folder, ftps, s3, sftp
from site_builder.deployers.sftp.session import SftpSession
from site_builder.engine.deploying.deployment import DeployOrder, _Begun
from site_builder.engine.deploying.history import DeployHistory
from site_builder.engine.deploying.retries import PatientStore
from site_builder.engine.deploying.target_changes import TargetComparison
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import Settings
from site_builder.model.config import Config, DeployTarget
from site_builder.model.deploy import Release, Store
from site_builder.model.errors import DeployFailed, DeployLocked, TransferFaulted
from tests.deployers.ftp_server import FtpServer
from tests.deployers.receivers import Receiver, moto, rclone_s3, sshd, vsftpd
from tests.deployers.releases import release, surroundings, target
from tests.driver import NOW
from tests.engine.deploying.deploying import lacking, ours
from tests.requirements import requires

STYLE = '<link rel="stylesheet" href="/assets/style.{}.css"><p>{}'


def site(style: str, *pages: str, **others: bytes) -> dict[str, bytes]:
    """A site whose pages name a style sheet, and a picture of their own beside them."""
    files = {f"assets/style.{style}.css": style.encode(), "feed.xml": style.encode(), ".nojekyll": b""}
    files["index.html"] = STYLE.format(style, "Home").encode()
    for page in pages:
        words = f'{page}<img src="/{page}/{page}-{style}.png">'
        files[f"{page}/index.html"] = STYLE.format(style, words).encode()
        files[f"{page}/{page}-{style}.png"] = b"PNG" * 20_000
    return files


BEFORE = site("111111111111", "a", "b")
AFTER = site("222222222222", "b", "ç")
FOREIGN = {"theirs/notes.txt": b"not ours"}


class Killed(BaseException):
    """The process has ended here."""


class KilledStore:
    """The store `inner`, until its operation number `at`; from then on, all are killed."""

    def __init__(self, inner: Store, at: int = 0) -> None:
        self._inner, self._at = inner, at
        self.parallel, self.lists_all = inner.parallel, inner.lists_all
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def _count(self, what: str) -> None:
        with self._lock:
            self.asked.append(what)
            if self._at and len(self.asked) >= self._at:
                raise Killed

    def find(self, folders: Collection[str] | None) -> Iterable[str]:
        self._count("find")
        return list(self._inner.find(folders))

    def read(self, path: str) -> bytes | None:
        self._count(f"read {path}")
        return self._inner.read(path)

    def put(self, path: str, data: bytes) -> None:
        self._count(f"put {path}")
        self._inner.put(path, data)

    def delete(self, path: str) -> None:
        self._count(f"delete {path}")
        self._inner.delete(path)

    def close(self) -> None:
        self._inner.close()


class Machine:
    """A machine that deploys releases to one target, without building anything."""

    def __init__(self, root: Path, name: str = "here") -> None:
        self.root, self.name = root / name, name
        self._number = 0

    def deploy(
        self, store: Store, files: dict[str, bytes], days: float = 0, *, is_dry: bool = False
    ) -> TargetComparison:
        self._number += 1
        number = f"{self._number:04}-{self.name}"
        made = release(self.root / "output", files, number)
        return self.send(store, made, days, is_dry=is_dry)

    def send(self, store: Store, made: Release, days: float, *, is_dry: bool) -> TargetComparison:
        now = NOW + timedelta(days=days)
        around = surroundings(self.root)
        order = DeployOrder(Request(self.root / "config.yaml", now), "", around, self.name, adopts=True)
        settings = Settings(Config("T", "https://tests.example/"), (), "site")
        where = DeployTarget("live", "folder", keep_assets=30)
        begun = _Begun(order, settings, where, DeployHistory(self.root), made)
        patient = PatientStore(store, lambda seconds: None)
        comparison, record = begun.look_at(patient)
        if not is_dry:
            begun.transfer(patient, made, comparison, record)
        return comparison


# ── The stores ──────────

Open = Callable[[], Store]


def opened(kind: Any, receiver: Receiver, root: Path) -> Open:
    name = kind.__name__.rpartition(".")[2]
    around = surroundings(root, **receiver.environment)
    return lambda: kind.open_store(target(name, **receiver.options), around)


SERVERS = {"moto": (s3, moto), "rclone": (s3, rclone_s3), "sshd": (sftp, sshd), "vsftpd": (ftps, vsftpd)}


@contextlib.contextmanager
def receiving(name: str, root: Path) -> Iterator[Open]:
    root.mkdir()
    if name == "folder":
        (root / "public").mkdir()
        yield opened(folder, Receiver({"path": "public"}), root)
        return
    kind, server = SERVERS[name]
    with server(root) as receiver:
        yield opened(kind, receiver, root)


@pytest.fixture(
    params=[
        "folder",
        pytest.param("moto", marks=requires("obstore", "moto")),
        pytest.param("rclone", marks=requires("obstore", "rclone")),
        pytest.param("sshd", marks=requires("sshd")),
        pytest.param("vsftpd", marks=requires("vsftpd", "openssl")),
    ]
)
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    with receiving(request.param, tmp_path / "server") as made:
        yield made


def content(store: Store) -> dict[str, bytes]:
    """All that is at a target."""
    return {path: data for path in store.find(None) if (data := store.read(path)) is not None}


def put_back(store: Store, start: dict[str, bytes]) -> None:
    """Bring a target to a state that it was in."""
    there = content(store)
    for path in there.keys() - start.keys():
        store.delete(path)
    for path, data in start.items():
        if there.get(path) != data:
            store.put(path, data)


def begun(store: Store, machine: Machine) -> dict[str, bytes]:
    """A target that has the first site and a foreign file, and its whole content."""
    for path, data in FOREIGN.items():
        store.put(path, data)
    machine.deploy(store, BEFORE)
    start = content(store)
    assert ours(start) == {**BEFORE, **FOREIGN}
    return start


def check_moment(files: dict[str, bytes], at: int) -> None:
    assert lacking(files) == [], at
    assert FOREIGN.items() <= files.items(), at


def check_completed(files: dict[str, bytes], at: int) -> None:
    """All of the new site is there, and of the old one at most what is fingerprinted."""
    kept = {path for path in ours(files) if path.startswith("assets/style.1")}
    assert {path: data for path, data in ours(files).items() if path not in kept} == {**AFTER, **FOREIGN}, at


# ── Killed ──────────


def test_killed_before_any_operation(opening: Open, tmp_path: Path) -> None:
    with contextlib.closing(opening()) as store:
        machine = Machine(tmp_path)
        start = begun(store, machine)
        counted = KilledStore(store)
        machine.deploy(counted, AFTER)
        count = len(counted.asked)
        assert count > len(AFTER) + 6
        for at in range(1, count + 1):
            put_back(store, start)
            with pytest.raises(Killed):
                machine.deploy(KilledStore(store, at), AFTER)
            check_moment(content(store), at)
            machine.deploy(store, AFTER)
            check_completed(content(store), at)


def test_killed_before_any_operation_of_a_first_deploy(opening: Open, tmp_path: Path) -> None:
    with contextlib.closing(opening()) as store:
        machine = Machine(tmp_path)
        for path, data in FOREIGN.items():
            store.put(path, data)
        counted = KilledStore(store)
        machine.deploy(counted, BEFORE)
        for at in range(1, len(counted.asked) + 1):
            put_back(store, FOREIGN)
            with pytest.raises(Killed):
                machine.deploy(KilledStore(store, at), BEFORE)
            check_moment(content(store), at)
            machine.deploy(store, AFTER)
            check_completed(content(store), at)


@requires("sshd")
def test_killed_at_any_packet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection ends with the process: a file may be half written, or written and not yet renamed."""
    usual = SftpSession._send
    left = [0]

    def send(session: SftpSession, packet: bytes) -> None:
        left[0] -= 1
        if left[0] == 0:
            session._process.kill()
            session._process.wait()
        if left[0] <= 0 and at:
            raise Killed
        usual(session, packet)

    monkeypatch.setattr(SftpSession, "_send", send)
    with receiving("sshd", tmp_path / "server") as opening:
        at = 0
        machine = Machine(tmp_path)
        with contextlib.closing(opening()) as quiet:
            start = begun(quiet, machine)
            while True:
                at += 1
                put_back_quietly(quiet, start, left)
                store = opening()
                left[0] = at
                try:
                    machine.deploy(store, AFTER)
                    is_done = True
                except (Killed, DeployFailed):
                    is_done = False
                finally:
                    left[0] = 1_000_000
                    store.close()
                check_moment(content(quiet), at)
                machine.deploy(quiet, AFTER)
                check_completed(content(quiet), at)
                if is_done:
                    break
        assert at > 60


def put_back_quietly(store: Store, start: dict[str, bytes], left: list[int]) -> None:
    left[0] = 1_000_000
    put_back(store, start)


def test_killed_by_the_server_at_any_command(tmp_path: Path) -> None:
    """A server that ends every connection at a command, and answers no more."""
    machine = Machine(tmp_path)
    with FtpServer(tmp_path / "ftp") as server:
        opening = opened(ftps, server.receiver, tmp_path / "site")
        with contextlib.closing(opening()) as quiet:
            start = begun(quiet, machine)
        at = 0
        is_done = False
        while not is_done:
            at += 1
            server.put_back(start)
            server.die_at(at)
            with contextlib.closing(opening()) as store:
                try:
                    machine.deploy(store, AFTER)
                    is_done = True
                except TransferFaulted:
                    is_done = False
            server.revive()
            check_moment(server.content(), at)
            with contextlib.closing(opening()) as store:
                machine.deploy(store, AFTER)
            check_completed(server.content(), at)
        assert at > 60


# ── Not killed ──────────


class ReadOnlyStore(KilledStore):
    """A store whose every writing verb fails."""

    def put(self, path: str, data: bytes) -> None:
        raise AssertionError(f"put {path}")

    def delete(self, path: str) -> None:
        raise AssertionError(f"delete {path}")


def test_a_dry_run_writes_nothing(opening: Open, tmp_path: Path) -> None:
    with contextlib.closing(opening()) as store:
        machine = Machine(tmp_path)
        start = begun(store, machine)
        comparison = machine.deploy(ReadOnlyStore(store), AFTER, is_dry=True)
        assert "ç/index.html" in comparison.changes.added
        assert "index.html" in comparison.changes.changed
        assert "a/index.html" in comparison.changes.deleted
        assert content(store) == start


def test_a_deploy_that_goes_on_does_not_send_again_what_arrived(opening: Open, tmp_path: Path) -> None:
    with contextlib.closing(opening()) as store:
        machine = Machine(tmp_path)
        machine.deploy(store, BEFORE)
        counted = KilledStore(store)
        machine.deploy(counted, BEFORE)
        assert [one for one in counted.asked if one.startswith("put") and ".site-builder" not in one] == []


def test_the_record_is_kept_up_so_that_a_long_upload_can_go_on(tmp_path: Path) -> None:
    """Of 1,200 files, those that arrived before the record was last written are not sent again."""
    files = {f"pages/{number:04}.html": b"<p>page" for number in range(1200)}
    with receiving("folder", tmp_path / "server") as opening:
        store, machine = opening(), Machine(tmp_path)
        with pytest.raises(Killed):
            machine.deploy(KilledStore(store, 1150), files)
        counted = KilledStore(store)
        machine.deploy(counted, files)
        sent = [one for one in counted.asked if one.startswith("put pages/")]
        assert 1200 - 1150 <= len(sent) <= 300
        assert ours(content(store)) == files


class FaultyStore(KilledStore):
    """A store whose every third operation fails once, as on a bad line."""

    def _count(self, what: str) -> None:
        with self._lock:
            self.asked.append(what)
            if len(self.asked) % 3 == 0:
                raise TransferFaulted("the line is bad")


def test_a_bad_line_only_takes_longer(opening: Open, tmp_path: Path) -> None:
    with contextlib.closing(opening()) as store:
        machine = Machine(tmp_path)
        begun(store, machine)
        faulty = FaultyStore(store)
        machine.deploy(faulty, AFTER)
        check_completed(content(store), 0)
        assert len(faulty.asked) > len(AFTER)


# ── Two machines ──────────


def test_while_one_machine_deploys_another_is_told_until_the_claim_ends(tmp_path: Path) -> None:
    with receiving("folder", tmp_path / "server") as opening:
        store = opening()
        here, there = Machine(tmp_path, "here"), Machine(tmp_path, "there")
        begun(store, here)
        with pytest.raises(Killed):
            here.deploy(KilledStore(store, 8), AFTER)
        with pytest.raises(DeployLocked, match="another machine is deploying to live"):
            there.deploy(store, AFTER, days=0.001)
        there.deploy(store, AFTER, days=0.01)
        check_completed(content(store), 0)


class RefusingStore(KilledStore):
    """A store that refuses one file for good."""

    def put(self, path: str, data: bytes) -> None:
        if path == "index.html":
            raise DeployFailed("permission denied")
        super().put(path, data)


def test_after_a_deploy_that_failed_nobody_has_to_wait(tmp_path: Path) -> None:
    with receiving("folder", tmp_path / "server") as opening:
        store = opening()
        here, there = Machine(tmp_path, "here"), Machine(tmp_path, "there")
        begun(store, here)
        with pytest.raises(DeployFailed, match="permission denied"):
            here.deploy(RefusingStore(store), AFTER)
        check_moment(content(store), 0)
        there.deploy(store, AFTER)
        check_completed(content(store), 0)


class TakenOverStore(KilledStore):
    """A store that another machine begins to deploy to just before an operation."""

    def __init__(self, inner: Store, at: int, other: Callable[[], object]) -> None:
        super().__init__(inner)
        self._moment, self._other = at, other

    def _count(self, what: str) -> None:
        super()._count(what)
        if len(self.asked) == self._moment:
            with contextlib.suppress(Killed, DeployLocked):
                self._other()


@pytest.mark.parametrize("at", range(1, 7))
def test_of_two_machines_that_begin_at_once_one_goes_through(tmp_path: Path, at: int) -> None:
    """Whichever the moment, one of them says that the other is there, and no page lacks its assets."""
    with receiving("folder", tmp_path / "server") as opening:
        store = opening()
        here, there = Machine(tmp_path, "here"), Machine(tmp_path, "there")
        start = begun(store, here)
        done: list[str] = []

        def other() -> None:
            there.deploy(KilledStore(store), site("333333333333", "d"))
            done.append("there")

        with contextlib.suppress(DeployLocked):
            here.deploy(TakenOverStore(store, at, other), AFTER)
            done.append("here")
        assert done, at
        assert content(store) != start
        check_moment(content(store), at)
        here.deploy(store, AFTER, days=1)
        after = content(store)
        check_moment(after, at)
        assert AFTER.items() <= after.items()
