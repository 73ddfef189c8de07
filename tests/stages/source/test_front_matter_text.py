from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

from site_builder.stages.source.front_matter_text import first_unprintable, front_matter, quoted

LINES = some.text().map(lambda text: " ".join(text.split())).filter(lambda text: not first_unprintable(text))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("When a mate goes quiet", "When a mate goes quiet"),
        ("It's fine, isn't it?", "It's fine, isn't it?"),
        ("Müde & wach — 月曜日", "Müde & wach — 月曜日"),
        ("Part two: costs", '"Part two: costs"'),
        ("One #1", '"One #1"'),
        ("yes", '"yes"'),
        ("Null", '"Null"'),
        ("2026", '"2026"'),
        ("", '""'),
        ('He said "fine"', "'He said \"fine\"'"),
        ('It\'s "fine"', "'It''s \"fine\"'"),
        ("a\\b", "'a\\b'"),
    ],
)
def test_text_is_quoted_unless_it_is_safe_without(text: str, written: str) -> None:
    assert quoted(text) == written


@given(LINES)
def test_any_line_reads_back_as_itself(text: str) -> None:
    assert yaml.safe_load(f"title: {quoted(text)}\n") == {"title": text}


@given(some.characters())
def test_what_yaml_cannot_hold_is_found(character: str) -> None:
    try:
        yaml.safe_load(f'"a{character}b"')
    except yaml.reader.ReaderError:
        assert first_unprintable(f"a{character}b") == character
    except yaml.YAMLError:
        assert character in '"\\'
    else:
        assert first_unprintable(f"a{character}b") == ""


def test_a_block_has_its_values_then_its_remarks() -> None:
    block = front_matter(
        {"title": "No", "date": date(2026, 1, 6), "series_part": 2, "draft": True}, {"parts": "3"}
    )
    assert block == '---\ntitle: "No"\ndate: 2026-01-06\nseries_part: 2\ndraft: true\n# parts: 3\n---\n\n'
