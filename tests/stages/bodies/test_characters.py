"""What may not be in a text is found by single bytes, as the expression would find it."""

from __future__ import annotations

import sys

from site_builder.stages.bodies.characters import clean_source


def test_forbidden_characters_are_left_out_and_no_others() -> None:
    surrogates, plane_ends = range(0xD800, 0xE000), (*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF)
    controls = {*range(0x20), *range(0x7F, 0xA0)} - {9, 10, 13}
    forbidden = controls.union(surrogates, plane_ends)
    left_out = {code for code in range(sys.maxunicode + 1) if clean_source(f"a{chr(code)}b")[0] == "ab"}
    assert left_out == forbidden
