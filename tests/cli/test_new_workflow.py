"""`site-builder new workflow`.

Covers `stages/hosts/workflows`.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Run, Site


def with_target(site: Site, line: str) -> None:
    config = site.root / "config.yaml"
    config.write_text(f"{config.read_text()}deploy:\n  live: {line}\n")


def steps(site: Site) -> list[dict[str, Any]]:
    loaded = yaml.safe_load((site.root / ".github/workflows/publish.yml").read_text())
    # YAML 1.1 reads the key `on` as true.
    assert loaded[True]["schedule"][0]["cron"].split()[2:] == ["*", "*", "*"]
    assert "push" in loaded[True]
    found: list[dict[str, Any]] = loaded["jobs"]["publish"]["steps"]
    return found


def runs(found: list[dict[str, Any]]) -> list[str]:
    return [one["run"] for one in found if one.get("run", "").startswith(("site-builder", "gh"))]


def test_github_pages_by_its_own_action(site: Site, run: Run) -> None:
    done = run("new", "workflow", "github")
    assert (done.code, done.out) == (0, os.path.join(".github", "workflows", "publish.yml") + "\n")
    found = steps(site)
    assert [line.split()[1] for line in runs(found)] == ["build", "check", "workflow"]
    used = [one["uses"].partition("@")[0] for one in found if "uses" in one]
    assert used[-2:] == ["actions/upload-pages-artifact", "actions/deploy-pages"]
    text = (site.root / ".github/workflows/publish.yml").read_text()
    assert "after 60 days without a commit" in text
    assert found[-1]["if"] == "github.event_name == 'schedule'"


@pytest.mark.parametrize(
    ("target", "secrets"),
    [
        ("{kind: git, remote: 'https://github.com/a/b.git'}", {"GH_TOKEN": "${{ github.token }}"}),
        (
            "{kind: s3, url: 's3://bucket'}",
            {
                "AWS_ACCESS_KEY_ID": "${{ secrets.AWS_ACCESS_KEY_ID }}",
                "AWS_SECRET_ACCESS_KEY": "${{ secrets.AWS_SECRET_ACCESS_KEY }}",
            },
        ),
        ("{kind: folder, path: ../public}", None),
    ],
)
def test_a_target_is_deployed_to_with_what_it_needs(
    target: str, secrets: dict[str, str] | None, site: Site, run: Run
) -> None:
    with_target(site, target)
    assert run("new", "workflow", "github").code == 0
    found = steps(site)
    commands = ["build", "check", *(["auth"] if "git," in target else []), "deploy", "deploy", "workflow"]
    assert [line.split()[1] for line in runs(found)] == commands
    (deploys,) = [one for one in found if one.get("run") == "site-builder deploy live --yes"]
    assert deploys.get("env") == secrets


def test_gitlab(site: Site, run: Run) -> None:
    assert run("new", "workflow", "gitlab").code == 0
    file = site.root / ".gitlab-ci.yml"
    job = yaml.safe_load(file.read_text())["pages"]
    assert [line.split()[1] for line in job["script"][1:]] == ["build", "check"]
    assert job["artifacts"]["paths"] == ["public"]
    file.unlink()
    with_target(site, "{kind: sftp, host: ssh.example, path: /htdocs}")
    assert run("new", "workflow", "gitlab").code == 0
    job = yaml.safe_load(file.read_text())["publish"]
    assert [line.split()[1] for line in job["script"][1:]] == ["build", "check", "deploy", "deploy"]
    assert "SSH_KEY" in file.read_text()


def test_what_cron_runs_builds_and_deploys(site: Site, run: Run) -> None:
    (site.root.parent / "public").mkdir()
    with_target(site, "{kind: folder, path: ../public}")
    done = run("new", "workflow", "cron")
    assert (done.code, done.out) == (0, "publish.sh\n")
    assert done.err.splitlines()[-1].endswith(f"* * * {site.root / 'publish.sh'}")
    script = site.root / "publish.sh"
    # Nobody answers at the site's address here.
    lines = [line for line in script.read_text().splitlines() if "--verify" not in line]
    script.write_text("\n".join(lines) + "\n")
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(site.root.parent),
        "PYTHONPATH": os.pathsep.join(_paths()),
    }
    finished = subprocess.run(
        [str(script)], capture_output=True, text=True, check=False, cwd="/", env=environment
    )
    assert (finished.returncode, finished.stdout) == (0, ""), finished.stderr
    assert (site.root.parent / "public/index.html").is_file()


def _paths() -> list[str]:
    import site_builder

    return [str(Path(site_builder.__file__).parents[1])]


def test_a_file_that_is_there_is_left_alone(site: Site, run: Run) -> None:
    site.write(".gitlab-ci.yml", "mine\n")
    refused = run("new", "workflow", "gitlab")
    assert refused.code == 2
    assert "already exists, and was left unchanged" in refused.err
    assert (site.root / ".gitlab-ci.yml").read_text() == "mine\n"
