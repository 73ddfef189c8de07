"""A cache may come from anywhere: a downloaded site, a CI job of a stranger's branch. It can run no code."""

from __future__ import annotations

import hashlib
import marshal
import os
import sqlite3
from pathlib import Path

import msgspec
import pytest

from site_builder.engine.preparing.settings import Settings, read_settings
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.database import checksum
from site_builder.model.config import Config, MarkdownSettings, Paths
from site_builder.stages.rendering.bytecode import BytecodeFolder
from tests.driver import COMPILED, MEMORY, Project, post
from tests.engine.conftest import MakeProject
from tests.engine.showcase import SHOWCASE

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX links and rights")


def forge(project: Project, change: object) -> int:
    """Put a value in the place of every one that is derived, with a checksum that is right; how many."""
    store = sqlite3.connect(project.root / MEMORY / "memory.sqlite")
    with store:
        rows = store.execute("SELECT key, value FROM derived").fetchall()
        forged = 0
        for key, value in rows:
            new = change(bytes(key), bytes(value))  # type: ignore[operator]
            if new is not None:
                row = (new, checksum(key, new), key)
                store.execute("UPDATE derived SET value = ?, checksum = ? WHERE key = ?", row)
                forged += 1
    store.close()
    return forged


def test_code_in_the_caches_folder_is_never_run(showcase: Project, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    code = compile(f"open({str(victim)!r}, 'w').close()", "post.html", "exec")
    names = {path.name for path in COMPILED.iterdir() if not path.suffix}
    assert len(names) > 10
    for folder in (MEMORY + "/templates", MEMORY):
        for name in names:
            checked, _ = marshal.loads((COMPILED / name).read_bytes()[16:])
            payload = marshal.dumps((checked, code))
            digest = hashlib.blake2b(payload, digest_size=16).digest()
            showcase.write(f"{folder}/{name}", digest + payload)
    showcase.edit("content/posts/alpha.md", "And on.", "And off.").build().assert_built("/alpha/")
    assert not victim.exists()


@POSIX
@pytest.mark.parametrize("target", ["file", "folder", "link"])
def test_compiled_templates_that_others_could_have_written_are_not_read(tmp_path: Path, target: str) -> None:
    import jinja2

    def compiled() -> bool:
        loader = jinja2.DictLoader({"a": "This is a."})
        cache = BytecodeFolder(tmp_path / "compiled")
        environment = jinja2.Environment(loader=loader, bytecode_cache=cache, autoescape=True)
        bucket = cache.get_bucket(environment, "a", None, "This is a.")
        if bucket.code is None:
            environment.get_template("a")
        return bucket.code is None

    assert compiled()
    assert not compiled()
    (file,) = (tmp_path / "compiled").iterdir()
    match target:
        case "file":
            file.chmod(0o666)
        case "folder":
            (tmp_path / "compiled").chmod(0o777)
        case _:
            file.rename(tmp_path / "apart")
            file.symlink_to(tmp_path / "apart")
    assert compiled()


@pytest.mark.parametrize(
    "config",
    [
        Config("T", "https://t.example/", paths=Paths(output="../victim")),
        Config("T", "https://t.example/", paths=Paths(content="/etc")),
        Config("T", "https://t.example/", paths=Paths(output=".git/hooks")),
        Config("T", "https://t.example/", paths=Paths(links=("/",))),
        Config("T", "https://t.example/", markdown=MarkdownSettings(extensions=("subprocess:Popen",))),
    ],
)
def test_a_forged_configuration_loads_no_code_and_names_no_folder_outside(
    showcase: Project, config: Config
) -> None:
    forged = msgspec.msgpack.encode(Settings(config, (), config.identity))
    assert forge(showcase, lambda key, _: forged if key.startswith(b"config") else None) == 1
    cache, _ = BuildCache.open(showcase.root)
    read = read_settings(showcase.root / "config.yaml", cache, showcase.request().overrides)
    cache.close()
    assert read.config.title == "Tests"
    assert (read.config.paths, read.config.markdown) == (Paths(), MarkdownSettings())


@pytest.mark.parametrize("value", [b"", b"\xff", b"\x80", msgspec.msgpack.encode({"is": "image"})])
def test_values_that_make_no_sense_are_made_again(showcase: Project, value: bytes) -> None:
    before = showcase.tree()
    assert forge(showcase, lambda key, _: value if not key.startswith(b"owner") else None) > 5
    assert showcase.build().tree() == before


@pytest.mark.parametrize("url", ["/../../victim/", "/.git/hooks/post-checkout", "/C:/victim/"])
def test_a_forged_address_writes_nothing_outside_of_the_output(
    project: MakeProject, tmp_path: Path, url: str
) -> None:
    made = project({"content/posts/a.md": post("A", permalink="/harmless/")}).build()
    store = sqlite3.connect(made.root / MEMORY / "memory.sqlite")
    with store:
        for path, digest, head in store.execute("SELECT path, digest, head FROM documents").fetchall():
            new = bytes(head).replace(b"/harmless/", url.encode())
            assert new != head
            row = (new, checksum(path, digest, new), path)
            store.execute("UPDATE documents SET head = ?, checksum = ? WHERE path = ?", row)
    store.close()
    assert [one.code for one in made.failure()] == ["output-name"]
    assert not (tmp_path / "victim").exists()


@POSIX
@pytest.mark.parametrize("name", ["stamp", "lock", ".gitignore", "memory.sqlite", "memory.sqlite-journal"])
def test_a_link_in_the_cache_changes_nothing_elsewhere(
    project: MakeProject, tmp_path: Path, name: str
) -> None:
    made = project(SHOWCASE)
    victim = tmp_path / "victim"
    store = sqlite3.connect(victim)
    store.execute("CREATE TABLE precious (x)")
    store.close()
    before = victim.read_bytes()
    (made.root / MEMORY / name).unlink(missing_ok=True)
    (made.root / MEMORY / name).symlink_to(victim)
    made.build().build()
    assert victim.read_bytes() == before
    (made.root / MEMORY / name).unlink()
    (made.root / MEMORY / name).symlink_to(tmp_path / "new")
    made.build()
    assert not (tmp_path / "new").exists()


@POSIX
def test_a_cache_that_is_a_link_itself_is_not_written_to(project: MakeProject, tmp_path: Path) -> None:
    made = project(SHOWCASE).forget()
    (tmp_path / "elsewhere").mkdir()
    (made.root / MEMORY).symlink_to(tmp_path / "elsewhere")
    made.build()
    assert [one.code for one in made.report.diagnostics] == ["cache-unusable"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


@POSIX
@pytest.mark.parametrize("name", ["lock", "stamp", "memory.sqlite", "config.yaml"])
def test_a_pipe_does_not_hang_a_build(project: MakeProject, name: str) -> None:
    from site_builder.model.errors import UsageError

    made = project(SHOWCASE)
    file = made.root / (name if name == "config.yaml" else f"{MEMORY}/{name}")
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    if name == "config.yaml":
        with pytest.raises(UsageError, match="is not a file"):
            made.build()
    else:
        made.build().assert_built("/alpha/")
