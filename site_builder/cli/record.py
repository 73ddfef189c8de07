"""`site-builder record`."""

from __future__ import annotations

import argparse

from site_builder.cli.options import Subparsers, add_command, add_common, add_now, request_of
from site_builder.cli.output import Console, counted
from site_builder.engine.recording import record
from site_builder.model.diagnostics import plural


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "record",
        run,
        summary="remember what is published, to notice when it moves or changes",
        description="Write the id, URL, date and a fingerprint of the words of each published post to "
        ".published.jsonl in the content folder, a file to commit with your texts. Builds then warn of "
        "posts that have moved or vanished, and check also warns of words that have changed without a note.",
        example="site-builder record\n"
        "site-builder record --accept     everything that moved, vanished or changed is intended",
    )
    add_common(parser)
    add_now(parser, "record as of")
    parser.add_argument(
        "--accept",
        action="store_true",
        help="record all posts as they are now, and forget those that are gone",
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Record, and list what was left as it was recorded before. That makes the exit code 1."""
    request = request_of(arguments)
    done = record(request, console.progress, may_accept=arguments.accept)
    parts = [f"{plural(done.posts, 'post')} in {done.path}"]
    numbers = ((done.new, "new"), (done.changed, "changed"), (done.dropped, "taken out"))
    parts += [f"{number:,} {what}" for number, what in numbers if number]
    console.say(" · ".join(parts if len(parts) > 1 else [*parts, "nothing has changed"]))
    if done.problems:
        console.diagnostics(done.problems, request.root)
        console.note(f"\n{counted(done.problems)}: what was recorded of these posts is kept")
    return 1 if done.problems else 0
