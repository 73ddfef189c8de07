from __future__ import annotations

from pathlib import Path

from tests.driver import Project, post


def test_old_urls_that_hosts_read_as_patterns_are_left_out_and_told(tmp_path: Path) -> None:
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
