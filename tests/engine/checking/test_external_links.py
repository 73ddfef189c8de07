"""Links to other hosts: what is asked, what is remembered, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from site_builder.engine.checking.check import CheckReport, ExternalRequest, check
from site_builder.engine.network.public_addresses import is_public
from tests.checks.finished.clean_site import CLEAN, CheckedSite, clean, said
from tests.driver import post
from tests.engine.checking.hosts import Hosts, Reply, serving

THIRD = "content/posts/third.md"
TODAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def site_with(folder: Path, *addresses: str) -> CheckedSite:
    """A post whose body, from line 7 on, has one link on each second line."""
    body = "\n\n".join(f"See [number {number}]({address})." for number, address in enumerate(addresses))
    return clean(folder, {THIRD: post("The third", body, "2026-01-08", description="What is left.")})


def checked(site: CheckedSite, hosts: Hosts, days: float = 0) -> CheckReport:
    others = ExternalRequest(hosts.network(), TODAY + timedelta(days=days))
    return check(site.request(), lambda what, done, total: None, others)


def found(site: CheckedSite, hosts: Hosts, days: float = 0) -> list[str]:
    return [said(one) for one in checked(site, hosts, days).diagnostics]


def test_without_the_option_nobody_is_asked(tmp_path: Path) -> None:
    with serving({}) as hosts:
        report = site_with(tmp_path, hosts.url("a.example")).check()
        assert (report.diagnostics, report.external, hosts.asked) == ((), 0, [])


def test_a_dead_link_is_told_at_its_line_with_since_when_and_the_archive(tmp_path: Path) -> None:
    with serving({"a.example/": Reply()}) as hosts:
        dead = hosts.url("a.example", "/gone/")
        site = site_with(tmp_path, hosts.url("a.example"), dead + "#part")
        (one,) = checked(site, hosts).diagnostics
        assert said(one) == f"{THIRD}:9: warning external-dead"
        assert one.message == f"{dead} is gone: it answers 404 (since 2026-03-01)"
        assert one.hint.endswith(f"https://web.archive.org/web/{dead}")
        (later,) = checked(site, hosts, 2).diagnostics
        assert "(since 2026-03-01)" in later.message
    assert not any("archive" in one for one in hosts.asked)


def test_a_page_that_moved_for_good_is_offered(tmp_path: Path) -> None:
    with serving({"a.example/": Reply(301, {"Location": "/new/"}), "a.example/new/": Reply()}) as hosts:
        (one,) = checked(site_with(tmp_path, hosts.url("a.example")), hosts).diagnostics
        assert (said(one), one.hint) == (
            f"{THIRD}:7: warning external-moved",
            f"write {hosts.url('a.example', '/new/')}",
        )


@pytest.mark.parametrize("reply", [Reply(403), Reply(429), Reply(999), Reply(500), Reply(0)])
def test_an_answer_that_says_nothing_is_told_after_a_week_of_it(reply: Reply, tmp_path: Path) -> None:
    with serving({"a.example/": reply}) as hosts:
        site = site_with(tmp_path, hosts.url("a.example"))
        assert [found(site, hosts, day) for day in (0, 2, 6.9)] == [[], [], []]
        (one,) = checked(site, hosts, 7).diagnostics
        assert said(one) == f"{THIRD}:7: warning external-unsure"
        assert "could not be checked since 2026-03-01" in one.message
        hosts.pages["a.example/"] = Reply()
        assert found(site, hosts, 8) == []


def test_unknown_names_are_told_at_once(tmp_path: Path) -> None:
    with serving({"a.example/": Reply()}) as hosts:
        site = site_with(tmp_path, hosts.url("a.example"), "https://b.unknown.example/")
        (one,) = checked(site, hosts).diagnostics
        assert "there is no host b.unknown.example" in one.message


def test_good_answers_are_remembered_for_a_week_and_others_for_a_day(tmp_path: Path) -> None:
    with serving({"a.example/": Reply(), "b.example/": Reply(404)}) as hosts:
        site = site_with(tmp_path, hosts.url("a.example"), hosts.url("b.example"))
        asked = [checked(site, hosts, day).asked for day in (0, 0.9, 1, 6.9, 7, 7.5)]
        assert asked == [2, 0, 1, 1, 1, 0]


def test_what_no_page_has_any_longer_is_forgotten(tmp_path: Path) -> None:
    with serving({"a.example/": Reply(404)}) as hosts:
        site = site_with(tmp_path, hosts.url("a.example"))
        assert len(found(site, hosts)) == 1
        text = site.source(THIRD)
        site.write(THIRD, text.replace(f"[number 0]({hosts.url('a.example')})", "nothing"))
        assert found(site, hosts, 0.1) == []
        site.write(THIRD, text)
        assert checked(site, hosts, 0.2).asked == 1


def test_an_address_is_asked_for_once_however_many_pages_have_it(tmp_path: Path) -> None:
    with serving({"a.example/": Reply()}) as hosts:
        address = hosts.url("a.example")
        files = {
            "templates/layout.html": f'{{% extends "theme:layout.html" %}}\n{{% block scripts %}}'
            f'<a href="{address}">A</a><a href="{address}#b">B</a>{{% endblock %}}\n'
        }
        checked(clean(tmp_path, files), hosts)
        assert hosts.asked.count("HEAD a.example/") == 1


def test_links_for_sharing_a_page_are_not_asked(tmp_path: Path) -> None:
    """There is one for each page, and it says nothing of the page."""
    with serving({}) as hosts:
        report = checked(clean(tmp_path), hosts)
        assert (report.external, hosts.asked, hosts.resolved) == (0, [], [])


def test_a_link_to_a_private_host_is_told_and_not_followed(tmp_path: Path) -> None:
    with serving({"a.example/": Reply()}) as hosts:
        site = site_with(tmp_path, hosts.url("a.example"))
        report = check(
            site.request(), lambda what, done, total: None, ExternalRequest(hosts.network(is_public), TODAY)
        )
        assert [said(one) for one in report.diagnostics] == [f"{THIRD}:7: warning external-private"]
        assert hosts.asked == []


def test_what_cannot_be_an_address_is_told_as_dead(tmp_path: Path) -> None:
    with serving({}) as hosts:
        site = site_with(tmp_path, "x").edit(
            THIRD, "See [number 0](x).", '<p><a href="http://[a/">See</a></p>'
        )
        assert found(site, hosts) == [f"{THIRD}:7: warning external-dead"]


def test_without_a_network_nothing_is_learnt(tmp_path: Path) -> None:
    addresses = [f"https://{name}.unknown.example/" for name in "abc"]
    with serving({}) as hosts:
        site = site_with(tmp_path, *addresses)
        assert found(site, hosts) == [": warning external-offline"]
        assert checked(site, hosts, 0.1).asked == 3


def test_a_host_that_never_ends_to_answer_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.engine.checking.external_links._LONGEST_SILENCE", 0.3)
    released = Event()
    with serving({"a.example/": Reply(404)}) as hosts:
        ours = hosts.network()

        def resolve(name: str) -> tuple[str, ...]:
            if name == "slow.example":
                released.wait()
            return ours.resolve(name)

        site = site_with(tmp_path, hosts.url("slow.example"), hosts.url("a.example"))
        others = ExternalRequest(ours._replace(resolve=resolve), TODAY)
        report = check(site.request(), lambda what, done, total: None, others)
        released.set()
        assert [said(one) for one in report.diagnostics] == [f"{THIRD}:9: warning external-dead"]
        assert report.asked == 2


@pytest.mark.parametrize(
    ("checks", "expected"),
    [("{external-dead: off}", []), ("{external-dead: error}", [f"{THIRD}:7: error external-dead"])],
)
def test_severities_are_those_of_the_configuration(checks: str, expected: list[str], tmp_path: Path) -> None:
    with serving({}) as hosts:
        site = site_with(tmp_path, hosts.url("a.example"))
        site.write("config.yaml", str(CLEAN["config.yaml"]).rstrip(" ") + f"        checks: {checks}\n")
        assert found(site, hosts) == expected


def test_a_comment_silences_a_link(tmp_path: Path) -> None:
    with serving({}) as hosts:
        site = site_with(tmp_path, hosts.url("a.example"))
        site.append(THIRD, "\n").edit(
            THIRD, "See [number", "<!-- check: ignore external-dead -->\n\nSee [number"
        )
        assert found(site, hosts) == []


def test_answers_of_an_hour_ahead_are_asked_again(tmp_path: Path) -> None:
    """A clock that was wrong does not make an answer last."""
    with serving({"a.example/": Reply()}) as hosts:
        site = site_with(tmp_path, hosts.url("a.example"))
        assert [checked(site, hosts, day).asked for day in (1, 0)] == [1, 1]
