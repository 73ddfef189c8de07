from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.requirements import REPOSITORY, in_ci, path_of, requires


def run_without_nginx(folder: Path, **environment: str) -> str:
    """What pytest prints of one test that needs nginx, where there is none."""
    (folder / "conftest.py").write_text("from tests.conftest import pytest_runtest_setup\n")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = requires\n")
    (folder / "test_with_nginx.py").write_text(
        "import tests.requirements as r\n"
        "r.REQUIREMENTS['nginx'] = r.REQUIREMENTS['nginx']._replace(find=lambda: None)\n"
        "@r.requires('nginx')\n"
        "def test_with_nginx():\n"
        "    assert False\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(folder)]
    environment |= {"PYTHONPATH": str(REPOSITORY), "PATH": ""}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


def test_a_missing_program_skips_its_test_and_is_named(tmp_path: Path) -> None:
    printed = run_without_nginx(tmp_path)
    assert "nginx is missing; apt install nginx-light" in printed
    assert "1 skipped" in printed


def test_a_missing_program_fails_its_test_in_ci(tmp_path: Path) -> None:
    printed = run_without_nginx(tmp_path, CI="true")
    assert "nginx is missing; apt install nginx-light (nothing is skipped in CI)" in printed
    assert "1 error" in printed


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("1", True), ("false", False), ("", False)])
def test_ci_is_known_by_its_variable(value: str, expected: bool) -> None:
    assert in_ci({"CI": value}) is expected


def test_an_unknown_requirement_is_a_mistake_in_the_test() -> None:
    with pytest.raises(ValueError, match="unknown requirements \\['ngnix'\\]"):
        requires("ngnix")


@requires("checkout")
def test_a_requirement_that_is_there_has_a_path() -> None:
    assert (path_of("checkout") / "pyproject.toml").is_file()
