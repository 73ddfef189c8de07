"""The reference pages name everything that there is, and nothing that there is not."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pytest

from site_builder.cli import parser
from site_builder.engine.preparing.settings import deploy_keys
from site_builder.model.codes import CODES
from site_builder.model.config import Config
from site_builder.stages.bodies.findings import _KINDS
from site_builder.stages.config.deploy_targets import COMMON
from site_builder.stages.config.keys import config_schema, read_config
from site_builder.stages.language.words import Words
from site_builder.stages.rendering.environment import build_environment
from site_builder.stages.rendering.filters import template_filters, template_functions
from site_builder.stages.rendering.render_settings import RenderSettings
from site_builder.stages.schema.fields import Fields
from site_builder.stages.source.front_matter import page_fields, post_fields, series_fields
from site_builder.stages.theme.templates import TemplateLookup, theme_folder
from tests.docs.pages import DOCS, Row, codes, headings, rows
from tests.requirements import REPOSITORY

REFERENCE = DOCS / "reference"


# ── Commands ──────────


def commands(found: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that can be run, by the words that one types."""
    nested = [one for one in found._actions if isinstance(one, argparse._SubParsersAction)]
    if not nested:
        yield name, found
    for action in nested:
        for word, below in action.choices.items():
            yield from commands(below, f"{name} {word}".strip())


COMMANDS = dict(commands(parser()))


