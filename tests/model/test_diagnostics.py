from __future__ import annotations

import msgspec
import pytest

from site_builder.model.diagnostics import Diagnostic, warning

DECODER = msgspec.json.Decoder(list[Diagnostic])


def test_what_is_remembered_of_a_problem_leaves_out_what_is_as_usual() -> None:
    problem = warning("broken-link", "nothing is there", "posts/a.md")
    encoded = msgspec.json.encode([problem])
    assert msgspec.json.decode(encoded) == [
        {"severity": "warning", "code": "broken-link", "message": "nothing is there", "path": "posts/a.md"}
    ]
    assert DECODER.decode(encoded) == [problem]


def test_remembered_problems_of_a_kind_share_its_code() -> None:
    one, other = DECODER.decode(msgspec.json.encode([warning("broken-link", text) for text in "ab"]))
    assert one.code is other.code


def test_a_code_that_there_is_not_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        DECODER.decode(b'[{"severity": "error", "code": "nonsense", "message": "x"}]')
