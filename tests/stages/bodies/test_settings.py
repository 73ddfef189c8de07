"""The site's own Markdown extensions and options."""

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


@pytest.mark.parametrize(
    ("converter", "named", "hint"),
    [
        (converter_with(("footnote",)), "“footnote”", "footnotes"),
        (converter_with(("no.such.module",)), "“no.such.module”", "installed"),
        (converter_with(("json",)), "“json”", "options"),
        (converter_with(toc={"permalnk": True}), "“toc” has no option 'permalnk'", "documentation"),
        (converter_with(tables={"use_align_attribute": "perhaps"}), "“tables”", "options"),
        (converter_with(codehilite={"linenums": True}), "“codehilite”", "markdown.extensions"),
    ],
)
def test_a_mistake_names_the_extension(converter: BodyConverter, named: str, hint: str) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        convert(converter, "x")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "markdown-extension"
    assert named in diagnostic.message
    assert hint in diagnostic.hint