def section_of(command: str) -> list[Row]:
    heading = f"`site-builder {command}`"
    return [row for row in rows(REFERENCE / "commands.md") if row.heading == heading]


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    named = [
        heading for heading in headings(REFERENCE / "commands.md") if heading.startswith("`site-builder ")
    ]
    assert sorted(named) == sorted(f"`site-builder {command}`" for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_in_its_section(command: str) -> None:
    there_are = set[str]()
    for action in COMMANDS[command]._actions:
        if action.help == argparse.SUPPRESS:
            continue
        there_are.update(action.option_strings or [str(action.metavar or action.dest)])
    told = {
        word for row in section_of(command) for code in codes(row.cells[0]) for word in _option_words(code)
    }
    assert told == there_are - {"-h", "--help"}


def _option_words(code: str) -> Iterator[str]:
    """`--now INSTANT` tells of `--now`; `TITLE` of itself."""
    yield code.split(" ", maxsplit=1)[0] if code.startswith("-") else code


# ── config.yaml ──────────


def keys_of(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key by its path; `menu[].url` is the url of an entry of menu."""
    for one in schema.get("anyOf", [schema]):
        for name, below in one.get("properties", {}).items():
            yield f"{path}{name}", below
            yield from keys_of(below, f"{path}{name}.")
        if isinstance(items := one.get("items"), dict):
            yield from keys_of(items, f"{path[:-1]}[].")


SETTINGS = dict(keys_of(config_schema()))


def test_every_setting_is_told_once() -> None:
    told = [key for row in rows(REFERENCE / "configuration.md") for key in codes(row.cells[0])]
    # A list right below support: is its organisations.
    assert sorted(told) == sorted(key for key in SETTINGS if not key.startswith("support[]"))


@pytest.mark.parametrize(
    "row", list(rows(REFERENCE / "configuration.md")), ids=lambda row: codes(row.cells[0])[0]
)
def test_a_settings_default_is_the_one_that_is_used(row: Row) -> None:
    told = row.cells[row.head.index("default")]
    for key in codes(row.cells[0]):
        default = SETTINGS[key].get("default")
        if told == "required":
            assert key.rpartition(".")[2] in _required(key), key
        elif default is not None:
            assert codes(told) == (_written(default),), key
        else:
            assert told in {"", "none", "ours", "on"} or codes(told), key


def _required(key: str) -> list[str]:
    parent = key.rpartition(".")[0]
    schema: dict[str, Any] = SETTINGS[parent.removesuffix("[]")] if parent else config_schema()
    one = schema.get("items") or schema
    return [name for form in one.get("anyOf", [one]) for name in form.get("required", [])]


def _written(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


# ── Deploy targets ──────────

KINDS_OF_TARGETS = {"Every target": COMMON, **{f"`{kind}`": fields for kind, fields in deploy_keys().items()}}


@pytest.mark.parametrize("heading", KINDS_OF_TARGETS)
def test_every_key_of_a_target_is_told_with_its_default(heading: str) -> None:
    told = {
        code: row.cells[row.head.index("default")]
        for row in rows(REFERENCE / "deploy-targets.md")
        if row.heading == heading
        for code in codes(row.cells[0])
    }
    told.pop("kind", None)
    fields = {field.name: field for field in KINDS_OF_TARGETS[heading]}
    assert told.keys() == fields.keys()
    for name, field in fields.items():
        assert (told[name] == "required") == field.required, name
        if field.default is not None:
            assert codes(told[name]) == (_written(field.default),), name


# ── Front matter ──────────

KINDS = {"post": post_fields(UTC), "page": page_fields(UTC), "series": series_fields(UTC)}


def usable(kind: str) -> dict[str, tuple[str, ...]]:
    """Names and aliases of the keys of one kind of file, except for those that are there to be refused."""
    return {field.name: field.aliases for field in KINDS[kind].fields if field.shape.schema() != {"not": {}}}


def front_matter_rows() -> list[Row]:
    return [row for row in rows(REFERENCE / "front-matter.md") if row.head[0] == "key"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_front_matter_is_told_with_its_aliases(kind: str) -> None:
    told = {
        key: codes(row.cells[1])
        for row in front_matter_rows()
        if kind in re.split(r", ", row.cells[2])
        for key in codes(row.cells[0])
    }
    assert told == usable(kind)


def test_every_key_within_a_key_is_reported() -> None:
    told = {
        code
        for row in rows(REFERENCE / "front-matter.md")
        if row.head[0] == "within"
        for code in codes(row.cells[0])
    }
    nested: set[str] = set()
    for fields in KINDS.values():
        schema = dict(_shapes(fields))
        nested |= {path for path, _ in keys_of({"properties": schema}) if "." in path}
    assert told == nested


def _shapes(fields: Fields) -> Iterator[tuple[str, dict[str, Any]]]:
    for field in fields.fields:
        yield field.name, field.shape.schema()


# ── Diagnostics ──────────


def test_every_code_is_explained_once() -> None:
    told = [code for row in rows(REFERENCE / "diagnostics.md") for code in codes(row.cells[0])]
    assert sorted(told) == sorted(CODES)


def severities_in_code() -> set[tuple[str, str]]:
    """Codes with the severity that they are raised with, wherever both are in the code as they are."""
    found = set[tuple[str, str]]()
    for path in (REPOSITORY / "site_builder").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id=("error" | "warning") as severity)
                    | ast.Attribute(attr=("error" | "warning") as severity),
                    args=[ast.Constant(value=str(code)), *_],
                ) if "-" in code:
                    found.add((code, severity))
    return found | {(kind.code or code, kind.severity.value) for code, kind in _KINDS.items()}


def test_a_codes_severity_is_the_one_that_it_is_raised_with() -> None:
    told = {
        (code, severity)
        for row in rows(REFERENCE / "diagnostics.md")
        for code in codes(row.cells[0])
        for severity in row.cells[1].split(", ")
    }
    raised = severities_in_code()
    assert len(raised) > len(CODES) // 2
    assert raised - told == set()


def test_what_a_code_means_is_said_in_whole_sentences() -> None:
    cells = [row.cells[2] for row in rows(REFERENCE / "diagnostics.md")]
    assert [cell for cell in cells if not re.search(r"[.:`)]\Z", cell) or len(cell) < 40] == []


# ── Templates ──────────


def told_under(heading: str) -> set[str]:
    """The names in the first column of the table below a heading, without what is done with them."""
    found = [row for row in rows(REFERENCE / "templates.md") if row.heading == heading]
    assert found, heading
    return {
        re.split(r"[(|]", code)[-1 if "|" in code else 0] for row in found for code in codes(row.cells[0])
    }


def test_every_template_of_the_theme_is_reported() -> None:
    lookup = TemplateLookup((theme_folder(),))
    assert told_under("The templates") == set(lookup.names())


def test_every_function_and_filter_is_reported() -> None:
    config = Config(title="T", base_url="https://t.example/")
    filters = template_filters(RenderSettings.of(config), lambda digest: ())
    functions = template_functions(Words("en"), {})
    assert told_under("Functions") == set(functions)
    assert {name.split("(")[0] for name in told_under("Filters")} == set(filters)
    assert set(build_environment(TemplateLookup(()), functions, filters, None).globals) >= set(functions)


def test_the_shortest_configuration_that_the_page_shows_is_enough() -> None:
    config, diagnostics = read_config(b"title: My blog\nbase_url: https://my-blog.example/\n")
    assert config is not None
    assert diagnostics == ()
