"""The Python-Markdown that bodies are converted with: which extensions, with which options.

Extensions are built by us and handed over as instances: given names, Python-Markdown would search the entry
points of every installed package first, which costs more than converting a post. Only a name that is not
Python-Markdown's own is looked for there.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from markdown import Markdown
from markdown.extensions import Extension

from site_builder.fastmarkdown import accelerate
from site_builder.fastmarkdown.report import AccelerationReport, is_known
from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.model.diagnostics import error
from site_builder.model.errors import ConfigInvalid
from site_builder.stages.bodies.figures import FiguresExtension
from site_builder.stages.bodies.notes import NotesExtension
from site_builder.stages.bodies.syntax.attribute_lists import AttributeListsExtension
from site_builder.stages.bodies.syntax.fenced_code import FencedCode
from site_builder.stages.bodies.syntax.inline_marks import BareAddresses, LineBreaks, Strikethrough
from site_builder.stages.bodies.syntax.lists_after_text import ListsAfterText
from site_builder.stages.bodies.syntax.task_lists import TaskLists
from site_builder.stages.bodies.syntax.typographic_marks import TypographicMarks
from site_builder.stages.bodies.syntax.wholeness import keep_whole
from site_builder.stages.language.words import Words
from site_builder.stages.text.slugs import slugify
from site_builder.stages.text.suggestions import guess_or

_EXTRA = ("fenced_code", "footnotes", "attr_list", "def_list", "tables", "abbr", "md_in_html")
_STOCK_DEFAULT = (*_EXTRA, "sane_lists", "smarty", "toc", "admonition")
DEFAULT_EXTENSIONS = (
    *_STOCK_DEFAULT,
    "bare_urls",
    "line_breaks",
    "lists_after_text",
    "strikethrough",
    "task_lists",
)
# Our own; the first two in the place of Python-Markdown's of the same name.
_OWN: dict[str, Callable[..., Extension]] = {
    "attr_list": AttributeListsExtension,
    "fenced_code": FencedCode,
    "bare_urls": BareAddresses,
    "line_breaks": LineBreaks,
    "lists_after_text": ListsAfterText,
    "strikethrough": Strikethrough,
    "task_lists": TaskLists,
}
_HIGHLIGHTER = "codehilite"
_KNOWN_TO_PLAIN_PROSE = frozenset((*DEFAULT_EXTENSIONS, _HIGHLIGHTER))
_STOCK = "markdown.extensions."
# The characters themselves, where Python-Markdown would write entities.
_TYPOGRAPHY = {
    "mdash": "—",
    "ndash": "–",
    "ellipsis": "…",
    "left-angle-quote": "«",
    "right-angle-quote": "»",
    "left-single-quote": "‘",
    "right-single-quote": "’",
    "left-double-quote": "“",
    "right-double-quote": "”",
}


class ExtensionInvalid(ConfigInvalid):
    """An extension that cannot be set up: its short name, and the option that is to blame if one is known."""

    def __init__(self, message: str, hint: str, name: str, option: str = "") -> None:
        self.diagnostic = error("markdown-extension", message, "config.yaml", hint=hint)
        self.name = name
        self.option = option
        super().__init__([self.diagnostic])


def build_markdown(settings: ParserSettings, words: Words) -> Markdown:
    """A converter with the default extensions and the site's. Raises ExtensionInvalid."""
    md, problems = _set_up(settings, words)
    if problems:
        raise problems[0]
    accelerate(md, remember_highlights=_HIGHLIGHTER in map(short_name, settings.markdown.extensions))
    keep_whole(md)
    return md


def find_unusable(settings: MarkdownSettings) -> list[ExtensionInvalid]:
    """All that is in the way of a converter with these settings."""
    return _set_up(ParserSettings(markdown=settings), Words(ParserSettings().language))[1]


