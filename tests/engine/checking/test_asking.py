"""What becomes of a question to another host.

Covers `network`.
"""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from site_builder.engine.checking.asking import PAUSE, Asker, Outcome, Verdict
from site_builder.engine.checking.network import Network, UnknownName, resolve
from site_builder.engine.network.public_addresses import is_public
from tests.engine.checking.hosts import HERE, Reply, serving

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = "a.example/"


def finding(reply: Reply) -> tuple[Outcome, list[str]]:
    with serving({HOME: reply}) as hosts:
        found = Asker(hosts.network(), NOW).ask(hosts.url("a.example"))
        return found, hosts.asked


HEAD, GET = f"HEAD {HOME}", f"GET {HOME}"


@pytest.mark.parametrize(
    ("reply", "verdict", "asked"),
    [
        (Reply(), Verdict.GOOD, [HEAD]),
        (Reply(204), Verdict.GOOD, [HEAD]),
        (Reply(200, head=405), Verdict.GOOD, [HEAD, GET]),
        (Reply(200, head=404), Verdict.GOOD, [HEAD, GET]),
        (Reply(404), Verdict.DEAD, [HEAD, GET]),
        (Reply(410), Verdict.DEAD, [HEAD, GET]),
        (Reply(401), Verdict.UNSURE, [HEAD, GET]),
        (Reply(403), Verdict.UNSURE, [HEAD, GET]),
        (Reply(999), Verdict.UNSURE, [HEAD, GET]),
        (Reply(503), Verdict.UNSURE, [HEAD, GET]),
        (Reply(0), Verdict.UNSURE, [HEAD, GET]),
    ],
)
def test_a_verdict_is_about_the_page_and_not_about_the_host(
    reply: Reply, verdict: Verdict, asked: list[str]
) -> None:
    found, were_asked = finding(reply)
    assert (found.verdict, were_asked) == (verdict, asked)


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    with serving({}) as hosts:
        found = Asker(hosts.network(), NOW).ask(f"http://a.example:{port}/")
    assert found == Outcome(Verdict.UNSURE, "it cannot be connected to")


def test_a_host_that_speaks_no_tls_is_no_dead_link() -> None:
    with serving({}) as hosts:
        found = Asker(hosts.network(), NOW).ask(hosts.url("a.example").replace("http:", "https:"))
    assert found.verdict is Verdict.UNSURE


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's context whose certificate is for a.example, trusted here."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tests")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("a.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, secret)
    return context


def test_a_certificate_has_to_be_that_of_the_name_and_not_of_the_address(certified: ssl.SSLContext) -> None:
    with serving({HOME: Reply(), "b.example/": Reply()}, certified) as hosts:
        asker = Asker(hosts.network(), NOW)
        secure, other = (hosts.url(name).replace("http:", "https:") for name in ("a.example", "b.example"))
        assert asker.ask(secure).verdict is Verdict.GOOD
        assert asker.ask(other) == Outcome(
            Verdict.UNSURE, "its certificate is not valid, or it does not support TLS"
        )
        assert hosts.asked == [HEAD]


def test_unknown_names_are_dead_and_others_uncertain() -> None:
    with serving({}) as hosts:
        asker = Asker(hosts.network(), NOW)
        assert asker.ask("https://a.unknown.example/").verdict is Verdict.DEAD
        assert asker.ask("https://a.uncertain.example/").verdict is Verdict.UNSURE
        assert hosts.asked == []


@pytest.mark.parametrize("address", ["http://[broken/", "http://a.example:port/", "http:///path"])
def test_what_cannot_be_an_address_harms_nobody(address: str) -> None:
    with serving({}) as hosts:
        assert Asker(hosts.network(), NOW).ask(address).verdict in (Verdict.DEAD, Verdict.UNSURE)
        assert hosts.asked == []


def test_redirects_are_followed_and_permanent_ones_offered() -> None:
    pages = {
        HOME: Reply(301, {"Location": "http://b.example:{port}/"}),
        "b.example/": Reply(308, {"Location": "/new/"}),
        "b.example/new/": Reply(302, {"Location": "/today/"}),
        "b.example/today/": Reply(),
        "c.example/": Reply(302, {"Location": "http://b.example:{port}/"}),
        "d.example/": Reply(301, {"Location": "/gone/"}),
        "e.example/": Reply(301, {"Location": "/"}),
        "f.example/": Reply(301, {"Location": "ftp://f.example/"}),
    }
    with serving(pages) as hosts:
        asker = Asker(hosts.network(), NOW)
        assert asker.ask(hosts.url("a.example")) == Outcome(Verdict.GOOD, "", hosts.url("b.example", "/new/"))
        assert asker.ask(hosts.url("c.example")) == Outcome(Verdict.GOOD)
        assert asker.ask(hosts.url("d.example")) == Outcome(Verdict.DEAD, "it answers 404")
        assert asker.ask(hosts.url("e.example")).reason == "it leads on more than 10 times"
        assert asker.ask(hosts.url("f.example")).verdict is Verdict.UNSURE


