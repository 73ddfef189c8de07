"""Workflows that build, check and deploy a site on every push and every day, for those who run them."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from site_builder.model.config import DeployTarget

_SECRETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"s3": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "ftps": ("FTP_PASSWORD",)}
)
"""What a kind of target reads from the environment, for want of files of its own."""
_SSH = frozenset({"sftp", "rsync"})

GITHUB_FILE = ".github/workflows/publish.yml"
GITLAB_FILE = ".gitlab-ci.yml"
CRON_FILE = "publish.sh"


def daily_minute(identity: str) -> tuple[int, int]:
    """Minute and hour (UTC) of a site's daily run: its own, since services are late on the hour."""
    number = int.from_bytes(hashlib.blake2b(identity.encode(), digest_size=4).digest(), "big")
    return 5 + number % 50, 3 + number // 50 % 3


def github_workflow(identity: str, target: DeployTarget | None, branch: str) -> str:
    """`.github/workflows/publish.yml`. Without a target GitHub's own action takes the site to its Pages."""
    minute, hour = daily_minute(identity)
    is_pages = target is None
    permissions = {"actions": "write", "contents": "write" if target and target.kind == "git" else "read"}
    if is_pages:
        permissions |= {"id-token": "write", "pages": "write"}
    lines = [
        "# Written by: site-builder new workflow github",
        "#",
        "# Once: put requirements.txt beside config.yaml, with the line by which pip gets the site builder.",
        *(
            ["# In the repository's settings, under Pages, choose GitHub Actions as the source."]
            if is_pages
            else []
        ),
        *_once_for(target, "In the repository's settings, under Secrets and variables, Actions, add"),
        "#",
        "# The daily run publishes what is due. GitHub ends schedules after 60 days without a commit;",
        "# the last step starts that count again at each run. GitHub may be late by some",
        "# minutes, or leave a run out.",
        "name: Publish",
        "on:",
        "  push:",
        f"    branches: [{branch}]",
        "  schedule:",
        f'    - cron: "{minute} {hour} * * *" # every day, in UTC',
        "  workflow_dispatch:",
        "permissions:",
        *(f"  {name}: {value}" for name, value in sorted(permissions.items())),
        "concurrency:",
        "  group: publish",
        "jobs:",
        "  publish:",
        "    runs-on: ubuntu-latest",
    ]
    if is_pages:
        lines += [
            "    environment:",
            "      name: github-pages",
            "      url: ${{ steps.deployment.outputs.page_url }}",
        ]
    lines += [
        "    steps:",
        "      - uses: actions/checkout@v4",
        "      - uses: actions/setup-python@v5",
        "        with:",
        '          python-version: "3.13"',
        "          cache: pip",
        "      - uses: actions/cache@v4",
        "        with:",
        "          path: |",
        "            .site-builder",
        "            output",
        "          key: site-builder-${{ github.run_id }}",
        "          restore-keys: site-builder-",
        "      - run: pip install -r requirements.txt",
    ]
    if target is None:
        lines += [
            "      - uses: actions/configure-pages@v5",
            "        id: pages",
            '      - run: site-builder build --strict --base-url "${{ steps.pages.outputs.base_url }}/"',
            "      - run: site-builder check",
            "      - uses: actions/upload-pages-artifact@v3",
            "        with:",
            "          path: output",
            "      - uses: actions/deploy-pages@v4",
            "        id: deployment",
        ]
    else:
        lines += ["      - run: site-builder build --strict", "      - run: site-builder check"]
        lines += _github_login(target)
        lines += [f"      - run: site-builder deploy {target.name} --yes", *_secrets_of(target)]
        lines += [f"      - run: site-builder deploy {target.name} --verify --wait 300"]
    lines += [
        "      - run: gh workflow enable publish.yml",
        "        if: github.event_name == 'schedule'",
        "        env:",
        "          GH_TOKEN: ${{ github.token }}",
    ]
    return "\n".join(lines) + "\n"


