"""`site-builder import`: bring a blog along from elsewhere."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.cli.options import Subparsers, add_command, add_volume, shown
from site_builder.cli.output import Console, plural
from site_builder.model.errors import UsageError

if TYPE_CHECKING:
    from site_builder.importers.wordpress import Import, Survey
    from site_builder.model.imports import ProposedSeries, Remark


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
    _register_wordpress(sources)
    _register_markdown(sources)


def _register_wordpress(sources: Subparsers) -> None:
    parser = add_command(
        sources,
        "wordpress",
        summary="a WordPress export (Tools → Export)",
        description="Read one export or several, and write posts, pages, comments and series under DIR, "
        "a config.yaml if there is none, and import-report.md, which says what was imported and what was "
        "not. Importing again writes only what is new.",
        example="site-builder import wordpress export.xml --into my-blog --media wp-content/uploads\n"
        "site-builder import wordpress part-1.xml part-2.xml --dry-run",
    )
    add_volume(parser)
    parser.add_argument("exports", type=Path, nargs="+", metavar="EXPORT.xml", help="the export's files")
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="the site's root (default: this folder)"
    )
    parser.add_argument("--media", type=Path, metavar="DIR", help="a copy of the folder wp-content/uploads")
    parser.add_argument(
        "--series",
        choices=("ask", "yes", "no"),
        default="ask",
        help="whether to write the series that are recognised (default: ask; without a terminal, no)",
    )
    parser.add_argument(
        "-D", "--drafts", action="store_true", help="import what is not public too, as drafts"
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only report")
    parser.set_defaults(run=run_wordpress)


def _register_markdown(sources: Subparsers) -> None:
    parser = add_command(
        sources,
        "markdown",
        summary="a folder of Markdown that another generator reads",
        description="Read the folder of a site for Jekyll, Hugo, Eleventy, Pelican, Hexo, Zola or Docusaurus "
        "and write its posts and pages under DIR, with import-report.md, which lists what needs checking.",
        example="site-builder import markdown ../old-blog --into my-blog\n"
        "site-builder import markdown ../old-blog --from hugo --dry-run",
    )
    add_volume(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the other generator's folder")
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="the site's root (default: this folder)"
    )
    parser.add_argument(
        "--from",
        dest="tool",
        choices=("jekyll", "hugo", "eleventy", "pelican", "hexo", "zola", "docusaurus"),
        help="the generator (default: recognised by its files)",
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only report")
    parser.set_defaults(run=run_markdown)


def run_markdown(arguments: argparse.Namespace, console: Console) -> int:
    """Write what the folder has, and report."""
    from site_builder.engine.importing import ImportTarget, report_text
    from site_builder.importers.markdown import MarkdownImport, recognise_tool
    from site_builder.model.imports import ImportedText, Remark

    folder: Path = arguments.folder
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", "name the folder of the other generator's site")
    if arguments.into.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"--into {arguments.into} is inside the folder being imported", "choose another with --into"
        )
    tool = arguments.tool or recognise_tool(folder)
    source = MarkdownImport(folder)
    target = ImportTarget(arguments.into, is_dry=arguments.dry_run)
    if not (arguments.into / "config.yaml").exists():
        text = (
            "# The settings of this site: fill them in.\n\ntitle: My blog\nbase_url: https://example.org/\n"
        )
        target.text(ImportedText("config.yaml", text, "config"))
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
    edited = [
        Remark("Edited since the last import", f"{path}.new is what the folder says", path)
        for path in target.kept
    ]
    target.finish(report_text(tool.capitalize() or "a folder of Markdown", rows, [*source.remarks, *edited]))
    console.say(f"{plural(total, 'text')} from {tool or 'Markdown'}, {plural(files, 'file')} copied")
    if arguments.dry_run:
        console.say("nothing was written: this was a dry run")
    else:
        console.say(f"the whole report is in {shown(arguments.into / 'import-report.md', is_folder=False)}")
    return 0


def run_wordpress(arguments: argparse.Namespace, console: Console) -> int:
    """Survey the export, ask about series, write, report."""
    if find_spec("lxml") is None:
        raise UsageError(
            "importing needs lxml, which is not installed", "pip install 'for-our-men-site-builder[import]'"
        )
    from site_builder.engine.importing import ImportTarget, report_text
    from site_builder.importers.wordpress import Import, survey
    from site_builder.model.imports import ImportedText

    if arguments.media is not None and not arguments.media.is_dir():
        raise UsageError(f"--media {arguments.media} is not a folder", "name the copy of wp-content/uploads")
    found = survey(arguments.exports, with_drafts=arguments.drafts)
    series = _wanted_series(found.series, arguments.series, console)
    source = Import(arguments.exports, found, arguments.media, series)
    destination = ImportTarget(arguments.into, is_dry=arguments.dry_run)
    if not (arguments.into / "config.yaml").exists():
        destination.text(ImportedText("config.yaml", source.config(), "config"))
    total = len(found.entries)
    for number, one in enumerate(source.texts(), 1):
        destination.text(one)
        console.progress("importing", min(number, total), total)
    files = destination.copies(source.copies())
    remarks = _all_remarks(source, found, series, destination.kept)
    report = report_text("WordPress", _table(found, source, destination.counts, files), remarks)
    destination.finish(report)
    _summarise(console, arguments, found, destination.counts, report, files)
    return 0


def _wanted_series(proposed: Sequence[ProposedSeries], choice: str, console: Console) -> list[ProposedSeries]:
    for one in proposed:
        length = f", said to have {one.length}" if one.length else ""
        console.say(f"series found by {one.why}: {one.title} ({plural(len(one.parts), 'part')}{length})")
        for part in one.parts:
            console.say(f"  {part.number}. {part.title}")
    if choice != "ask" or not proposed:
        return list(proposed) if choice == "yes" else []
    if not sys.stdin.isatty():
        console.note("no series were written: use --series yes to write them")
        return []
    return [one for one in proposed if console.ask(f"write the series '{one.title}'?")]


def _all_remarks(
    source: Import, found: Survey, series: Sequence[ProposedSeries], kept: Sequence[str]
) -> list[Remark]:
    from site_builder.model.imports import Remark

    remarks = list(source.remarks)
    for upload, places in sorted(source.media.missing.items()):
        remarks += [
            Remark("Media that were not found, and stay where they were", upload, place) for place in places
        ]
    for path in kept:
        remarks.append(Remark("Edited since the last import", f"{path}.new is what the export says", path))
    for one in found.series:
        if one not in series:
            words = f"{one.title}: parts {', '.join(str(part.number) for part in one.parts)}"
            remarks.append(Remark("Series that were found and not written", words))
    return remarks + source.address_remarks()


def _table(found: Survey, source: Import, counts: dict[str, int], files: int) -> list[tuple[str, str]]:
    left = sum(one.heading == "Left out" for one in source.remarks)
    came = found.came["posts"] + found.came["pages"] + found.came["synced patterns"]
    rows = [
        (f"items of type {kind} in the export", f"{count:,}") for kind, count in sorted(found.read.items())
    ]
    rows += [
        ("**items in the export**", f"{sum(found.read.values()):,}"),
        ("posts imported", f"{found.came['posts']:,}"),
        ("pages imported", f"{found.came['pages']:,}"),
        ("synced patterns, now part of the texts", f"{found.came['synced patterns']:,}"),
        ("media, known by the texts that show them", f"{len(found.attachments):,}"),
        ("entries of menus", f"{len(found.menu):,}"),
        ("left out, each named below", f"{left:,}"),
        ("**sum**", f"{came + len(found.attachments) + len(found.menu) + left:,}"),
        ("comments imported", f"{found.came['comments']:,}"),
        ("series written", f"{len(source.series):,}"),
        ("media files copied", f"{files:,}"),
    ]
    return rows + [(f"files {name}", f"{count:,}") for name, count in sorted(counts.items())]


def _summarise(
    console: Console,
    arguments: argparse.Namespace,
    found: Survey,
    counts: dict[str, int],
    report: str,
    files: int,
) -> None:
    came = f"{plural(found.came['posts'], 'post')}, {plural(found.came['pages'], 'page')}, "
    console.say(f"{came}{plural(found.came['comments'], 'comment')}, {plural(files, 'media file')}")
    console.say(", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())) or "no files")
    for line in report.split("\n"):
        if line.startswith("## "):
            console.say(f"  {line[3:]}: see the report")
        elif line.startswith("- "):
            console.detail(f"    {line}")
    if arguments.dry_run:
        console.say("nothing was written: this was a dry run")
    else:
        console.say(f"the whole report is in {shown(arguments.into / 'import-report.md', is_folder=False)}")
