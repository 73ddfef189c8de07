from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.preparing.own_language import language_file
from site_builder.model.errors import ConfigInvalid
from tests.driver import CONFIG, Project, post

FILES = {
    "config.yaml": f"{CONFIG}language: fr-CA\n",
    "content/posts/un.md": post("Un", "One. Two.\n\nThree."),
}


def site(tmp_path: Path, words: str = "", **further: str) -> Project:
    files = {**FILES, **({"languages/fr.yaml": words} if words else {}), **further}
    return Project(files, tmp_path)


def test_a_language_that_the_theme_does_not_have_is_said_once_with_the_command(tmp_path: Path) -> None:
    made = site(tmp_path).build()
    (problem,) = made.report.diagnostics
    assert (problem.code, problem.path, problem.place.line) == ("language-words", "config.yaml", 4)
    assert problem.hint == "write a file to fill in with: site-builder new language fr-CA"
    assert "Read on" in made.page("/")


def test_the_sites_file_is_the_languages_catalogue_and_the_configuration_goes_before_it(
    tmp_path: Path,
) -> None:
    made = site(tmp_path, "texts:\n  read_on: Lire la suite\n  archive: Archives\n")
    made.write("config.yaml", f"{FILES['config.yaml']}words: {{archive: Grenier}}\n").build()
    assert made.report.diagnostics == ()
    assert "Lire la suite" in made.page("/")
    assert "Grenier" in made.page("/")
    made.build().assert_idle()


def test_a_regions_file_has_only_what_differs(tmp_path: Path) -> None:
    made = site(tmp_path, "texts:\n  read_on: Lire la suite\n  archive: Archives\n")
    made.write("languages/fr-ca.yaml", "texts:\n  archive: Archives d’ici\n").build()
    assert "Archives d’ici" in made.page("/")
    assert "Lire la suite" in made.page("/")


def test_a_changed_word_makes_the_pages_again_and_reads_no_text_again(tmp_path: Path) -> None:
    made = site(tmp_path, "texts:\n  read_on: Lire la suite\n").build()
    made.write("languages/fr.yaml", "texts:\n  read_on: Continuer\n").build().assert_parsed(0)
    assert "Continuer" in made.page("/")


@pytest.mark.parametrize(
    ("words", "line", "message"),
    [
        ("texts:\n  read_on: x\n  nonsense\n", 3, "this line is not one of a file of words"),
        ("texts:\n  read_on: x\n  red_on: y\n", 3, "the theme has no text 'red_on'"),
        ('texts:\n  read_on: "x\n', 2, "this line is not one of a file of words"),
    ],
)
def test_a_mistake_in_the_file_is_an_error_at_its_line(
    words: str, line: int, message: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        site(tmp_path, words).build()
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.path, problem.place.line) == ("language-file", "languages/fr.yaml", line)
    assert problem.message == message


def test_the_file_to_fill_in_changes_nothing_as_it_is(tmp_path: Path) -> None:
    before = site(tmp_path / "a").build()
    name, text = language_file("fr")
    assert name == "languages/fr.yaml"
    made = site(tmp_path / "b", text).build()
    assert made.report.diagnostics == ()
    assert made.page("/") == before.page("/")
