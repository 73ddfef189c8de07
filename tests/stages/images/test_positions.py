from __future__ import annotations

import pytest
from PIL import Image

from site_builder.stages.images import clean_image
from site_builder.stages.images.positions import has_position
from tests.stages.sample_images import photograph, private_exif, saved

BOX = b"\0\0\0\x20ftyp3gp5\0\0\0\x1f"


def telling(kind: str) -> bytes:
    return saved(photograph(64, 48), kind, exif=exif_as_read())


def exif_as_read() -> Image.Exif:
    """What a file says: Pillow writes a TIFF only of what it has read."""
    exif = Image.Exif()
    exif.load(private_exif().tobytes())
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_in_any_container_is_read(kind: str) -> None:
    assert has_position(telling(kind))
    assert not has_position(saved(photograph(64, 48), kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_published_of_an_image_tells_nothing(kind: str) -> None:
    assert not has_position(clean_image(telling(kind)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_camera_alone_is_no_position(kind: str) -> None:
    exif = exif_as_read()
    del exif[0x8825]
    assert not has_position(saved(photograph(64, 48), kind, exif=exif))


@pytest.mark.parametrize("end", range(0, 200, 7))
def test_a_file_that_is_cut_off_harms_nothing(end: int) -> None:
    has_position(telling("TIFF")[-end:])
    has_position(telling("JPEG")[:end])


@pytest.mark.parametrize(
    "data",
    [
        BOX + b"\xa9xyz\0\x0b\x15\xc7+51.5-000.1/",
        BOX + b"com.apple.quicktime.location.ISO6709",
        BOX + b"loci\0\0\0\0\x15\xc7",
        b"<x:xmpmeta exif:GPSLatitude='51,30N'>",
    ],
)
def test_films_and_xmp_are_read(data: bytes) -> None:
    assert has_position(data)
