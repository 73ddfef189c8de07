from __future__ import annotations

from types import ModuleType

import pytest

from site_builder import checks
from site_builder.engine.features import find_modules
from site_builder.model.codes import CODES
from site_builder.model.diagnostics import Diagnostic, Place
from site_builder.model.documents import BodyHead, Mention, MentionKind, PostList
from tests.checks.small_sites import site_of
from tests.stages.assemble.heads import page, part, post, series

CHECKS = find_modules(checks.__name__)

FLAWED = """\
theme: {accent: "#eee", accent_dark: "#111", logo: none.svg, stylesheet: none.css}
support: [{name: Listeners, phone: "116 123"}]
"""

LONG = post("a", slug="x" * 300, places={"slug": Place(3, 7)})

OLD_FEED = post(
    "b",
    aliases=("/old.xml", "/wiki/Help:Contents/"),
    places={"aliases.0": Place(4, 10), "aliases.1": Place(4, 22)},
)

PATTERN = post("c", aliases=("/wiki/Help:Contents/",), places={"aliases.0": Place(4, 10)})

LISTING = page("d", list=PostList(tag="none", place=Place(3, 1)))


SERIES = series("walks", length=2)
MENTION = Mention(MentionKind.PART, 7, "Part Seven", Place(9, 1))
PART = part(1, body=BodyHead("", mentions=(MENTION,)))


def test_checks_are_found_by_name() -> None:
    assert {check.__name__.rpartition(".")[2] for check in CHECKS} >= {
        "accent_contrast",
        "redirect_tables",
        "support",
        "theme_files",
    }


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_is_silent_about_a_site_with_nothing_wrong(check: ModuleType) -> None:
    assert list(check.check(site_of(""))) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_tells_what_is_wrong_and_what_to_do(check: ModuleType) -> None:
    heads = (LONG, OLD_FEED, PATTERN, LISTING, SERIES, PART)
    found: list[Diagnostic] = list(check.check(site_of(FLAWED, ("posts/x.txt",), heads=heads)))
    assert found
    assert [
        one for one in found if one.code not in CODES or not one.hint or not (one.place.line or one.path)
    ] == []
