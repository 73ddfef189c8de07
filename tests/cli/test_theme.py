from __future__ import annotations

from site_builder.stages.theme.templates import theme_folder
from tests.cli.conftest import NOW, Run, Site


def test_every_file_of_the_theme_is_listed(run: Run, site: Site) -> None:
    answer = run("theme", "list")
    assert answer.code == 0
    listed = answer.out.splitlines()
    for path in theme_folder().rglob("*"):
        if path.is_file() and path.suffix != ".md":
            assert path.relative_to(theme_folder()).as_posix() in listed


def test_the_list_says_what_the_site_has_of_its_own(run: Run, site: Site) -> None:
    site.write("templates/post.html", '{% extends "theme:post.html" %}')
    (line,) = (line for line in run("theme", "list").out.splitlines() if line.startswith("post.html"))
    assert line.split() == ["post.html", "templates/post.html"]


def test_a_copy_is_the_same_file_and_makes_the_same_site(run: Run, site: Site) -> None:
    run("build", "--now", NOW)
    before = (site.root / "output/index.html").read_bytes()
    for name in ("layout.html", "assets/style.css", "comments/isso.html"):
        assert run("theme", "copy", name) == (0, f"templates/{name}\n", "")
        assert (site.root / "templates" / name).read_bytes() == (theme_folder() / name).read_bytes()
    assert run("build", "--now", NOW).code == 0
    assert (site.root / "output/index.html").read_bytes() == before


def test_a_file_that_is_there_is_never_overwritten(run: Run, site: Site) -> None:
    mine = site.write("templates/post.html", "mine")
    answer = run("theme", "copy", "post.html")
    assert (answer.code, answer.err) == (
        2,
        "error: templates/post.html already exists, and was left unchanged\n",
    )
    assert mine.read_text("utf-8") == "mine"


def test_a_name_that_is_not_there_is_guessed(run: Run, site: Site) -> None:
    answer = run("theme", "copy", "pots.html")
    assert (answer.code, answer.err) == (
        2,
        "error: the theme has no file 'pots.html': did you mean 'post.html'?\n",
    )
    assert run("theme", "copy", "../config.yaml").code == 2


def test_texts_are_printed_with_their_keys_and_found_by_either(run: Run, site: Site) -> None:
    assert "posts_count (1): {count} post\n" in run("theme", "words").out
    assert run("theme", "words", "Email").out.startswith("reply_by_email: ")
    assert run("theme", "words", "read_on").out == "read_on: Read on\n"
    assert run("theme", "words", "zyzzyva").out == ""
