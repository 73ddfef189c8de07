from __future__ import annotations

import threading
from pathlib import Path

import pytest

from site_builder.engine.network.downloads import AT_ONCE, Downloaded, WantedFile, download
from site_builder.engine.network.other_hosts import OtherHosts
from tests.engine.network.web_server import Asked, Reply, WebServer, serving

DATA = bytes(range(256)) * 40
MARK = ("ETag", '"one"')


def fetch(server: WebServer, folder: Path, *paths: str, largest: int = 100_000) -> Downloaded:
    hosts = OtherHosts(lambda name: name == "127.0.0.1", allows_private=True)
    wanted = [WantedFile(path, (f"{server.address}/{path}",)) for path in paths]
    return download(wanted, folder, hosts, largest=largest, progress=lambda done, total: None)


def with_ranges(asked: Asked) -> Reply:
    """What a host does that can give the rest of a file."""
    begin = asked.headers.get("range", "")
    if begin and asked.headers.get("if-range") == MARK[1]:
        have = int(begin.removeprefix("bytes=").removesuffix("-"))
        span = ("Content-Range", f"bytes {have}-{len(DATA) - 1}/{len(DATA)}")
        return Reply(206, DATA[have:], (MARK, span))
    return Reply(200, DATA, (MARK,))


def leftovers(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob(".*"))


def test_files_come_once_and_what_is_there_is_not_asked_for(tmp_path: Path) -> None:
    with serving(with_ranges) as server:
        first = fetch(server, tmp_path, "2020/a.jpg", "b.jpg")
        again = fetch(server, tmp_path, "2020/a.jpg", "b.jpg")
        assert len(server.asked) == 2
    assert (first.new, first.failed) == (("2020/a.jpg", "b.jpg"), {})
    assert (again.new, again.known) == ((), ("2020/a.jpg", "b.jpg"))
    assert (tmp_path / "2020/a.jpg").read_bytes() == DATA
    assert leftovers(tmp_path) == []


def test_a_few_are_asked_for_at_once(tmp_path: Path) -> None:
    together = threading.Barrier(AT_ONCE, timeout=20)

    def answer(_: Asked) -> Reply:
        together.wait()
        return Reply(body=b"x")

    with serving(answer) as server:
        made = fetch(server, tmp_path, *(f"{number}.jpg" for number in range(AT_ONCE * 2)))
        assert len(made.new) == AT_ONCE * 2
        assert server.most_at_once == AT_ONCE


def test_a_transfer_that_breaks_off_is_continued_in_the_same_run(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Reply:
        whole = with_ranges(asked)
        return whole if whole.status == 206 else whole._replace(body=DATA[:3000], claimed=len(DATA))

    with serving(answer) as server:
        assert fetch(server, tmp_path, "a.jpg").new == ("a.jpg",)
        assert [one.headers.get("range") for one in server.asked] == [None, "bytes=3000-"]
    assert (tmp_path / "a.jpg").read_bytes() == DATA
    assert leftovers(tmp_path) == []


def test_a_later_run_continues_what_an_earlier_one_left(tmp_path: Path) -> None:
    with serving(lambda _: Reply(200, DATA[:3000], (MARK,), len(DATA))) as server:
        # The host gives the beginning only, each time.
        assert fetch(server, tmp_path, "a.jpg").failed == {"a.jpg": "the connection ended too early"}
    assert leftovers(tmp_path) == [".a.jpg.part", ".a.jpg.part-of"]
    with serving(with_ranges) as server:
        assert fetch(server, tmp_path, "a.jpg").new == ("a.jpg",)
        assert server.asked[0].headers["range"] == "bytes=3000-"
    assert (tmp_path / "a.jpg").read_bytes() == DATA


def test_a_file_that_has_changed_since_begins_again(tmp_path: Path) -> None:
    (tmp_path / ".a.jpg.part").write_bytes(b"old")
    (tmp_path / ".a.jpg.part-of").write_text('"another"')
    with serving(with_ranges) as server:
        fetch(server, tmp_path, "a.jpg")
    assert (tmp_path / "a.jpg").read_bytes() == DATA


def test_a_rest_that_the_host_does_not_have_begins_again(tmp_path: Path) -> None:
    (tmp_path / ".a.jpg.part").write_bytes(DATA + b"too much")
    (tmp_path / ".a.jpg.part-of").write_text(MARK[1])
    with serving(lambda asked: Reply(416) if "range" in asked.headers else with_ranges(asked)) as server:
        assert fetch(server, tmp_path, "a.jpg").new == ("a.jpg",)
    assert (tmp_path / "a.jpg").read_bytes() == DATA


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(404), "the host answers 404"),
        (
            Reply(200, b"<p>no</p>", (("Content-Type", "text/html; charset=utf-8"),)),
            "the host answers with a page",
        ),
        (Reply(200, b"x" * 2000), "it has 2,000 bytes, more than 1,000"),
    ],
)
def test_what_is_no_such_file_is_not_kept(tmp_path: Path, reply: Reply, why: str) -> None:
    with serving(lambda _: reply) as server:
        made = fetch(server, tmp_path, "a.jpg", largest=1000)
    assert made.failed == {"a.jpg": why}
    assert list(tmp_path.iterdir()) == []


def test_another_address_is_tried_where_the_first_has_nothing(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(404) if asked.target == "/one.jpg" else Reply(body=b"two")

    with serving(answer) as server:
        hosts = OtherHosts(lambda name: True, allows_private=True)
        wanted = WantedFile("a.jpg", (f"{server.address}/one.jpg", f"{server.address}/two.jpg"))
        made = download([wanted], tmp_path, hosts, largest=1000, progress=lambda done, total: None)
    assert made.new == ("a.jpg",)
    assert (tmp_path / "a.jpg").read_bytes() == b"two"


def test_a_name_that_no_file_can_have_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    with serving(lambda _: Reply(body=b"x")) as server:
        made = fetch(server, tmp_path, "é" * 200 + ".jpg", "b.jpg")
    assert made.new == ("b.jpg",)
    assert "no file can have that name" in "".join(made.failed.values())
