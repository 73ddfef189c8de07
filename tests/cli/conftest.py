"""A small site to run commands in, and a way to run them as a user would."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.cli import main

NOW = "2026-03-01T12:00"


class Outcome(NamedTuple):
    """What a command answered: its exit code, and what it printed where."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


class Site:
    """A site's folder. Texts are dedented."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return file

    def post(self, name: str, **values: object) -> Path:
        lines = "".join(f"{key}: {value}\n" for key, value in {"title": name, **values}.items())
        return self.write(f"content/posts/{name}.md", f"---\n{lines}---\n\nSome words.\n")

    def series(self, name: str, **values: object) -> Path:
        lines = "".join(f"{key}: {value}\n" for key, value in {"title": name, **values}.items())
        return self.write(f"content/series/{name}.md", f"---\n{lines}---\n")

    def files(self, folder: str = ".") -> set[str]:
        """Everything that is not a folder."""
        top = self.root / folder
        return {path.relative_to(top).as_posix() for path in top.rglob("*") if not path.is_dir()}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command here; `--help` and `--version` leave by SystemExit, which counts as an answer."""
    monkeypatch.setenv("COLUMNS", "80")

    def command(*arguments: str) -> Outcome:
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as leaving:
            code = int(str(leaving.code))
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return command


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site with one published post; the command line is in its folder."""
    made = Site(tmp_path / "site")
    made.write(
        "config.yaml",
        """
        title: Tests
        base_url: https://tests.example/
        timezone: Europe/London
        """,
    )
    made.post("first", date="2026-01-06", description="A first post.")
    monkeypatch.chdir(made.root)
    return made
