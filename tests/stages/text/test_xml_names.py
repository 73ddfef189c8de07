"""Ids that XML allows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.text.xml_names import xml_name

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("what-helps", "what-helps"),
        ("fn-walks.one-1", "fn-walks.one-1"),
        ("a:b", "x-a_3a_b"),
        ("1st", "x-1st"),
        ("_support", "x-_5f_support"),
        ("größe", "x-gr_f6__df_e"),
        ("x-1st", "x-x-1st"),
    ],
)
def test_what_is_a_name_already_stays(identifier: str, name: str) -> None:
    assert xml_name(identifier) == name


@given(st.lists(st.text(min_size=1), min_size=2, max_size=2, unique=True))
def test_no_two_ids_become_the_same_name(identifiers: list[str]) -> None:
    one, two = map(xml_name, identifiers)
    assert NAME.fullmatch(one)
    assert one != two
