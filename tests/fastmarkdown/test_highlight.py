"""Code that is coloured once."""

from __future__ import annotations

from typing import Any

import markdown
import pytest
from markdown.extensions import codehilite, fenced_code
from markdown.extensions.codehilite import CodeHilite

from site_builder.fastmarkdown import accelerate, highlight

pytest.importorskip("pygments")

SOURCE = """
    #!python
    x = 1

``` {.python hl_lines="1" linenums=True}
y = '<&>'
```

``` nonesuch
z
```

    guess = me
"""


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> None:
    from pygments import plugin

    monkeypatch.setattr(codehilite, "CodeHilite", CodeHilite)
    monkeypatch.setattr(fenced_code, "CodeHilite", CodeHilite)
    monkeypatch.setattr(plugin, "iter_entry_points", plugin.iter_entry_points)
    monkeypatch.setattr(highlight, "_remembered", type(highlight._remembered)())


def _converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=["extra", "codehilite"])


def test_remembered_code_is_the_same_and_is_coloured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _converter().convert(SOURCE)
    fast = _converter()
    accelerate(fast, remember_highlights=True)
    coloured: list[str] = []
    colour: Any = vars(codehilite)["highlight"]

    def colour_once(code: str, *settings: object) -> object:
        coloured.append(code)
        return colour(code, *settings)

    monkeypatch.setattr(codehilite, "highlight", colour_once)
    assert fast.convert(SOURCE) == expected
    assert len(coloured) == 4
    assert fast.reset().convert(SOURCE) == expected
    assert len(coloured) == 4


def test_nothing_is_remembered_unless_asked_for() -> None:
    accelerate(_converter())
    assert codehilite.CodeHilite is CodeHilite
    assert vars(fenced_code)["CodeHilite"] is CodeHilite


def test_entry_points_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from pygments import plugin

    reads: list[str] = []

    def read(group: str) -> list[object]:
        reads.append(group)
        return []

    monkeypatch.setattr(plugin, "iter_entry_points", read)
    fast = _converter()
    accelerate(fast, remember_highlights=True)
    fast.convert("``` nonesuch\na\n```\n\n``` nonesuch\nb\n```\n\n``` othersuch\nc\n```")
    assert reads
    assert len(reads) == len(set(reads))
