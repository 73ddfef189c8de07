"""Output paths: what no build may plan or delete, and what Windows cannot have."""

from __future__ import annotations

import pytest

from site_builder.model.output_names import flaw_for_windows, flaw_of_output_path


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "x/index.html",
        ".well-known/security.txt",
        ".nojekyll",
        ".htaccess",
        "#x/index.html",
        "Help:Contents/index.html",
        "x/C:/y",
        "digits/index.html",
        "site-builder/index.html",
        "a.git/x",
        "grün/\u2028.txt",
    ],
)
def test_these_may_be_written(path: str) -> None:
    assert flaw_of_output_path(path) == ""


@pytest.mark.parametrize(
    ("path", "flaw"),
    [
        (".git/hooks/x", "has the name .git, which is Git's"),
        ("x/.GitKeep", "has the name .GitKeep, which is Git's"),
        (".git. /x", "has the name .git. , which is Git's"),
        ("\ufeff.git/x", "has the name \ufeff.git, which is Git's"),
        (".site-builder-owned", "has the name .site-builder-owned, which the site builder keeps for itself"),
        (
            ".site-builder/x/index.html",
            "has the name .site-builder, which the site builder keeps for itself",
        ),
        ("C:/x/index.html", "begins with C:, which is a drive on Windows"),
        ("a:b/index.html", "begins with a:, which is a drive on Windows"),
        ("../x", "has an empty, `.` or `..` part"),
        ("x//y", "has an empty, `.` or `..` part"),
        ("/x", "has an empty, `.` or `..` part"),
        ("x/", "has an empty, `.` or `..` part"),
        ("a\nb", "has a backslash or a control character"),
        ("a\\b", "has a backslash or a control character"),
        ("a\udcff", "has a character that is not Unicode"),
    ],
)
def test_these_may_not(path: str, flaw: str) -> None:
    assert flaw_of_output_path(path) == flaw


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("CON", "is CON, a device there"),
        ("con.md", "is con, a device there"),
        ("aux.tar.gz", "is aux, a device there"),
        ("LPT1", "is LPT1, a device there"),
        ("a:b.md", "has a :"),
        ("what?.md", "has a ?"),
        ("etc.", "ends with a full stop or a space"),
        ("console.md", ""),
        ("com.md", ""),
        ("a.con", ""),
        ("COM10", ""),
    ],
)
def test_what_windows_cannot_have(name: str, flaw: str) -> None:
    assert flaw_for_windows(name) == flaw
