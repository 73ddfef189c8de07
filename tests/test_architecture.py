"""Rules of ARCHITECTURE.md that neither the linter nor the import contracts can hold."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.requirements import REPOSITORY, requires

PACKAGE = REPOSITORY / "site_builder"
MODULES = sorted(PACKAGE.rglob("*.py"))
BELOW_CLI = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in {"cli", "__main__.py"}]

# Libraries that take tens of milliseconds to import, which a build with nothing to do shall not spend.
HEAVY = ("PIL", "babel", "jinja2", "markdown", "nh3", "pygments", "watchdog", "werkzeug", "yaml")
# The rooms whose every module may be imported by such a build.
LIGHT_ROOMS = ("checks", "cli", "comments", "engine", "model", "outputs")

# What a build loads while other processes parse its texts, or afterwards.
AFTER_PARSING = (
    "engine.making",
    "engine.rendering",
    "outputs",
    "stages.assemble",
    "stages.rendering",
    "stages.views",
)

# Durations (`time.monotonic`, `time.perf_counter`) are not here: no page can show one.
UNREPEATABLE = (
    "babel.core.default_locale",
    "babel.default_locale",
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "getpass",
    "locale",
    "os.environ",
    "os.environb",
    "os.getcwd",
    "os.getenv",
    "os.getlogin",
    "os.path.expanduser",
    "os.path.expandvars",
    "os.urandom",
    "pathlib.Path.cwd",
    "pathlib.Path.home",
    "platform",
    "random",
    "secrets",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.strftime",
    "time.time",
    "time.time_ns",
    "time.tzset",
    "uuid.getnode",
    "uuid.uuid1",
    "uuid.uuid4",
)

PURE = {
    "bisect",
    "collections",
    "contextlib",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "hashlib",
    "html",
}
PURE |= {
    "itertools",
    "math",
    "operator",
    "posixpath",
    "re",
    "string",
    "types",
    "typing",
    "unicodedata",
    "urllib",
}
PURE |= {"__future__", "msgspec", "zoneinfo"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Each imported thing as (name in the module, full dotted name, line)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound, full = (
                    (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
                )
                yield bound, full, node.lineno
                yield bound, alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}", node.lineno


def uses(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each imported or used thing by its full dotted name, with its line, whatever it was imported as."""
    full_names: dict[str, str] = {}
    for bound, full, line in imports(tree):
        full_names.setdefault(bound, full)
        yield full, line
    for node in ast.walk(tree):
        attributes: list[str] = []
        root: ast.AST = node
        while isinstance(root, ast.Attribute):
            attributes.insert(0, root.attr)
            root = root.value
        if attributes and isinstance(root, ast.Name) and root.id in full_names:
            yield ".".join([full_names[root.id], *attributes]), root.lineno


def unrepeatable(tree: ast.AST) -> list[str]:
    """What makes a result depend on the time, the machine or chance, as "name in line N"."""
    found = {
        (line, rule)
        for name, line in uses(tree)
        for rule in UNREPEATABLE
        if f"{name}.".startswith(f"{rule}.")
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="astimezone"), args=[], keywords=[]):
                found.add((node.lineno, "astimezone() to the machine's own zone"))
    return [f"{rule} in line {line}" for line, rule in sorted(found)]


@pytest.mark.parametrize("path", BELOW_CLI, ids=name_of)
def test_below_the_command_line_there_is_no_clock_environment_locale_or_chance(path: Path) -> None:
    assert unrepeatable(parsed(path)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import time\ntime.time()", ["time.time in line 2"]),
        ("import time as t\nt.time_ns()", ["time.time_ns in line 2"]),
        ("from time import time as now", ["time.time in line 1"]),
        ("import datetime as dt\ndt.datetime.now(dt.UTC)", ["datetime.datetime.now in line 2"]),
        ("from datetime import datetime\nclock = datetime.now", ["datetime.datetime.now in line 2"]),
        ("import os.path\nos.environ['HOME']", ["os.environ in line 2"]),
        ("import os\nos.path.expanduser('~')", ["os.path.expanduser in line 2"]),
        ("from os import environ", ["os.environ in line 1"]),
        ("def f():\n    import random", ["random in line 2"]),
        ("moment.astimezone()", ["astimezone() to the machine's own zone in line 1"]),
        ("import time\ntime.monotonic()\nmoment.astimezone(zone)\nrandomness = 1", []),
    ],
)
def test_a_clock_is_found_under_any_name(source: str, found: list[str]) -> None:
    assert unrepeatable(ast.parse(source)) == found


@pytest.mark.parametrize("path", sorted((PACKAGE / "model").rglob("*.py")), ids=name_of)
def test_the_model_touches_nothing_outside(path: Path) -> None:
    tree = parsed(path)
    imported = {full.partition(".")[0] for _, full, _ in imports(tree)}
    assert imported - PURE - {"site_builder"} == set()
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called & {"open", "input", "print"} == set()


def prints(tree: ast.AST) -> bool:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(isinstance(function, ast.Name) and function.id == "print" for function in calls) or any(
        name in {"sys.stdout.write", "sys.stderr.write"} for name, _ in uses(tree)
    )


def test_one_module_prints() -> None:
    printing = {name_of(path) for path in MODULES if prints(parsed(path))}
    assert len(printing) == 1, printing
    assert printing.pop().startswith("site_builder.cli.")


