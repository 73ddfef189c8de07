"""Covers `stages/rendering/template_references`."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.model.errors import TemplateFailed
from site_builder.stages.rendering.template_references import asset_references, references
from site_builder.stages.theme.templates import TemplateLookup, closure, read_template, theme_folder


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_theme_is_found_with_its_templates_and_assets() -> None:
    lookup = TemplateLookup((theme_folder(),), ("theme:",))
    assert "post.html" in lookup.names()
    assert lookup.label("post.html") == "theme:post.html"
    assert "style.css" in lookup.assets()


def test_the_sites_own_folder_is_asked_first(tmp_path: Path) -> None:
    own = write(tmp_path / "own", {"a.html": "own", "assets/x.css": "own"})
    theme = write(tmp_path / "theme", {"a.html": "", "b.html": "", "assets/x.css": "", "assets/i/y.svg": ""})
    lookup = TemplateLookup((own, theme), ("templates/", "theme:"))
    assert lookup.find("a.html") == own / "a.html"
    assert lookup.find("b.html") == theme / "b.html"
    assert lookup.label("a.html") == "templates/a.html"
    assert lookup.label("b.html") == "theme:b.html"
    assert lookup.names() == ("a.html", "b.html")
    assert lookup.assets() == {"i/y.svg": theme / "assets/i/y.svg", "x.css": own / "assets/x.css"}


def test_a_site_without_templates_of_its_own_has_the_theme(tmp_path: Path) -> None:
    lookup = TemplateLookup.of_site(tmp_path, "templates")
    assert lookup.find("post.html") == theme_folder() / "post.html"


@pytest.mark.parametrize(
    "name", [".hidden.html", "a.html~", "a.html.bak", "#a.html#", ".git/a.html", "README.md"]
)
def test_what_editors_leave_behind_is_no_template(tmp_path: Path, name: str) -> None:
    lookup = TemplateLookup((write(tmp_path, {name: "", "a.html": ""}),))
    assert lookup.names() == ("a.html",)


@pytest.mark.parametrize(
    "name", ["../a.html", "/etc/passwd", "x/../a.html", "", "x//a.html", "..\\a.html", ".a.html"]
)
def test_no_name_leads_out_of_the_folders(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a.html": "", ".a.html": "", "in/x/b.html": ""})
    assert TemplateLookup((tmp_path / "in", tmp_path)).find(name) is None or name == "a.html"
    assert TemplateLookup((tmp_path / "in",)).find(name) is None


def test_references_are_what_a_template_extends_imports_and_includes() -> None:
    source = """{% extends "base.html" %}{% import "m.html" as m %}{% from "n.html" import x %}
    {% block b %}{% include ["o.html", "p.html"] %}{% include "q.html" if x else "r.html" %}{% endblock %}"""
    assert references(source, "a.html") == tuple(f"{name}.html" for name in ("base", *"mnopqr"))


def test_a_computed_name_within_a_folder_counts_as_the_folder() -> None:
    source = '{% include "comments/" ~ page.kind ~ ".html" %}'
    assert references(source, "a.html") == ("comments/*",)


def test_any_other_computed_name_is_an_error_at_its_line() -> None:
    with pytest.raises(TemplateFailed) as caught:
        references("\n\n{% include page.template %}", "a.html", "templates/a.html")
    diagnostic = caught.value.diagnostic
    assert (diagnostic.code, diagnostic.path, diagnostic.place.line) == (
        "template-dynamic",
        "templates/a.html",
        3,
    )


def test_what_is_never_closed_is_reported_where_it_is_opened() -> None:
    with pytest.raises(TemplateFailed) as caught:
        references("a\n{% if x %}\n{% endfor %}", "a.html", "theme:a.html")
    diagnostic = caught.value.diagnostic
    assert (diagnostic.code, diagnostic.path, diagnostic.place.line) == ("template-syntax", "theme:a.html", 2)


@pytest.mark.parametrize(
    "macro",
    [
        "{% macro m() %}\n{% set shared.count = 1 %}{% endmacro %}",
        "{% macro m() %}\n{% set _ = shared.append(1) %}{% endmacro %}",
    ],
)
def test_a_macro_must_not_keep_anything_for_the_next_page(macro: str) -> None:
    with pytest.raises(TemplateFailed) as caught:
        references(macro, "m.html")
    assert caught.value.diagnostic.code == "template-shared-state"
    assert caught.value.diagnostic.place.line == 2


def test_a_macro_may_change_what_is_its_own() -> None:
    source = """{% macro m(given) %}{% set own = namespace(n=1) %}{% set own.n = 2 %}
    {% set _ = given.append(own.n) %}{% endmacro %}"""
    assert references(source, "m.html") == ()


def test_assets_that_a_template_asks_for_are_known_unless_a_name_is_computed() -> None:
    assert asset_references("{{ asset('b.css') }}{{ f(asset('a.js')) }}", "a.html") == ("a.js", "b.css")
    assert asset_references("{{ asset(page.script) }}", "a.html") is None
    assert asset_references("{{ assets('x') }}", "a.html") == ()


def test_the_closure_follows_references_circles_and_folders() -> None:
    graph = {"post": ("base", "c/*"), "base": ("macros",), "macros": ("base", "absent"), "c/one": ("macros",)}
    closed = closure("post", lambda name: graph.get(name, ()), ("post", "base", "c/one", "c/two", "d"))
    assert closed == ("absent", "base", "c/one", "c/two", "macros", "post")


def test_a_template_that_is_not_utf_8_is_an_error_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"a\nb\xe9\n")
    with pytest.raises(TemplateFailed) as caught:
        read_template(tmp_path / "a.html", "templates/a.html")
    assert caught.value.diagnostic.code == "template-encoding"
    assert caught.value.diagnostic.place.line == 2
