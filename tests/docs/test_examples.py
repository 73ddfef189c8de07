"""The examples in the documentation are run, or read by what would read them.

docs/README.md says how they are marked.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from site_builder.cli import main, parser
from site_builder.engine.preparing.settings import deploy_keys
from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Diagnostic
from site_builder.stages.config.keys import read_config
from site_builder.stages.source.fences import split_front_matter
from site_builder.stages.source.parse import Parser
from tests.docs.pages import Fence, documents, fences, name_of
from tests.requirements import REPOSITORY, path_of, requires

FENCES = tuple(fence for page in documents() for fence in fences(page))
CLOCKS = {"today": datetime.now(UTC), "in two years": datetime.now(UTC) + timedelta(days=731)}
"""What a reader does today must still go well when another reads the page long after."""

# ── What each example is read by ──────────


def _read_config(text: str) -> tuple[Diagnostic, ...]:
    """A part of config.yaml; what every site needs is put before it."""
    needed = {"title": "T", "base_url": "https://t.example/"}
    lines = "".join(
        f"{key}: {value}\n" for key, value in needed.items() if not re.search(rf"^{key}:", text, re.M)
    )
    return read_config((lines + text).encode(), kinds=deploy_keys)[1]


def _parse(path: str, text: str) -> tuple[Diagnostic, ...]:
    return Parser(ParserSettings()).parse(path, text.encode()).head.diagnostics


def _with_front_matter(text: str) -> str:
    needed = {"title": "T", "date": "2026-01-06"}
    lines = "".join(
        f"{key}: {value}\n" for key, value in needed.items() if not re.search(rf"^{key}:", text, re.M)
    )
    return f"---\n{lines}{text}---\n\nWords.\n"


def _series(text: str) -> str:
    return _with_front_matter(text).replace("date: 2026-01-06\n", "", 1)


READERS: dict[tuple[str, str], Callable[[str], tuple[Diagnostic, ...]]] = {
    ("yaml", "config"): _read_config,
    ("yaml", "post"): lambda text: _parse("posts/a.md", _with_front_matter(text)),
    ("yaml", "series"): lambda text: _parse("series/a.md", _series(text)),
    ("yaml", "comments"): lambda text: _parse("comments/a.yaml", text),
    ("markdown", "post"): lambda text: _parse("posts/a.md", text),
    ("markdown", "page"): lambda text: _parse("pages/a.md", text),
    ("markdown", "series"): lambda text: _parse("series/a.md", text),
    ("markdown", "body"): lambda text: _parse("posts/a.md", _with_front_matter("").replace("Words.\n", text)),
}
READ = [fence for fence in FENCES if fence.marks and (fence.language, fence.marks[0]) in READERS]
DATA = [fence for fence in FENCES if fence.language in {"yaml", "json", "toml"} and fence not in READ]
SHELL = [fence for fence in FENCES if fence.language in {"console", "sh", "yaml", "toml", "text"}]


@pytest.mark.parametrize("fence", READ, ids=lambda fence: fence.name)
def test_an_example_of_content_or_settings_is_right(fence: Fence) -> None:
    read = READERS[fence.language, fence.marks[0]]
    # Examples are taken out of their site, so what they link to may be missing; nothing else may.
    found = [f"{one.place.line}: {one.message}" for one in read(fence.text)]
    assert found == []


@pytest.mark.parametrize("fence", DATA, ids=lambda fence: fence.name)
def test_data_in_an_example_can_be_read(fence: Fence) -> None:
    match fence.language:
        case "yaml":
            assert yaml.safe_load(fence.text) is not None
        case "json":
            assert json.loads(fence.text)
        case "toml":
            assert tomllib.loads(fence.text)


def test_marks_are_those_that_mean_something() -> None:
    known = {mark for _, mark in READERS} | {"run", "fails"}
    unknown = [
        f"{fence.name} {mark}"
        for fence in FENCES
        for mark in fence.marks
        if mark not in known and "=" not in mark
    ]
    assert unknown == []


# ── Commands ──────────


def written_commands() -> Iterator[tuple[str, list[str]]]:
    """Every command line of ours that an example shows, with where it is."""
    for fence in SHELL:
        joined = fence.text.replace("\\\n", " ")
        for found in re.finditer(
            r"^[^#\n]*?(?:^|[\s\"'/&;])site-builder +(?P<rest>[a-z-][^\n]*)", joined, re.M
        ):
            if fence.language in {"text", "console"} and not found[0].lstrip().startswith("$"):
                continue
            rest = re.split(r"\s(?:&&|\|\||[|>;#])\s?", found["rest"])[0]
            # The whole command may be in quotes itself, as TOML wants it.
            rest = rest.removesuffix('"') if rest.count('"') % 2 else rest
            yield fence.name, shlex.split(re.sub(r"\$\{\{ (\S+) \}\}", r"\1", rest))


COMMANDS = list(written_commands())


@pytest.mark.parametrize(
    ("where", "words"), COMMANDS, ids=[f"{where} {' '.join(words)}" for where, words in COMMANDS]
)
def test_a_command_that_is_shown_is_one_that_there_is(where: str, words: list[str]) -> None:
    if words == ["--version"]:
        return
    parser().parse_args(words)


def test_a_target_of_make_that_is_named_is_one_that_there_is() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    pages = {name_of(page): page.read_text(encoding="utf-8") for page in documents()}
    named = {(name, target) for name, text in pages.items() for target in _targets_in(text)}
    assert {(name, target) for name, target in named if target not in targets} == set()


def _targets_in(text: str) -> list[str]:
    return re.findall(r"(?:^|`)make ([a-z][a-z-]*)(?=[`\s])(?! [a-z])", text, re.M)


SHELL_SCRIPTS = [fence for fence in FENCES if fence.language == "sh"]


@pytest.mark.parametrize("fence", SHELL_SCRIPTS, ids=lambda fence: fence.name)
def test_a_script_is_one_that_a_shell_can_read(fence: Fence) -> None:
    finished = subprocess.run(["sh", "-n"], input=fence.text, capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")


@requires("nginx")
@pytest.mark.parametrize(
    "fence", [fence for fence in FENCES if fence.language == "nginx"], ids=lambda fence: fence.name
)
def test_an_nginx_configuration_is_one_that_nginx_can_read(fence: Fence, tmp_path: Path) -> None:
    (tmp_path / "mime.types").write_text("types { text/html html; }", encoding="utf-8")
    site = re.sub(r"listen \d+", "listen 127.0.0.1:18080", fence.text)
    whole = (
        f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\nevents {{}}\nhttp {{\naccess_log off;\n{site}}}\n"
    )
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [str(path_of("nginx")), "-t", "-e", f"{tmp_path}/log", "-c", f"{tmp_path}/nginx.conf"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr


# ── Walks: pages whose marked examples are followed from the first to the last ──────────


def _write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_body(path: Path, text: str) -> None:
    """Below the front matter that is there."""
    front, fence, _ = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    path.write_text(f"---\n{front}{fence}\n{text}", encoding="utf-8")


def _edit_front_matter(path: Path, text: str) -> None:
    """Each line that goes must be there once."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = lines.index("---", 1)
    for line in text.splitlines():
        sign, wanted = line[0], line[1:]
        if sign == "+":
            lines.insert(at, wanted)
            at += 1
        else:
            (at,) = (place for place, one in enumerate(lines) if _matches(one, wanted))
            del lines[at]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _change_keys(path: Path, text: str) -> None:
    """Lines of a YAML file, each in the place of the one with its key."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in text.splitlines():
        key = line.partition(":")[0] + ":"
        (at,) = (number for number, one in enumerate(lines) if one.startswith(key))
        lines[at] = line
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


WRITERS = {"file=": _write_file, "body=": _write_body, "edit=": _edit_front_matter, "keys=": _change_keys}


def steps(page: Path) -> list[Fence]:
    return [
        fence
        for fence in fences(page)
        if (fence.language == "console" and {"run", "fails"} & set(fence.marks))
        or any(mark.startswith(tuple(WRITERS)) for mark in fence.marks)
    ]


WALKS = [page for page in documents() if steps(page)]


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("page", WALKS, ids=name_of)
def test_a_walk_goes_as_the_page_says_today_and_in_two_years(
    page: Path,
    clock: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for fence in steps(page):
        kind, path = next(((mark[:5], mark[5:]) for mark in fence.marks if mark[:5] in WRITERS), ("", ""))
        if path:
            WRITERS[kind](Path(path), fence.text)
            continue
        for command, expected in _commands_of(fence):
            capsys.readouterr()
            code = _run(command, CLOCKS[clock], monkeypatch)
            printed = capsys.readouterr()
            said = (printed.out + printed.err).rstrip()
            assert bool(code) == ("fails" in fence.marks), f"{fence.name}: {command}\n{said}"
            assert _matches(said, expected), f"{fence.name}: {command}\n{said}"


def _commands_of(fence: Fence) -> Iterator[tuple[str, str]]:
    """What is typed after `$ `, and what is shown below it."""
    for piece in re.split(r"^\$ ", fence.text.replace("\\\n", " "), flags=re.M)[1:]:
        command, _, expected = piece.partition("\n")
        yield command, expected.rstrip()


def _run(command: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> int:
    """`site-builder` in this process, as of `now` unless the example names another time; `cd` too."""
    program, *words = shlex.split(command, comments=True)
    if program == "cd":
        monkeypatch.chdir(words[0])
        return 0
    if program == "rm":
        os.unlink(words[0])
        return 0
    assert program == "site-builder", command
    if "--version" in words:
        with pytest.raises(SystemExit):
            main(words)
        return 0
    takes_time = words[0] in {"build", "list"} or words[:2] == ["new", "post"]
    if takes_time and "--now" not in words:
        words += ["--now", now.isoformat()]
    return main(words)


def _matches(said: str, expected: str) -> bool:
    """`…` stands for anything; a page that shows no output expects nothing of it."""
    if not expected:
        return True
    pattern = ".*".join(re.escape(piece) for piece in re.split("…", expected))
    return re.fullmatch(pattern, said, re.DOTALL) is not None


def test_front_matter_in_an_example_has_its_fences() -> None:
    whole = [
        fence
        for fence in FENCES
        if fence.language == "markdown" and fence.marks[:1] in {("post",), ("page",), ("series",)}
    ]
    unfenced = [
        fence.name for fence in whole if isinstance(split_front_matter(fence.text, "x.md"), Diagnostic)
    ]
    assert unfenced == []