def test_a_host_is_asked_once_a_second() -> None:
    with serving({"a.example/1": Reply(), "a.example/2": Reply(), "b.example/": Reply()}) as hosts:
        asker = Asker(hosts.network(), NOW)
        for address in (hosts.url("a.example", "/1"), hosts.url("b.example"), hosts.url("a.example", "/2")):
            assert asker.ask(address).verdict is Verdict.GOOD
        assert hosts.slept == [PAUSE]


@pytest.mark.parametrize("until", ["20", "Sun, 01 Mar 2026 12:00:20 GMT"])
def test_a_busy_host_is_asked_again_when_it_says_so(until: str) -> None:
    with serving({HOME: Reply(200, {"Retry-After": until}, first=429)}) as hosts:
        assert Asker(hosts.network(), NOW).ask(hosts.url("a.example")).verdict is Verdict.GOOD
        assert hosts.asked == [HEAD, HEAD]
        assert hosts.slept == [20]


@pytest.mark.parametrize("until", ["3600", "tomorrow", ""])
def test_a_host_that_stays_busy_is_left_alone(until: str) -> None:
    with serving({HOME: Reply(429, {"Retry-After": until}), "a.example/2": Reply()}) as hosts:
        asker = Asker(hosts.network(), NOW)
        assert asker.ask(hosts.url("a.example")) == Outcome(Verdict.UNSURE, "it answers 429")
        assert asker.ask(hosts.url("a.example", "/2")) == Outcome(Verdict.UNSURE, "it is busy (429)")
        assert hosts.asked == [HEAD]


def test_addresses_are_asked_for_as_a_browser_would() -> None:
    with serving({"a.example/gr%C3%BCn?a=%C3%BC&b=1%2B1": Reply()}) as hosts:
        asker = Asker(hosts.network(), NOW)
        assert asker.ask(hosts.url("me:secret@a.example", "/grün?a=ü&b=1%2B1#part")).verdict is Verdict.GOOD


def test_what_is_private_is_never_connected_to() -> None:
    with serving(
        {HOME: Reply(), "b.example/": Reply(301, {"Location": "http://a.example:{port}/"})}
    ) as hosts:
        asker = Asker(hosts.network(is_public), NOW)
        assert asker.ask(hosts.url("a.example")).verdict is Verdict.PRIVATE
        assert asker.ask(hosts.url("localhost")).verdict is Verdict.PRIVATE
        assert hosts.asked == []


def test_a_redirect_to_a_private_host_is_not_followed() -> None:
    with serving({HOME: Reply(302, {"Location": "http://inside.example:{port}/"})}) as hosts:
        ours = hosts.network()

        def resolve_inside(name: str) -> tuple[str, ...]:
            return ("10.0.0.1",) if name == "inside.example" else ours.resolve(name)

        network = ours._replace(resolve=resolve_inside, may_ask=lambda one: one == HERE or is_public(one))
        found = Asker(network, NOW).ask(hosts.url("a.example"))
        assert found == Outcome(Verdict.UNSURE, "it leads on to a private host")
        assert hosts.asked == [HEAD]


def test_a_name_with_one_private_address_among_others_is_refused() -> None:
    with serving({HOME: Reply()}) as hosts:
        network = hosts.network(lambda one: one == HERE)._replace(resolve=lambda name: (HERE, "192.168.0.1"))
        assert Asker(network, NOW).ask(hosts.url("a.example")).verdict is Verdict.PRIVATE
        assert hosts.asked == []


def test_a_name_that_changes_its_answer_leads_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: what was looked at is what is connected to, and the name is looked up nowhere else."""
    looked_up: list[str] = []
    original = socket.getaddrinfo

    def record(host: str, *arguments: object, **options: object) -> object:
        looked_up.append(host)
        return original(host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", record)
    with serving({HOME: Reply()}) as hosts:
        assert Asker(hosts.network(), NOW).ask(hosts.url("a.example")).verdict is Verdict.GOOD
        assert hosts.resolved == ["a.example"]
    assert set(looked_up) == {HERE}


def test_names_of_this_machine_resolve_to_what_is_refused() -> None:
    for name in ("localhost", "127.1", "2130706433"):
        assert [one for one in resolve(name) if is_public(one)] == []


def test_a_name_that_no_host_can_have_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(UnknownName):
        resolve("nobody.example")


def test_the_usual_network_asks_public_hosts_only() -> None:
    assert Network().may_ask is is_public
