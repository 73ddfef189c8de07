"""Covers `user_cache`: compiled templates on disk."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from site_builder.stages.rendering import bytecode, user_cache
from site_builder.stages.rendering.bytecode import BytecodeFolder


def render(folder: Path, name: str) -> str:
    loader = jinja2.DictLoader({name: f"This is {name}."})
    environment = jinja2.Environment(loader=loader, bytecode_cache=BytecodeFolder(folder), autoescape=True)
    return environment.get_template(name).render()


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render(tmp_path, "a") == "This is a."
    monkeypatch.delattr(jinja2.Environment, "compile")
    assert render(tmp_path, "a") == "This is a."


@pytest.mark.parametrize("damage", [b"", b"x", bytes(100)])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: bytes) -> None:
    render(tmp_path, "a")
    (kept,) = tmp_path.iterdir()
    good = kept.read_bytes()
    kept.write_bytes(damage)
    assert render(tmp_path, "a") == "This is a."
    assert kept.read_bytes() == good


def test_names_that_come_and_go_do_not_fill_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_cache, "_MOST", 5)
    most = 0
    for number in range(23):
        assert render(tmp_path, f"t{number}") == f"This is t{number}."
        most = max(most, len(list(tmp_path.iterdir())))
    assert most == 5


def test_another_version_of_the_program_compiles_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How a filter is called is compiled in: code of a version that called it otherwise would fail."""
    render(tmp_path, "a")
    monkeypatch.setattr(bytecode, "_room_digest", lambda: "another")
    render(tmp_path, "a")
    assert len(list(tmp_path.iterdir())) == 2
