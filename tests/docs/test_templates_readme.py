"""templates/README.md says of every view what it holds, and nothing else."""

from __future__ import annotations

import ast
import inspect
import re
from typing import get_args

import pytest
from jinja2 import Environment, nodes

from site_builder.engine.rendering import books
from site_builder.model import views
from site_builder.stages.rendering import filters, structured
from site_builder.stages.views import body_html
from tests.docs.pages import codes, fences, headings, name_of
from tests.requirements import REPOSITORY

TEMPLATES = REPOSITORY / "templates"
README = TEMPLATES / "README.md"
VIEWS = {
    name: found
    for name, found in vars(views).items()
    if isinstance(found, type) and issubclass(found, views.View) and found is not views.View
}
PRINTERS = (filters, body_html, structured, books)
"""What reads views beside the templates."""
PAGES = {found.__name__ for found in get_args(views.PageView)}
_BULLET = re.compile(r"- ((?:`\w+`(?:, )?)+):")


def described() -> dict[str, list[str]]:
    """The fields that the page lists, by the view that each section is about, in order."""
    sections: dict[str, list[str]] = {}
    view = ""
    for line in README.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            named = re.search(r"\((\w+)\)\Z", line)
            view = named[1] if named else line.lstrip("# ")
        elif view in VIEWS and (bullet := _BULLET.match(line)):
            sections.setdefault(view, []).extend(codes(bullet[1]))
        if view in VIEWS:
            sections.setdefault(view, [])
    return sections


def test_every_view_has_a_section_and_every_section_a_view() -> None:
    assert set(described()) == set(VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_every_field_of_a_view_has_a_bullet_in_its_place(view: str) -> None:
    assert described()[view] == list(VIEWS[view].__struct_fields__)


def test_the_theme_or_what_prints_for_it_uses_every_field() -> None:
    used = {"params"}  # a writer's own values, for a site's own templates
    for path in TEMPLATES.rglob("*"):
        if path.suffix in {".html", ".xml", ".json", ".txt"} or path.name == "_redirects":
            tree = Environment().parse(path.read_text(encoding="utf-8"))
            used |= {node.attr for node in tree.find_all(nodes.Getattr)}
            used |= {str(node.value) for node in tree.find_all(nodes.Const)}
    for module in PRINTERS:
        program = ast.parse(inspect.getsource(module))
        used |= {node.attr for node in ast.walk(program) if isinstance(node, ast.Attribute)}
    fields = {f"{name}.{field}" for name, view in VIEWS.items() for field in view.__struct_fields__}
    assert {field for field in fields if field.partition(".")[2] not in used} == set()


def test_every_page_names_the_templates_that_print_it() -> None:
    named = {}
    for heading in headings(README):
        if (view := re.search(r"\((\w+)\)\Z", heading)) and view[1] in PAGES:
            named[view[1]] = codes(heading)
    assert named.keys() == PAGES
    missing = [name for names in named.values() for name in names if not (TEMPLATES / name).is_file()]
    assert missing == []
    told = re.compile(r"`([\w-]+\.(?:html|xml|json|txt)|_redirects)`")
    docstrings = {view: set(told.findall(VIEWS[view].__doc__ or "")) for view in named}
    assert {view: set(names) for view, names in named.items()} == docstrings


def test_the_example_of_a_style_sheet_uses_properties_that_there_are() -> None:
    style = (TEMPLATES / "assets/style.css").read_text(encoding="utf-8")
    examples = [fence for fence in fences(README) if fence.language == "css"]
    assert examples, name_of(README)
    used = {name for fence in examples for name in re.findall(r"--[\w-]+", fence.text)}
    assert {name for name in used if f"{name}:" not in style} == set()


def test_every_script_of_the_theme_is_explained() -> None:
    text = README.read_text(encoding="utf-8")
    scripts = {path.name for path in (TEMPLATES / "assets").glob("*.js")}
    assert {name for name in scripts if f"`assets/{name}`" not in text} == set()
