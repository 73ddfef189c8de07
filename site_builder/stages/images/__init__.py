"""Images: what they are, what they must not tell, and smaller ones made of them.

Each kind of file has a module that takes private metadata (places, names, previews, comments) out of it
without touching a pixel. Pillow is imported only where pixels are needed.
"""

from __future__ import annotations

from site_builder.stages.images.info import is_drawn, is_image, look_at_image, read_image_info
from site_builder.stages.images.stripped import Damaged
from site_builder.stages.images.stripping import clean_image
from site_builder.stages.images.variants import make_variants

__all__ = [
    "Damaged",
    "clean_image",
    "is_drawn",
    "is_image",
    "look_at_image",
    "make_variants",
    "read_image_info",
]
