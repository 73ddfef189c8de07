"""Deploys of a project, and a look at a target as a browser would have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from site_builder.engine.deploying.deployment import Deployment, DeployOrder, begin_deploy
from site_builder.model.deploy import DeploySurroundings, TargetChanges
from tests.driver import NOW, Project

_REFERENCE = re.compile(r"""<(link|script|img|source)\b[^>]*?\s(?:href|src|srcset)=["']?([^"'>\s]+)""")
_ORIGIN = "https://tests.example/"


class Deployed(NamedTuple):
    """What a deploy said that it would do, and what it said afterwards; empty for a dry run."""

    changes: TargetChanges
    said: str
    number: str


def deploy(
    project: Project,
    target: str = "",
    *,
    days: float = 0,
    rollback: int = 0,
    adopts: bool = False,
    max_deletes: int | None = None,
    is_dry: bool = False,
    chance: str = "here",
    environment: Mapping[str, str] = {},
    sleep: Callable[[float], None] = lambda seconds: None,
) -> Deployed:
    """Deploy what is built, `days` after the time of all builds."""
    request = project.request()._replace(now=NOW + timedelta(days=days))
    home = project.root.parent / "home"
    surroundings = DeploySurroundings(str(project.root), str(home), environment, sleep)
    order = DeployOrder(request, target, surroundings, chance, rollback, adopts, max_deletes)
    with begin_deploy(order) as deployment:
        return Deployed(deployment.changes, "" if is_dry else deployment.send(), _number(deployment))


def _number(deployment: Deployment) -> str:
    return deployment.release.number


def with_target(project: Project, *lines: str) -> Project:
    """Add targets to config.yaml: each line is one, as YAML."""
    return project.append("config.yaml", "deploy:\n" + "".join(f"  {line}\n" for line in lines))


def held(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def published(project: Project) -> dict[str, bytes]:
    """All that a target of this project has to hold."""
    files = held(project.root / "output")
    del files[".site-builder-owned"]
    return files


def ours(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a target holds beside the record."""
    return {path: data for path, data in files.items() if ".site-builder-deployed" not in path}


def lacking(files: Mapping[str, bytes]) -> list[str]:
    """Each "page asset" where a page names an asset that is not there."""
    found = []
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        for _, address in _REFERENCE.findall(data.decode()):
            there = urlsplit(urljoin(_ORIGIN + path, address))
            name = there.path.lstrip("/")
            is_asset = "." in name.rpartition("/")[2] and not name.endswith((".xml", ".json", ".html"))
            if there.netloc == urlsplit(_ORIGIN).netloc and is_asset and name not in files:
                found.append(f"{path} {name}")
    return found
