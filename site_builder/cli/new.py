"""`site-builder new`: the files of new posts and series."""

from __future__ import annotations

import argparse
import os
import secrets
import string
import unicodedata
from datetime import date
from typing import Any

from site_builder.cli.new_file import write_new
from site_builder.cli.new_workflow import register_workflow
from site_builder.cli.options import (
    Subparsers,
    add_command,
    add_common,
    add_now,
    config_file,
    request_of,
    shown,
    whole_number,
)
from site_builder.cli.output import Console
from site_builder.engine.inventory import Inventory, read_inventory
from site_builder.engine.preparing.own_language import language_file
from site_builder.engine.preparing.request import Overrides, Request
from site_builder.engine.preparing.settings import read_settings
from site_builder.model.diagnostics import plural
from site_builder.model.documents import MOST_PARTS, BodyHead, Broken, Entry, PageHead, PostHead, SeriesHead
from site_builder.model.errors import UsageError
from site_builder.stages.assemble.permalinks import entry_url
from site_builder.stages.source.front_matter_text import first_unprintable, front_matter
from site_builder.stages.text.dates import in_zone, split_dated_name
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.slugs import slugify
from site_builder.stages.text.suggestions import closest

_ID_SIGNS = string.ascii_lowercase + string.digits
_ID_LENGTH = 12


def register(subparsers: Subparsers) -> None:
    """Add the command and its two subcommands to the command line."""
    parser = add_command(
        subparsers,
        "new",
        summary="start a post, a series, a language or a workflow",
        description="Write a file to start from: a post or a series, with its front matter filled in, the "
        "theme's words to translate into another language, or the workflow by which a service publishes the "
        "site.",
        example='site-builder new post "What the night shift taught me"\n'
        'site-builder new series "Coming back to work"',
    )
    kinds = parser.add_subparsers(title="kinds", required=True, metavar="KIND")
    _register_post(kinds)
    _register_series(kinds)
    _register_language(kinds)
    register_workflow(kinds)


def _parts(text: str) -> int:
    number = whole_number(text)
    if number > MOST_PARTS:
        raise argparse.ArgumentTypeError(f"must be at most {MOST_PARTS}, not '{text}'")
    return number


def _register_post(kinds: Subparsers) -> None:
    parser = add_command(
        kinds,
        "post",
        run,
        summary="start a post, as a draft",
        description="Write posts/SLUG.md in the content folder, with the title, today's date, an id "
        "that identifies the post in feeds, and draft: true, which "
        "you delete when it is ready. In a series it is given "
        "the next number.",
        example='site-builder new post "What the night shift taught me"\n'
        'site-builder new post "The first month" --series coming-back',
    )
    add_common(parser)
    add_now(parser, "date the post by")
    parser.add_argument("title", metavar="TITLE", help="the post's title, in quotes")
    parser.add_argument(
        "-s",
        "--series",
        metavar="S",
        help="make it the next part of this series (its file in series/, or what posts name)",
    )


def _register_series(kinds: Subparsers) -> None:
    parser = add_command(
        kinds,
        "series",
        run_series,
        summary="start a series",
        description="Write series/SLUG.md in the content folder. Posts join with series: SLUG and "
        "series_part: 1, or with site-builder new post TITLE --series SLUG.",
        example='site-builder new series "Coming back to work" --parts 2 \\\n'
        '    --about "discussing coming back to work after time off"',
    )
    add_common(parser)
    parser.add_argument("title", metavar="TITLE", help="the title of the series, in quotes")
    parser.add_argument("--parts", type=_parts, metavar="N", help="how many parts it will have")
    parser.add_argument(
        "--about", metavar="TEXT", help='continues "This is Part One of a two-part series …": discussing …'
    )


def _register_language(kinds: Subparsers) -> None:
    parser = add_command(
        kinds,
        "language",
        run_language,
        summary="start the theme's words in another language",
        description="Write languages/TAG.yaml beside config.yaml with all texts of the theme, for you to "
        "translate. The file is used where language: in config.yaml is TAG.",
        example="site-builder new language cy",
    )
    add_common(parser)
    parser.add_argument("tag", metavar="TAG", help="the language, as language: has it: fr, pt-BR")


def run_language(arguments: argparse.Namespace, console: Console) -> int:
    """Write a file of words and print its path."""
    from site_builder.stages.config.value_checks import read_language

    tag = read_language(arguments.tag)
    if isinstance(tag, InvalidValue):
        raise UsageError(f"TAG {tag.message}", tag.hint)
    name, text = language_file(tag)
    file = config_file(arguments).parent / name
    write_new(file, text, "delete it first, or go on in it")
    console.print(shown(file, is_folder=False))
    console.aside("put your words in place of those in the file; site-builder build says what does not fit")
    return 0


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write a post's file and print its path."""
    title = _title(arguments)
    request = request_of(arguments)
    inventory = read_inventory(request, console.progress)
    slug = slugify(title, inventory.config.language)
    _report_broken(inventory, arguments.series, console)
    today = _today(request, inventory.config.timezone)
    values: dict[str, Any] = {"title": title, "date": today, "id": _new_id()}
    if arguments.series is not None:
        values["series"], values["series_part"] = _next_part(inventory, arguments.series, console)
    if split_dated_name(slug)[0]:
        # A date at the beginning of a file's name is not part of the slug unless the file says so.
        values["slug"] = slug
    values["draft"] = True
    file = request.root / inventory.config.paths.content / "posts" / f"{slug}.md"
    if not os.path.lexists(file):
        _refuse_taken_url(inventory, title, slug)
    write_new(file, front_matter(values))
    console.print(shown(file, is_folder=False))
    return 0


