"""`site-builder schema`."""

from __future__ import annotations

import argparse

from site_builder.cli.options import Subparsers, add_command
from site_builder.cli.output import Console


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "schema",
        run,
        summary="print a JSON Schema, for completion and checks in an editor",
        description="Print the JSON Schema (2020-12) of config.yaml, or of the front matter of posts, pages "
        "and series.",
        example="site-builder schema config > config.schema.json\n\n"
        "Editors with the YAML language server then complete and check config.yaml if its first line is\n"
        "  # yaml-language-server: $schema=config.schema.json",
    )
    parser.add_argument(
        "what", choices=("config", "front-matter"), metavar="config|front-matter", help="which of the two"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the schema asked for."""
    if arguments.what == "config":
        from site_builder.engine.preparing.settings import deploy_keys
        from site_builder.stages.config.keys import config_schema

        console.json(config_schema(deploy_keys))
    else:
        from site_builder.stages.source.front_matter import front_matter_schema

        console.json(front_matter_schema())
    return 0
