"""Covers `controls`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.diagnostics import has_errors
from site_builder.stages.text.controls import FORBIDDEN
from site_builder.stages.text.decode import decode
from tests.stages.rendered import printed

SAVE = " -> save it as UTF-8 in your editor (Save as…, Encoding: UTF-8)"
DELETE = " -> delete it; some editors show it as a box or as ^A"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        ("Grüße\n".encode(), "Grüße\n"),
        (b"\xef\xbb\xbf---\n", "---\n"),
        (b"\xef\xbb\xbf\xef\xbb\xbf---\n", "---\n"),
        (b"a\r\nb\r\n\r\nc", "a\nb\n\nc"),
        (b"a\rb\r\rc", "a\nb\n\nc"),
        (b"tab\tand\ndel\x7f", "tab\tand\ndel\x7f"),
        ("emoji 😀 and \u2028".encode(), "emoji 😀 and \u2028"),
    ],
)
def test_text_comes_in_unix_lines_without_a_mark(data: bytes, text: str) -> None:
    assert decode(data, "p.md") == (text, ())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            "---\ntitle: x".encode("utf-16"),
            ["1:1:1 error the file is in UTF-16, not in UTF-8 [encoding]" + SAVE],
        ),
        (
            "---\ntitle: x".encode("utf-16-be"),
            ["1:1:1 error the file is in UTF-16, not in UTF-8 [encoding]" + SAVE],
        ),
        ("---\n".encode("utf-32"), ["1:1:1 error the file is in UTF-32, not in UTF-8 [encoding]" + SAVE]),
        (
            "---\ntitle: Café\n".encode("latin-1"),
            [
                "2:11:1 error the file is not in UTF-8: the byte 0xE9 is not allowed here; "
                "in Windows-1252 (Latin-1) it would be 'é' [encoding]" + SAVE
            ],
        ),
        (
            b"\xef\xbb\xbfone\r\n\xc3\xbc and \x93quoted\x94",
            [
                "2:7:1 error the file is not in UTF-8: the byte 0x93 is not allowed here; "
                "in Windows-1252 (Latin-1) it would be '“' [encoding]" + SAVE
            ],
        ),
        (
            b"a\xff",
            [
                "1:2:1 error the file is not in UTF-8: the byte 0xFF is not allowed here; "
                "in Windows-1252 (Latin-1) it would be 'ÿ' [encoding]" + SAVE
            ],
        ),
        (
            "ab€".encode()[:-1],
            [
                "1:3:1 error the file is cut off in the middle of a character [encoding]"
                " -> restore the end of the file and save it as UTF-8"
            ],
        ),
        (
            b"a\x00b",
            [
                "1:2:1 error a control character that no page may contain (U+0000) [control-character]"
                + DELETE
            ],
        ),
        (
            "a\ufffe".encode(),
            [
                "1:2:1 error a control character that no page may contain (U+FFFE) [control-character]"
                + DELETE
            ],
        ),
    ],
)
def test_what_is_no_text_is_reported_at_its_place(data: bytes, expected: list[str]) -> None:
    text, diagnostics = decode(data, "p.md")
    assert text is None
    assert printed(diagnostics) == expected


def test_a_file_full_of_control_characters_is_not_reported_a_thousand_times() -> None:
    _, diagnostics = decode(b"\x01" * 1000, "p.md")
    assert len(diagnostics) == 10
    assert "and 990 more" in diagnostics[-1].message


def test_control_characters_that_got_in_by_accident_are_left_out() -> None:
    text, diagnostics = decode(b"a\x08b\n\x0bc", "p.md")
    assert text == "ab\nc"
    message = "warning a control character that no page may contain ({}) is left out [control-character]"
    assert printed(diagnostics) == [
        f"1:2:1 {message.format('U+0008')}{DELETE}",
        f"2:1:1 {message.format('U+000B')}{DELETE}",
    ]


@given(st.binary())
def test_any_bytes_are_either_clean_text_or_reported(data: bytes) -> None:
    text, diagnostics = decode(data, "p.md")
    assert (text is None) == has_errors(diagnostics)
    assert text is None or not (FORBIDDEN.search(text) or "\r" in text)
