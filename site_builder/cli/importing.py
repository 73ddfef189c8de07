"""`site-builder import`: bring a blog along from elsewhere."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_builder.cli.import_summary import summarise
from site_builder.cli.options import Subparsers, add_command, add_into, add_volume
from site_builder.cli.output import Console
from site_builder.cli.wordpress_import import register_wordpress
from site_builder.model.diagnostics import plural
from site_builder.model.errors import UsageError


def register(subparsers: Subparsers) -> None:
    """Add the command and its subcommand to the command line."""
    parser = add_command(
        subparsers,
        "import",
        summary="import a blog from WordPress or another generator",
        description="Turn what another system exports into this project's content. Nothing private is "
        "imported, and files that you have edited since are never overwritten.",
        example="site-builder import wordpress export.xml --into my-blog --media uploads",
    )
    sources = parser.add_subparsers(title="sources", required=True, metavar="SOURCE")
    register_wordpress(sources)
    _register_markdown(sources)


def _register_markdown(sources: Subparsers) -> None:
    parser = add_command(
        sources,
        "markdown",
        run_markdown,
        summary="a folder of Markdown that another generator reads",
        description="Read the folder of a site for Jekyll, Hugo, Eleventy, Pelican, Hexo, Zola or Docusaurus "
        "and write its posts and pages under DIR, with import-report.md, which lists what needs checking.",
        example="site-builder import markdown ../old-blog --into my-blog\n"
        "site-builder import markdown ../old-blog --from hugo --dry-run",
    )
    add_volume(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the other generator's folder")
    add_into(parser)
    parser.add_argument(
        "--from",
        dest="tool",
        choices=("jekyll", "hugo", "eleventy", "pelican", "hexo", "zola", "docusaurus"),
        help="the generator (default: recognised by its files)",
    )


def run_markdown(arguments: argparse.Namespace, console: Console) -> int:
    """Write what the folder has, and report."""
    from site_builder.engine.importing import ImportTarget, report_text
    from site_builder.importers.markdown import MarkdownImport, recognise_tool

    folder: Path = arguments.folder
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", "name the folder of the other generator's site")
    if arguments.into.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"--into {arguments.into} is inside the folder being imported", "choose another with --into"
        )
    tool = arguments.tool or recognise_tool(folder)
    source = MarkdownImport(folder, tool)
    target = ImportTarget(arguments.into, is_dry=arguments.dry_run)
    target.settings(source.config())
    target.texts(source.texts())
    total = source.written
    files = target.copies(source.copies())
    left = sum(one.heading == "Left out" for one in source.remarks)
    rows = [
        ("**Markdown files in the folder**", f"{source.read:,}"),
        ("texts imported", f"{total:,}"),
        ("left out, each named below", f"{left:,}"),
        ("files copied", f"{files:,}"),
        *((f"files {name}", f"{count:,}") for name, count in sorted(target.counts.items())),
    ]
    remarks = [*source.remarks, *target.remarks("the folder")]
    report = report_text(tool.capitalize() or "a folder of Markdown", rows, remarks)
    target.finish(report)
    console.say(f"{plural(total, 'text')} from {tool or 'Markdown'}, {plural(files, 'file')} copied")
    summarise(console, target.counts, report, arguments.into, is_dry=arguments.dry_run)
    return 0
