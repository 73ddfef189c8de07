from __future__ import annotations

import pytest

from site_builder.checks.accent_contrast import check
from tests.checks.small_sites import site_of


@pytest.mark.parametrize("theme", ['accent: "#155650"', 'accent_dark: "#92cbc2"', 'accent: "#000"'])
def test_a_colour_that_can_be_read_is_no_matter(theme: str) -> None:
    assert list(check(site_of(f"theme: {{{theme}}}"))) == []


@pytest.mark.parametrize(
    ("theme", "message"),
    [
        (
            'accent: "#2a9d8f"',
            "theme: accent #2a9d8f is hard to read on the light page: contrast 2.8, where text needs 4.5",
        ),
        (
            'accent_dark: "#155650"',
            "theme: accent_dark #155650 is hard to read on the dark page: contrast 1.9, where text needs 4.5",
        ),
    ],
)
def test_a_faint_colour_is_told_with_its_contrast(theme: str, message: str) -> None:
    (found,) = check(site_of(f"theme:\n  {theme}\n"))
    assert found.message == message
    assert (found.place.line, found.place.column) == (4, theme.index('"') + 3)


def test_a_dark_accent_that_is_derived_can_always_be_read() -> None:
    assert list(check(site_of('theme: {accent: "#100"}'))) == []
