"""What an image is, or why it cannot be published."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from site_builder.model.diagnostics import Diagnostic, error
from site_builder.model.images import ImageInfo, ImageKind, Variant, doubtful_variants
from site_builder.stages.images import avif, svg
from site_builder.stages.images.gif import is_animated_gif
from site_builder.stages.images.png import png_chunks
from site_builder.stages.images.stripped import Damaged
from site_builder.stages.images.stripping import clean_image, kind_of, strip_image
from site_builder.stages.images.variants import make_variants
from site_builder.stages.images.webp import is_animated_webp, lossy_quantiser

_SHOWN = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".avif")
_NOT_SHOWN = (".heic", ".heif", ".hif", ".tif", ".tiff", ".jxl", ".jp2", ".dng")
_SVG = ".svg"
_NOT_SHOWN_SIGNATURES = (b"II*\0", b"MM\0*", b"\xff\x0a", b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ")
"""TIFF (and cameras' raw files), JPEG XL bare and boxed, JPEG 2000."""
_COARSE_JPEG = 1200
_COARSE_WEBP = 26
"""From which measure on an image is compressed more strongly than its versions will be: quality 83 and 75 of
the usual encoders.
"""
_AS_JPEG = "open it in an image program and save it as JPEG or PNG"


def is_image(path: str) -> bool:
    """Whether a file is published as an image, by its name."""
    return path.lower().endswith((*_SHOWN, *_NOT_SHOWN, _SVG))


def is_drawn(path: str) -> bool:
    """Whether a file is an SVG, which is text, by its name."""
    return path.lower().endswith(_SVG)


class LookedAt(NamedTuple):
    """What an image is, or what is wrong with it, and those of its versions that had to be made to know."""

    info: ImageInfo | Diagnostic
    made: tuple[tuple[Variant, bytes], ...] = ()


def read_image_info(data: bytes, *, is_svg: bool = False) -> ImageInfo | Diagnostic:
    """Of the bytes of a file that is published as an image. Decodes it once, so that none fails later."""
    return look_at_image(data, is_svg=is_svg).info


def look_at_image(data: bytes, *, is_svg: bool = False) -> LookedAt:
    """The same, with versions that were made on the way and need not be made again."""
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    try:
        if is_svg:
            size = svg.svg_size(data)
            clean_image(data)
            return LookedAt(ImageInfo(digest, ImageKind.SVG, *size, len(data)))
        kind = kind_of(data)
        if kind is None:
            return LookedAt(_unknown(data))
        if kind is ImageKind.AVIF:
            return LookedAt(_avif_facts(data, digest))
        return _raster_facts(data, kind, digest)
    except Damaged as damage:
        hint = "open it in an image program and save it again, or copy it again from its source"
        return LookedAt(error("image-unreadable", f"this image {damage}", hint=hint))


def _raster_facts(data: bytes, kind: ImageKind, digest: str) -> LookedAt:
    from site_builder.stages.images import pillow

    bare = strip_image(data, kind)
    try:
        image, width, height = pillow.decode(bare.data, kind, 1)
    except pillow.TooLarge:
        hint = "make it smaller: 2,000 pixels are as wide as any screen shows it"
        return LookedAt(error("image-too-large", "this image has more than 89 million pixels", hint=hint))
    if bare.orientation > 4:
        width, height = height, width
    info = ImageInfo(
        digest,
        kind,
        width,
        height,
        len(data),
        is_animated=_is_animated(bare.data, kind),
        has_alpha=pillow.may_be_seen_through(image),
        is_drawing=kind is ImageKind.PNG and pillow.has_few_colours(image),
    )
    is_coarse = (pillow.luma_steps(image) or 0) >= _COARSE_JPEG or (
        kind is ImageKind.WEBP and (lossy_quantiser(bare.data) or 0) >= _COARSE_WEBP
    )
    doubtful = doubtful_variants(info, len(bare.data), is_coarse=is_coarse)
    made = tuple(zip(doubtful, make_variants(data, doubtful), strict=True)) if doubtful else ()
    larger = tuple(one for one, file in made if len(file) >= len(bare.data))
    smaller = tuple(pair for pair in made if pair[0] not in larger)
    return LookedAt(msgspec.structs.replace(info, larger=larger), smaller)


def _avif_facts(data: bytes, digest: str) -> ImageInfo | Diagnostic:
    if avif.has_metadata(data):
        return error(
            "image-format",
            "this AVIF image contains metadata, perhaps where it was taken, that cannot be removed",
            hint=f"{_AS_JPEG}, or as AVIF without metadata",
        )
    width, height = avif.avif_size(data)
    is_animated = avif.is_animated_avif(data)
    return ImageInfo(digest, ImageKind.AVIF, width, height, len(data), is_animated=is_animated)


def _is_animated(data: bytes, kind: ImageKind) -> bool:
    match kind:
        case ImageKind.GIF:
            return is_animated_gif(data)
        case ImageKind.WEBP:
            return is_animated_webp(data)
        case ImageKind.PNG:
            return any(chunk == b"acTL" for chunk, _, _ in png_chunks(data))
    return False


def _unknown(data: bytes) -> Diagnostic:
    if not data:
        return error("image-unreadable", "this image is empty", hint="save it again, or delete it")
    if data[4:8] == b"ftyp" or data.startswith(_NOT_SHOWN_SIGNATURES):
        return error(
            "image-format",
            "browsers do not show this kind of image, and it may reveal where it was taken",
            hint=_AS_JPEG,
        )
    return error("image-unreadable", "this is not an image, although its name says so", hint=_AS_JPEG)
