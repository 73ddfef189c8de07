from __future__ import annotations

import re

import pytest

from site_builder.model.errors import TemplateFailed
from site_builder.stages.theme.assets import asset_name, fingerprint_assets


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("style.css", r"style\.[0-9a-f]{12}\.css"),
        ("icons/a.b.svg", r"icons/a\.b\.[0-9a-f]{12}\.svg"),
        ("LICENSE", r"LICENSE\.[0-9a-f]{12}"),
    ],
)
def test_names_carry_a_digest_before_their_ending(name: str, pattern: str) -> None:
    assert re.fullmatch(pattern, asset_name(name, b"x"))


def test_a_name_changes_with_the_bytes_and_only_with_them() -> None:
    assert asset_name("a.css", b"x") == asset_name("a.css", b"x") != asset_name("a.css", b"y")


@pytest.mark.parametrize("written", ["url(i/x.svg)", "url( 'i/x.svg' )", 'url("i/x.svg")', "URL(./i/x.svg)"])
def test_a_style_sheet_follows_its_files(written: str) -> None:
    sources = {"style.css": f"a {{ background: {written} }}".encode(), "i/x.svg": b"<svg/>"}
    done = fingerprint_assets(sources)
    assert done["i/x.svg"][0].encode() in done["style.css"][1]
    assert done["style.css"][0] == asset_name("style.css", done["style.css"][1])


def test_a_sheet_in_a_folder_keeps_its_paths_relative() -> None:
    done = fingerprint_assets(
        {"css/a.css": b'@import "b.css"; x{y:url(../i.svg#z)}', "css/b.css": b"", "i.svg": b""}
    )
    sheet = done["css/a.css"][1].decode()
    assert sheet == f'@import "{done["css/b.css"][0][4:]}"; x{{y:url(../{done["i.svg"][0]}#z)}}'


def test_a_change_in_a_file_changes_the_name_of_the_sheet_that_shows_it() -> None:
    sheet = b"a{b:url(x.svg)}"
    before = fingerprint_assets({"a.css": sheet, "x.svg": b"1"})["a.css"][0]
    assert fingerprint_assets({"a.css": sheet, "x.svg": b"2"})["a.css"][0] != before


@pytest.mark.parametrize(
    "sheet",
    [
        "a{b:url(data:image/png;base64,AAAA)}",
        "a{b:url(https://example.org/x.svg)}",
        "a{b:url(/x.svg)}",
        "a{b:url(#filter)}",
        "a{b:url()}",
        "/* url(absent.svg) */",
        'a::before{content:"url(absent.svg)"}',
        "a::before{content:'it\\'s url(absent.svg)'}",
    ],
)
def test_what_leads_elsewhere_is_left_alone(sheet: str) -> None:
    assert fingerprint_assets({"a.css": sheet.encode()})["a.css"][1] == sheet.encode()


def test_a_file_that_is_not_there_is_an_error_at_its_line() -> None:
    with pytest.raises(TemplateFailed) as caught:
        fingerprint_assets({"a.css": b"a{}\nb{c:url(gone.svg)}"})
    diagnostic = caught.value.diagnostic
    assert (diagnostic.code, diagnostic.path) == ("asset-missing", "theme:assets/a.css")
    assert diagnostic.place.line == 2


def test_messages_call_an_asset_by_the_name_they_are_given() -> None:
    with pytest.raises(TemplateFailed) as caught:
        fingerprint_assets({"a.css": b"b{c:url(gone.svg)}"}, "templates/assets/{}".format)
    assert caught.value.diagnostic.path == "templates/assets/a.css"


def test_sheets_in_a_circle_are_refused() -> None:
    with pytest.raises(TemplateFailed, match=r"a\.css → b\.css → a\.css"):
        fingerprint_assets({"a.css": b"@import 'b.css';", "b.css": b"@import url(a.css);"})


def test_a_sheet_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(TemplateFailed, match="not UTF-8"):
        fingerprint_assets({"a.css": b"\xe9"})
