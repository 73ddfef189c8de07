"""Messages name the content folder as config.yaml calls it."""

from __future__ import annotations

from pathlib import Path

from tests.driver import CONFIG, Project, post, series


def test_no_message_names_a_folder_that_is_not_there(tmp_path: Path) -> None:
    files = {
        "config.yaml": CONFIG + "paths: {content: texts}\n",
        "texts/posts/a.md": post(
            "A", "[a](nope.md) [b](b.md#x) [c](/assets/c.png) [d](../../d.md) ![e](e.png) [f](draft.md)"
        ),
        "texts/posts/b.md": post("B"),
        "texts/posts/draft.md": post("Draft", draft="true"),
        "texts/posts/c.markdown": post("C"),
        "texts/comments/c.txt": "",
        "texts/notes.md": "Notes.",
        "texts/series/s.md": series("S", parts=1),
        "texts/posts/alone.md": post("Alone", series_part=1),
    }
    site = Project(files, tmp_path / "site").build()
    found = site.report.diagnostics
    assert len(found) >= 9
    assert [one for one in found if "content/" in one.message + one.hint] == []
    assert {"texts/posts/nope.md", "texts/static/assets/c.png"} <= {
        word for one in found for word in f"{one.message} {one.hint}".replace(",", "").split()
    }
    site.write("texts/posts/e.md", post("E", series="none")).write("texts/posts/g.md", post("G", id="1"))
    site.write("texts/posts/h.md", post("H", id="1")).write("texts/posts/i.md", post("I", series="s"))
    errors = [one for one in site.failure() if one.severity == "error"]
    assert {one.code for one in errors} >= {"duplicate-id", "series-part-missing"}
    assert [one for one in errors if "content/" in one.message + one.hint] == []
