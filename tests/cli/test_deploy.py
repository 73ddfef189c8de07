"""`site-builder deploy`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Site


@pytest.fixture
def public(site: Site, run: Run) -> Path:
    """A built site whose only target is this folder."""
    folder = site.root.parent / "public"
    folder.mkdir()
    with (site.root / "config.yaml").open("a") as config:
        config.write("deploy:\n  live: {kind: folder, path: ../public}\n")
    assert run("build").code == 0
    return folder


def test_what_will_change_is_shown_and_done(site: Site, run: Run, public: Path) -> None:
    done = run("deploy", "--yes")
    assert done.code == 0
    first, last = done.out.splitlines()
    assert first.startswith("live (../public), https://tests.example/: ")
    assert first.endswith(" added, 0 changed, 0 deleted, 0 unchanged")
    assert last.startswith("deployed to ../public · ")
    assert (public / "first/index.html").is_file()
    again = run("deploy", "live", "--yes")
    assert again.out.splitlines()[1] == "nothing to do: the target has all of this already"


def test_without_a_terminal_and_a_yes_nothing_is_done(site: Site, run: Run, public: Path) -> None:
    refused = run("deploy")
    assert refused.code == 2
    assert "no terminal to ask on" in refused.err
    assert list(public.iterdir()) == []


class Terminal(io.StringIO):
    """Where somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code", "is_done"), [("y\n", 0, True), ("\n", 1, False), ("", 1, False)])
def test_a_terminal_is_asked(
    site: Site, run: Run, public: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, is_done: bool
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    asked = run("deploy")
    assert asked.code == code
    assert "deploy this? [y/N]" in asked.err
    assert bool(list(public.iterdir())) is is_done


def test_a_dry_run_names_every_path_if_asked_to(site: Site, run: Run, public: Path) -> None:
    shown = run("deploy", "--dry-run", "-v")
    assert shown.code == 0
    assert "+ first/index.html" in shown.err.splitlines()
    assert shown.out.splitlines()[-1] == "nothing was changed: this was a dry run"
    assert list(public.iterdir()) == []


def test_rolling_back_and_the_list(site: Site, run: Run, public: Path) -> None:
    assert run("deploy", "--list").out == "this machine knows of no deploy to live\n"
    run("deploy", "--yes")
    site.post("second", date="2026-01-07")
    run("build")
    run("deploy", "--yes")
    assert (public / "second/index.html").is_file()
    assert run("deploy", "--rollback", "--yes").code == 0
    assert not (public / "second/index.html").exists()
    back, second, first = run("deploy", "--list").out.splitlines()
    assert "back to " in back
    assert " UTC  " in second
    assert back.split()[-1] == first.split()[-1]
    too_far = run("deploy", "--rollback", "7", "--yes")
    assert too_far.code == 2


def test_a_library_that_is_missing_is_named_with_the_command_that_installs_it(
    site: Site, run: Run, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.deployers.folder.LIBRARY", ("no_such_library", "deploy-folder"))
    missing = run("deploy", "--yes")
    assert missing.code == 2
    assert "pip install 'for-our-men-site-builder[deploy-folder]'" in missing.err


def test_the_schema_knows_the_keys_of_each_kind(run: Run) -> None:
    assert '"const": "folder"' in run("schema", "config").out


def test_readers_are_asked_for_after_a_deploy_and_alone(site: Site, run: Run, public: Path) -> None:
    from tests.site.web_servers import free_port

    config = site.root / "config.yaml"
    text = config.read_text().replace("https://tests.example/", f"http://127.0.0.1:{free_port()}/")
    config.write_text(text.replace("path: ../public}", "path: ../public, verify: true}"))
    assert run("build").code == 0
    done = run("deploy", "--yes", "--wait", "0")
    assert done.code == 1
    assert "/index.html: error: there is no answer: Connection refused" in done.out
    assert "likely cause: the server is down" in done.out
    alone = run("deploy", "--verify", "--wait", "0", "--quiet")
    assert alone.code == 1
    assert "is not as it was deployed" not in alone.out
    assert "there is no answer" in alone.out
