"""What the browser is given of the site's problems."""

from __future__ import annotations

from pathlib import Path

from site_builder.model.diagnostics import Diagnostic, Place, error, warning
from site_builder.preview.http.overlay import described


def many(number: int) -> list[Diagnostic]:
    return [
        warning("front-matter-unknown-key", "there is no key 'x'", f"content/posts/{one:03}.md", Place(3, 1))
        for one in range(number)
    ]


def test_repeated_problems_are_grouped_and_still_counted(tmp_path: Path) -> None:
    found = described(many(143), tmp_path)
    assert [one.get("where") for one in found[:3]] == [f"content/posts/{one:03}.md:3:1" for one in range(3)]
    assert (len(found), found[3]["message"], found[3]["count"]) == (4, "and 140 more", 140)


def test_errors_come_first_and_every_file_is_named(tmp_path: Path) -> None:
    errors = [error("front-matter-date", f"is not a date: {one}", f"e{one:02}.md") for one in range(30)]
    found = described([*many(2), *errors], tmp_path)
    assert [one["severity"] for one in found] == [*["error"] * 4, *["warning"] * 2]
    text = "".join(one.get("where", "") + one["message"] for one in found)
    assert all(f"e{one:02}.md" in text for one in range(30))
    assert sum(one.get("count", 1) for one in found) == 32
