"""Covers `colours`, `options`, `problem_text`, `table`."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from site_builder import __version__
from site_builder.cli import COMMANDS, main
from site_builder.cli.output import Console
from site_builder.model.diagnostics import Place, error
from tests.cli.conftest import NOW, Run, Site
from tests.requirements import REPOSITORY

EXPLAINED = [
    ("build",),
    ("new",),
    ("new", "post"),
    ("new", "series"),
    ("list",),
    ("schema",),
    ("clean",),
    ("init",),
    ("theme",),
    ("theme", "list"),
    ("theme", "copy"),
]


def test_the_commands_are_those_of_the_conventions() -> None:
    assert {"build", "new", "list", "schema", "clean", "init"} <= set(COMMANDS)


@pytest.mark.parametrize("command", EXPLAINED, ids=" ".join)
def test_every_command_explains_itself_with_an_example(run: Run, command: tuple[str, ...]) -> None:
    answer = run(*command, "--help")
    assert answer.code == 0
    assert answer.err == ""
    _, _, example = answer.out.partition("for example:\n")
    assert re.match(rf"  site-builder {' '.join(command)}\s", example)
    assert max(map(len, answer.out.splitlines())) <= 100


def test_the_help_of_the_program_lists_its_commands(run: Run) -> None:
    answer = run("--help")
    assert answer.code == 0
    assert all(f"\n    {name} " in answer.out for name in COMMANDS)


def test_a_command_loads_no_other_commands_modules() -> None:
    script = (
        "import sys; from site_builder.cli import COMMANDS, main\n"
        "try: main(['build', '--help'])\n"
        "except SystemExit: pass\n"
        "loaded = [name for name in COMMANDS.values() if f'site_builder.cli.{name}' in sys.modules]\n"
        "print(*loaded, file=sys.stderr)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert finished.stderr.split() == ["build"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_registered_under_its_name(run: Run, name: str) -> None:
    assert run(name, "--help").out.startswith(f"usage: site-builder {name} ")


def test_the_version_is_the_packages(run: Run) -> None:
    assert run("--version") == (0, f"site-builder {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ((), "a command is missing", "the commands are build, "),
        (("biuld",), "there is no command 'biuld'", "did you mean: site-builder build?"),
        (("publish-it",), "there is no command 'publish-it'", "the commands are build, "),
        (("-c", "x.yaml", "build"), "-c comes after the command", "write the command first"),
        (("build", "--dratfs"), "build: unexpected option --dratfs", "site-builder build --help"),
        (("list", "posts"), "list: unexpected argument posts", "site-builder list --help"),
        (
            ("new", "post", "A", "--part", "2"),
            "new post: unexpected option --part",
            "site-builder new post --help",
        ),
        (("theme", "list", "x"), "theme list: unexpected argument x", "site-builder theme list --help"),
        (("build", "-q", "-v"), "not allowed with", "site-builder build --help"),
        (("build", "-j", "0"), "must be a whole number from 1, not '0'", "site-builder build --help"),
        (("build", "-j", "many"), "must be a whole number from 1, not 'many'", "site-builder build --help"),
        (("new",), "KIND", "site-builder new --help"),
        (("new", "page", "About"), "'page'", "site-builder new --help"),
        (("new", "post"), "TITLE", "site-builder new post --help"),
        (("new", "series", "A", "--parts", "two"), "not 'two'", "site-builder new series --help"),
        (("schema",), "config|front-matter", "site-builder schema --help"),
        (("schema", "posts"), "'posts'", "site-builder schema --help"),
        (("init",), "DIR", "site-builder init --help"),
    ],
)
def test_wrong_usage_is_told_and_is_2(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    first, second = answer.err.splitlines()
    assert first.startswith("error: ")
    assert message in first
    assert second.startswith("  hint: ")
    assert hint in second
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("build",),
        ("list",),
        ("clean",),
        ("new", "post", "A"),
        ("new", "series", "A"),
        ("build", "--now", "2026-01-01"),
    ],
    ids=" ".join,
)
def test_a_missing_configuration_is_told_and_nothing_is_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(f"error: there is no config.yaml in {tmp_path}\n  hint: ")
    assert "site-builder init DIR" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [("build",), ("list",), ("new", "post", "A"), ("new", "series", "A")], ids=" ".join
)
def test_a_broken_configuration_is_shown_with_its_lines(
    run: Run, site: Site, command: tuple[str, ...]
) -> None:
    site.write("config.yaml", "title: Tests\nbase_url: https://tests.example/\ntimezone: Mars\ntagine: x\n")
    before = site.files()
    answer = run(*command)
    assert answer.code == 2
    assert answer.out == ""
    assert "config.yaml:3:11: error: " in answer.err
    assert "  3 | timezone: Mars\n    |           ^^^^\n" in answer.err
    assert "  hint: did you mean tagline?\n" in answer.err
    assert answer.err.endswith("\n2 errors\n")
    assert {path for path in site.files() if not path.startswith(".site-builder/")} == before


@pytest.mark.parametrize("where", ["site", "site/config.yaml"])
def test_the_configuration_may_be_named_by_its_folder(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.chdir(site.root.parent)
    answer = run("build", "--config", where, "--now", NOW)
    assert answer.code == 0
    assert (site.root / "output/index.html").is_file()


def test_source_lines_are_found_from_any_folder(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post("second", date="2026-02-30")
    monkeypatch.chdir(site.root.parent)
    answer = run("build", "--config", "site", "--now", NOW)
    assert answer.code == 1
    assert "  3 | date: 2026-02-30\n    |       ^^^^^^^^^^\n" in answer.err


def test_an_interrupted_command_ends_with_130(run: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("site_builder.engine.build.build", interrupt)
    answer = run("build")
    assert answer.code == 130
    assert answer.err == "interrupted: nothing is left half-written\n"


def python_m(*arguments: str, at: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "site_builder", *arguments],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "error", **environment},
        capture_output=True,
        check=False,
    )


def test_python_m_is_the_same_program(site: Site) -> None:
    finished = python_m("build", "--now", NOW, at=site.root)
    assert finished.returncode == 0
    assert finished.stderr == b""
    assert finished.stdout.decode().count("\n") == 1
    assert python_m("build", "--no-such", at=site.root).returncode == 2
    site.post("second", date="never")
    assert python_m("build", at=site.root).returncode == 1


def test_a_stream_that_lacks_characters_gets_escapes(site: Site) -> None:
    site.post("月曜日", date="2026-01-07")
    finished = python_m("list", at=site.root, PYTHONIOENCODING="ascii")
    assert finished.returncode == 0
    assert rb"\u6708\u66dc\u65e5" in finished.stdout
    finished = python_m("list", "--json", at=site.root, PYTHONIOENCODING="ascii")
    assert rb'"title": "\u6708\u66dc\u65e5"' in finished.stdout


def test_a_reader_who_stops_listening_is_no_error_of_ours(site: Site) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    finished = subprocess.run(
        [sys.executable, "-m", "site_builder", "schema", "config"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert finished.stderr == b""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def printed(stream: io.StringIO) -> str:
        Console(err=stream).diagnostics([error("encoding", "this is wrong")], Path())
        return stream.getvalue()

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in printed(Terminal())
    assert "\x1b[" not in printed(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in printed(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b[" not in printed(Terminal())


def test_progress_is_for_terminals_and_leaves_no_trace() -> None:
    stream = Terminal()
    console = Console(err=stream)
    for done in range(1, 4):
        console.progress("rendering", done, 3)
    assert "rendering 2/3" in stream.getvalue()
    assert stream.getvalue().endswith("\r")
    assert stream.getvalue().rpartition("rendering 2/3")[2].strip() == ""
    for verbosity, quiet in ((1, io.StringIO()), (0, Terminal())):
        Console(verbosity, err=quiet).progress("rendering", 1, 3)
        assert quiet.getvalue() == ""


def test_the_caret_is_below_wide_characters_and_tabs(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("\t月曜日 [x](y)\n", encoding="utf-8")
    stream = io.StringIO()
    Console(err=stream).diagnostics([error("encoding", "this", "a.md", Place(1, 6, 3))], tmp_path)
    assert stream.getvalue().splitlines()[1:] == [
        "  1 | \t月曜日 [x](y)",
        "    | \t       ^^^",
    ]


def test_main_reads_the_command_line_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["site-builder", "schema", "config"])
    assert main() == 0
    assert '"config.yaml"' in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--config", "long"],
        ["build", "--output", "long"],
        ["init", "long"],
        ["import", "markdown", "long"],
    ],
)
def test_a_name_that_no_file_can_have_is_wrong_usage(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "-q", "site"]) == 0
    monkeypatch.chdir(tmp_path / "site")
    assert main([argument.replace("long", "x" * 300) for argument in arguments]) == 2
    said = capsys.readouterr().err
    assert f"no file can be at '{'x' * 60}…'" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--host", ""], "argument --host: must be an address, such as 127.0.0.1"),
        (["new", "series", "S", "--parts", "10001"], "argument --parts: must be at most 10000, not '10001'"),
        (["build", "--explain", "http://["], "'http://[' is not a URL"),
    ],
)
def test_values_that_cannot_be_are_wrong_usage(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["init", "-q", str(tmp_path / "site")]) == 0
    monkeypatch.chdir(tmp_path / "site")
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
