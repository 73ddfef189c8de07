from __future__ import annotations

from pathlib import Path

from site_builder.checks.redirect_rules import check
from site_builder.model.diagnostics import Place
from tests.checks.small_sites import site_of
from tests.driver import Project, post
from tests.stages.assemble.heads import post as post_head


def test_old_urls_that_hosts_read_as_patterns_are_left_out_and_reported(tmp_path: Path) -> None:
    aliases = "['/wiki/Help:Contents/', '/10:30/', '/a%20b/', '/100%25/']"
    made = Project({"content/posts/a.md": post("A", aliases=aliases)}, tmp_path).build()
    table = (made.output / "_redirects").read_text()
    assert sorted(table.splitlines()) == ["/100%25/ /a/ 301", "/10:30/ /a/ 301", "/a%20b/ /a/ 301"]
    assert [one.place.line for one in made.report.diagnostics if one.code == "redirect-rule"] == [4]
    made.assert_built("/wiki/Help:Contents/")


def test_a_target_has_no_pattern(tmp_path: Path) -> None:
    text = post("A", aliases="[/old/]", permalink="'/talk:b/'")
    made = Project({"content/posts/a.md": text}, tmp_path).build()
    assert (made.output / "_redirects").read_text() == "/old/ /talk%3Ab/ 301\n"


def test_a_number_sign_is_refused_as_itself_and_kept_as_an_escape(tmp_path: Path) -> None:
    raw = Project({"content/posts/a.md": post("A", aliases="['/c#/']")}, tmp_path / "raw")
    (problem,) = raw.failure()
    assert (problem.code, problem.place.line) == ("front-matter-path", 4)
    escaped = post("A", aliases="['/c%23/']", permalink="'/c-sharp%23/'")
    made = Project({"content/posts/a.md": escaped}, tmp_path / "escaped").build()
    assert (made.output / "_redirects").read_text() == "/c%23/ /c-sharp%23/ 301\n"
    assert made.report.diagnostics == ()


def test_more_rules_than_a_host_takes_are_one_warning_with_number_and_limit() -> None:
    heads = [post_head(f"p{n}", aliases=tuple(f"/old/{n}-{m:03}/" for m in range(1, 1001))) for n in (1, 2)]
    assert list(check(site_of("", heads=heads))) == []
    one_more = post_head("q", aliases=("/old/9/",), places={"aliases.0": Place(4, 10)})
    (problem,) = check(site_of("", heads=[*heads, one_more]))
    assert (problem.code, problem.path, problem.place) == ("redirect-rule", one_more.path, Place(4, 10))
    assert "2,001 rules" in problem.message
    assert "accepts 2,000" in problem.message


def test_a_rule_longer_than_a_host_takes_is_told_with_number_and_limit() -> None:
    at_most = 1_000 - len(" /p/ 301")
    fits, longer = ("/" + "x" * (length - 2) + "/" for length in (at_most, at_most + 1))
    assert list(check(site_of("", heads=[post_head("p", permalink="/p/", aliases=(fits,))]))) == []
    (problem,) = check(site_of("", heads=[post_head("p", permalink="/p/", aliases=(longer,))]))
    assert problem.code == "redirect-rule"
    assert "1,001 characters" in problem.message
    assert "accepts 1,000" in problem.message
