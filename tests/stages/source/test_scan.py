"""Scanning: what every file under content/ is taken for.

Covers `stages/text/file_names`.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from site_builder.model.config import Paths
from site_builder.stages.source.links import LinkRule
from site_builder.stages.source.scan import scan
from tests.stages.rendered import printed

DOCUMENT, FILE, REPORTED, PASSED_OVER = "document", "file", "reported", "passed over"


def write(content: Path, *paths: str) -> Path:
    for path in paths:
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_bytes(b"x")
    return content


@pytest.mark.parametrize(
    ("path", "taken_for"),
    [
        ("posts/a.md", DOCUMENT),
        ("posts/2021/a/index.md", DOCUMENT),
        ("pages/a.md", DOCUMENT),
        ("series/a.md", DOCUMENT),
        ("comments/a.yaml", DOCUMENT),
        ("posts/a.markdown", REPORTED),
        ("posts/a.MD", REPORTED),
        ("series/a/b.md", REPORTED),
        ("a.md", REPORTED),
        ("drafts/a.md", REPORTED),
        ("comments/a.yml", REPORTED),
        ("comments/a/b.yaml", REPORTED),
        ("static/a.md", FILE),
        ("static/.well-known/x", FILE),
        ("static/.htaccess", FILE),
        ("static/CNAME", FILE),
        ("images/a.png", FILE),
        ("posts/a.png", FILE),
        ("images/.hidden", PASSED_OVER),
        (".obsidian/app.json", PASSED_OVER),
        ("posts/.a.md.swp", PASSED_OVER),
        ("posts/a.md~", PASSED_OVER),
        ("posts/#a.md#", PASSED_OVER),
        ("posts/.#a.md", PASSED_OVER),
        ("posts/4913", PASSED_OVER),
        ("images/Thumbs.db", PASSED_OVER),
        ("images/a.bak", PASSED_OVER),
        ("static/.gitignore", PASSED_OVER),
        ("static/.DS_Store", PASSED_OVER),
        ("static/._a.png", PASSED_OVER),
        ("__MACOSX/a.png", PASSED_OVER),
    ],
)
def test_what_a_file_is_taken_for(tmp_path: Path, path: str, taken_for: str) -> None:
    found = scan(write(tmp_path, path))
    assert list(found.documents) == ([path] if taken_for == DOCUMENT else [])
    assert list(found.files) == ([path] if taken_for == FILE else [])
    assert [one.path for one in found.diagnostics] == ([path] if taken_for == REPORTED else [])


def test_a_folder_that_is_not_there_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    documents, files, (problem,) = scan(tmp_path / "none")
    assert (documents, files) == ({}, {})
    assert (problem.code, problem.message) == (
        "content-unreadable",
        "there is no folder none/ to build the site from",
    )
    assert scan(tmp_path) == ({}, {}, ())


def test_names_are_told_in_nfc_and_found_where_they_are(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "grün.md")
    (found,) = scan(write(tmp_path, f"posts/{name}")).documents.values()
    assert found.path == "posts/grün.md"
    assert Path(found.file).read_bytes() == b"x"


def test_two_names_that_look_alike_are_reported(tmp_path: Path) -> None:
    names = {f"images/{unicodedata.normalize(form, 'grün.png')}" for form in ("NFC", "NFD")}
    write(tmp_path, *names)
    if len(list((tmp_path / "images").iterdir())) == 1:
        pytest.skip("this file system takes both names for one")
    (problem,) = scan(tmp_path).diagnostics
    assert (problem.code, problem.path) == ("url-collision", "images/grün.png")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["a\nb.txt", "c\x07.txt", "d\\e.txt", "\x7f", "f\ng/h.txt"])
def test_a_name_that_no_other_system_has_is_reported(tmp_path: Path, name: str) -> None:
    found = scan(write(tmp_path, f"images/{name}"))
    assert found.files == {}
    assert printed(found.diagnostics) == [
        "0:0:1 error this name contains a backslash or a control character [content-unreadable] -> rename it"
    ]
    assert "\n" not in found.diagnostics[0].path


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"gr\xfcn.txt")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes no such names")
    (problem,) = scan(tmp_path).diagnostics
    assert "not UTF-8" in problem.message
    assert problem.path.isascii()


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_links_are_followed_and_circles_are_not(tmp_path: Path) -> None:
    write(tmp_path, "shared/a.png", "content/posts/x/index.md")
    content = tmp_path / "content"
    (content / "images").symlink_to(tmp_path / "shared")
    (content / "posts/x/round").symlink_to(content / "posts")
    (content / "posts/gone.md").symlink_to(tmp_path / "nowhere")
    found = scan(content)
    assert "images/a.png" in found.files
    assert list(found.documents) == ["posts/x/index.md"]
    assert sorted((one.path, one.code) for one in found.diagnostics) == [
        ("posts/gone.md", "content-unreadable"),
        ("posts/x/round", "content-ignored"),
    ]


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("/etc/passwd", "out of the site, to /etc/passwd"),
        ("/proc/self/environ", "out of the site, to /proc/"),
        ("../../../elsewhere/secret.txt", "out of the site, to "),
        ("../..", "back to a folder that contains it, "),
        ("../../.site-builder", "to a hidden place, "),
        ("../../.git/config", "to a hidden place, "),
        ("../../output", "into the output folder, to "),
        ("../../output/index.html", "into the output folder, to "),
        ("hop", "out of the site, to "),
    ],
)
def test_a_link_that_would_publish_what_is_not_the_sites_is_an_error(
    tmp_path: Path, target: str, why: str
) -> None:
    if target.startswith("/") and not os.path.exists(target):
        pytest.skip("this system has no such file")
    write(
        tmp_path, "elsewhere/secret.txt", "site/.git/config", "site/.site-builder/x", "site/output/index.html"
    )
    content = write(tmp_path / "site/content", "static/a.txt")
    (content / "static/hop").symlink_to(tmp_path / "elsewhere")
    (content / "static/link").symlink_to(target)
    found = scan(content)
    problems = {one.path: one for one in found.diagnostics}
    assert list(found.files) == ["static/a.txt"]
    assert problems["static/link"].code == "link-outside-site"
    assert problems["static/link"].message.startswith(f"this link leads {why}")


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_links_inside_the_site_and_to_allowed_places_are_followed(tmp_path: Path) -> None:
    write(tmp_path, "pictures/.hidden/a.png", "site/shared/b.png", "site/dist/c.html", "one.txt")
    content = write(tmp_path / "site/content", "static/a.txt")
    (content / "images").symlink_to(tmp_path / "pictures")
    (content / "static/shared").symlink_to("../../shared")
    (content / "static/all").symlink_to(tmp_path / "site/shared")
    (content / "static/one.txt").symlink_to(tmp_path / "one.txt")
    (tmp_path / "site/shared/out").symlink_to(tmp_path / "site/dist")
    links = (str(tmp_path / "pictures"), "../one.txt")
    rule = LinkRule.of(tmp_path / "site", Paths(links=links, output="dist"))
    found = scan(content, rule)
    assert sorted(found.files) == [
        "static/a.txt",
        "static/all/b.png",
        "static/one.txt",
        "static/shared/b.png",
    ]
    assert {one.path for one in found.diagnostics} == {"static/all/out", "static/shared/out"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_special_files_are_told_and_never_read(tmp_path: Path) -> None:
    write(tmp_path, "static/a.txt")
    os.mkfifo(tmp_path / "static/pipe")
    found = scan(tmp_path)
    assert [(one.path, one.code) for one in found.diagnostics] == [("static/pipe", "content-ignored")]
    assert list(found.files) == ["static/a.txt"]


@pytest.mark.parametrize("name", ["posts/CON.md", "images/aux", "posts/what?.md", "images/a."])
def test_a_name_that_windows_cannot_have_is_reported(tmp_path: Path, name: str) -> None:
    (problem,) = scan(write(tmp_path, name)).diagnostics
    assert (problem.code, problem.path) == ("windows-name", name)
