"""The site's own words: `languages/fr.yaml` beside config.yaml, below what config.yaml says itself."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec.structs import replace

from site_builder.model.config import LANGUAGES as FOLDER
from site_builder.model.config import Config, OwnWords
from site_builder.model.diagnostics import Diagnostic, Place, error, warning
from site_builder.model.errors import ConfigInvalid
from site_builder.stages.language.locales import subtags
from site_builder.stages.language.words import (
    CatalogueFile,
    LineInvalid,
    catalogue_files,
    has_catalogue,
    read_catalogue,
)

_HEADING = """\
# The words of the theme in {language}: put yours in place of those that are here.
# What is in braces stays as it is, since the theme puts a value there. {{Number}} is the same as {{number}},
# with a capital letter. A text with several forms has one for each kind of number: exactly `1`, `above 20`,
# or one, few, many and other. A line that you delete is the theme's own again.

"""


def with_own_language(config: Config, root: Path) -> Config:
    """The configuration with the words of the site's language files. Raises ConfigInvalid."""
    found: list[OwnWords] = []
    problems: list[Diagnostic] = []
    for tag in subtags(config.language):
        path = root / FOLDER / f"{tag}.yaml"
        if path.is_file():
            words = _read(path, f"{FOLDER}/{path.name}", problems)
            found += [words] if words else []
    if problems:
        raise ConfigInvalid(problems)
    if not found:
        return config
    texts: dict[str, dict[str, str]] = {}
    for words in reversed((config.words, *found)):
        texts |= words.texts
    numbers = next((words.numbers for words in found if words.numbers), ())
    ordinals = next((words.ordinals for words in found if words.ordinals), ())
    return replace(config, words=OwnWords(texts, numbers, ordinals))


def untranslated(config: Config, root: Path, source: bytes) -> tuple[Diagnostic, ...]:
    """A warning where the theme's words are English and the site is not; `source` is config.yaml's."""
    language = config.language
    if has_catalogue(language) or any((root / FOLDER / f"{tag}.yaml").exists() for tag in subtags(language)):
        return ()
    line = re.search(rb"^language:[^\n]*", source, re.MULTILINE)
    place = Place(source.count(b"\n", 0, line.start()) + 1, 1, len("language")) if line else Place()
    return (
        warning(
            "language-words",
            f"the theme has no words in this language, {language}, so its own words are English",
            "config.yaml",
            place,
            f"write a file to fill in with: site-builder new language {language}",
        ),
    )


def language_file(language: str) -> tuple[str, str]:
    """The name and the text of a file to fill in: what the theme says now."""
    tag = language.lower()
    source = catalogue_files(language)[0].read_text("utf-8")
    words = source[source.index("\nnumbers:") + 1 :]
    return f"{FOLDER}/{tag}.yaml", _HEADING.format(language=language) + words


def _read(path: Path, name: str, problems: list[Diagnostic]) -> OwnWords | None:
    from site_builder.stages.language.own_words import mistakes_in
    from site_builder.stages.text.decode import decode

    try:
        text, wrong = decode(path.read_bytes(), name)
    except OSError as failure:
        problems.append(error("language-file", f"this file cannot be read: {failure.strerror}", name))
        return None
    problems += (one for one in wrong if text is None)
    if text is None:
        return None
    try:
        catalogue: CatalogueFile = read_catalogue(text)
    except LineInvalid as failure:
        message = "this line is not one of a file of words"
        hint = "write a key, a colon, a blank and the text; in double quotes where the text has a colon"
        problems.append(error("language-file", message, name, Place(failure.line), hint))
        return None
    for key, mistake in mistakes_in(catalogue.texts):
        problems.append(error("language-file", mistake.message, name, _place(text, key), mistake.hint))
    return OwnWords(catalogue.texts, catalogue.numbers, catalogue.ordinals)


def _place(text: str, key: str) -> Place:
    found = re.search(rf"^  {re.escape(key)}:", text, re.MULTILINE)
    return Place(text.count("\n", 0, found.start()) + 1, 3, len(key)) if found else Place()
