"""ARCHITECTURE.md names only tests, folders and modules that exist, and all folders and modules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.docs.pages import codes, prose
from tests.requirements import REPOSITORY

PAGE = REPOSITORY / "ARCHITECTURE.md"
PACKAGE = REPOSITORY / "site_builder"


def sections() -> dict[str, str]:
    """The text below each heading of the second and third level."""
    found: dict[str, str] = {}
    heading = ""
    for _, line in prose(PAGE):
        if line.startswith("##"):
            heading = line.lstrip("# ")
        found[heading] = found.get(heading, "") + line + "\n"
    return found


def names_of_tests() -> set[str]:
    """Names of all test functions."""
    return {
        node.name
        for path in (REPOSITORY / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_is_named_exists() -> None:
    named = {code for text in sections().values() for code in codes(text) if code.startswith("test_")}
    assert named - names_of_tests() == set()


def test_every_invariant_is_held_by_a_test() -> None:
    invariants = [one for one in sections()["Invariants"].split("\n\n") if one.startswith("**")]
    assert len(invariants) >= 9
    assert [one for one in invariants if not re.search(r"^Held by `test_", one, re.M)] == []


COMMANDS = {"list", "serve"}
"""Words of the map in code's letters that are no modules."""

FOLDERS = sorted(path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE)


def text_about(folder: Path) -> str:
    """What the map says of one folder: its bullet, or its section without the bullets of inner folders."""
    path = folder.relative_to(PACKAGE).as_posix() + "/"
    lines = sections()[f"`{path.partition('/')[0]}/`"].splitlines()
    if folder.parent == PACKAGE:
        return "\n".join(line for line in lines if not line.startswith(f"- `{path}"))
    (text,) = (line for line in lines if line.startswith(f"- `{path}`"))
    return text


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(PACKAGE).as_posix())
def test_the_map_names_the_modules_of_each_folder_and_no_others(folder: Path) -> None:
    named = {code for code in codes(text_about(folder)) if re.fullmatch(r"[a-z_0-9]+", code)}
    modules = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    assert named - (COMMANDS - modules) == modules


def test_every_room_is_one_that_there_is() -> None:
    rooms = {code.rstrip("/") for heading in sections() for code in codes(heading)}
    assert {room for room in rooms if not (PACKAGE / room).is_dir()} == set()
    assert {folder.name for folder in FOLDERS if folder.parent == PACKAGE} - rooms == set()


def test_every_file_that_a_change_begins_with_is_there() -> None:
    named = {code for code in codes(sections()["Where to begin"]) if "/" in code or code.endswith(".md")}
    assert len(named) > 20
    assert {name for name in named if not (REPOSITORY / name).exists()} == set()
