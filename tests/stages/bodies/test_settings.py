"""The site's own Markdown extensions and options.

Covers `extensions`, `markdown_run`.
"""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.model.errors import ConfigInvalid
from site_builder.stages.bodies import BodyConverter
from tests.stages.bodies.reading import convert, html_of


def converter_with(extensions: tuple[str, ...] = (), **options: dict[str, Any]) -> BodyConverter:
    return BodyConverter(ParserSettings(markdown=MarkdownSettings(extensions, options)))


def test_an_extension_of_the_library_can_be_added_by_either_name() -> None:
    for name in ("nl2br", "markdown.extensions.nl2br"):
        assert html_of(convert(converter_with((name,)), "a\nb")) == "<p>a<br>\nb</p>"


def test_naming_a_default_extension_changes_nothing() -> None:
    assert html_of(convert(converter_with(("extra", "toc")), "## A")) == '<h2 id="a">A</h2>'


def test_options_reach_default_extensions_and_the_parts_of_extra() -> None:
    converter = converter_with(
        smarty={"smart_dashes": False}, extra={"footnotes": {"BACKLINK_TEXT": "back", "UNIQUE_IDS": True}}
    )
    html = html_of(convert(converter, "it's -- so[^1]\n\n[^1]: x"))
    assert "it’s -- so" in html
    assert ">back</a>" in html
    assert 'id="fn-essay-1"' in html


def test_code_is_coloured_once_however_often_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the entry points of all packages are read once, not for every block without a known language."""
    from markdown.extensions import codehilite, fenced_code
    from pygments import plugin

    for module in (codehilite, fenced_code):
        monkeypatch.setattr(module, "CodeHilite", vars(module)["CodeHilite"])
    coloured: list[str] = []
    read: list[str] = []
    colour: Any = vars(codehilite)["highlight"]

    def count_colouring(code: str, *settings: object) -> object:
        coloured.append(code)
        return colour(code, *settings)

    def count_reading(group: str) -> list[object]:
        read.append(group)
        return []

    monkeypatch.setattr(codehilite, "highlight", count_colouring)
    monkeypatch.setattr(plugin, "iter_entry_points", count_reading)
    converter = converter_with(("codehilite",))
    texts = ["``` python\nlantern = 1\n```", "``` nonesuch\nlantern\n```\n\n``` othersuch\nlantern\n```"]
    html = [html_of(convert(converter, text)) for text in (*texts, *texts)]
    assert '<span class="n">lantern</span>' in html[0]
    assert html[2:] == html[:2]
    assert len(coloured) == 3
    assert len(read) == len(set(read))


@pytest.mark.parametrize(
    ("converter", "named", "hint"),
    [
        (converter_with(("footnote",)), "'footnote'", "footnotes"),
        (converter_with(("no.such.module",)), "'no.such.module'", "installed"),
        (converter_with(("json",)), "'json'", "options"),
        (converter_with(toc={"permalnk": True}), "'toc' has no option 'permalnk'", "documentation"),
        (converter_with(tables={"use_align_attribute": "perhaps"}), "'tables'", "options"),
        (converter_with(codehilite={"linenums": True}), "'codehilite'", "markdown.extensions"),
    ],
)
def test_a_mistake_names_the_extension(converter: BodyConverter, named: str, hint: str) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        convert(converter, "x")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "markdown-extension"
    assert named in diagnostic.message
    assert hint in diagnostic.hint
