"""What is wrong is said in one of a few types, and each common problem is written in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import site_builder

PACKAGE = Path(site_builder.__file__).parent

TYPES = {
    "Diagnostic": "a problem with its place",
    "InvalidValue": "what is wrong with a text that has no place yet",
    "Finding": "what is wrong in HTML, before its place in the source is known",
    "Misuse": "an exception in a template",
    "Damaged": "an exception in an image's bytes",
}


def sources() -> Iterator[tuple[str, str]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file.relative_to(PACKAGE).as_posix(), file.read_text(encoding="utf-8")


def test_a_problem_has_a_message_and_a_hint_in_these_types_only() -> None:
    """A class with fields for both is one more type for what is wrong."""
    found = set()
    for path, text in sources():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and path != "model/errors.py":
                names = {
                    part.target.id
                    for part in node.body
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
                }
                if {"message", "hint"} <= names:
                    found.add(node.name)
    public = {name for name in found if not name.startswith("_")}  # rows of tables are private
    assert public <= TYPES.keys(), "say it in one of those that are there"


def test_cannot_be_read_is_written_once() -> None:
    """In diagnostics: an importer's report and a usage error are no diagnostics."""
    written = [path for path, text in sources() if 'f"cannot be read: ' in text and "importers" not in path]
    assert written == ["model/diagnostics.py"]


def test_what_may_have_been_meant_is_found_in_one_place() -> None:
    assert [path for path, text in sources() if "difflib" in text] == []
    assert [path for path, text in sources() if "from rapidfuzz import" in text] == [
        "stages/text/suggestions.py"
    ]
