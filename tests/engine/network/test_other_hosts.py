from __future__ import annotations

import pytest

from site_builder.engine.network.other_hosts import Answer, OtherHosts
from tests.engine.network.web_server import Asked, Reply, serving


def anybody(_: str) -> bool:
    return True


def here(*, timeout: float = 10) -> OtherHosts:
    return OtherHosts(anybody, allows_private=True, timeout=timeout)


def body(answer: Answer | str) -> bytes:
    assert not isinstance(answer, str), answer
    try:
        return answer.read(1000)
    finally:
        answer.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_private_hosts_are_not_asked_however_they_are_written(host: str) -> None:
    found = OtherHosts(anybody).get(f"http://{host}/", {})
    assert isinstance(found, str)
    assert "private address" in found or "no host is called" in found


def test_only_hosts_that_may_be_asked_are_asked_after_a_redirect_too() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(302, headers=(("Location", "http://169.254.169.254/latest/"),))

    with serving(answer) as server:
        hosts = OtherHosts(lambda name: name == "127.0.0.1", allows_private=True)
        assert hosts.get("http://elsewhere.example/", {}) == "it leads to another host, elsewhere.example"
        assert hosts.get(server.address + "/", {}) == "it leads to another host, 169.254.169.254"
        assert len(server.asked) == 1


def test_unusual_ports_are_not_asked_unless_private_hosts_are() -> None:
    assert OtherHosts(anybody).get("http://blog.example:22/", {}) == (
        "blog.example:22 is not a port that web sites have"
    )


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "http://u:p@a.example/", "http://[x/"]
)
def test_what_is_no_address_of_a_page_is_not_asked(url: str) -> None:
    assert here().get(url, {}) == f"not an address: {url}"


def test_redirects_are_followed_but_not_for_ever() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.target == "/end":
            return Reply(body=b"here")
        return Reply(301, headers=(("Location", "/end" if asked.target == "/start" else asked.target),))

    with serving(answer) as server:
        assert body(here().get(server.address + "/start", {})) == b"here"
        assert here().get(server.address + "/circle", {}) == "more than 5 redirects"


def test_a_busy_host_is_asked_again_when_it_says_and_not_if_that_is_long() -> None:
    replies = [Reply(503, headers=(("Retry-After", "0"),)), Reply(body=b"now")]
    with serving(lambda _: replies.pop(0)) as server:
        assert body(here().get(server.address, {})) == b"now"
    with serving(lambda _: Reply(429, headers=(("Retry-After", "3600"),))) as server:
        assert here().get(server.address, {}) == "the host asks to wait 3,600 seconds"
        assert len(server.asked) == 1


def test_requests_say_who_asks_and_quote_what_addresses_cannot_have() -> None:
    with serving(lambda _: Reply()) as server:
        assert body(here().get(server.address + "/größe 1.jpg", {"X": "y"})) == b""
        (asked,) = server.asked
    assert asked.target == "/gr%C3%B6%C3%9Fe%201.jpg"
    assert asked.headers["user-agent"].startswith("for-our-men-site-builder/")
    assert asked.headers["x"] == "y"


def test_a_host_that_nobody_has_is_said_in_words() -> None:
    assert here().get("http://nobody.invalid/", {}) == "no host is called nobody.invalid"


def test_a_host_that_does_not_listen_is_said_in_words() -> None:
    with serving(lambda _: Reply()) as server:
        address = server.address
    found = here().get(address, {})
    assert isinstance(found, str)
    assert found.startswith("the host cannot be reached")
