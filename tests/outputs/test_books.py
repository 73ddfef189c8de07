"""E-books of series, from the plan to the file.

Covers `books`, `stages/views/chapters`, `engine/rendering/books`.
"""

from __future__ import annotations

import io
import re
import sqlite3
import xml.etree.ElementTree as etree
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.documents import SeriesStatus
from site_builder.outputs import books, whole_series
from site_builder.outputs import series as landing
from tests.driver import CONFIG, Project, post, series
from tests.outputs.presenters import presenter, view, views
from tests.stages.assemble.heads import part
from tests.stages.assemble.heads import series as series_file
from tests.stages.sample_images import SECRETS, gif, jpeg, photograph, png, webp

BOOK = "/series/walks/walks.epub"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
SUPPORT = "support:\n  - name: A friendly voice\n    phone: '0800 123 456'\n"
ONE = """\
In [part two](part:2), in [a part of it](part:2#größe), on [a page](../pages/about.md).[^1]

## Why

![A hill](../images/hill.jpg) ![](../images/dot.gif) ![Far](https://elsewhere.example/x.png)

[^1]: A note.
"""
TWO = "Back to [part one](part:1#why).[^1]\n\n## Größe\n\nIt is.\n\n[^1]: Another.\n"


def walks(config: str = CONFIG, parts: int = 2) -> dict[str, str | bytes]:
    return {
        "config.yaml": config,
        "content/series/walks.md": series("Walks & talks", parts=parts, description="Up and down."),
        "content/posts/walk-1.md": post(
            "Up",
            ONE,
            "2025-12-30",
            series="walks",
            series_part=1,
            content_note="It is steep, as in [why](#why).",
            authors="[Wren]",
            editor_notes="\n  - date: 2026-01-08\n    kind: correction\n    text: It was lower.",
        ),
        "content/posts/walk-2.md": post("Down", TWO, "2026-01-05", series="walks", series_part=2),
        "content/pages/about.md": post("About", date=""),
        "content/images/hill.jpg": jpeg(photograph(1300, 975)),
        "content/images/dot.gif": gif(2),
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site with a book, for tests that only look at it."""
    return Project(walks(), tmp_path_factory.mktemp("built")).build()


def files_of(site: Project, url: str = BOOK) -> Mapping[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO((site.output / url[1:]).read_bytes()))
    return {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}


def package_of(site: Project) -> etree.Element:
    return etree.fromstring(files_of(site)["package.opf"])


def metadata(package: etree.Element, name: str) -> list[str]:
    """The values of a `meta` property, or of an element of Dublin Core."""
    if name.startswith("dc:"):
        return [one.text or "" for one in package.iter(DC + name[3:])]
    return [one.text or "" for one in package.iter(OPF + "meta") if one.get("property") == name]


# -- which series have one ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("epub", "length", "live", "has_book"),
    [
        ("complete", 2, 2, True),
        ("complete", 3, 2, False),
        ("complete", 1, 1, False),
        ("always", 3, 2, True),
        ("always", 3, 1, False),
        ("never", 2, 2, False),
    ],
)
def test_a_series_has_a_book(epub: str, length: int, live: int, *, has_book: bool) -> None:
    made = presenter(series_file(length=length), *map(part, range(1, live + 1)), epub=epub)
    assert list(views(books.plan(made))) == ([BOOK] if has_book else [])
    link = view(landing.plan(made), "/series/walks/").series.book
    assert (link.url if link else "") == (BOOK if has_book else "")


def test_an_abandoned_series_is_not_complete() -> None:
    made = presenter(series_file(status=SeriesStatus.ABANDONED), part(1), part(2))
    assert views(books.plan(made)) == {}


def test_pages_name_its_size_once_that_is_known() -> None:
    made = presenter(series_file(length=2), part(1), part(2))
    sizes = []
    for size in (0, 1, 20_001, 999_001, 1_234_567):
        made.book_sizes[BOOK] = size
        sizes.append(view(whole_series.plan(made), "/series/walks/all/").book.kilobytes)
    assert sizes == [0, 1, 21, 1000, 1300]


# -- what is in it -----------------------------------------------------------------------------------------


def test_every_file_is_declared_and_every_declared_file_is_there(built: Project) -> None:
    items = {one.get("href"): one for one in package_of(built).iter(OPF + "item")}
    others = {"mimetype", "META-INF/container.xml", "package.opf"}
    assert items.keys() == files_of(built).keys() - others
    properties = {name: one.get("properties") for name, one in items.items() if one.get("properties")}
    assert properties == {"nav.xhtml": "nav", "cover.png": "cover-image"}
    order = [one.get("idref") for one in package_of(built).iter(OPF + "itemref")]
    assert order == ["cover", "nav", "part-1", "part-2"]


def test_it_says_what_it_is_and_who_for(built: Project) -> None:
    package = package_of(built)
    assert metadata(package, "dc:title") == ["Walks & talks"]
    assert metadata(package, "dc:language") == ["en-GB"]
    assert metadata(package, "dc:creator") == ["Wren"]
    assert metadata(package, "dc:rights") == ["© 2025–2026 Wren"]
    assert metadata(package, "dc:source") == ["https://tests.example/series/walks/"]
    assert metadata(package, "belongs-to-collection") == ["Walks & talks", "Tests"]
    assert metadata(package, "collection-type") == ["series", "set"]
    assert metadata(package, "dcterms:modified") == ["2026-01-08T00:00:00Z"]
    assert metadata(package, "schema:accessMode") == ["textual", "visual"]
    assert metadata(package, "schema:accessModeSufficient") == ["textual,visual"]
    assert metadata(package, "schema:accessibilityHazard") == ["unknown"]
    assert "alternativeText" not in metadata(package, "schema:accessibilityFeature")
    assert metadata(package, "schema:accessibilitySummary") != []


def test_pictures_that_are_all_described_are_said_to_be(tmp_path: Path) -> None:
    site = Project(walks(), tmp_path)
    package = package_of(site.edit("content/posts/walk-1.md", "![](../images/dot.gif)", "").build())
    assert metadata(package, "schema:accessModeSufficient") == ["textual"]
    assert "alternativeText" in metadata(package, "schema:accessibilityFeature")
    assert metadata(package, "schema:accessibilityHazard") == ["none"]


def test_rights_are_those_in_the_configuration(tmp_path: Path) -> None:
    site = Project(walks(CONFIG + "rights: CC BY 4.0\n"), tmp_path).build()
    assert metadata(package_of(site), "dc:rights") == ["CC BY 4.0"]


def test_notes_and_numbers_come_before_the_text(tmp_path: Path) -> None:
    site = Project(walks(CONFIG + SUPPORT), tmp_path).build()
    chapter = files_of(site)["part-1.xhtml"].decode()
    places = [chapter.index(text) for text in (">Up</h1>", "It is steep", "A friendly voice", "In <a")]
    assert places == sorted(places)
    assert chapter.index("It was lower") > chapter.index("A note.")
    other = files_of(site)["part-2.xhtml"].decode()
    assert "A friendly voice" not in other


def test_links_between_parts_stay_in_the_book_and_others_lead_to_the_site(built: Project) -> None:
    files = files_of(built)
    one, two = (files[f"part-{number}.xhtml"].decode() for number in (1, 2))
    assert '<a href="part-2.xhtml">part two</a>' in one
    assert '<a href="part-2.xhtml#x-gr_f6__df_e">a part of it</a>' in one
    assert 'id="x-gr_f6__df_e"' in two
    assert '<a href="part-1.xhtml#why">part one</a>' in two
    assert 'as in <a href="part-1.xhtml#why">why</a>' in one
    assert '<a href="https://tests.example/about/">a page</a>' in one
    contents = files["nav.xhtml"].decode()
    assert '<a href="part-2.xhtml#x-gr_f6__df_e">Größe</a>' in contents


def test_pictures_are_in_it_smaller_and_without_private_data(built: Project) -> None:
    files = files_of(built)
    images = {name: data for name, data in files.items() if name.startswith("images/")}
    assert [name.rpartition(".")[2] for name in images] == ["jpg", "gif"]
    hill = next(iter(images.values()))
    assert len(hill) < len(jpeg(photograph(1300, 975)))
    assert not any(secret in data for secret in SECRETS for data in images.values())
    chapter = files["part-1.xhtml"].decode()
    shown = r'<img src="images/[0-9a-f]{16}-1080\.jpg" alt="A hill" width="1080" height="810"/>'
    assert re.search(shown, chapter)
    assert '<a href="https://elsewhere.example/x.png">Far</a>' in chapter


def test_the_same_picture_is_in_it_once(tmp_path: Path) -> None:
    site = Project(walks(), tmp_path).append("content/posts/walk-2.md", "\n![Again](../images/hill.jpg)\n")
    assert len([name for name in files_of(site.build()) if name.endswith(".jpg")]) == 1


def test_what_old_readers_cannot_show_becomes_what_they_can(tmp_path: Path) -> None:
    site = Project(walks() | {"content/images/new.webp": webp(photograph(1300, 975))}, tmp_path)
    site.append("content/posts/walk-2.md", "\n![New](../images/new.webp)\n").build()
    assert not any(name.endswith(".webp") for name in files_of(site))
    assert len([name for name in files_of(site) if name.endswith(".jpg")]) == 2


def test_a_small_picture_is_taken_as_it_is(tmp_path: Path) -> None:
    site = Project(walks() | {"content/images/small.png": png()}, tmp_path)
    site.append("content/posts/walk-2.md", "\n![Small](../images/small.png)\n").build()
    (small,) = (data for name, data in files_of(site).items() if "-900.png" in name)
    assert small == (site.output / "images/small.png").read_bytes()


def test_a_title_that_cannot_be_drawn_is_written(tmp_path: Path) -> None:
    files = walks(CONFIG + "language: ar\n") | {"content/series/walks.md": series("مشاوير", parts=2)}
    made = files_of(Project(files, tmp_path).build())
    assert "cover.png" not in made
    drawing = etree.fromstring(made["cover.svg"])
    assert "مشاوير" in "".join(drawing.itertext())
    package = etree.fromstring(made["package.opf"])
    spine = next(package.iter(OPF + "spine"))
    assert spine.get("page-progression-direction") == "rtl"


def test_every_text_is_well_formed_xml(tmp_path: Path) -> None:
    body = 'A < B & C "D" &copy; <br> <ul>x</ul> <?file EPUB/evil.xhtml?>\n\n<?file EPUB/evil.xhtml?>\n'
    site = Project(walks(), tmp_path).append("content/posts/walk-2.md", body)
    files = files_of(site.edit("content/posts/walk-2.md", "title: Down", 'title: "<Down> & out"').build())
    assert "evil.xhtml" not in files
    for name, data in files.items():
        if name.endswith((".xhtml", ".opf", ".xml", ".svg")):
            etree.fromstring(data)


def test_no_style_needs_what_kindles_refuse(built: Project) -> None:
    files = files_of(built)
    assert b"var(" not in files["style.css"]
    assert not any(b"<!--" in data for name, data in files.items() if name.endswith(".xhtml"))


# -- when it is made ---------------------------------------------------------------------------------------


def test_it_is_made_again_when_a_part_changes_and_only_then(tmp_path: Path) -> None:
    site = Project(walks() | {"content/posts/other.md": post("Other")}, tmp_path).build()
    before = (site.output / BOOK[1:]).read_bytes()
    site.build().assert_idle()
    site.append("content/posts/other.md", "More.").build()
    assert BOOK[1:] not in site.report.rendered
    site.append("content/posts/walk-2.md", "\nMore.\n").build()
    assert BOOK[1:] in site.report.rendered
    after = (site.output / BOOK[1:]).read_bytes()
    assert before != after
    site.assert_same_as_clean(tmp_path / "clean")
    site.touch().build().assert_idle()


def test_pages_say_how_large_it_is(tmp_path: Path) -> None:
    site = Project(walks(), tmp_path).build()
    size = (site.output / BOOK[1:]).stat().st_size
    said = f"(EPUB, {-(-size // 1000)} kB)"
    assert said in site.page("/series/walks/")
    assert said in site.page("/series/walks/all/")
    site.append("content/posts/walk-2.md", "\n" + "".join(f"word{number} " for number in range(3000))).build()
    assert said not in site.page("/series/walks/")
    site.assert_same_as_clean(tmp_path / "clean")


def test_a_book_that_was_deleted_or_changed_comes_back(tmp_path: Path) -> None:
    site = Project(walks(), tmp_path).build()
    before = site.tree()
    (site.output / BOOK[1:]).write_bytes(b"changed")
    site.build().assert_written({BOOK})
    (site.output / BOOK[1:]).unlink()
    site.build().assert_written({BOOK})
    assert site.tree() == before


def test_a_book_whose_text_was_forgotten_is_made_all_the_same(tmp_path: Path) -> None:
    site = Project(walks(), tmp_path).build()
    before = site.tree()
    (site.output / BOOK[1:]).unlink()
    with closing(sqlite3.connect(tmp_path / ".site-builder/memory.sqlite")) as memory, memory:
        memory.execute("DELETE FROM bodies")
    site.build()
    assert site.tree() == before


def test_what_is_wrong_with_its_template_is_said_once(tmp_path: Path) -> None:
    site = Project(walks(), tmp_path).write("templates/book.xml", "{{ page.nothing }}")
    assert [one.path for one in errors_of(site)] == ["templates/book.xml"]
    site.write("templates/book.xml", "<p>No files.</p>")
    (said,) = errors_of(site)
    assert "names no files" in said.message


def errors_of(site: Project) -> list[Diagnostic]:
    return [one for one in site.failure() if one.severity is Severity.ERROR]


def test_several_processes_make_the_same_book(built: Project, tmp_path: Path) -> None:
    other = Project(walks(), tmp_path).build(jobs=2)
    assert other.tree() == built.tree()
