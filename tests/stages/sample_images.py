"""Images to test with, made when asked for, and places in them where a person could be found."""

from __future__ import annotations

import functools
import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

CANARY = b"canary-of-somebody"
SECRETS = (CANARY, b"GPSLatitude", b"Canon", "canary-of-somebody".encode("utf-16-le"))
CORNERS = {"red": (255, 0, 0), "green": (0, 160, 0), "blue": (0, 0, 255), "grey": (128, 128, 128)}

_ORIENTATION, _MAKE, _DESCRIPTION, _GPS = 0x0112, 0x010F, 0x010E, 0x8825


def picture(width: int = 900, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Four coloured quarters: red, green above blue, grey."""
    image = Image.new("RGB", (width, height), CORNERS["red"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), CORNERS["green"])
    draw.rectangle((0, height // 2, width // 2 - 1, height), CORNERS["blue"])
    draw.rectangle((width // 2, height // 2, width, height), CORNERS["grey"])
    return image.convert(mode)


def photograph(width: int = 2000, height: int = 1500) -> Image.Image:
    """With more colours than a drawing has."""
    across = Image.linear_gradient("L").resize((width, height))
    return Image.merge(
        "RGB",
        (
            across,
            across.rotate(90).resize((width, height)),
            Image.radial_gradient("L").resize((width, height)),
        ),
    )


def private_exif(orientation: int = 1) -> Image.Exif:
    """Where it was taken, by which camera, and what it shows."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_MAKE] = "Canon"
    exif[_DESCRIPTION] = CANARY.decode()
    exif[_GPS] = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)}
    return exif


def xmp() -> bytes:
    return b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>GPSLatitude " + CANARY + b"</x:xmpmeta>"


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def jpeg(image: Image.Image | None = None, orientation: int = 1, **options: Any) -> bytes:
    """With everything that a camera and an editor put into a JPEG, and something after its end."""
    exif = private_exif(orientation)
    data = saved(image or picture(), "JPEG", exif=exif, xmp=xmp(), comment=CANARY, **options)
    photoshop = b"\xff\xed" + struct.pack(">H", 2 + 14 + len(CANARY)) + b"Photoshop 3.0\0" + CANARY
    thumbnail = b"\xff\xe0" + struct.pack(">H", 2 + 5 + len(CANARY)) + b"JFXX\0" + CANARY
    return data[:2] + photoshop + thumbnail + data[2:] + b"trailer " + CANARY


def png(image: Image.Image | None = None, orientation: int = 1, **options: Any) -> bytes:
    """With texts of all three kinds, a date and Exif."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", CANARY.decode())
    texts.add_itxt("XML:com.adobe.xmp", xmp().decode())
    texts.add(b"tIME", bytes(7))
    data = saved(image or picture(), "PNG", pnginfo=texts, exif=private_exif(orientation), **options)
    packed = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(CANARY))
    return data[:33] + packed + data[33:] + CANARY


def png_chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def webp(image: Image.Image | None = None, orientation: int = 1, **options: Any) -> bytes:
    return saved(image or picture(), "WEBP", exif=private_exif(orientation), xmp=xmp(), **options) + CANARY


def gif(frames: int = 1) -> bytes:
    """`frames` pictures with a comment, and XMP in a program's own block."""
    rest = [picture(40, 30).rotate(90 * number) for number in range(1, frames)]
    options: dict[str, Any] = (
        {"save_all": True, "append_images": rest, "duration": 80, "loop": 0} if rest else {}
    )
    data = saved(picture(40, 30), "GIF", comment=CANARY, **options)
    block = b"\x21\xff\x0bXMP DataXMP" + bytes((len(xmp()),)) + xmp() + b"\0"
    return data[:-1] + block + b";" + CANARY


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 40,000 pixels wide and high."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
    rest = png_chunk(b"IDAT", zlib.compress(bytes(1000))) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + rest


@functools.cache
def profile() -> bytes:
    """An ICC profile of sRGB; made once, since it carries the second of its making."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
