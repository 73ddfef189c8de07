"""The whole of `check`: what it changes, what it remembers, and what it leaves to a build.

Covers `inspection`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.store.cache import BuildCache
from site_builder.model.diagnostics import Severity
from site_builder.model.errors import ConfigInvalid
from tests.checks.finished.clean_site import CLEAN, CheckedSite, clean
from tests.driver import MEMORY, Options, post, tree

THIRD = "content/posts/third.md"
VAGUE = post("The third", "See [here](/about/).", "2026-01-08", description="What is left.")


def configured(checks: str) -> str:
    return str(CLEAN["config.yaml"]).rstrip(" ") + f"        checks: {checks}\n"


def test_nothing_is_changed_but_the_cache(tmp_path: Path) -> None:
    site = clean(tmp_path, {THIRD: VAGUE})
    before = tree(tmp_path)
    site.check()
    after = {path: data for path, data in tree(tmp_path).items() if not path.startswith(MEMORY)}
    assert after == before


def test_an_output_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    site = clean(tmp_path).build()
    before = site.tree()
    site.write(THIRD, VAGUE)
    site.check()
    assert site.tree() == before


def test_a_second_check_makes_nothing_and_says_the_same(tmp_path: Path) -> None:
    site = clean(tmp_path, {THIRD: VAGUE})
    first, second = site.check(), site.check()
    assert first.made == first.files
    assert (second.made, second.files) == (0, first.files)
    assert first.diagnostics == second.diagnostics != ()


def test_after_an_edit_only_pages_that_differ_are_made(tmp_path: Path) -> None:
    site = clean(tmp_path)
    site.check()
    site.edit("content/pages/about.md", "Who we are.", "See [here](/).")
    report = site.check()
    assert report.made == 1
    assert [one.code for one in report.diagnostics] == ["link-text-vague"]


def test_a_line_that_moves_is_found_where_it_is_now(tmp_path: Path) -> None:
    """The page is the same bytes, so it is not made again: places are looked up, not remembered."""
    site = clean(tmp_path, {THIRD: VAGUE})
    (before,) = site.check().diagnostics
    site.edit(THIRD, "title:", "# A comment.\ntitle:")
    report = site.check()
    assert report.made == 0
    assert report.diagnostics[0].place.line == before.place.line + 1


def test_a_build_and_a_check_use_what_the_other_has_parsed(tmp_path: Path) -> None:
    site = clean(tmp_path)
    site.check()
    site.build().assert_parsed(0)


def test_without_its_memory_a_check_says_the_same(tmp_path: Path) -> None:
    site = clean(tmp_path, {THIRD: VAGUE})
    first = site.check().diagnostics
    assert site.forget().check().diagnostics == first


def test_bodies_that_the_memory_has_lost_are_made_again(tmp_path: Path) -> None:
    site = clean(tmp_path, {THIRD: VAGUE})
    first = site.check().diagnostics
    cache, _ = BuildCache.open(tmp_path)
    cache._database.run("UPDATE bodies SET chunks = x'00'")
    cache._database.run("DELETE FROM facts")
    cache.commit()
    cache.close()
    assert site.check().diagnostics == first


def test_several_processes_find_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = clean(tmp_path, {THIRD: VAGUE})
    alone = site.check().diagnostics
    monkeypatch.setattr("site_builder.engine.checking.inspection._PARALLEL_FROM", 1)
    report = site.forget().check(Options(jobs=2))
    assert report.diagnostics == alone
    assert report.made == report.files


def test_drafts_have_errors_here_and_warnings_in_a_build(tmp_path: Path) -> None:
    site = clean(tmp_path, {THIRD: post("The third", "Words.", "2026-02-30", draft="true")})
    built = site.build().report.diagnostics
    report = site.check()
    assert [one.severity for one in built] == [Severity.WARNING]
    assert [one.severity for one in report.diagnostics] == [Severity.ERROR]
    assert report.is_complete
    assert report.files


def test_errors_in_what_is_published_leave_nothing_to_look_at(tmp_path: Path) -> None:
    report = clean(tmp_path, {THIRD: post("The third", "Words.", "2026-02-30")}).check()
    assert [one.code for one in report.diagnostics] == ["front-matter-date"]
    assert (report.is_complete, report.files) == (False, 0)


def test_what_a_build_says_of_a_line_is_not_said_again(tmp_path: Path) -> None:
    body = "See [a page](/gone/) and [that one](gone.md).\n\n![A cat](https://cats.example/1.png)"
    site = clean(tmp_path, {THIRD: post("The third", body, "2026-01-08", description="What is left.")})
    built = site.build().report.diagnostics
    assert len(built) == 3
    assert site.check().diagnostics == built


def test_a_template_that_fails_is_told_and_the_rest_looked_at(tmp_path: Path) -> None:
    site = clean(tmp_path, {"templates/page.html": "{{ page.nothing }}\n", THIRD: VAGUE})
    report = site.check()
    assert [one.code for one in report.diagnostics] == ["link-text-vague", "template-undefined"]
    assert not report.is_complete


def test_a_check_is_switched_off_or_made_an_error_in_the_configuration(tmp_path: Path) -> None:
    for severity, expected in (("off", []), ("error", [f"{THIRD}:7: error link-text-vague"])):
        site = clean(
            tmp_path / severity, {THIRD: VAGUE, "config.yaml": configured(f"{{link-text-vague: {severity}}}")}
        )
        assert site.found() == expected


def test_an_unknown_check_in_the_configuration_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        clean(tmp_path, {"config.yaml": configured("{link-text-vage: off}")}).check()
    (one,) = caught.value.diagnostics
    assert (one.code, one.hint) == ("config-unknown-key", "did you mean link-text-vague?")


def test_severities_leave_the_memory_and_every_page_as_they_are(tmp_path: Path) -> None:
    site = clean(tmp_path, {THIRD: VAGUE})
    site.check()
    site.write("config.yaml", configured("{link-text-vague: error}"))
    assert site.check().made == 0


def test_a_page_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    site = CheckedSite(CLEAN, tmp_path)
    site.check()
    files = site.check().files
    site.delete("content/pages/about.md").edit("config.yaml", "url: /about/", "url: /archive/")
    assert site.check().files < files
    assert site.found() == []


def test_what_is_remembered_does_not_decide_which_place_is_named(tmp_path: Path) -> None:
    """Only one place of a flaw is named where it is put together; a cold check names the same."""
    dress = "Seen, WORD.\n\n<style>\nb { background: url(/gone.png) }\n</style>\n"
    files = {
        f"content/posts/{name}.md": post(
            f"Post {name}", dress.replace("WORD", name), "2026-01-08", description=f"What {name} says."
        )
        for name in ("one", "two")
    }
    site = clean(tmp_path / "warm", files)
    site.check()
    for name in ("one", "two"):
        site.edit(f"content/posts/{name}.md", "Seen", "Looked at")
        warm = [(one.path, one.message) for one in site.check().diagnostics if one.code == "dead-link"]
        cold = clean(tmp_path / f"cold-{name}", {path: site.source(path) for path in files}).check()
        assert warm
        assert warm == [(one.path, one.message) for one in cold.diagnostics if one.code == "dead-link"]
