"""Expressions that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from site_builder.model.expressions import expression

WORD = r"(?P<word>[a-z]+)"


def test_an_expression_does_what_a_compiled_one_does() -> None:
    lazy, compiled = expression(WORD, re.IGNORECASE), re.compile(WORD, re.IGNORECASE)
    assert lazy.findall("One two") == compiled.findall("One two") == ["One", "two"]
    assert lazy.sub("x", "One two") == lazy.sub("x", "One two") == "x x"
    assert (lazy.pattern, lazy.flags) == (compiled.pattern, compiled.flags)
    assert expression(rb"b+").split(b"abba") == [b"a", b"a"]


def test_it_is_compiled_at_its_first_use_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    compiled = re.compile(WORD)

    def compiling(pattern: str, _flags: int) -> re.Pattern[str]:
        asked.append(pattern)
        return compiled

    monkeypatch.setattr(re, "compile", compiling)
    lazy = expression(WORD)
    assert asked == []
    assert lazy.search("One")
    assert lazy.search("two")
    assert lazy.match("two")
    assert asked == [WORD]


def test_what_no_expression_has_is_an_error() -> None:
    with pytest.raises(AttributeError, match="find_all"):
        expression("a").find_all  # type: ignore[attr-defined]  # noqa: B018
