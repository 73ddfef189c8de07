"""Texts that Python-Markdown would not come to an end with: bounded, named, and never remembered.

Covers `parsing`.
"""

from __future__ import annotations

import markdown
import pytest

from site_builder.engine.preparing import documents
from site_builder.engine.workers import parsing
from tests.driver import Options, Project, post
from tests.engine.conftest import MakeProject

SLOW = "content/posts/slow.md"
HEADINGS = "# a\n" * 60_000
"""Each is taken off the front of the rest, which is then looked at again."""


@pytest.fixture
def site(project: MakeProject) -> Project:
    """Two posts, one of them a minute's work."""
    return project({"content/posts/good.md": post("Good"), SLOW: post("Slow", HEADINGS)})


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_text_that_takes_too_long_is_an_error_that_names_it(
    site: Project, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "DEADLINE", 0.5)
    for _ in range(2):
        (problem,) = site.failure(Options(jobs=jobs))
        assert (problem.code, problem.path) == ("markdown-too-slow", SLOW)
        assert not site.output.exists()


def test_it_is_never_remembered(site: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a faster machine, or with more patience, it might have been a page; the other text is remembered."""
    with monkeypatch.context() as hasty:
        hasty.setattr(documents, "DEADLINE", 0.5)
        site.failure()
    site.write(SLOW, post("Slow", "# a\n" * 2_500))
    assert parsing.is_suspicious((site.root / SLOW).read_bytes())
    site.build().assert_parsed(1).assert_built("/slow/", "/good/")
    site.build().assert_idle()


def test_a_worker_that_dies_of_a_text_names_it(site: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "parse_handlers", dying_handlers)
    (problem,) = site.failure()
    assert (problem.code, problem.path) == ("markdown-crashed", SLOW)


def test_with_a_stock_converter_every_long_text_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is slow on more than the counts know, which are of what the accelerated one is slow on."""
    short, long = b"plain words " * 500, b"plain words " * 1_000
    assert not parsing.is_suspicious(long)
    monkeypatch.setattr(markdown, "__version__", "3.99")
    assert parsing.is_suspicious(long)
    assert not parsing.is_suspicious(short)


def dying_handlers(_: object) -> dict[str, object]:
    return {"parse-alone": die}


def die(_: object) -> None:
    import os

    os._exit(9)
