"""Covers `locales`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, nodes
from markupsafe import Markup

from site_builder.model.config import OwnWords
from site_builder.stages.language import words as words_module
from site_builder.stages.language.locales import babel_locale
from site_builder.stages.language.words import (
    LANGUAGES,
    UnknownWord,
    Words,
    catalogue_digest,
    read_catalogue,
    roman,
)
from site_builder.stages.theme.templates import TemplateLookup, theme_folder

CATALOGUES = {path.stem: path.read_text("utf-8") for path in sorted(LANGUAGES.glob("*.yaml"))}
ENGLISH = read_catalogue(CATALOGUES["en"])


def placeholders(forms: dict[str, str]) -> set[str]:
    found = set()
    for form in forms.values():
        found |= {name.lower() for name in words_module.PLACEHOLDER.findall(form)}
    return found - {"count"}


def theme_sources() -> Iterator[nodes.Template]:
    lookup = TemplateLookup((theme_folder(),))
    for name in lookup.names():
        path = lookup.find(name)
        assert path is not None
        yield Environment().parse(path.read_text("utf-8"))


def asked_by_template(tree: nodes.Template) -> Iterator[str]:
    """A pattern for each text that a template prints, since some are only known later (`"note_" ~ kind`)."""
    assigned: dict[str, list[nodes.Node]] = {}
    for node in tree.find_all(nodes.Assign):
        if isinstance(node.target, nodes.Name):
            assigned.setdefault(node.target.name, []).append(node.node)

    def patterns(node: nodes.Node) -> list[str]:
        match node:
            case nodes.Const(value=str(text)):
                return [re.escape(text)]
            case nodes.CondExpr(expr1=first, expr2=second) if second is not None:
                return patterns(first) + patterns(second)
            case nodes.Concat(nodes=pieces):
                return ["".join(each) for each in product(*map(patterns, pieces))]
            case nodes.Name(name=name) if name in assigned:
                return [pattern for value in assigned[name] for pattern in patterns(value)]
            case nodes.Getattr(attr="kind" | "state"):
                return ["(note|update|correction|content|draft|scheduled|tag|category)"]
        raise AssertionError(f"line {node.lineno}: this text's key cannot be followed")

    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t":
            yield from patterns(call.args[0])


def asked_by_program(tree: ast.Module) -> Iterator[str]:
    """The same for calls of `words.text(…)`."""
    for call in ast.walk(tree):
        match call:
            case ast.Call(func=ast.Attribute(attr="text"), args=[ast.Constant(value=str(key)), *_]):
                yield re.escape(key)
            case ast.Call(func=ast.Attribute(attr="text"), args=[ast.JoinedStr(values=pieces), *_]):
                yield "".join(
                    re.escape(str(one.value))
                    if isinstance(one, ast.Constant)
                    else "(note|update|correction|content|tag|tags|category|categories)"
                    for one in pieces
                )
            case ast.Assign(targets=[ast.Name(id="key")], value=ast.IfExp(body=one, orelse=other)):
                yield from (
                    re.escape(str(key.value)) for key in (one, other) if isinstance(key, ast.Constant)
                )
            case ast.Call(func=ast.Attribute(attr="text"), args=[ast.Name(id="plural"), *_]):
                yield "tags|categories"
            case ast.Subscript(value=ast.Attribute(attr="_texts"), slice=ast.Constant(value=str(key))):
                yield re.escape(key)


def test_english_and_another_language_are_there() -> None:
    assert {"en", "de"} <= set(CATALOGUES)


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_catalogue_is_yaml_and_our_reader_reads_the_same(language: str) -> None:
    loaded = yaml.load(CATALOGUES[language], yaml.BaseLoader)
    ours = read_catalogue(CATALOGUES[language])
    assert set(loaded) == {"numbers", "ordinals", "texts"}
    assert ours.numbers == tuple(loaded["numbers"].split(", "))
    assert ours.ordinals == tuple(loaded["ordinals"].split(", "))
    assert ours.texts == {
        key: {"other": text} if isinstance(text, str) else text for key, text in loaded["texts"].items()
    }


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_language_has_the_same_keys_and_placeholders(language: str) -> None:
    catalogue = read_catalogue(CATALOGUES[language])
    assert list(catalogue.texts) == list(ENGLISH.texts)
    assert {key: placeholders(forms) for key, forms in catalogue.texts.items()} == {
        key: placeholders(forms) for key, forms in ENGLISH.texts.items()
    }
    assert len(catalogue.numbers) == len(catalogue.ordinals) == 21


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_language_has_the_forms_that_its_numbers_need(language: str) -> None:
    rule = babel_locale(language).plural_form
    for key, forms in read_catalogue(CATALOGUES[language]).texts.items():
        named = {name for name in forms if not name.isdecimal() and not name.startswith("above ")}
        assert "other" in named, key
        if len(forms) > 1 and key != "ordinal_digits":
            alone = {category for n in range(200) if (category := rule(n)) != "other" and str(n) not in forms}
            assert named - {"other"} in ({*alone}, set()), key
            assert named <= rule.tags | {"other"}, key


def test_the_theme_asks_only_for_texts_that_there_are() -> None:
    known = set(ENGLISH.texts)
    asked = [pattern for tree in theme_sources() for pattern in asked_by_template(tree)]
    assert len(asked) > 100
    assert [pattern for pattern in asked if not any(re.fullmatch(pattern, key) for key in known)] == []


def test_every_text_is_asked_for_by_the_theme_or_the_program() -> None:
    asked = [pattern for tree in theme_sources() for pattern in asked_by_template(tree)]
    for path in LANGUAGES.parent.rglob("*.py"):
        asked += asked_by_program(ast.parse(path.read_text("utf-8")))
    assert [key for key in ENGLISH.texts if not any(re.fullmatch(pattern, key) for pattern in asked)] == []


def test_anything_more_than_the_little_yaml_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold this line"):
        read_catalogue("texts:\n  key: text\n  - item\n")


def test_the_line_of_a_series_in_words_and_roman_numerals() -> None:
    words = Words("en-GB")

    def line(number: int, length: int) -> str:
        printed = words.text("series_length", count=length, words=words.number_in_words(length))
        return words.text(
            "series_line", number=words.number_in_words(number), length=printed, about="discussing x"
        )

    assert line(2, 3) == "This is Part Two of a three-part series discussing x."
    assert line(1, 8) == "This is Part One of an eight-part series discussing x."
    assert line(21, 25) == "This is Part 21 of a 25-part series discussing x."
    assert words.text("part_final", number=roman(3)) == "Part III (final)"


def test_german_writes_its_own_line() -> None:
    words = Words("de-AT")
    length = words.text("series_length", count=3, words=words.number_in_words(3))
    assert words.text("series_line", number="zwei", length=length, about="über x") == (
        "Dies ist Teil zwei einer dreiteiligen Reihe über x."
    )
    assert words.text("series_length", count=21, words="21") == "einer 21-teiligen"


@pytest.mark.parametrize(
    ("count", "heading"),
    [(1, "One thought on “A & B”"), (3, "3 thoughts on “A & B”"), (1234, "1,234 thoughts on “A & B”")],
)
def test_the_heading_of_comments_by_their_number(count: int, heading: str) -> None:
    assert Words("en").text("comments_heading", count=count, title="A & B") == heading


def test_a_language_without_a_catalogue_reads_english() -> None:
    assert Words("cy").text("archive") == "Archive"


def test_a_missing_text_falls_back_with_its_own_plurals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    polish = "texts:\n  files:\n    one: plik\n    few: pliki\n    many: plików\n    other: pliku\n"
    english = (
        "numbers: zero, one\ntexts:\n  files: files\n  menu: Menu\n  hats:\n    one: hat\n    other: hats\n"
    )
    (tmp_path / "pl.yaml").write_text(polish, "utf-8")
    (tmp_path / "en.yaml").write_text(english, "utf-8")
    monkeypatch.setattr(words_module, "LANGUAGES", tmp_path)
    words = Words("pl-PL")
    assert [words.text("files", count=n) for n in (1, 2, 5, 22)] == ["plik", "pliki", "plików", "pliki"]
    assert words.text("menu") == "Menu"
    assert [words.text("hats", count=n) for n in (1, 5)] == ["hat", "hats"]
    assert words.number_in_words(1) == "one"


def test_values_are_escaped_only_beside_markup() -> None:
    words = Words("en")
    plain = words.text("by_author", author="A & B")
    assert plain == "By A & B"
    assert not isinstance(plain, Markup)
    mixed = words.text("note_on", kind="a < b", date=Markup("<time>x</time>"))
    assert mixed == Markup("a &lt; b, <time>x</time>")
    assert isinstance(mixed, Markup)


def test_an_unknown_key_and_a_missing_value_are_refused() -> None:
    with pytest.raises(UnknownWord, match="no text 'archiv'"):
        Words("en").text("archiv")
    with pytest.raises(UnknownWord, match="needs a value 'author'"):
        Words("en").text("by_author")
    with pytest.raises(UnknownWord, match="'author' is not set"):
        Words("en").text("by_author", author=None)


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (1, "I"),
        (3, "III"),
        (4, "IV"),
        (9, "IX"),
        (14, "XIV"),
        (1999, "MCMXCIX"),
        (0, "0"),
        (4000, "4000"),
        (-1, "-1"),
    ],
)
def test_roman_numerals(number: int, numeral: str) -> None:
    assert roman(number) == numeral


@pytest.mark.parametrize(
    ("language", "number", "ordinal"),
    [
        ("en", 3, "third"),
        ("en", 21, "21st"),
        ("en", 22, "22nd"),
        ("en", 113, "113th"),
        ("de", 3, "dritte"),
        ("de", 30, "30."),
    ],
)
def test_ordinals(language: str, number: int, ordinal: str) -> None:
    assert Words(language).ordinal(number) == ordinal


def test_the_digest_follows_the_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue_digest("de-AT") == catalogue_digest("de") != catalogue_digest("en")
    (tmp_path / "en.yaml").write_text("texts:\n", "utf-8")
    monkeypatch.setattr(words_module, "LANGUAGES", tmp_path)
    before = catalogue_digest("en")
    (tmp_path / "en.yaml").write_text("texts:\n  a: b\n", "utf-8")
    assert catalogue_digest("en") != before


def test_english_on_a_right_to_left_site_keeps_its_digits_and_full_stops_in_place() -> None:
    assert Words("ar").text("minutes", count=4) == "\u20664-minute read\u2069"
    assert Words("ar").text("archive") == "\u2066Archive\u2069"
    assert Words("ar", OwnWords({"archive": {"other": "الأرشيف"}})).text("archive") == "الأرشيف"
    assert Words("de").text("archive") == "Archiv"
