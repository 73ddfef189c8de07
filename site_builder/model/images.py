"""Images: what is known of one without opening it, and which other versions of it are published.

The file itself is always at its own URL. Of a picture that is shown and large enough there are WebP
files in several widths beside it, and one plain file of moderate size for browsers without WebP, feed
readers and link previews.
"""

from __future__ import annotations

import enum
import hashlib
from typing import NamedTuple

import msgspec


class ImageKind(enum.StrEnum):
    """What a file's bytes say it is, whatever its name says."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    AVIF = "avif"
    SVG = "svg"

    @property
    def mime(self) -> str:
        """The MIME type (IANA's registry)."""
        return "image/svg+xml" if self is ImageKind.SVG else f"image/{self.value}"


class Variant(NamedTuple):
    """An image in another size or format. `quality` is the encoder's, 0 for lossless."""

    kind: ImageKind
    width: int
    height: int
    quality: int


class ImageInfo(msgspec.Struct, frozen=True, gc=False, tag_field="is", tag="image"):
    """An image that can be published.

    `digest` is that of the file, in hexadecimal. `width` and `height` are in pixels as a browser shows it,
    turned upright; 0 where an SVG does not say. `size` is in bytes. A drawing has few colours (a chart, a
    screenshot), and would be smudged by a format made for photographs. `larger` are the versions that would
    have more bytes than the image itself, and so are not made.
    """

    digest: str
    kind: ImageKind
    width: int
    height: int
    size: int
    is_animated: bool = False
    has_alpha: bool = False
    is_drawing: bool = False
    larger: tuple[Variant, ...] = ()


WIDTHS = (480, 768, 1080, 1440)
"""The theme's column is at most 43 rem wide: on a phone, on a laptop, and on either with a dense screen."""
_OWN_WIDTH_UP_TO = 2000
_FALLBACK_WIDTH = 1200
"""What link previews want at least."""
_FALLBACK_FROM = 1600
_TALLEST = {ImageKind.WEBP: 16_383, ImageKind.JPEG: 65_500}
"""Pixels that a format can hold on a side, as its encoder has it."""
_DOUBTFUL_BITS = 1.0
_DOUBTFUL_COARSE_BITS = 6.0
_DOUBTFUL_LOSSLESS_BITS = 32.0
"""Bits of the image for each pixel of a version, below which only encoding it tells which has fewer bytes.

A coarse image lost more to its encoder than a version would: the version keeps with care what that left
behind, up to the number of bits that noise takes.
"""
_NEAR = 1.1
_SMALL_WIDTH = 480
_SMALL_SIZE = 10_000
_BOOK_WIDTH = 1080
_SMALL_BOOK_WIDTH = 480
_MANY = 60
_BOOK_SIZE = 300_000
"""In a book: pixels across a page, and bytes up to which an image is taken as it is."""
_IN_BOOKS = (ImageKind.JPEG, ImageKind.PNG, ImageKind.GIF, ImageKind.SVG)
_WEBP_QUALITY = 80
_JPEG_QUALITY = 82
_RASTER = (ImageKind.JPEG, ImageKind.PNG, ImageKind.WEBP)

CLEANED = (*_RASTER, ImageKind.GIF, ImageKind.SVG)
"""Kinds of which a copy without private metadata is published; the others are refused where they have any."""


def has_variants(info: ImageInfo) -> bool:
    """Whether other versions are worth their while: not those of animations and small pictures."""
    return (
        info.kind in _RASTER
        and not info.is_animated
        and info.width > _SMALL_WIDTH
        and info.size >= _SMALL_SIZE
    )


def webp_variants(info: ImageInfo) -> tuple[Variant, ...]:
    """The WebP files to offer, narrowest first; never wider than the image."""
    if not has_variants(info):
        return ()
    widths = [width for width in WIDTHS if width * _NEAR < info.width]
    if info.width <= _OWN_WIDTH_UP_TO and info.kind is not ImageKind.WEBP:
        widths.append(info.width)
    quality = 0 if info.is_drawing else _WEBP_QUALITY
    made = (_variant(info, ImageKind.WEBP, width, quality) for width in widths)
    return tuple(one for one in made if one.height <= _TALLEST[ImageKind.WEBP] and one not in info.larger)


def fallback_variant(info: ImageInfo) -> Variant | None:
    """The file for programs that choose none of the others; None: the image itself is fit for that."""
    if not has_variants(info) or info.width <= _FALLBACK_FROM:
        return None
    if info.is_drawing or info.has_alpha:
        made = _variant(info, ImageKind.PNG, _FALLBACK_WIDTH, 0)
    else:
        made = _variant(info, ImageKind.JPEG, _FALLBACK_WIDTH, _JPEG_QUALITY)
    return made if made.height <= _TALLEST.get(made.kind, made.height) and made not in info.larger else None


def is_too_tall(info: ImageInfo) -> bool:
    """Whether some version that would be worth its while is taller than its format can hold."""
    return has_variants(info) and info.height > _TALLEST[ImageKind.WEBP]


def doubtful_variants(info: ImageInfo, size: int, *, is_coarse: bool) -> tuple[Variant, ...]:
    """Versions that might have more bytes than an image of `size` bytes, which has so few for its pixels.

    `is_coarse` says whether it was compressed more strongly than a version would be.

    The plain version of a WebP file is for programs that cannot show that, so its size is no matter.
    """
    made = webp_variants(info) if info.kind is ImageKind.WEBP else all_variants(info)
    lossy = _DOUBTFUL_COARSE_BITS if is_coarse else _DOUBTFUL_BITS
    return tuple(
        one
        for one in made
        if size * 8 < (lossy if one.quality else _DOUBTFUL_LOSSLESS_BITS) * one.width * one.height
    )


def all_variants(info: ImageInfo) -> tuple[Variant, ...]:
    """Every version that is published of an image that is shown."""
    fallback = fallback_variant(info)
    return (*webp_variants(info), *((fallback,) if fallback else ()))


def may_be_in_book(info: ImageInfo) -> bool:
    """Whether e-readers can show the image, or a version of it that can be made (EPUB 3.3, 3.2)."""
    return info.kind in _IN_BOOKS or (info.kind is ImageKind.WEBP and not info.is_animated)


def book_variant(info: ImageInfo, images: int) -> Variant | None:
    """The version of an image for a book with so many of them; None: the image itself.

    Only JPEG and PNG, which old e-readers know too. A book with many images has smaller ones, so that it
    stays below 50 MB, the most that can be sent to a Kindle.
    """
    if info.kind in (ImageKind.GIF, ImageKind.SVG) or info.is_animated:
        return None
    widest = _BOOK_WIDTH if images <= _MANY else _SMALL_BOOK_WIDTH
    if info.kind is not ImageKind.WEBP and info.width <= widest and info.size <= _BOOK_SIZE:
        return None
    kind, quality = (
        (ImageKind.PNG, 0) if info.is_drawing or info.has_alpha else (ImageKind.JPEG, _JPEG_QUALITY)
    )
    made = _variant(info, kind, min(info.width, widest), quality)
    return made if made.height <= _TALLEST[ImageKind.JPEG] else None


def variant_path(path: str, info: ImageInfo, variant: Variant) -> str:
    """The site path of a version of the image at `path`: `/images/desk.1f2e3d4c5b6a-768.webp`.

    Named by the file's bytes and by how the version is made, so that it may be cached for ever.
    """
    name = f"{info.digest} {variant.height} {variant.quality}"
    digest = hashlib.blake2b(name.encode(), digest_size=6).hexdigest()
    folder, slash, file = path.rpartition("/")
    stem = file.rpartition(".")[0] or file
    ending = "jpg" if variant.kind is ImageKind.JPEG else variant.kind.value
    return f"{folder}{slash}{stem}.{digest}-{variant.width}.{ending}"


def _variant(info: ImageInfo, kind: ImageKind, width: int, quality: int) -> Variant:
    return Variant(kind, width, max(1, round(info.height * width / info.width)), quality)
