"""The media type of each file of a site, for whoever sends it: the preview, and hosts that have to be told.

Python's own table knows other types in other versions, and the machine's may be anything.
"""

from __future__ import annotations

from typing import NamedTuple

_UNKNOWN = "application/octet-stream"
_PLAIN = "text/plain"


class MediaType(NamedTuple):
    """`header` is a Content-Type. `encoding` is a Content-Encoding, empty for what is sent as it is."""

    header: str
    encoding: str = ""


_TYPES = {
    "aac": "audio/aac",
    "atom": "application/atom+xml",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "bz2": "application/x-bzip2",
    "css": "text/css",
    "csv": "text/csv",
    "eot": "application/vnd.ms-fontobject",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "gz": "application/gzip",
    "htm": "text/html",
    "html": "text/html",
    "ico": "image/vnd.microsoft.icon",
    "ics": "text/calendar",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "map": "application/json",
    "md": "text/markdown",
    "mid": "audio/midi",
    "mjs": "text/javascript",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "mpeg": "video/mpeg",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "rss": "application/rss+xml",
    "rtf": "application/rtf",
    "svg": "image/svg+xml",
    "svgz": "image/svg+xml",
    "tar": "application/x-tar",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "tsv": "text/tab-separated-values",
    "ttf": "font/ttf",
    "txt": _PLAIN,
    "vcf": "text/vcard",
    "vtt": "text/vtt",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "weba": "audio/webm",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
    "xsl": "application/xslt+xml",
    "zip": "application/zip",
}

_TEXTUAL_ENDINGS = ("/json", "+json", "/xml", "+xml")

COMPRESSIBLE = frozenset(
    {"atom", "css", "csv", "htm", "html", "ics", "js", "json", "jsonld", "map", "md", "mjs", "rss", "svg"}
    | {"tsv", "txt", "vcf", "vtt", "webmanifest", "xhtml", "xml", "xsl"}
)
"""Endings of files that are much smaller when compressed; the others are compressed in themselves."""


def media_type(path: str) -> MediaType:
    """What a file of the output is sent as. A name without an ending, or with a leading _, is a text."""
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    kind = _TYPES.get(ending.lower(), _UNKNOWN) if dot and stem else _UNKNOWN
    if kind is _UNKNOWN and (not (dot and stem) or name.startswith("_")):
        kind = _PLAIN
    is_text = kind.startswith("text/") or kind.endswith(_TEXTUAL_ENDINGS)
    encoding = "gzip" if ending.lower() == "svgz" and dot else ""
    return MediaType(f"{kind}; charset=utf-8" if is_text and not encoding else kind, encoding)
