"""Which kind of image a file is, and the file without private metadata."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from site_builder.model.images import ImageKind
from site_builder.stages.images import avif, gif, jpeg, png, svg, webp
from site_builder.stages.images.stripped import Stripped

_BARE: MappingProxyType[ImageKind, Callable[[bytes], Stripped]] = MappingProxyType(
    {
        ImageKind.JPEG: jpeg.strip_jpeg,
        ImageKind.PNG: png.strip_png,
        ImageKind.WEBP: webp.strip_webp,
        ImageKind.GIF: gif.strip_gif,
    }
)


def kind_of(data: bytes) -> ImageKind | None:
    """By a file's first bytes; None for what is no raster image that browsers show."""
    if data.startswith(b"\xff\xd8\xff"):
        return ImageKind.JPEG
    if data.startswith(png.SIGNATURE):
        return ImageKind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ImageKind.WEBP
    if data.startswith(gif.SIGNATURES):
        return ImageKind.GIF
    if data[4:8] == b"ftyp" and data[8:12] in avif.BRANDS:
        return ImageKind.AVIF
    return None


def strip_image(data: bytes, kind: ImageKind) -> Stripped:
    """The image without private metadata, pixels untouched. Raises Damaged."""
    make = _BARE.get(kind)
    return make(data) if make else Stripped(data)


def clean_image(data: bytes) -> bytes:
    """The bytes to publish of an image that `read_facts` has found nothing wrong with. Raises Damaged."""
    kind = kind_of(data)
    return svg.strip_svg(data, _clean_inside) if kind is None else strip_image(data, kind).data


def _clean_inside(data: bytes) -> bytes:
    """A picture inside a drawing, which may be of a kind that nothing is known of."""
    kind = kind_of(data)
    return data if kind is None else strip_image(data, kind).data
