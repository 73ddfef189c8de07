"""Nothing that another program has made is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.store import code_digests
from tests.driver import Project


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of one module."""
    (tmp_path / "package/stages").mkdir(parents=True)
    (tmp_path / "package/stages/parse.py").write_text("pass\n")
    monkeypatch.setattr(code_digests, "_PACKAGE", tmp_path / "package")
    return tmp_path / "package"


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("stages/parse.py", True),
        ("stages/more.py", True),
        ("languages/de.yaml", True),
        ("new/__init__.py", True),
        ("stages/__pycache__/parse.cpython-311.pyc", False),
        ("stages/parse.pyc", False),
        ("theme/post.html", False),
        ("fastmarkdown/README.md", False),
        (".mypy_cache/3.11/cache.json", False),
        ("stages/.parse.py.swp", False),
    ],
)
def test_the_programs_own_code_is_part_of_its_version(package: Path, path: str, matters: bool) -> None:
    before = code_digests.code_digest.__wrapped__()
    (package / path).parent.mkdir(parents=True, exist_ok=True)
    (package / path).write_text("changed\n")
    assert (code_digests.code_digest.__wrapped__() != before) is matters


def test_the_same_code_elsewhere_is_the_same_version(package: Path, tmp_path: Path) -> None:
    before = code_digests.code_digest.__wrapped__()
    code_digests._PACKAGE = package.rename(tmp_path / "elsewhere")
    assert code_digests.code_digest.__wrapped__() == before


def test_versions_are_those_that_are_installed() -> None:
    from importlib.metadata import version

    installed = code_digests.installed_versions()
    for name in {*code_digests._PARSING, *code_digests._RENDERING}:
        assert installed[name] == version(name)


def test_what_is_first_on_the_path_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, version in (("first", "2.0"), ("second", "1.0")):
        (tmp_path / folder / f"Some_Thing.else-{version}.dist-info").mkdir(parents=True)
    (tmp_path / "second/other-3.dist-info").mkdir()
    folders = [str(tmp_path / name) for name in ("first", "missing", "second")]
    monkeypatch.setattr("sys.path", folders)
    assert code_digests.installed_versions.__wrapped__() == {"some-thing-else": "2.0", "other": "3"}


@pytest.mark.parametrize(
    ("library", "parses", "renders"),
    [("markdown", True, False), ("nh3", True, False), ("jinja2", False, True), ("tzdata", True, True)],
)
def test_an_upgrade_makes_again_what_the_library_made(
    showcase: Project, monkeypatch: pytest.MonkeyPatch, library: str, parses: bool, renders: bool
) -> None:
    newer = {**code_digests.installed_versions(), library: "99"}
    monkeypatch.setattr(code_digests, "installed_versions", lambda: newer)
    for module in ("engine.preparing.documents", "engine.preparing.settings"):
        monkeypatch.setattr(
            f"site_builder.{module}.parser_code_digest", code_digests.parser_code_digest.__wrapped__
        )
    for module in ("engine.staleness.fingerprints", "engine.preparing.theme"):
        monkeypatch.setattr(
            f"site_builder.{module}.renderer_code_digest", code_digests.renderer_code_digest.__wrapped__
        )
    showcase.build().assert_parsed(11 if parses else 0).assert_written(())
    assert bool(showcase.report.rendered) is renders
