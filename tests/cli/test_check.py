"""`site-builder check`, as it is typed.

Covers `sarif`.
"""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from site_builder.cli.sarif import sarif_log
from site_builder.model.diagnostics import Place, error, warning
from tests.cli.conftest import NOW, Run, Site
from tests.requirements import path_of, requires


@pytest.fixture
def flawed(site: Site) -> Site:
    """One warning, on line 7."""
    site.write(
        "content/posts/second.md",
        "---\ntitle: Second\ndate: 2026-01-07\ndescription: More.\n---\n\nSee [here](/first/).\n",
    )
    return site


def test_a_check_ends_with_one_line(run: Run, site: Site) -> None:
    answer = run("check", "--now", NOW)
    assert (answer.code, answer.err) == (0, "")
    assert " files checked · " in answer.out
    assert answer.out.endswith(" · nothing is wrong\n")
    assert not (site.root / "output").exists()


def test_warnings_pass_unless_the_check_is_strict(run: Run, flawed: Site) -> None:
    answer = run("check", "--now", NOW)
    assert answer.code == 0
    assert "content/posts/second.md:7:5: warning: the link text 'here' does not say" in answer.err
    assert answer.out.endswith(" · 1 warning\n")
    assert run("check", "--now", NOW, "--strict").code == 1


def test_errors_make_the_exit_code_1(run: Run, site: Site) -> None:
    site.write("content/static/a.css", "a { background: url(/no.png) }\n")
    answer = run("check", "--now", NOW)
    assert answer.code == 1
    assert answer.out.endswith(" · 1 error\n")
    assert "nothing was written" not in answer.err


def test_a_site_with_errors_in_its_sources_is_not_looked_at(run: Run, site: Site) -> None:
    site.post("second", date="2026-02-30")
    answer = run("check", "--now", NOW)
    assert answer.code == 1
    assert answer.out.startswith("not all could be looked at: correct the errors, then check again · ")


def test_json_has_every_finding(run: Run, flawed: Site) -> None:
    answer = run("check", "--now", NOW, "--json")
    report = json.loads(answer.out)
    assert report["files"] > 5
    assert [(one["code"], one["line"]) for one in report["diagnostics"]] == [("link-text-vague", 7)]


def test_drafts_and_future_posts_are_checked_when_asked_for(run: Run, flawed: Site) -> None:
    flawed.post("third", date="2026-01-08", draft="true", description="'" + "word " * 50 + "'")
    assert "description-long" not in run("check", "--now", NOW).err
    assert "description-long" in run("check", "--now", NOW, "--drafts").err


def test_the_base_url_may_be_another(run: Run, site: Site) -> None:
    site.write(
        "templates/page.html",
        '{% extends "theme:page.html" %}{% block after %}<a href="/first/">F</a>{% endblock %}',
    )
    site.write("content/pages/about.md", "---\ntitle: About\ndescription: Us.\n---\n\n[First](/first/)\n")
    assert "dead-link" not in run("check", "--now", NOW).err
    assert (
        "outside of the site's own folder /repo/"
        in run("check", "--now", NOW, "--base-url", "https://u.example/repo/").err
    )


def test_two_outputs_cannot_both_be_printed(run: Run, site: Site) -> None:
    answer = run("check", "--json", "--sarif")
    assert answer.code == 2
    assert "name a file: --sarif check.sarif" in answer.err


def test_a_wrong_configuration_is_reported_to_machines_too(run: Run, site: Site) -> None:
    site.write("config.yaml", "title: Tests\n")
    answer = run("check", "--now", "2026-01-01T00:00Z", "--sarif")
    assert answer.code == 2


# -- SARIF ------------------------------------------------------------------------------------------------


def valid(log: dict[str, Any]) -> dict[str, Any]:
    """The log, held against the JSON Schema of SARIF 2.1.0."""
    schema = json.loads(path_of("sarif-schema").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(log)
    return log


def regions(log: dict[str, Any]) -> list[tuple[str, Any]]:
    places = [one["locations"][0]["physicalLocation"] for one in log["runs"][0]["results"]]
    return [(place["artifactLocation"]["uri"], place.get("region")) for place in places]


@requires("sarif-schema")
def test_sarif_is_valid_and_names_the_line(run: Run, flawed: Site) -> None:
    answer = run("check", "--now", NOW, "--sarif")
    log = valid(json.loads(answer.out))
    assert regions(log) == [("content/posts/second.md", {"startLine": 7, "startColumn": 5, "endColumn": 11})]
    assert log["runs"][0]["results"][0]["level"] == "warning"


@requires("sarif-schema")
def test_sarif_goes_to_a_file_beside_what_people_read(run: Run, flawed: Site) -> None:
    answer = run("check", "--now", NOW, "--sarif", "check.sarif")
    assert answer.out.endswith(" · 1 warning\n")
    assert regions(valid(json.loads((flawed.root / "check.sarif").read_text(encoding="utf-8"))))


def test_a_file_that_cannot_be_written_is_reported(run: Run, flawed: Site) -> None:
    answer = run("check", "--now", NOW, "--sarif", "none/check.sarif")
    assert answer.code == 2
    assert "none/check.sarif cannot be written" in answer.err


@requires("sarif-schema")
@pytest.mark.parametrize(
    ("one", "region"),
    [
        (error("dead-link", "a", "content/ä b.md", Place(3, 4, 5)), ("content/%C3%A4%20b.md", (3, 4, 9))),
        (warning("dead-link", "a", "a.md", Place(3)), ("a.md", (3, None, None))),
        (warning("dead-link", "a", "a.md"), ("a.md", None)),
        (warning("dead-link", "a"), (".", None)),
    ],
)
def test_a_place_in_sarif_says_what_is_known(one: Any, region: tuple[str, Any]) -> None:
    ((uri, found),) = regions(valid(sarif_log([one])))
    assert uri == region[0]
    parts = found and (found["startLine"], found.get("startColumn"), found.get("endColumn"))
    assert parts == region[1]


@requires("sarif-schema")
def test_sarif_of_nothing_is_a_run_without_results(tmp_path: Path) -> None:
    assert valid(sarif_log([]))["runs"][0]["results"] == []


# -- other hosts ------------------------------------------------------------------------------------------


def test_other_hosts_need_an_extra_that_is_named(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.cli.check.find_spec", lambda name: None)
    answer = run("check", "--now", NOW, "--external")
    assert answer.code == 2
    assert "pip install 'for-our-men-site-builder[check]'" in answer.err


def test_other_hosts_are_asked_by_the_real_clock_and_never_private_ones(
    run: Run, flawed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every name leads to this machine here, which is what must not be asked."""
    original = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *others, **options: original("127.0.0.1", 80))
    flawed.write(
        "content/posts/third.md",
        "---\ntitle: Third\ndate: 2026-01-08\ndescription: Links.\n---\n\n[Elsewhere](https://a.example/)\n",
    )
    answer = run("check", "--now", NOW, "--external")
    assert "content/posts/third.md:7:13: warning: https://a.example/ is on a private network" in answer.err
    assert " · 1 link to other hosts, 1 asked now · " in answer.out
    report = json.loads(run("check", "--now", NOW, "--external", "--json").out)
    assert report["external"] == {"addresses": 1, "asked": 0}