def run_series(arguments: argparse.Namespace, console: Console) -> int:
    """Write a series' file and print its path."""
    title = _title(arguments)
    site = config_file(arguments)
    config = read_settings(site, None, Overrides()).config
    slug = slugify(title, config.language)
    values: dict[str, Any] = {"title": title}
    if split_dated_name(slug)[0]:
        values["slug"] = slug
    remarks = {}
    if arguments.about is not None:
        values["about"] = _one_line(arguments.about, "--about")
    else:
        remarks["about"] = 'discussing … (what follows "a two-part series")'
    if arguments.parts is not None:
        values["parts"] = arguments.parts
    else:
        remarks["parts"] = "2"
    file = site.parent / config.paths.content / "series" / f"{slug}.md"
    write_new(file, front_matter(values, remarks))
    console.print(shown(file, is_folder=False))
    console.aside(f'begin its first part with: site-builder new post "TITLE" --series {slug}')
    return 0


def _one_line(text: str, name: str) -> str:
    """The text with single blanks. Raises UsageError for what front matter cannot hold."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if not line:
        raise UsageError(
            f"the {name.lstrip('-')} is empty",
            f"write it in quotes after {name}" if name[0] == "-" else "write it in quotes",
        )
    if unprintable := first_unprintable(line):
        raise UsageError(
            f"the {name.lstrip('-')} contains a control character, {unprintable!a}",
            "write it without that character",
        )
    return line


def _title(arguments: argparse.Namespace) -> str:
    title = _one_line(arguments.title, "title")
    if not slugify(title):
        raise UsageError(
            f"no file name or URL can be made from '{title}'", "the title needs a letter or a digit"
        )
    return title


def _today(request: Request, zone: str) -> date:
    from zoneinfo import ZoneInfo

    return in_zone(request.now, ZoneInfo(zone)).date()


def _new_id() -> str:
    """Opaque, so that it need not change when title, slug or date do; 62 bits, so that none comes twice."""
    return "".join(secrets.choice(_ID_SIGNS) for _ in range(_ID_LENGTH))


def _report_broken(inventory: Inventory, series: str | None, console: Console) -> None:
    broken = sorted(head.path for head in inventory.heads.values() if isinstance(head, Broken))
    if not broken:
        return
    console.note(f"{plural(len(broken), 'file')} could not be read, and site-builder build says why:")
    for path in broken:
        console.note(f"  {inventory.config.paths.content}/{path}")
    if series is not None:
        console.note("if a part of the series is among them, check the number in the new post")


def _next_part(inventory: Inventory, slug: str, console: Console) -> tuple[str, int]:
    """The series and the number after its last part, whether that is published, scheduled or a draft."""
    named = f"series/{slug}.md"
    head = next(
        (one for one in inventory.heads.values() if isinstance(one, SeriesHead) and one.slug == slug),
        inventory.heads.get(named),
    )
    if head is None:
        return _next_undeclared_part(inventory, slug)
    parts = [
        one.series_part
        for one in inventory.heads.values()
        if isinstance(one, PostHead) and one.series == slug
    ]
    number = max(parts, default=0) + 1
    if isinstance(head, SeriesHead) and 0 < head.length < number:
        console.warning(
            f"part {number} is more than the {plural(head.length, 'part')} that '{slug}' declares, "
            "so builds fail once it is published",
            f"write parts: {number} in {inventory.config.paths.content}/{head.path}",
        )
    return slug, number


def _next_undeclared_part(inventory: Inventory, name: str) -> tuple[str, int]:
    """Of a series that posts name, as they do, and that no file declares."""
    language = inventory.config.language
    heads = [
        one
        for one in inventory.heads.values()
        if isinstance(one, PostHead) and one.series and name in {one.series, slugify(one.series, language)}
    ]
    if not heads:
        raise _unknown_series(inventory, name)
    return heads[0].series, max(len(heads), *(one.series_part for one in heads)) + 1


def _unknown_series(inventory: Inventory, slug: str) -> UsageError:
    heads = [head for head in inventory.heads.values() if isinstance(head, SeriesHead)]
    names = {head.slug: head.slug for head in heads} | {head.title: head.slug for head in heads}
    close = names.get(closest(slug, names), "")
    if close:
        hint = f"did you mean {close}?"
    elif heads:
        hint = f"the series are {', '.join(sorted(head.slug for head in heads))}"
    else:
        hint = "create one with: site-builder new series TITLE"
    return UsageError(f"there is no series '{slug}'", hint)


def _refuse_taken_url(inventory: Inventory, title: str, slug: str) -> None:
    """Two sources for one URL would fail the next build, so the second is not begun."""
    config, now = inventory.config, inventory.visibility.now
    mine = PostHead(path="", id="", title=title, slug=slug, body=BodyHead(""), date=now)
    url = entry_url(config.permalinks.posts, mine, now)
    for head in inventory.heads.values():
        if isinstance(head, PostHead | PageHead) and _folded(_url(inventory, head)) == _folded(url):
            raise UsageError(
                f"{url} is the address of {config.paths.content}/{head.path}", "choose another title"
            )


def _url(inventory: Inventory, head: Entry) -> str:
    permalinks = inventory.config.permalinks
    pattern = permalinks.posts if isinstance(head, PostHead) else permalinks.pages
    return entry_url(pattern, head, inventory.visibility.now)


def _folded(url: str) -> str:
    return unicodedata.normalize("NFC", url).casefold()
