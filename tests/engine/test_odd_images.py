"""Images of any size and kind end no build, and are told at the line that shows them."""

from __future__ import annotations

import io
import random

import pytest

from tests.driver import post
from tests.engine.conftest import MakeProject

Image = pytest.importorskip("PIL.Image")


def png(size: tuple[int, int], mode: str = "RGB", kind: str = "PNG") -> bytes:
    """Noise enough to be worth making smaller."""
    stream = io.BytesIO()
    image = Image.effect_noise((64, 64), 90).convert("RGB").resize(size).convert(mode)
    image.save(stream, kind)
    return stream.getvalue()


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


def test_what_an_encoder_raises_is_told_and_no_traceback(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    from site_builder.stages.images import pillow

    def fail(*_: object) -> bytes:
        raise ValueError("encoding error 5")

    monkeypatch.setattr(pillow, "encode", fail)
    made = project(
        {"content/posts/a.md": post("A", "![A](../images/a.png)"), "content/images/a.png": png((900, 900))}
    )
    (problem,) = made.failure()
    assert (problem.code, problem.path) == ("image-unreadable", "content/images/a.png")
    assert "cannot be made smaller (ValueError: encoding error 5)" in problem.message
