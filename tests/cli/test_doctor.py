"""Covers `engine/health`, `engine/store/condition`."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import markdown
import pytest

from site_builder.engine import health
from tests.cli.conftest import NOW, Run, Site


def found(run: Run, *arguments: str, code: int = 0) -> dict[str, dict[str, Any]]:
    """The findings by subject."""
    answer = run("doctor", "--json", *arguments)
    assert answer.code == code
    return {one["subject"]: one for one in json.loads(answer.out)["findings"]}


def test_a_site_in_order_is_said_to_be(run: Run, site: Site) -> None:
    run("build", "--now", NOW)
    before = site.files()
    findings = found(run)
    assert {one["state"] for subject, one in findings.items() if subject != "search"} == {"fine"}
    assert findings["converter"]["text"].startswith("accelerated, all ")
    assert f"markdown {markdown.__version__}" in findings["libraries"]["text"]
    assert "knows 1 texts and 1 output folder" in findings["cache"]["text"]
    assert "files made by builds" in findings["output"]["text"]
    assert site.files() == before


def test_nothing_is_made_for_looking(run: Run, site: Site) -> None:
    before = site.files()
    findings = found(run)
    assert "does not exist yet" in findings["output"]["text"]
    assert findings["cache"]["text"] == "none yet; a build creates it"
    assert site.files() == before


def test_it_reads_well_and_quietly_says_problems_only(run: Run, site: Site) -> None:
    answer = run("doctor")
    assert answer.err == ""
    lines = answer.out.splitlines()
    assert lines[0] == f"site-builder 0.1.0, {site.root / 'config.yaml'}"
    assert [line.split()[0] for line in lines[1:3]] == ["python", "system"]
    assert "block processors" not in answer.out
    assert "blockprocessors/paragraph" in run("doctor", "--verbose").out
    assert run("doctor", "--quiet").out == ""
    site.write("output/theirs.html", "x")
    answer = run("doctor", "--quiet")
    assert answer.code == 1
    assert answer.out.startswith("output     PROBLEM: ")
    assert len(answer.out.splitlines()) == 1


def test_a_converter_that_is_left_to_stock_is_reported(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "__version__", "3.99")
    converter = found(run)["converter"]
    assert converter["state"] == "note"
    assert converter["text"].startswith("stock, and so slower: Markdown 3.99 is not a version")


def test_parts_that_are_left_to_stock_are_named(run: Run, site: Site) -> None:
    with (site.root / "config.yaml").open("a") as config:
        config.write("markdown:\n  extensions: [tests.fastmarkdown.foreign:ForeignExtension]\n")
    converter = found(run)["converter"]
    assert converter["state"] == "note"
    assert "accelerated except for" in converter["text"]
    assert "blockprocessors/decliner" in converter["text"]
    assert "editors_notes" not in converter["text"]


def test_options_that_an_extension_does_not_have_are_a_problem(run: Run, site: Site) -> None:
    with (site.root / "config.yaml").open("a") as config:
        config.write("markdown:\n  extension_configs: {toc: {permalnk: true}}\n")
    outcome = run("doctor")
    assert outcome.code == 2
    assert "no option 'permalnk'" in outcome.err


def test_a_damaged_cache_is_a_problem(run: Run, site: Site) -> None:
    run("build", "--now", NOW)
    store = site.root / ".site-builder/memory.sqlite"
    connection = sqlite3.connect(store)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert "is of another release" in found(run, code=1)["cache"]["text"]
    store.write_bytes(b"no database at all" * 100)
    assert "not a database" in found(run, code=1)["cache"]["text"]
    data = store.read_bytes()
    assert run("build", "--now", NOW).code == 0
    assert store.read_bytes() != data
    assert found(run)["cache"]["state"] == "fine"


def test_folders_that_cannot_be_written_to_are_problems(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests may run as root, who may write anywhere."""
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
        findings = found(run, code=1)
    assert "cannot be created" in findings["output"]["text"]
    assert "nothing is cached" in findings["cache"]["text"]
    run("build", "--now", NOW)
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    findings = found(run, code=1)
    assert "cannot be written to" in findings["output"]["text"]
    assert "cannot be written to" in findings["cache"]["text"]


def test_a_source_that_cannot_be_read_is_a_problem(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("first.md"))
    assert "first.md cannot be read" in found(run, code=1)["content"]["text"]


def test_what_is_not_installed_is_reported(run: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "find_spec", lambda name: None)
    monkeypatch.setattr("site_builder.stages.images.pillow.writable_formats", lambda: frozenset({"PNG"}))
    findings = found(run)
    assert findings["search"]["state"] == findings["images"]["state"] == "note"
    assert "no AVIF, JPEG, WEBP" in findings["images"]["text"]


def test_without_a_site_the_program_is_told_of(run: Run, tmp_path: Path) -> None:
    answer = run("doctor", "--config", str(tmp_path / "nowhere.yaml"))
    assert answer.code == 2
    assert "converter  accelerated" in answer.out
    assert "there is no nowhere.yaml" in answer.err


def test_a_configuration_with_errors_is_told_after_the_program(run: Run, site: Site) -> None:
    site.write("config.yaml", "title: [")
    answer = run("doctor")
    assert answer.code == 2
    assert "converter  accelerated" in answer.out
    assert "config.yaml" in answer.err
