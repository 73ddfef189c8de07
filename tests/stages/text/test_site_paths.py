"""Covers `invalid_value`."""

from __future__ import annotations

import pytest

from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import read_old_address, read_site_path


@pytest.mark.parametrize("text", ["//", "///", "////x", ""])
def test_a_path_of_nothing_but_slashes_is_reported(text: str) -> None:
    found = read_site_path(text)
    assert isinstance(found, InvalidValue)
    assert found.hint.startswith("write ")


@pytest.mark.parametrize("text", ["http://[", "https://[::1/a"])
def test_a_full_address_that_is_invalid_is_reported(text: str) -> None:
    found = read_site_path(text)
    assert isinstance(found, InvalidValue)
    assert "not a full address" in found.message


@pytest.mark.parametrize("written", ["/?p=12", "?p=12"])
def test_an_old_address_of_the_home_page_with_a_query_needs_no_slash_either(written: str) -> None:
    assert read_old_address(written) == "/?p=12"
