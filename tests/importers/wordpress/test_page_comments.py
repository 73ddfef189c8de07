from __future__ import annotations

from pathlib import Path

from site_builder.cli import main
from tests.importers.export import MAIL, bring, comment, export, item, report


def test_the_comments_of_a_page_are_the_last_section_of_its_text(tmp_path: Path) -> None:
    talk = [
        comment(1, f"First *one*, {MAIL}\n\nAnd <script>canary</script>more."),
        comment(2, "<h2>Reply</h2><pre>a\nb</pre>", parent=1),
        comment(3, "canary", approved="0"),
        comment(4, "Last."),
    ]
    page = item("About", "Me.", kind="page", slug="about", extra="".join(talk))
    root = bring(tmp_path, export([page]))
    text = (root / "content/pages/about.md").read_text(encoding="utf-8").partition("\n---\n")[2]
    assert text.strip().startswith("Me.\n\n## Comments\n\n**Visitor 1**, 1 April 2020\n\n> First \\*one\\*")
    assert "\n> **Visitor 2**, 1 April 2020\n>\n> > Reply" in text
    assert "> > a\n> > b" in text
    assert text.rstrip().endswith("**Visitor 4**, 1 April 2020\n\n> Last.")
    assert "canary" not in text
    assert MAIL not in text
    assert main(["build", "-c", str(root), "--strict", "-q"]) == 0
    assert "| comments imported | 3 |" in report(root)


def test_comments_in_a_circle_come_once_each(tmp_path: Path) -> None:
    talk = [comment(1, "one", parent=2), comment(2, "two", parent=1), comment(3, "three", parent=3)]
    root = bring(tmp_path, export([item(kind="page", slug="about", extra="".join(talk))]))
    text = (root / "content/pages/about.md").read_text(encoding="utf-8")
    assert [text.count(word) for word in ("one", "two", "three")] == [1, 1, 1]
