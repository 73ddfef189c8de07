"""Images far larger than they are shown, which cost readers time and money."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedSite, Flaw, ShownImage, Wanted, make_flaw, site_path_of
from site_builder.stages.finished.read import Whereabouts

_DENSE = 2
"""Pixels of a screen to one of the page, on telephones and good screens."""
_FAR = 3
_SMALL = 50_000
"""Bytes below which nothing is to be won."""
_CANDIDATE = re.compile(r"(\S+)\s+(\d+)w\b")


def survey(finished: FinishedSite) -> Iterator[Flaw]:
    """Of the files that a browser may choose from, the one that it would take on a dense screen."""
    for path, facts in finished.files.items():
        if not facts.images:
            continue
        whereabouts = Whereabouts(finished.base_url, site_path_of(path))
        for image in facts.images:
            is_inside, target = whereabouts.of(image.src)
            info = finished.image_at(target) if is_inside else None
            if info is None or not info.width or info.size < _SMALL:
                continue
            width = _chosen_width(image, info.width)
            if width > image.width * _DENSE * _FAR:
                yield make_flaw(
                    "image-oversized",
                    Severity.WARNING,
                    f"this image is shown {image.width} pixels wide, but its file is {width:,} pixels wide",
                    f"make the file smaller: {image.width * _DENSE} pixels are enough for any screen",
                    Wanted("address", finished.spellings(target)),
                    site_path_of(path),
                )


def _chosen_width(image: ShownImage, own: int) -> int:
    widths = sorted(int(width) for _, width in _CANDIDATE.findall(image.srcset)) or [own]
    return next((width for width in widths if width >= image.width * _DENSE), widths[-1])
