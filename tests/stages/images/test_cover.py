"""The cover of a book, drawn."""

from __future__ import annotations

import io

from PIL import Image

from site_builder.stages.images.cover import HEIGHT, WIDTH, can_draw, draw_cover

GROUND, INK = "#155650", "#fcf9f4"


def colours(lines: tuple[str, ...]) -> tuple[set[tuple[int, ...]], Image.Image]:
    data = draw_cover(lines, "For our Men", "Wren", GROUND, INK)
    image = Image.open(io.BytesIO(data))
    rgb = image.convert("RGB")
    counted = rgb.getcolors(1 << 24) or []
    return {colour for _, colour in counted if isinstance(colour, tuple)}, rgb


def test_a_cover_has_the_sites_colours_and_room_around_its_words() -> None:
    found, image = colours(("Police use of", "social media"))
    assert image.size == (WIDTH, HEIGHT)
    assert {(0x15, 0x56, 0x50), (0xFC, 0xF9, 0xF4)} <= found
    assert image.crop((0, 0, 40, HEIGHT)).getcolors() == [(40 * HEIGHT, (0x15, 0x56, 0x50))]
    assert image.crop((WIDTH - 40, 0, WIDTH, HEIGHT)).getcolors() == [(40 * HEIGHT, (0x15, 0x56, 0x50))]


def test_a_long_word_and_many_lines_become_smaller() -> None:
    for lines in (("Incomprehensibilities" * 2,), tuple("word" for _ in range(20))):
        _, image = colours(lines)
        assert image.crop((WIDTH - 20, 0, WIDTH, HEIGHT)).getcolors() == [(20 * HEIGHT, (0x15, 0x56, 0x50))]


def test_the_same_words_give_the_same_bytes() -> None:
    assert draw_cover(("A",), "B", "C", GROUND, INK) == draw_cover(("A",), "B", "C", GROUND, INK)


def test_only_what_the_font_has_is_drawn() -> None:
    assert can_draw("Äpfel, “œuvres” – and Łódź…")
    assert not can_draw("مرحبا")
    assert not can_draw("日本")
    assert not can_draw("Привет")