def _github_login(target: DeployTarget) -> Sequence[str]:
    if target.kind == "git":
        return (
            "      # For a remote that begins with https://github.com/; one over ssh needs a deploy key.",
            "      - run: gh auth setup-git",
            "        env:",
            "          GH_TOKEN: ${{ github.token }}",
        )
    if target.kind in _SSH:
        return (
            "      - run: |",
            "          mkdir -p -m 700 ~/.ssh",
            '          echo "$SSH_KNOWN_HOSTS" >> ~/.ssh/known_hosts',
            '          (umask 077 && echo "$SSH_KEY" > ~/.ssh/id_ed25519)',
            "        env:",
            "          SSH_KEY: ${{ secrets.SSH_KEY }}",
            "          SSH_KNOWN_HOSTS: ${{ secrets.SSH_KNOWN_HOSTS }}",
        )
    return ()


def _secrets_of(target: DeployTarget) -> Sequence[str]:
    names = ["GH_TOKEN"] if target.kind == "git" else list(_SECRETS.get(target.kind, ()))
    if not names:
        return ()
    values = {name: "github.token" if name == "GH_TOKEN" else f"secrets.{name}" for name in names}
    return ("        env:", *(f"          {name}: ${{{{ {value} }}}}" for name, value in values.items()))


def _once_for(target: DeployTarget | None, where: str) -> list[str]:
    if target is None:
        return []
    names = [*_SECRETS.get(target.kind, ())]
    if target.kind in _SSH:
        names += [
            "SSH_KEY (a private key without a passphrase)",
            "SSH_KNOWN_HOSTS (what ssh-keyscan HOST prints)",
        ]
    return [f"# {where}:", *(f"#   {name}" for name in names)] if names else []


def gitlab_workflow(target: DeployTarget | None) -> str:
    """`.gitlab-ci.yml`. Without a target the site goes to GitLab Pages."""
    lines = [
        "# Written by: site-builder new workflow gitlab",
        "#",
        "# Once: put requirements.txt beside config.yaml, with the line by which pip gets the site builder,",
        "# and brotli. For what is due by the calendar: under Build, Pipeline schedules, add a",
        "# daily schedule.",
        *_once_for(target, "In the project's settings, under CI/CD, Variables, add (masked)"),
        "#",
        "# GitLab ends a schedule when its owner is removed or blocked, and does not notice a site that is",
        "# old. site-builder deploy --verify does: let cron on another machine run it.",
        "pages:" if target is None else "publish:",
        "  image: python:3.13",
        "  rules:",
        "    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
        "  cache:",
        "    key: site-builder",
        "    paths:",
        "      - .site-builder/",
    ]
    if target is not None and target.kind in _SSH:
        lines += [
            "  before_script:",
            "    - apt-get update -qq && apt-get install -qq -y openssh-client rsync",
            '    - mkdir -p -m 700 ~/.ssh && echo "$SSH_KNOWN_HOSTS" >> ~/.ssh/known_hosts',
            '    - (umask 077 && echo "$SSH_KEY" > ~/.ssh/id_ed25519)',
        ]
    lines += ["  script:", "    - pip install -r requirements.txt"]
    if target is None:
        lines += [
            '    - site-builder build --strict --output public --base-url "$CI_PAGES_URL"',
            "    - site-builder check",
            "  artifacts:",
            "    paths:",
            "      - public",
        ]
    else:
        lines += [
            "    - site-builder build --strict",
            "    - site-builder check",
            f"    - site-builder deploy {target.name} --yes",
            f"    - site-builder deploy {target.name} --verify --wait 300",
        ]
    return "\n".join(lines) + "\n"


def cron_script(folder: str, program: Sequence[str], target: DeployTarget | None) -> str:
    """`publish.sh`, for a crontab. `folder` is the site's, `program` what runs the site builder there."""
    run = shlex.join(program)
    deploys = (
        [
            f"{run} deploy {target.name} --yes --quiet",
            f"{run} deploy {target.name} --verify --wait 300 --quiet",
        ]
        if target is not None
        else ["# Name a target below deploy: in config.yaml, and add here: site-builder deploy --yes --quiet"]
    )
    lines = [
        "#!/bin/sh",
        "# Written by: site-builder new workflow cron",
        "#",
        "# Builds, checks and deploys. It says nothing where all is well, so cron sends mail of",
        "# trouble only.",
        "# What stops it: a machine that is off at that time, and keys that ask for a passphrase.",
        "set -eu",
        f"cd {shlex.quote(folder)}",
        f"{run} build --strict --quiet",
        f"{run} check --quiet",
        *deploys,
    ]
    return "\n".join(lines) + "\n"
