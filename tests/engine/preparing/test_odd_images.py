"""Images of any size and kind end no build, and are told at the line that shows them."""

from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path

import pytest

from tests.driver import post
from tests.engine.conftest import MakeProject

Image = pytest.importorskip("PIL.Image")


def png(size: tuple[int, int], mode: str = "RGB", kind: str = "PNG") -> bytes:
    """Noise enough to be worth making smaller."""
    stream = io.BytesIO()
    image = Image.effect_noise((64, 64), 90).convert("RGB").resize(size)
    image = image.convert("L").convert(mode) if mode.startswith("I") else image.convert(mode)
    image.save(stream, kind)
    return stream.getvalue()


def deep_png(size: tuple[int, int], colours: int) -> bytes:
    """16 bits a channel of grey (1), grey and alpha (2), RGB (3) or RGBA (4), which Pillow cannot write."""
    width, height = size
    colour_type = {1: 0, 2: 4, 3: 2, 4: 6}[colours]
    row = b"\0" + random.Random(colours).randbytes(2 * colours * width)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    pixels = zlib.compress(row * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("width", [600, 1000])
def test_a_tall_screenshot_is_served_as_it_is_with_a_warning(project: MakeProject, width: int) -> None:
    made = project(
        {
            "content/posts/a.md": post("A", "![A chat](../images/chat.png)", image="images/chat.png"),
            "content/images/chat.png": png((width, 20000)),
        }
    ).build()
    (problem,) = [one for one in made.report.diagnostics if one.code == "image-too-tall"]
    assert problem.path == "content/images/chat.png"
    assert problem.message.startswith("this image is 20,000 pixels tall")
    made.assert_built("/images/chat.png")


def test_images_of_all_sizes_and_modes_end_no_build(project: MakeProject) -> None:
    chance = random.Random(5)
    files: dict[str, str | bytes] = {}
    shown = []
    for number in range(40):
        mode, kind, ending = chance.choice(
            [
                *[(mode, "PNG", "png") for mode in ("1", "L", "LA", "P", "RGB", "RGBA")],
                *[(mode, "JPEG", "jpg") for mode in ("L", "RGB", "CMYK")],
                *[(mode, "WEBP", "webp") for mode in ("RGB", "RGBA")],
            ]
        )
        size = chance.choice([1, 2, 481, 700, 1700]), chance.choice([1, 3, 500, 900])
        files[f"content/images/i{number}.{ending}"] = png(size, mode, kind)
        shown.append(f"![Picture {number}](../images/i{number}.{ending})")
    made = project({**files, "content/posts/a.md": post("A", "\n\n".join(shown))}).build(jobs=2)
    assert made.report.diagnostics == ()
    made.build().assert_idle()


def test_images_of_sixteen_bits_end_no_build(project: MakeProject) -> None:
    """A channel, saved by Pillow and by hand: 16 to 64 bits a pixel."""
    files: dict[str, str | bytes] = {}
    shown = []
    for number, size in enumerate([(1, 1), (481, 3), (700, 900), (1700, 500)]):
        for depth, data in [
            *((f"i{mode.lower().replace(';', '')}", png(size, mode)) for mode in ("I;16",)),
            *((f"deep{colours}", deep_png(size, colours)) for colours in (1, 2, 3, 4)),
        ]:
            name = f"{depth}-{number}.png"
            files[f"content/images/{name}"] = data
            shown.append(f"![Picture {name}](../images/{name})")
    made = project({**files, "content/posts/a.md": post("A", "\n\n".join(shown))}).build(jobs=2)
    assert made.report.diagnostics == ()
    assert {path.stem for path in made.output.rglob("*.png")} >= {Path(name).stem for name in files}
    made.build().assert_idle()


def test_what_an_encoder_raises_is_told_and_no_traceback(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    from site_builder.stages.images import pillow

    def fail(*_: object) -> bytes:
        raise ValueError("encoding error 5")

    stream = io.BytesIO()
    Image.frombytes("RGB", (600, 100), random.Random(1).randbytes(180_000)).save(stream, "PNG")
    monkeypatch.setattr(pillow, "encode", fail)
    made = project(
        {"content/posts/a.md": post("A", "![A](../images/a.png)"), "content/images/a.png": stream.getvalue()}
    )
    (problem,) = made.failure()
    assert (problem.code, problem.path) == ("image-unreadable", "content/images/a.png")
    assert "cannot be made smaller (ValueError: encoding error 5)" in problem.message
    assert problem.message.endswith("; content/posts/a.md shows it on line 6")
    assert problem.hint.startswith("it may have changed")
