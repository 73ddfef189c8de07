"""Links to other hosts: asked a few at a time, and remembered, so that nobody is asked too often.

A page that is there is believed for a week, one that is not for a day. An answer that says nothing of the
page becomes a finding once it has said nothing for a week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from queue import Empty, Queue
from threading import Thread
from urllib.parse import quote, urlsplit

import msgspec

from site_builder.engine.checking.asking import Asker, Outcome, Verdict
from site_builder.engine.checking.network import ExternalReport, Network
from site_builder.engine.session import Session
from site_builder.model.diagnostics import Diagnostic, Severity, warning
from site_builder.model.finished import SEPARATOR, FileFacts, Flaw, Wanted, make_flaw, site_path_of

_AT_ONCE = 8
"""Hosts that are asked at the same time."""

_GOOD_FOR = timedelta(days=7)
_OTHERWISE_FOR = timedelta(days=1)
_PATIENCE = timedelta(days=7)
"""For how long an answer that says nothing is no finding."""

_FEW = 3
"""Hosts of which none is found, from which on it must be this machine that has no network."""

_LONGEST_SILENCE = 180.0
"""Seconds for which no host at all has answered, after which those that are left are given up."""
_TOO_SLOW = "it does not answer in time"

_NEVER = frozenset({"link preconnect", "link dns-prefetch", "base href"})
_ARCHIVE = "https://web.archive.org/web/"

_ENCODE = msgspec.msgpack.Encoder().encode


class KnownAnswer(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of an address: the last answer, when it was asked for, and since when it is so."""

    verdict: Verdict
    reason: str
    moved_to: str
    asked: datetime
    since: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Whether it need not be asked again."""
        age = _GOOD_FOR if self.verdict is Verdict.GOOD else _OTHERWISE_FOR
        return timedelta(0) <= now - self.asked < age


_DECODE: msgspec.msgpack.Decoder[KnownAnswer] = msgspec.msgpack.Decoder(KnownAnswer)


def check_external(
    session: Session, files: Mapping[str, FileFacts], base_url: str, network: Network, now: datetime
) -> ExternalReport:
    """Ask for every address on another host that is not remembered. `now` is the time by the clock."""
    uses = external_addresses(files, base_url)
    remembered = _remembered(session, uses)
    stale = [one for one in uses if one not in remembered or not remembered[one].is_fresh(now)]
    answers = dict(remembered)
    found = dict(_ask_all(session, stale, Asker(network, now)))
    notices = _offline(found)
    if not notices:
        fresh = {one: _answer(finding, remembered.get(one), now) for one, finding in found.items()}
        answers.update(fresh)
        session.cache.answers.keep((one, _ENCODE(answer)) for one, answer in fresh.items())
    flaws = (flaw for one, answer in answers.items() for flaw in _flaws(one, answer, uses[one], now))
    return ExternalReport(tuple(flaws), notices, len(uses), len(found))


def external_addresses(files: Mapping[str, FileFacts], base_url: str) -> dict[str, list[tuple[str, str]]]:
    """Addresses on other hosts, without fragments, each with the pages that have it and how it is there.

    Links by which a reader shares a page are left out: they name this site, and there is one for every page.
    """
    own = urlsplit(base_url).netloc.lower()
    marks = (own, quote(own, safe=""))
    uses: dict[str, list[tuple[str, str]]] = {}
    is_asked: dict[str, bool] = {}
    for path, facts in files.items():
        for one in facts.external:
            kind, _, address = one.partition(SEPARATOR)
            if one not in is_asked:
                rest = address.partition("://")[2].partition("/")[2].lower()
                is_asked[one] = kind not in _NEVER and not any(mark in rest for mark in marks)
            if is_asked[one]:
                uses.setdefault(address.partition("#")[0], []).append((site_path_of(path), address))
    return uses


def _remembered(session: Session, uses: Iterable[str]) -> dict[str, KnownAnswer]:
    found: dict[str, KnownAnswer] = {}
    known = session.cache.answers.load()
    for address in uses:
        if address in known:
            try:
                found[address] = _DECODE.decode(known[address])
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
    session.cache.answers.forget(known.keys() - set(uses))
    return found


def _ask_all(session: Session, addresses: list[str], asker: Asker) -> Iterator[tuple[str, Outcome]]:
    """Several hosts at once, the addresses of each one after another.

    What is asked in vain is given up: the threads end with the program, so that nobody can hold it up.
    """
    hosts: Queue[list[str]] = Queue()
    for of_one in _by_host(addresses).values():
        hosts.put(of_one)
    answers: Queue[tuple[str, Outcome]] = Queue()

    def ask() -> None:
        with suppress(Empty):
            while not asker.is_stopped:
                for address in hosts.get_nowait():
                    answers.put((address, asker.ask(address)))

    for _ in range(min(_AT_ONCE, hosts.qsize())):
        Thread(target=ask, daemon=True).start()
    waiting = dict.fromkeys(addresses)
    try:
        while waiting:
            address, outcome = answers.get(timeout=_LONGEST_SILENCE)
            del waiting[address]
            session.progress("asking other hosts", len(addresses) - len(waiting), len(addresses))
            yield address, outcome
    except Empty:
        session.progress("asking other hosts", len(addresses), len(addresses))
        yield from ((address, Outcome(Verdict.UNSURE, _TOO_SLOW)) for address in waiting)
    finally:
        asker.is_stopped = True


def _by_host(addresses: Iterable[str]) -> dict[str, list[str]]:
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(_host(address), []).append(address)
    return hosts


def _host(address: str) -> str:
    """With its port; of what is no address, whatever is there."""
    return address.partition("://")[2].partition("/")[0].lower()


def _answer(finding: Outcome, before: KnownAnswer | None, now: datetime) -> KnownAnswer:
    is_same = before is not None and before.verdict is finding.verdict
    since = before.since if before is not None and is_same else now
    return KnownAnswer(finding.verdict, finding.reason, finding.moved_to, now, min(since, now))


def _offline(found: Mapping[str, Outcome]) -> tuple[Diagnostic, ...]:
    """Where no name of several is known, nothing is learnt of any."""
    hosts = set(map(_host, found))
    if len(hosts) < _FEW or not all(finding.is_nameless for finding in found.values()):
        return ()
    return (
        warning(
            "external-offline",
            f"none of {len(hosts)} hosts could be found, so links to other hosts were not checked",
            hint="is this machine online? Check again once it is",
        ),
    )


def _flaws(address: str, answer: KnownAnswer, uses: list[tuple[str, str]], now: datetime) -> Iterator[Flaw]:
    said = _said(address, answer, now)
    if said is None:
        return
    code, message, hint = said
    for page, written in uses:
        yield make_flaw(code, Severity.WARNING, message, hint, Wanted("address", (written,)), page)


def _said(address: str, answer: KnownAnswer, now: datetime) -> tuple[str, str, str] | None:
    """Code, message and hint of what is wrong with an address."""
    since = answer.since.date().isoformat()
    match answer.verdict:
        case Verdict.DEAD:
            return (
                "external-dead",
                f"{address} is gone: {answer.reason} (since {since})",
                f"link to where it is now, or to a copy: {_ARCHIVE}{address}",
            )
        case Verdict.PRIVATE:
            return (
                "external-private",
                f"{address} is on a private network, so readers cannot open it",
                "link to an address that everybody can open",
            )
        case Verdict.UNSURE if now - answer.since >= _PATIENCE:
            return (
                "external-unsure",
                f"{address} could not be checked since {since}: {answer.reason}",
                "open it yourself; if it is there, a comment silences this: check: ignore external-unsure",
            )
        case Verdict.GOOD if answer.moved_to:
            return "external-moved", f"{address} has moved for good", f"write {answer.moved_to}"
    return None
