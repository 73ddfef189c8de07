"""Sites for the tests of the engine."""

from __future__ import annotations

from tests.driver import CONFIG, post, series

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""A PNG of one transparent pixel."""

OTHER_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000"
    "03a7e9b550000000a49444154789c63f80f0001010100b138f614"
    "0000000049454e44ae426082"
)
"""A PNG of one white pixel."""

SHOWCASE: dict[str, str | bytes] = {
    "config.yaml": CONFIG + "paginate: 3\nfeed:\n  limit: 3\nmenu:\n  - title: About\n    url: /about/\n",
    "content/posts/alpha.md": post(
        "Alpha",
        "![A desk](../images/desk.png)\n\nTo [beta](beta.md#why).\n\nAnd on.",
        "2026-01-01",
        tags="[rest]",
    ),
    "content/posts/beta.md": post("Beta", "## Why\n\nBecause.", "2026-01-02", tags="[rest, sleep]"),
    "content/posts/gamma.md": post(
        "Gamma", "Short.\n\n<!--more-->\n\nLong.", "2026-01-03", categories="[Desk]", aliases="[/old-gamma/]"
    ),
    "content/posts/walk-1.md": post(
        "Walk one",
        "Next is [part two](part:2).",
        "2026-01-04",
        series="walks",
        series_part=1,
        slug="walk-one",
    ),
    "content/posts/walk-2.md": post(
        "Walk two",
        "Next is [part three](part:3).\n\nAnd on.",
        "2026-01-05",
        series="walks",
        series_part=2,
        slug="walk-two",
    ),
    "content/posts/walk-3.md": post(
        "Walk three", "The end.", "2026-04-01", series="walks", series_part=3, slug="walk-three"
    ),
    "content/posts/trip/index.md": post("Trip", "![A map](map.png)", "2025-06-01", tags="[sleep]"),
    "content/posts/trip/map.png": PIXEL,
    "content/posts/draft.md": post("Draft", "![A sketch](../images/sketch.png)", "", draft="true"),
    "content/pages/about.md": post("About", "All [about](../posts/alpha.md) it.", ""),
    "content/series/walks.md": series("Walks", about="discussing walks", parts=3),
    "content/comments/beta.yaml": "- id: 1\n  author: Wren\n  date: 2026-01-03\n  body: Thanks.\n",
    "content/images/desk.png": PIXEL,
    "content/images/sketch.png": PIXEL + b"sketch",
    "content/static/favicon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}
"""Seven posts (one a draft, one scheduled), a series, a page, comments, images, and every kind of output."""
