"""From printed text and pictures to one EPUB file (EPUB 3.3, Open Container Format).

The text holds all files of the book one after the other, each below a line `<?file NAME?>`. The same files
give the same bytes: dates and permissions are left out of the archive.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from site_builder.model.expressions import expression

if TYPE_CHECKING:
    import zipfile

MIME = "application/epub+zip"
_MARK = expression(r"^<\?file ([\w./-]+)\?>\n", re.MULTILINE)
_ID = re.compile(r'\sid="([^"]+)"')
_LINK = expression(r'(?<=\shref=")([\w.-]+\.xhtml)#([^"]*)(?=")')
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_PACKED = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def bind(text: str, pictures: Mapping[str, bytes]) -> bytes:
    """The book. Names of `pictures` are as in the text: relative to the archive's root.

    Raises ValueError for a text that names no files.
    """
    from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

    files = split_files(text)
    if not files:
        raise ValueError("the template of the book names no files: each begins with <?file NAME?>")
    _lead_somewhere(files)
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        # Comes first and as it is, so that the file says what it is at a fixed place (OCF, 4.3).
        _add(archive, "mimetype", MIME.encode(), ZIP_STORED)
        for name, content in files.items():
            _add(archive, name, content.encode(), ZIP_DEFLATED)
        for name, data in pictures.items():
            is_packed = name.endswith(_PACKED)
            _add(archive, name, data, ZIP_STORED if is_packed else ZIP_DEFLATED)
    return stream.getvalue()


def split_files(text: str) -> dict[str, str]:
    """The files of a printed book by their names."""
    pieces = _MARK.split(text)
    return {name: content.strip() + "\n" for name, content in zip(pieces[1::2], pieces[2::2], strict=True)}


def _lead_somewhere(files: dict[str, str]) -> None:
    """A link to a place that a chapter does not have leads to the chapter itself."""
    ids = {posixpath.basename(name): set(_ID.findall(content)) for name, content in files.items()}

    def mended(link: re.Match[str]) -> str:
        return link[0] if link[2] in ids.get(link[1], ()) else link[1]

    for name, content in files.items():
        if name.endswith(".xhtml"):
            files[name] = _LINK.sub(mended, content)


def _add(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
    from zipfile import ZipInfo

    info = ZipInfo(name, _LONG_AGO)
    info.compress_type = method
    info.create_system = 3
    info.external_attr = 0o644 << 16
    archive.writestr(info, data, compresslevel=9)
