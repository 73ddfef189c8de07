"""From printed text to an archive."""

from __future__ import annotations

import io
import zipfile

import pytest

from site_builder.stages.books.binding import bind, split_files

TEXT = """\
<?file META-INF/container.xml?>
<?xml version="1.0"?>
<container/>

<?file EPUB/part-1.xhtml?>
<p id="a"><a href="part-2.xhtml#b">b</a> <a href="part-2.xhtml#gone">c</a> <a href="other.xhtml#x">d</a></p>
<?file EPUB/part-2.xhtml?>
<p id="b">In words: &lt;?file EPUB/part-3.xhtml?></p>
"""


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def test_the_text_is_split_at_the_lines_that_name_files() -> None:
    assert list(split_files(TEXT)) == ["META-INF/container.xml", "EPUB/part-1.xhtml", "EPUB/part-2.xhtml"]
    assert split_files(TEXT)["META-INF/container.xml"] == '<?xml version="1.0"?>\n<container/>\n'


def test_the_archive_begins_with_what_it_is() -> None:
    """Open Container Format 3.3: uncompressed, first, without an extra field, so that it is at byte 30."""
    data = bind(TEXT, {})
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    first = opened(data).infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")


def test_pictures_are_not_packed_again() -> None:
    archive = opened(bind(TEXT, {"EPUB/images/a.jpg": b"a" * 99, "EPUB/images/b.svg": b"b" * 99}))
    methods = {one.filename: one.compress_type for one in archive.infolist()}
    assert methods["EPUB/images/a.jpg"] == zipfile.ZIP_STORED
    assert methods["EPUB/images/b.svg"] == zipfile.ZIP_DEFLATED
    assert archive.read("EPUB/images/a.jpg") == b"a" * 99


def test_the_archive_names_neither_time_nor_machine() -> None:
    archive = opened(bind(TEXT, {}))
    assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {one.external_attr for one in archive.infolist()} == {0o644 << 16}
    assert bind(TEXT, {}) == bind(TEXT, {})


def test_a_link_to_what_a_chapter_lacks_leads_to_the_chapter() -> None:
    assert opened(bind(TEXT, {})).read("EPUB/part-1.xhtml").decode() == (
        '<p id="a"><a href="part-2.xhtml#b">b</a> <a href="part-2.xhtml">c</a> '
        '<a href="other.xhtml">d</a></p>\n'
    )


def test_a_text_that_names_no_files_is_no_book() -> None:
    with pytest.raises(ValueError, match="names no files"):
        bind("<p>Mine.</p>", {})