def test_importing_what_an_idle_build_needs_loads_no_heavy_library() -> None:
    light = [name_of(path) for room in LIGHT_ROOMS for path in (PACKAGE / room).rglob("*.py")]
    script = (
        "import importlib, sys\n"
        f"for name in {light!r}:\n"
        "    importlib.import_module(name)\n"
        f"    loaded = sorted(set({HEAVY!r}) & sys.modules.keys())\n"
        "    if loaded:\n"
        "        sys.exit(f'{name} loads {loaded}')\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert finished.stderr == ""


def test_a_build_with_nothing_to_do_loads_no_heavy_library(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        finished = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stderr

    run("-m", "site_builder", "init", ".")
    run("-m", "site_builder", "build")
    timings = run("-X", "importtime", "-m", "site_builder", "build")
    loaded = {line.rpartition("|")[2].strip() for line in timings.splitlines() if "|" in line}
    assert "site_builder.engine" in loaded
    assert loaded & set(HEAVY) == set()


def test_texts_are_parsed_before_what_comes_after_is_loaded() -> None:
    script = (
        "import sys\n"
        "import site_builder.cli.build, site_builder.engine.build, site_builder.stages.config.keys\n"
        f"print(*(name for name in {AFTER_PARSING!r} if f'site_builder.{{name}}' in sys.modules))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert finished.stdout.split() == []


def test_a_parser_that_is_ready_loads_nothing_more_for_a_text(tmp_path: Path) -> None:
    text = tmp_path / "post.md"
    text.write_text(
        "---\ntitle: Part three\ndate: 2020-05-06\ntags: [One, Two]\nseries: s\nseries_part: 3\n---\n\n"
        'In part two we *saw* "it" — [here](two.md).\n\n> A note.\n\n## More\n\n- one\n- two\n'
    )
    script = (
        "import sys\n"
        "from site_builder.engine.workers.parsing import SourceParser\n"
        "from site_builder.model.config import ParserSettings\n"
        "parser = SourceParser(ParserSettings())\n"
        "parser.get_ready()\n"
        "before = set(sys.modules)\n"
        f"parser.parse('posts/three.md', {str(text)!r}, can_be_stopped=False)\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert finished.stdout.split() == []


def test_modules_are_named_for_their_subject() -> None:
    vague = {"base", "common", "core", "helper", "helpers", "manager", "misc", "tools", "util", "utils"}
    assert {name_of(path) for path in MODULES if path.stem in vague or path.parent.name in vague} == set()


def test_no_class_has_the_name_of_another() -> None:
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(name_of(path))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_no_module_of_a_room_has_the_name_of_another() -> None:
    homes: dict[tuple[str, str], list[str]] = {}
    for path in MODULES:
        if path.stem != "__init__":
            room = path.relative_to(PACKAGE).parts[0]
            homes.setdefault((room, path.stem), []).append(name_of(path))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_folders_of_tests_are_folders_of_the_package() -> None:
    """Beside these are only tests of the whole: `browser`, `docs` and `site`."""
    tests = REPOSITORY / "tests"
    folders = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")} - {Path(".")}
    strange = {folder for folder in folders if not (PACKAGE / folder).is_dir()}
    assert {folder.as_posix() for folder in strange} == {"browser", "docs", "site"}


@requires("checkout")
def test_no_file_names_the_machine_that_it_was_written_on() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    places = {f"{place}/".encode() for place in (REPOSITORY, Path.home()) if len(place.parts) > 1}
    telling = [
        name
        for name in filter(None, listing.split("\0"))
        if (file := REPOSITORY / name).is_file()
        if any(place in file.read_bytes() for place in places)
    ]
    assert telling == []


def test_constraints_are_names_and_versions() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)] == []


def test_the_lock_of_npm_packages_carries_no_address() -> None:
    assert "://" not in (REPOSITORY / ".ci/package-lock.json").read_text(encoding="utf-8")


def covered_by_name() -> set[str]:
    """Modules, as paths without their ending, that a test file is named for or says that it covers."""
    tests = REPOSITORY / "tests"
    covered: set[str] = set()
    for path in tests.rglob("test_*.py"):
        folder = path.parent.relative_to(tests)
        covered.add((folder / path.stem.removeprefix("test_")).as_posix())
        said = re.search(r"^Covers ([^.]*)\.$", ast.get_docstring(parsed(path)) or "", re.M)
        for name in re.findall(r"`([^`]+)`", said[1]) if said else []:
            covered.add(name if "/" in name else (folder / name).as_posix())
    return covered


def test_the_test_of_a_module_is_found_under_its_name() -> None:
    """Without a file of that name, the docstring of the one that tests it ends with "Covers `name`."."""
    modules = {
        path.relative_to(PACKAGE).with_suffix("").as_posix()
        for path in MODULES
        if not path.stem.startswith("__") and path.relative_to(PACKAGE).parts[0] != "model"
    }
    assert modules - covered_by_name() == set()


def test_tests_cover_no_module_that_is_gone() -> None:
    said = {name for name in covered_by_name() if "/" in name}
    modules = {path.relative_to(PACKAGE).with_suffix("").as_posix() for path in MODULES}
    named = {name for name in said if name.partition("/")[0] in {path.split("/")[0] for path in modules}}
    ends = {
        name
        for name in named
        if not (REPOSITORY / "tests" / name).with_name(f"test_{name.rpartition('/')[2]}.py").exists()
    }
    assert ends - modules == set()
