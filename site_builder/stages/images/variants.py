"""Smaller versions of an image."""

from __future__ import annotations

from collections.abc import Sequence

from site_builder.model.images import WIDTHS, Variant
from site_builder.stages.images.stripped import Damaged
from site_builder.stages.images.stripping import kind_of, strip_image


def make_variants(data: bytes, variants: Sequence[Variant]) -> list[bytes]:
    """The bytes of each version of an image. Each depends on the image and on itself alone.

    Raises Damaged, never for an image that `read_facts` has found nothing wrong with.
    """
    from site_builder.stages.images import pillow

    kind = kind_of(data)
    if kind is None:
        raise Damaged("is no image")
    bare = strip_image(data, kind)
    image = pillow.decode(bare.data, kind, WIDTHS[-1]).image
    try:
        return [
            pillow.encode(pillow.resized(image, one.width, one.height, bare.orientation), one)
            for one in variants
        ]
    except Exception as failure:
        # What encoders raise is documented no better than what decoders do.
        raise Damaged(f"cannot be made smaller ({type(failure).__name__}: {failure})") from failure
