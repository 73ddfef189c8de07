from __future__ import annotations

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from site_builder.stages.language.locales import canonical_tag, direction


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ku", "ltr"), ("az-Arab", "rtl"), ("az", "ltr"), ("AR", "rtl"), ("uz-AF", "rtl"), ("ar-Latn", "ltr")],
)
def test_a_language_is_written_in_the_direction_of_its_script(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_directions_are_those_of_the_unicode_consortiums_data() -> None:
    for identifier in locale_identifiers():
        expected = "rtl" if Locale.parse(identifier).text_direction == "rtl" else "ltr"
        assert direction(identifier.replace("_", "-")) == expected, identifier


@pytest.mark.parametrize(
    ("written", "expected"),
    [("EN-gb", "en-GB"), ("zh-hant-tw", "zh-Hant-TW"), ("de", "de"), ("es-419", "es-419")],
)
def test_a_language_tag_is_written_as_usual(written: str, expected: str) -> None:
    assert canonical_tag(written) == expected
