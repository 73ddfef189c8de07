from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from site_builder.engine.output import compressed_copies
from site_builder.model.errors import OutputRefused
from tests.driver import CONFIG, Project, post
from tests.engine.conftest import MakeProject

FILES: dict[str, str | bytes] = {
    "config.yaml": f"{CONFIG}hosts: [gitlab]\n",
    "content/posts/a.md": post("A", "Some words. " * 50),
    "content/posts/b.md": post("B", "Other words. " * 50),
    "content/static/data.bin": b"\0" * 2_000,
    "content/static/note.txt": "short",
}


def copies(project: Project) -> dict[str, bytes]:
    return {path: data for path, data in project.tree().items() if data and path.endswith((".br", ".gz"))}


def test_every_text_has_a_copy_of_each_kind_with_its_very_bytes(project: MakeProject) -> None:
    one = project(FILES).build()
    found, files = copies(one), one.tree()
    assert {"index.html.br", "a/index.html.gz", "feed.xml.br", "feed.json.gz"} <= found.keys()
    for path, data in found.items():
        plain = gzip.decompress(data) if path.endswith(".gz") else brotli.decompress(data)
        assert plain == files[path[:-3]], path
        assert len(data) < len(plain), path
    assert not {path for path in found if path.startswith(("data.bin", "note.txt"))}


def test_an_edit_compresses_what_has_changed_and_nothing_else(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = project(FILES).build()
    one.build().assert_idle()
    made: list[str] = []
    plain = compressed_copies._COMPRESS

    def counted(path: str, data: bytes) -> bytes:
        made.append(path)
        return plain[".gz"](path, data)

    monkeypatch.setattr(compressed_copies, "_COMPRESS", {".gz": counted, ".br": plain[".br"]})
    one.edit("content/posts/a.md", "title: A", "title: A\ndescription: New.").build()
    changed = {path for path in one.report.written if not path.endswith((".br", ".gz"))}
    assert made
    assert set(made) == {path for path in changed if path + ".gz" in one.tree()}


def test_edits_end_where_a_clean_build_does(project: MakeProject, tmp_path: Path) -> None:
    one = project(FILES).build()
    one.write("content/posts/a.md", post("A", "Fewer.")).delete("content/posts/b.md").build()
    one.assert_same_as_clean(tmp_path / "clean")
    one.assert_absent("b/index.html.gz", "b/index.html.br")
    one.write("config.yaml", CONFIG).build()
    assert copies(one) == {}


@pytest.mark.parametrize("damage", [b"", b"other bytes"])
def test_a_copy_that_was_damaged_is_made_again(damage: bytes, project: MakeProject) -> None:
    one = project(FILES).build()
    before = one.tree()
    (one.output / "index.html.gz").write_bytes(damage)
    (one.output / "feed.xml.br").unlink()
    one.build()
    assert one.tree() == before


def test_several_threads_make_the_same_bytes(project: MakeProject) -> None:
    one = project(FILES).build()
    before = one.tree()
    one.forget()
    for path in copies(one):
        (one.output / path).unlink()
    assert one.build(jobs=2).tree() == before


def test_files_of_the_writers_own_come_first_and_strangers_stay(project: MakeProject) -> None:
    one = project({**FILES, "content/static/index.html.gz": b"mine"}).build()
    assert one.tree()["index.html.gz"] == b"mine"
    two = one.delete("content/static/index.html.gz").write("config.yaml", CONFIG).build()
    (two.output / "index.html.gz").write_bytes(b"a stranger's")
    two.write("config.yaml", f"{CONFIG}hosts: [gitlab]\n")
    with pytest.raises(OutputRefused, match=r"index\.html\.gz is in the way"):
        two.build()
    assert two.tree()["index.html.gz"] == b"a stranger's"


def test_without_brotli_there_is_gzip_and_a_word(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressed_copies, "find_spec", lambda name: None)
    one = project(FILES).build()
    assert {path[-3:] for path in copies(one)} == {".gz"}
    (problem,) = one.report.diagnostics
    assert (problem.code, problem.hint) == ("brotli-unavailable", "install it with: pip install brotli")
    assert "GitLab Pages" in problem.message
    one.write("config.yaml", f"{CONFIG}hosts: [netlify]\n").build()
    assert one.report.diagnostics == ()
