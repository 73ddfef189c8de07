"""`site-builder new workflow`: the file by which a service, or cron, publishes the site."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

from site_builder.cli.new_file import write_new
from site_builder.cli.options import Subparsers, add_command, add_common, config_file, shown
from site_builder.cli.output import Console


def register_workflow(kinds: Subparsers) -> None:
    """Add `new workflow` to the kinds of new files."""
    parser = add_command(
        kinds,
        "workflow",
        run_workflow,
        summary="let a service or cron build, check and deploy",
        description="Write the file by which GitHub, GitLab or cron on your own machine builds, checks and "
        "deploys the site on every push and every day, so that scheduled posts appear. The file says what to "
        "set up first, and what stops it.",
        example="site-builder new workflow github\nsite-builder new workflow cron",
    )
    add_common(parser)
    parser.add_argument(
        "service",
        choices=("github", "gitlab", "cron"),
        metavar="SERVICE",
        help="what runs it: github, gitlab or cron",
    )


def run_workflow(arguments: argparse.Namespace, console: Console) -> int:
    """Write the file for a service and print its path."""
    from site_builder.engine.preparing.request import Overrides
    from site_builder.engine.preparing.settings import read_settings
    from site_builder.stages.hosts import workflows

    site = config_file(arguments)
    config = read_settings(site, None, Overrides()).config
    target = next((one for one in config.deploy if one.default), config.deploy[0] if config.deploy else None)
    if arguments.service == "github":
        name = workflows.GITHUB_FILE
        text = workflows.github_workflow(config.identity, target, _branch(site.parent))
    elif arguments.service == "gitlab":
        name, text = workflows.GITLAB_FILE, workflows.gitlab_workflow(target)
    else:
        name = workflows.CRON_FILE
        text = workflows.cron_script(str(site.parent), _program(), target)
    file = site.parent / name
    write_new(file, text, "delete it first, or change it by hand")
    console.print(shown(file, is_folder=False))
    if arguments.service == "cron":
        file.chmod(0o755)
        minute, hour = workflows.daily_minute(config.identity)
        console.aside("add this line with crontab -e:")
        console.aside(f"{minute} {hour} * * * {shlex.quote(str(file)).replace('%', chr(92) + '%')}")
    else:
        console.aside("its first lines say what to set up; then commit and push it")
    return 0


def _branch(root: Path) -> str:
    """The branch that is checked out, or else main."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "symbolic-ref", "--short", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except OSError:
        return "main"
    return done.stdout.strip() or "main"


def _program() -> list[str]:
    program = Path(sys.argv[0]).absolute()
    is_installed = program.name == "site-builder" and program.is_file()
    return [str(program)] if is_installed else [sys.executable, "-m", "site_builder"]
