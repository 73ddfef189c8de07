from __future__ import annotations

import pytest

from site_builder.stages.config.value_checks import read_phone
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.telephone import emergency_number, ring_url, text_url


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("116 123", "tel:116123"),
        ("111", "tel:111"),
        ("0800 58 58 58", "tel:0800585858"),
        ("+44 (0)20 7946 0000", "tel:+442079460000"),
        ("(020) 7946-0000", "tel:02079460000"),
        ("+49 30/123 45-6", "tel:+4930123456"),
    ],
)
def test_a_number_is_dialled_as_it_is_written(phone: str, expected: str) -> None:
    assert read_phone(phone) == phone
    assert ring_url(phone) == expected


@pytest.mark.parametrize(
    "phone", ["116 123, 24 hours", "0800 LISTEN", "1", "SHOUT to 85258", "+44 20 7946 0000 ext 5", "٣٤٥"]
)
def test_what_could_ring_a_wrong_number_is_refused(phone: str) -> None:
    assert isinstance(read_phone(phone), InvalidValue)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SHOUT to 85258", "sms:85258?body=SHOUT"),
        ("YES or NO to 85258", "sms:85258"),
        ("Text 85258", "sms:85258"),
        ("85258", "sms:85258"),
        ("07786 209697", "sms:07786209697"),
        ("+44 7786 209697", "sms:+447786209697"),
        ("85258 or 85259", ""),
        ("see our site", ""),
        ("", ""),
    ],
)
def test_the_one_number_in_a_line_can_be_texted(text: str, expected: str) -> None:
    assert text_url(text) == expected


@pytest.mark.parametrize(
    ("language", "number"),
    [
        ("en-GB", "999"),
        ("de_AT", "112"),
        ("en-us", "911"),
        ("zh-Hant-HK", "999"),
        ("en", ""),
        ("ar", ""),
        ("ja-JP", ""),
    ],
)
def test_the_number_for_emergencies_is_that_of_the_region(language: str, number: str) -> None:
    assert emergency_number(language) == number
