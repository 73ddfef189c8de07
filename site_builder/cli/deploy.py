"""`site-builder deploy`."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.cli.options import Subparsers, add_command, add_common, request_of, whole_number
from site_builder.cli.output import Console
from site_builder.model.diagnostics import plural
from site_builder.model.errors import UsageError

if TYPE_CHECKING:
    from site_builder.engine.deploying.deployment import Deployment
    from site_builder.engine.preparing.request import Request


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "deploy",
        run,
        summary="publish the built site",
        description="Publish what build wrote at a target that config.yaml names. What will change is shown "
        "first, and nothing happens until you agree. Only files that differ are sent, and only files that a "
        "deploy has put there are deleted.",
        example="site-builder deploy\n"
        "site-builder deploy live --dry-run                 only show what would change\n"
        "site-builder deploy --rollback                     put back what was there before\n"
        "site-builder deploy --list\n"
        "site-builder deploy --verify                       ask whether readers see it",
    )
    add_common(parser)
    parser.add_argument(
        "target",
        nargs="?",
        default="",
        metavar="TARGET",
        help="a name below deploy: in config.yaml (default: the only one, or that with default: true)",
    )
    parser.add_argument("--dry-run", action="store_true", help="change nothing, only show what would change")
    parser.add_argument("--yes", action="store_true", help="do not ask before changing anything")
    parser.add_argument(
        "--adopt",
        action="store_true",
        help="accept files at the target that no deploy has put there; they are never deleted",
    )
    parser.add_argument(
        "--max-deletes",
        type=_count,
        metavar="N",
        help="delete up to N files (default: 100 or a third of all)",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--rollback",
        nargs="?",
        type=whole_number,
        const=1,
        default=0,
        metavar="N",
        help="put back the site of N deploys ago (default: 1)",
    )
    what.add_argument(
        "--list", action="store_true", dest="lists", help="show the deploys that can be rolled back to"
    )
    what.add_argument(
        "--verify",
        action="store_true",
        dest="verifies",
        help="deploy nothing, only ask the public address whether readers see what was deployed",
    )
    parser.add_argument(
        "--wait",
        type=_count,
        default=60,
        metavar="S",
        help="how many seconds the public address may take to be up to date (default: 60)",
    )
    parser.set_defaults(now=None)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"must be a whole number, not '{text}'")
    return int(text)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Show what will change, ask, and deploy."""
    from site_builder.engine.deploying.deployment import DeployOrder, begin_deploy
    from site_builder.model.deploy import DeploySurroundings

    request = request_of(arguments)
    if arguments.lists:
        return _list(request, arguments.target, console)
    if arguments.verifies:
        return _verify(request, arguments, console)
    order = DeployOrder(
        request=request,
        target=arguments.target,
        surroundings=DeploySurroundings(
            str(request.root), str(Path.home()), dict(os.environ), time.sleep, console.progress
        ),
        chance=secrets.token_hex(8),
        rollback=arguments.rollback,
        adopts=arguments.adopt,
        max_deletes=arguments.max_deletes,
    )
    with begin_deploy(order) as deployment:
        _show(deployment, console)
        if deployment.changes.is_empty:
            console.say("nothing to do: the target has all of this already")
            return 0
        if arguments.dry_run:
            console.say("nothing was changed: this was a dry run")
            return 0
        if not arguments.yes and not _agrees(console):
            console.say("nothing was changed")
            return 1
        started = time.monotonic()
        said = deployment.send()
        console.say(f"deployed to {deployment.where} · {said} · {time.monotonic() - started:.1f} s")
    return _verify(request, arguments, console) if deployment.target.verify else 0


def _verify(request: Request, arguments: argparse.Namespace, console: Console) -> int:
    """Ask the public address, and say what differs and why that may be."""
    from site_builder.engine.deploying.public_site import ask
    from site_builder.engine.deploying.verification import expected_of, verify

    expected = expected_of(request, arguments.target, console.progress)
    found = verify(expected, ask, time.sleep, console.progress, arguments.wait)
    for one in found.differences:
        name = f"/{one.path}" if one.path else found.base_url
        kind = "error" if one.is_error else "note"
        console.print(f"{name}: {kind}: {one.what}")
        console.print(f"  likely cause: {one.cause}")
    asked = f"{plural(found.asked, 'address')[:-1]}es" if found.asked != 1 else "1 address"
    if found.is_right:
        console.say(f"{found.base_url} is as it was deployed · {asked} asked")
        return 0
    console.say(f"{found.base_url} is not as it was deployed · {asked} asked")
    return 1


def _agrees(console: Console) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "deploy asks before it changes anything, and there is no terminal to ask on",
            "add --yes to deploy without being asked, or --dry-run to see what would change",
        )
    return console.ask("deploy this?")


def _show(deployment: Deployment, console: Console) -> None:
    changes, release = deployment.changes, deployment.release
    for sign, paths in (("+", changes.added), ("~", changes.changed), ("-", changes.deleted)):
        for path in paths:
            console.detail(f"{sign} {path}")
    for path in changes.foreign:
        console.detail(f"  {path} (put there by others)")
    parts = [f"{len(changes.added):,} added", f"{len(changes.changed):,} changed"]
    parts += [f"{len(changes.deleted):,} deleted", f"{changes.unchanged:,} unchanged"]
    if changes.kept:
        parts.append(f"{changes.kept:,} no longer used, kept for a while")
    if deployment.overlapping:
        parts.append(f"{plural(len(deployment.overlapping), 'file')} from elsewhere replaced")
    what = f"back to {release.restores}" if release.restores else release.base_url
    console.say(f"{deployment.target.name} ({deployment.where}), {what}: {', '.join(parts)}")


def _list(request: Request, name: str, console: Console) -> int:
    from site_builder.cli.table import aligned
    from site_builder.engine.deploying.deployment import past_deploys

    target, past = past_deploys(request, name)
    if not past:
        console.say(f"this machine knows of no deploy to {target.name}")
        return 0
    rows = [
        (
            one.at[:19].replace("T", " ") + " UTC",
            f"{len(one.files):,} files",
            f"+{one.added:,} ~{one.changed:,} -{one.deleted:,}",
            one.commit or "no commit",
            f"back to {one.restores}" if one.restores else one.number,
        )
        for one in reversed(past)
    ]
    for line in aligned(rows, elastic=3, most=console.columns):
        console.print(line)
    return 0
