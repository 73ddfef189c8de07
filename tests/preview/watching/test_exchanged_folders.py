"""A folder that is replaced by another of the same name must be watched as the first one was.

Covers `places`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.preview.watching import heartbeat
from tests.driver import Project, post
from tests.preview.running import Running, running
from tests.requirements import requires

TIMES = 50
POST = "content/posts/alpha.md"
TEMPLATE = "templates/page.html"


@pytest.fixture(autouse=True)
def _no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """The heartbeat must not be what saves these: a folder's exchange is noticed at once."""
    monkeypatch.setattr(heartbeat, "BEAT", 3600)


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """One post, one template of the site's own, and a linked folder."""
    files = {POST: post("Alpha"), TEMPLATE: "<body>Old</body>\n", "content/pages/about.md": post("About")}
    project = Project(files, tmp_path / "site")
    linked = Project({"notes/linked.md": post("Linked")}, tmp_path / "linked")
    (project.root / "content/posts/linked").symlink_to(linked.root / "notes")
    project.append("config.yaml", f"paths:\n  links: ['{linked.root}']\n")
    return project


@pytest.fixture
def preview(small: Project) -> Iterator[Running]:
    """A preview of it."""
    with running(small) as one:
        yield one


def exchange(folder: Path) -> None:
    """As `cp -a content c && rm -rf content && cp -a c content`."""
    copy = folder.with_name(f"{folder.name}.copy")
    shutil.copytree(folder, copy, symlinks=True)
    shutil.rmtree(folder)
    shutil.copytree(copy, folder, symlinks=True)
    shutil.rmtree(copy)


def test_the_content_folder(preview: Running) -> None:
    for time in range(TIMES):
        exchange(preview.project.root / "content")
        preview.quiet(0.2)
        preview.project.append(POST, f"\nTime {time}.\n")
        preview.wait_for("/alpha/", f"Time {time}.")


def test_the_folder_of_templates(preview: Running) -> None:
    for time in range(TIMES):
        exchange(preview.project.root / "templates")
        preview.quiet(0.2)
        preview.project.write(TEMPLATE, f"<body>Time {time}</body>\n")
        preview.wait_for("/about/", f"Time {time}")


def test_what_a_link_leads_to(preview: Running, tmp_path: Path) -> None:
    for time in range(TIMES):
        exchange(tmp_path / "linked/notes")
        preview.quiet(0.2)
        (tmp_path / "linked/notes/linked.md").write_text(post("Linked", f"Time {time}."))
        preview.wait_for("/linked/", f"Time {time}.")


@requires("checkout")
def test_a_branch_without_content_and_back(small: Project) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=T", "-c", "user.email=t@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=small.root, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", "-A")
    git("commit", "-m", "All")
    git("checkout", "-b", "bare")
    git("rm", "-r", "content")
    git("commit", "-m", "None")
    git("checkout", "main")
    with running(small) as preview:
        for time in range(TIMES):
            git("checkout", "bare")
            git("checkout", "main")
            preview.quiet(0.2)
            preview.project.append(POST, f"\nTime {time}.\n")
            preview.wait_for("/alpha/", f"Time {time}.")
            git("checkout", POST)
