"""`site-builder theme`: the templates of the theme, and copies of them to change."""

from __future__ import annotations

import argparse

from site_builder.cli.new_file import create_whole
from site_builder.cli.options import Subparsers, add_command, add_common, config_file
from site_builder.cli.output import Console
from site_builder.engine.preparing.request import Overrides
from site_builder.engine.preparing.settings import read_settings
from site_builder.model.errors import SiteBuilderError, UsageError
from site_builder.stages.text.suggestions import closest
from site_builder.stages.theme.templates import ASSETS, THEME, TemplateLookup, theme_folder


def register(subparsers: Subparsers) -> None:
    """Add the command and its two subcommands to the command line."""
    parser = add_command(
        subparsers,
        "theme",
        summary="list the theme's templates or texts, or copy a template to change it",
        description="List the files of the theme, copy one of them into the site's own templates, or print "
        "the theme's texts.",
        example="site-builder theme list\nsite-builder theme copy post.html\nsite-builder theme words",
    )
    kinds = parser.add_subparsers(title="what to do", required=True, metavar="list|copy|words")
    listing = add_command(
        kinds,
        "list",
        run_list,
        summary="list the theme's files",
        description="List the templates and assets of the theme, and show which ones the site overrides.",
        example="site-builder theme list",
    )
    add_common(listing)
    copying = add_command(
        kinds,
        "copy",
        run_copy,
        summary="copy a file of the theme into the site",
        description="Copy a template or an asset of the theme into the site's own templates, where it "
        "overrides the theme's. An existing file is never overwritten.",
        example="site-builder theme copy post.html\nsite-builder theme copy assets/style.css",
    )
    add_common(copying)
    copying.add_argument("name", metavar="NAME", help="the file's name in the theme, such as post.html")
    words = add_command(
        kinds,
        "words",
        run_words,
        summary="print the theme's texts with their keys",
        description="Print the theme's own texts in the site's language, with the keys by which words: in "
        "config.yaml can replace them.",
        example="site-builder theme words email",
    )
    add_common(words)
    words.add_argument("word", nargs="?", default="", metavar="WORD", help="only those that contain this")


def run_list(arguments: argparse.Namespace, console: Console) -> int:
    """Print the names of the theme's files."""
    lookup = _lookup(arguments)
    own = lookup.folders[0]
    for name in _names():
        console.print(f"{name:30}  {lookup.label(name)}" if (own / name).is_file() else name)
    return 0


def run_copy(arguments: argparse.Namespace, console: Console) -> int:
    """Copy one file, and say where it is."""
    lookup = _lookup(arguments)
    name: str = arguments.name.removeprefix(THEME)
    if name not in _names():
        close = closest(name, _names())
        hint = f"did you mean '{close}'?" if close else "site-builder theme list shows what is available"
        raise UsageError(f"the theme has no file '{name}': {hint}")
    target = lookup.folders[0] / name
    data = (theme_folder() / name).read_bytes()
    try:
        create_whole(target, data)
    except FileExistsError:
        raise UsageError(f"{lookup.label(name)} already exists, and was left unchanged") from None
    except OSError as failure:
        raise SiteBuilderError(f"{target} cannot be written: {failure.strerror}") from failure
    console.print(lookup.label(name))
    return 0


def run_words(arguments: argparse.Namespace, console: Console) -> int:
    """Print keys and texts, as they are in a catalogue."""
    from site_builder.stages.language.words import Words

    config = read_settings(config_file(arguments), None, Overrides()).config
    wanted: str = arguments.word.casefold()
    for key, forms in Words(config.language, config.words).texts().items():
        if wanted in key or any(wanted in text.casefold() for text in forms.values()):
            for name, text in forms.items():
                console.print(f"{key}: {text}" if len(forms) == 1 else f"{key} ({name}): {text}")
    return 0


def _lookup(arguments: argparse.Namespace) -> TemplateLookup:
    file = config_file(arguments)
    return TemplateLookup.of_site(file.parent, read_settings(file, None, Overrides()).config.paths.templates)


def _names() -> tuple[str, ...]:
    lookup = TemplateLookup((theme_folder(),))
    return (*lookup.names(), *(f"{ASSETS}/{name}" for name in lookup.assets()))
