"""The command; what it records is tested where it is made."""

from __future__ import annotations

from tests.cli.conftest import NOW, Run, Site


def test_what_was_done_is_said_in_one_line(run: Run, site: Site) -> None:
    assert run("record", "--now", NOW) == (0, "1 post in content/.published.jsonl · 1 new\n", "")
    answer = run("record", "--now", NOW)
    assert answer == (0, "1 post in content/.published.jsonl · nothing has changed\n", "")
    assert run("record", "--now", NOW, "-q") == (0, "", "")


def test_what_is_left_as_it_was_is_listed_and_makes_the_exit_code_1(run: Run, site: Site) -> None:
    run("record", "--now", NOW)
    (site.root / "content/posts/first.md").unlink()
    answer = run("record", "--now", NOW)
    assert answer.code == 1
    assert "[post-vanished]" in answer.err
    assert "1 warning: what was recorded of these posts is kept" in answer.err
    answer = run("record", "--now", NOW, "--accept")
    assert answer == (0, "0 posts in content/.published.jsonl · 1 taken out\n", "")


def test_a_site_with_errors_is_not_recorded(run: Run, site: Site) -> None:
    site.write("content/posts/broken.md", "---\ntitle: [\n---\n")
    answer = run("record", "--now", NOW)
    assert answer.code == 1
    assert "[yaml-syntax]" in answer.err
    assert not (site.root / "content/.published.jsonl").exists()
