"""The package as others install it: made from its source distribution, used away from the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.requirements import REPOSITORY, requires

TEMPLATES = REPOSITORY / "templates"


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def source_files() -> set[str]:
    """The package's files as git sees them, new ones too: no caches, nothing that an editor left."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "."]
    package = REPOSITORY / "site_builder"
    listing = subprocess.run(command, cwd=package, capture_output=True, text=True, check=True).stdout
    return {name for name in listing.split("\0") if name and (package / name).is_file()}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, the wheel made from the source distribution."""
    made = tmp_path_factory.mktemp("made")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), str(REPOSITORY)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    (wheel,) = made.glob("*.whl")
    folder = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run(installed: Path, *arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONWARNINGS": "error"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False)


@requires("checkout")
def test_the_wheel_holds_every_file_of_the_package_and_no_other(installed: Path) -> None:
    packed = {name for name in files_in(installed / "site_builder") if not name.startswith("theme/")}
    assert packed == source_files()


def test_the_wheel_holds_the_theme_as_it_is_in_the_repository(installed: Path) -> None:
    theme = files_in(installed / "site_builder/theme")
    assert theme == files_in(TEMPLATES)
    assert len(theme) > 10


def test_the_wheel_holds_nothing_beside_the_package(installed: Path) -> None:
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"site_builder"}


def test_a_new_blog_is_built_away_from_the_repository(installed: Path, tmp_path: Path) -> None:
    where = run(installed, "-c", "import site_builder; print(site_builder.__file__)", at=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(installed)

    created = run(installed, "-m", "site_builder", "init", "my-blog", at=tmp_path)
    assert created.returncode == 0, created.stdout + created.stderr

    built = run(installed, "-m", "site_builder", "build", at=tmp_path / "my-blog")
    assert built.returncode == 0, built.stdout + built.stderr
    assert (tmp_path / "my-blog/output/index.html").is_file()


def test_the_repository_uses_its_own_templates_and_no_copy() -> None:
    assert not (REPOSITORY / "site_builder/theme").exists()
