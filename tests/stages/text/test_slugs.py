from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.text.slugs import slugify, within_a_name


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Police and social media, part two", "police-and-social-media-part-two"),
        ("  --Already -- hyphened--  ", "already-hyphened"),
        ("men’s work, men's work", "mens-work-mens-work"),
        ("‘quoted’ words", "quoted-words"),
        ("snake_case & C++", "snake-case-c"),
        ("Grüße aus Köln", "grüße-aus-köln"),
        ("ÉCOLE", "école"),
        ("e\u0301cole", "école"),
        ("日本語の見出し", "日本語の見出し"),
        ("हिन्दी में शीर्षक", "हिन्दी-में-शीर्षक"),
        ("ภาษาไทย ที่นี่", "ภาษาไทย-ที่นี่"),
        ("می\u200cخواهم", "میخواهم"),
        ("١٢٣ أرقام", "١٢٣-أرقام"),
        ("м\u02bcяч и мяч", "мяч-и-мяч"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("I ❤️ work 1️⃣", "i-work-1"),
        ("soft\u00adhyphen", "softhyphen"),
        ("two\u200bwords", "two-words"),
        ("Part Ⅱ", "part-ⅱ"),
        ("e'\u0301", "é"),
        ("2021", "2021"),
        ("!!!", ""),
        ("\u0301", ""),
        ("❤️", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_letters_marks_and_digits(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text())
def test_a_slug_is_its_own_slug(text: str) -> None:
    slug = slugify(text)
    assert slugify(slug) == slug


@given(st.text())
def test_a_slug_fits_into_a_url_and_a_file_name(text: str) -> None:
    slug = slugify(text)
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert unicodedata.is_normalized("NFC", slug)
    assert not re.search(r"[\s/\\.?#%:<>\"'|*]", slug)


@given(st.text(st.characters(categories=["L", "M", "N", "Zs", "Po"])))
def test_both_normal_forms_of_a_text_have_one_slug(text: str) -> None:
    assert slugify(unicodedata.normalize("NFD", text)) == slugify(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("Işık", "tr", "ışık"),
        ("IRAK", "tr-TR", "ırak"),
        ("İzmir", "tr", "izmir"),
        ("İzmir", "en", "izmir"),
        ("IRAK", "en-GB", "irak"),
        ("Ilham", "az-Latn", "ılham"),
    ],
)
def test_the_letters_i_of_turkish_stay_two(text: str, language: str, slug: str) -> None:
    assert slugify(text, language) == slug


def test_a_text_is_cut_where_its_slug_would_be_longer_than_a_files_name() -> None:
    assert within_a_name("a walk") == "a walk"
    assert len(slugify(within_a_name("é" * 400)).encode()) == 200
