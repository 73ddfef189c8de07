"""Which Python the virtual environment is made with, and what is said where none fits."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.requirements import REPOSITORY

SHELL = shutil.which("sh") or "/bin/sh"


class Machine:
    """A machine on whose PATH there is nothing but the Pythons put there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a site"
        self.programs = folder / "programs"
        self.folder.mkdir()
        self.programs.mkdir()

    def has(self, name: str, version: tuple[int, int, int], *, with_venv: bool = True) -> None:
        program = self.programs / name
        program.write_text(
            f"#!{SHELL}\n"
            'case "$*" in\n'
            f'*print*) echo "{".".join(map(str, version))}" ;;\n'
            f"*version_info*) exit {int(version < (3, 11))} ;;\n"
            f"*ensurepip*) exit {int(not with_venv)} ;;\n"
            f'"-m venv "*) {shutil.which("mkdir")} .venv; echo "{name}" >.venv/python ;;\n'
            "esac\n"
        )
        program.chmod(0o755)

    def set_up(self, python: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [SHELL, REPOSITORY / "scripts/make-venv.sh", python],
            cwd=self.folder,
            env={"PATH": str(self.programs)},
            capture_output=True,
            text=True,
            check=False,
        )

    def python_of_venv(self) -> str:
        return (self.folder / ".venv/python").read_text().strip()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_python3_is_taken_where_it_is_new_enough(machine: Machine) -> None:
    machine.has("python3", (3, 11, 0))
    machine.has("python3.13", (3, 13, 0))
    assert machine.set_up().returncode == 0
    assert machine.python_of_venv() == "python3"
    assert (machine.folder / ".venv/made-in").read_text() == f"{machine.folder}\npython3\n"


def test_a_newer_python_is_found_beside_an_old_python3(machine: Machine) -> None:
    machine.has("python3", (3, 9, 18))
    machine.has("python3.12", (3, 12, 1))
    assert machine.set_up().returncode == 0
    assert machine.python_of_venv() == "python3.12"


def test_a_python_that_can_make_venvs_is_preferred(machine: Machine) -> None:
    machine.has("python3", (3, 11, 2), with_venv=False)
    machine.has("python3.12", (3, 12, 1))
    assert machine.set_up().returncode == 0
    assert machine.python_of_venv() == "python3.12"


def test_a_named_python_is_the_only_one_asked(machine: Machine) -> None:
    machine.has("python3", (3, 13, 0))
    machine.has("mine", (3, 10, 0))
    finished = machine.set_up("mine")
    assert finished.returncode == 1
    assert "mine is 3.10.0" in finished.stderr


def test_an_old_python_is_named_with_its_version(machine: Machine) -> None:
    machine.has("python3", (3, 9, 18))
    finished = machine.set_up()
    assert finished.returncode == 1
    assert "needs Python 3.11 or newer" in finished.stderr
    assert "python3 is 3.9.18" in finished.stderr
    assert "make build PYTHON=" in finished.stderr


def test_a_machine_without_python_is_told_so(machine: Machine) -> None:
    finished = machine.set_up()
    assert finished.returncode == 1
    assert "no python3 on this machine" in finished.stderr


def test_a_python_without_venv_is_told_how_to_get_it(machine: Machine) -> None:
    machine.has("python3", (3, 11, 2), with_venv=False)
    finished = machine.set_up()
    assert finished.returncode == 1
    assert "python3 (3.11.2)" in finished.stderr
    assert "apt install python3-venv" in finished.stderr
