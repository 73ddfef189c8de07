"""Pixels, by Pillow: the only module that imports it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from site_builder.model.images import ImageKind, Variant
from site_builder.stages.images.stripped import Damaged

if TYPE_CHECKING:
    from PIL.Image import Image

_FEW_COLOURS = 4096
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""Exif's orientations as `Image.Transpose`: how to undo what the camera's position did."""
_REDUCING_GAP = 3.0


class TooLarge(Damaged):
    """The image has more pixels than anybody should decode."""


class Decoded(NamedTuple):
    """`width` and `height` are those of the file, which `image` may have fewer of."""

    image: Image
    width: int
    height: int


def decode(data: bytes, kind: ImageKind, at_least: int) -> Decoded:
    """The first frame, not turned. A JPEG comes smaller by 2, 4 or 8 if no side gets shorter than `at_least`.

    Raises Damaged, TooLarge.
    """
    pillow = _load_pillow()
    with _image_errors():
        image = pillow.open(io.BytesIO(data), formats=[kind.value.upper()])
        width, height = image.size
        image.draft(None, (at_least, at_least))
        image.load()
    return Decoded(image, width, height)


def may_be_seen_through(image: Image) -> bool:
    """Whether any pixel is not opaque."""
    if not image.has_transparency_data:
        return False
    lowest, _ = image.convert("RGBA").getchannel("A").getextrema()
    return bool(lowest < 255)  # type: ignore[operator]


def luma_steps(image: Image) -> int | None:
    """How coarse a JPEG is: the sum of its quantisation table for brightness. None for other kinds."""
    tables = getattr(image, "quantization", None)
    return sum(tables[0]) if tables and 0 in tables else None


def has_few_colours(image: Image) -> bool:
    """Whether this is a drawing rather than a photograph."""
    return _eight_bit(image).getcolors(_FEW_COLOURS) is not None


def resized(image: Image, width: int, height: int, orientation: int) -> Image:
    """Upright, in sRGB, 8 bits a channel; `width` and `height` are those of the result."""
    from PIL.Image import Resampling, Transpose

    profile = image.info.get("icc_profile")
    image = _eight_bit(image)
    size = (height, width) if orientation > 4 else (width, height)
    if image.size != size:
        image = image.resize(size, Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)
    image = _srgb(image, profile)
    if orientation in _TURNS:
        image = image.transpose(Transpose(_TURNS[orientation]))
    image.info.clear()
    return image


def encode(image: Image, variant: Variant) -> bytes:
    """With parameters that leave the encoder no choice of its own."""
    stream = io.BytesIO()
    match variant.kind:
        case ImageKind.WEBP if variant.quality:
            image.save(stream, "WEBP", quality=variant.quality, method=4)
        case ImageKind.WEBP:
            image.save(stream, "WEBP", lossless=True, quality=80, method=4)
        case ImageKind.JPEG:
            image = image.convert("RGB") if image.mode not in {"L", "RGB"} else image
            image.save(
                stream, "JPEG", quality=variant.quality, optimize=True, progressive=True, subsampling="4:2:0"
            )
        case _:
            image.save(stream, "PNG", compress_level=9)
    return stream.getvalue()


def writable_formats() -> frozenset[str]:
    """The formats of photographs and drawings that Pillow can write here; none where it is not installed."""
    try:
        image = _load_pillow()
    except ImportError:
        return frozenset()
    image.init()
    return frozenset({"AVIF", "JPEG", "PNG", "WEBP"} & image.SAVE.keys())


@cache
def _load_pillow() -> ModuleType:
    """Pillow warns of images that are too large and refuses twice as large ones; here both are refused."""
    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image


@contextmanager
def _image_errors() -> Iterator[None]:
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    try:
        yield
    except (DecompressionBombError, DecompressionBombWarning) as failure:
        raise TooLarge("is too large") from failure
    except Exception as failure:
        # What decoders raise for damaged bytes is documented nowhere.
        raise Damaged("is damaged") from failure


def _eight_bit(image: Image) -> Image:
    """In a mode that can be scaled and encoded. Pillow would cut 16-bit greys off at 255, not scale them."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return image if image.mode in {"RGBA", "LA"} else image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _srgb(image: Image, profile: bytes | None) -> Image:
    if profile:
        from PIL import ImageCms

        mode = "RGBA" if image.has_transparency_data else "RGB"
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            if turned is not None:
                return turned
    if image.mode == "CMYK":
        return image.convert("RGB")
    return image