def _set_up(settings: ParserSettings, words: Words) -> tuple[Markdown, list[ExtensionInvalid]]:
    options = _merge_options(settings.markdown)
    wanted = [name for name in map(short_name, settings.markdown.extensions) if name != "extra"]
    without = tuple(map(short_name, settings.markdown.without))
    names = tuple(name for name in dict.fromkeys((*DEFAULT_EXTENSIONS, *wanted)) if name not in without)
    problems = [_not_a_default(name) for name in without if name not in DEFAULT_EXTENSIONS]
    problems += [_idle(name, names) for name in options if name not in names]
    own = dict(_OWN)
    if settings.markdown.has_default_typography:
        own["smarty"] = partial(TypographicMarks, settings.language)
    _set_our_own_options(options, words, settings.language)
    md = Markdown(output_format="html")
    for name in names:
        try:
            md.registerExtensions([_build_extension(md, name, options.get(name, {}), own)], {})
        # Whatever a foreign extension raises while it is set up is a mistake in config.yaml to the writer.
        except Exception as failure:  # noqa: BLE001
            problems.append(_explain(name, failure))
    md.registerExtensions([NotesExtension(words, settings), FiguresExtension()], {})
    # What it finishes, only the accelerator can write.
    if is_known() and settings.markdown.has_default_typography and {*names} <= _KNOWN_TO_PLAIN_PROSE:
        from site_builder.stages.bodies.syntax.plain_prose import PlainProse

        md.registerExtensions([PlainProse(settings.language)], {})
    return md, problems


def report_on(settings: MarkdownSettings, words: Words) -> AccelerationReport:
    """Which parts of such a converter are fast, and why the others are not. Raises ConfigInvalid."""
    return accelerate(build_markdown(ParserSettings(markdown=settings), words))


def slugify_heading(text: str, _separator: str, language: str = "") -> str:
    """The site's slugify in the shape that the toc extension calls."""
    return slugify(text, language) or "section"


def short_name(name: str) -> str:
    """The name of one of Python-Markdown's own extensions without its package."""
    return name.removeprefix(_STOCK)


def _merge_options(settings: MarkdownSettings) -> dict[str, dict[str, Any]]:
    """Options by short name; those under `extra` are options of its parts, as Python-Markdown has it."""
    options: dict[str, dict[str, Any]] = {}
    for name, values in settings.extension_configs.items():
        if short_name(name) == "extra":
            for part, part_values in values.items():
                options.setdefault(short_name(part), {}).update(part_values)
        else:
            options.setdefault(short_name(name), {}).update(values)
    return options


def _idle(name: str, names: tuple[str, ...]) -> ExtensionInvalid:
    return ExtensionInvalid(
        f"options are given for the Markdown extension '{name}', which is not in use",
        guess_or(name, names, f"add {name} to markdown.extensions, or remove it"),
        name,
    )


def _not_a_default(name: str) -> ExtensionInvalid:
    return ExtensionInvalid(
        f"'{name}' is not one of the default Markdown extensions, so it cannot be removed",
        guess_or(name, DEFAULT_EXTENSIONS, f"name one of {', '.join(DEFAULT_EXTENSIONS)}"),
        name,
    )


def _set_our_own_options(options: dict[str, dict[str, Any]], words: Words, language: str) -> None:
    """What other parts of the builder rely on, and what the site's language says unless the site does."""
    options.setdefault("toc", {})["slugify"] = partial(slugify_heading, language=language)
    footnotes = options.setdefault("footnotes", {})
    footnotes["UNIQUE_IDS"] = False
    footnotes.setdefault("BACKLINK_TITLE", words.text("footnote_back", number="%d"))
    smarty = options.setdefault("smarty", {})
    smarty["substitutions"] = _TYPOGRAPHY | smarty.get("substitutions", {})


def _build_extension(
    md: Markdown, name: str, options: dict[str, Any], own: Mapping[str, Callable[..., Extension]]
) -> Extension:
    if name in own:
        return own[name](**options)
    if name.isidentifier() and importlib.util.find_spec(_STOCK + name) is not None:
        module = importlib.import_module(_STOCK + name)
        return cast(Extension, module.makeExtension(**options))
    return md.build_extension(name, options)


def _explain(name: str, failure: Exception) -> ExtensionInvalid:
    if isinstance(failure, ModuleNotFoundError):
        known = (*DEFAULT_EXTENSIONS, _HIGHLIGHTER, "nl2br", "wikilinks")
        hint = guess_or(name, known, "check its name, and that its package is installed")
        return ExtensionInvalid(f"there is no Markdown extension '{name}'", hint, name)
    if isinstance(failure, KeyError):
        return ExtensionInvalid(
            f"the Markdown extension '{name}' has no option {failure}",
            "see the extension's own documentation for its options",
            name,
            str(failure.args[0]),
        )
    return ExtensionInvalid(
        f"the Markdown extension '{name}' cannot be used ({type(failure).__name__}: {failure})",
        "check its name and its options under markdown.extension_configs",
        name,
    )
