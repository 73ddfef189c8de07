"""What files are sent as."""

from __future__ import annotations

import pytest

from site_builder.model.media_types import media_type


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("a/index.html", "text/html; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("drawing.svg", "image/svg+xml; charset=utf-8"),
        ("talk.m4a", "audio/mp4"),
        ("talk.m4v", "video/mp4"),
        ("talk.ogg", "audio/ogg"),
        ("talk.oga", "audio/ogg"),
        ("talk.ogv", "video/ogg"),
        ("talk.FLAC", "audio/flac"),
        ("dates.ics", "text/calendar; charset=utf-8"),
        ("book.epub", "application/epub+zip"),
        ("type.ttf", "font/ttf"),
        ("type.otf", "font/otf"),
        ("photo.jpg", "image/jpeg"),
        ("archive.tar.gz", "application/gzip"),
        ("_headers", "text/plain; charset=utf-8"),
        ("CNAME", "text/plain; charset=utf-8"),
        (".nojekyll", "text/plain; charset=utf-8"),
        (".well-known/security.txt", "text/plain; charset=utf-8"),
        ("a.b/CNAME", "text/plain; charset=utf-8"),
        ("data.unheard-of", "application/octet-stream"),
    ],
)
def test_a_file_is_sent_as_what_it_is(path: str, header: str) -> None:
    assert media_type(path) == (header, "")


def test_a_packed_drawing_says_how_it_is_packed() -> None:
    assert media_type("drawing.svgz") == ("image/svg+xml", "gzip")
