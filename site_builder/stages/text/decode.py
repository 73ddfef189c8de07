"""Bytes of a source file to text, or a diagnostic that says what the file is and how to mend it."""

from __future__ import annotations

import codecs

from site_builder.model.diagnostics import Diagnostic, Place, error, warning
from site_builder.stages.text.controls import FORBIDDEN, may_have_forbidden

_MOST_PLACES = 10

# The longer marks first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def decode(data: bytes, path: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text in Unix lines and without a byte order mark; None and the reasons where it cannot be used.

    Control characters that got into a text by accident are left out, and reported as warnings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return None, (_wrong_encoding(path, encoding),)
    if _looks_like_bare_utf16(data):
        return None, (_wrong_encoding(path, "UTF-16"),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return None, (_bad_byte(data, problem, path),)
    text = text.lstrip("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if may_have_forbidden(data) and FORBIDDEN.search(text):
        return _without_forbidden(text, path)
    return text, ()


def place_in(text: str, offset: int, length: int = 1) -> Place:
    """The place of a character, counted from 0 in a text whose first line is the file's."""
    return Place(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset), length)


def name_character(character: str) -> str:
    """`U+000B`, for messages about characters that cannot be shown."""
    return f"U+{ord(character):04X}"


def _looks_like_bare_utf16(data: bytes) -> bool:
    """Mostly-ASCII text in UTF-16 without its mark has NUL in every second byte."""
    sample = data[:200]
    half = len(sample) // 2
    return half > 1 and (sample[0::2].count(0) > half * 0.7 or sample[1::2].count(0) > half * 0.7)


def _wrong_encoding(path: str, encoding: str) -> Diagnostic:
    return error(
        "encoding",
        f"the file is in {encoding}, not in UTF-8",
        path,
        Place(1, 1),
        "save it as UTF-8 in your editor (Save as…, Encoding: UTF-8)",
    )


def _bad_byte(data: bytes, problem: UnicodeDecodeError, path: str) -> Diagnostic:
    before = data[: problem.start].decode("utf-8").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    place = place_in(before, len(before))
    byte = data[problem.start]
    hint = "save it as UTF-8 in your editor (Save as…, Encoding: UTF-8)"
    if problem.reason == "unexpected end of data":
        message = "the file is cut off in the middle of a character"
        hint = "restore the end of the file and save it as UTF-8"
    else:
        message = f"the file is not in UTF-8: the byte 0x{byte:02X} is not allowed here"
        meant = bytes([byte]).decode("cp1252", "replace")
        if meant.isalpha() or meant in "‘’“”–—…€£§«»°":
            message += f"; in Windows-1252 (Latin-1) it would be '{meant}'"
    return error("encoding", message, path, place, hint)


def _without_forbidden(text: str, path: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """A file with a zero byte or half a character in it is no text; all else can be left out."""
    is_text = all(match[0] < " " and match[0] != "\0" for match in FORBIDDEN.finditer(text))
    report = warning if is_text else error
    found = list(FORBIDDEN.finditer(text))
    diagnostics: list[Diagnostic] = []
    for match in found[:_MOST_PLACES]:
        message = f"a control character that no page may contain ({name_character(match[0])})"
        if is_text:
            message += " is left out"
        if len(found) > _MOST_PLACES and len(diagnostics) == _MOST_PLACES - 1:
            message += f" and {len(found) - _MOST_PLACES} more after it"
        place = place_in(text, match.start())
        hint = "delete it; some editors show it as a box or as ^A"
        diagnostics.append(report("control-character", message, path, place, hint))
    return FORBIDDEN.sub("", text) if is_text else None, tuple(diagnostics)
