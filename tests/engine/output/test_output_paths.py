"""Whatever names sources and URLs have: what builds once builds again, and what does not is told at once."""

from __future__ import annotations

import contextlib
import os
import random
import re
from pathlib import Path

import pytest

from site_builder.model.diagnostics import Severity
from site_builder.model.errors import BuildFailed
from tests.driver import Project, post
from tests.engine.conftest import MakeProject

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")

REFUSED = [
    ("content/static/Q: and A.txt", "begins with Q:, which is a drive on Windows"),
    ("content/static/.site-builder-owned", "keeps for itself"),
    ("content/static/.site-builder-stage/a.txt", "keeps for itself"),
    ("content/static/.site-builder/a.txt", "keeps for itself"),
]


@pytest.mark.parametrize(("path", "why"), REFUSED)
def test_a_file_that_could_not_be_owned_is_refused_before_anything_is_written(
    project: MakeProject, path: str, why: str
) -> None:
    made = project({path: "x"})
    (problem,) = [one for one in made.failure() if one.code == "output-name"]
    assert problem.path == path
    assert why in problem.message
    assert not made.output.exists()


@pytest.mark.parametrize(
    "url", ["/a:b/", "/C:/x/", "/.gitkeep", "/.git/hooks/x", "/.site-builder/live/", "/x/.GIT/config/"]
)
@pytest.mark.parametrize("key", ["permalink", "aliases"])
def test_a_url_that_could_not_be_owned_is_refused_at_its_line(
    project: MakeProject, key: str, url: str
) -> None:
    value = f"['{url}']" if key == "aliases" else f"'{url}'"
    made = project({"content/posts/a.md": post("A", **{key: value})})
    (problem,) = [one for one in made.failure() if one.code == "output-name"]
    assert (problem.path, problem.place.line) == ("content/posts/a.md", 4)
    assert not made.output.exists()


@pytest.mark.parametrize("url", ["/%23x/", "/wiki/Help:Contents/", "/x/C:/y/", "/.well-known/x/", "/con/"])
def test_an_odd_url_builds_twice(project: MakeProject, url: str) -> None:
    made = project({"content/posts/a.md": post("A", permalink=f"'{url}'")}).build().build()
    made.assert_idle()


def test_a_name_that_windows_cannot_have_is_reported(project: MakeProject) -> None:
    made = project({"content/posts/CON.md": post("Con"), "content/images/a:b.pdf": "x"}).build()
    assert [(one.path, one.code) for one in made.report.diagnostics] == [
        ("content/images/a:b.pdf", "windows-name"),
        ("content/posts/CON.md", "windows-name"),
    ]


ATOMS = (
    *"aZ9 .-_~#%:;,+=@!$&'()[]{}?*|\"<>\\",
    *("CON", "aux", "nul.txt", "COM1", ".git", ".GIT", ".gitkeep", ".site-builder-owned", ".site-builder"),
    *(".site-builder-stage", ".well-known", "index.html", "..", "./", "C:", "...", "café"),
    *("\u200c", "\ufeff", "\u2028", "\x85", "\xa0", "ß", "ſ", "İ", "日本語", "🙂", "\u202etxt.", "x" * 200),
    *("\t", "\n", "\x01", "\x7f", "\udcff", "//", "desk", ".png", ".md", "~", ".bak"),
)


def odd_name(chance: random.Random) -> str:
    return "".join(chance.choices(ATOMS, k=chance.randint(1, 4)))


def test_two_thousand_odd_names_build_twice_or_are_refused_by_name(
    project: MakeProject, tmp_path: Path
) -> None:
    chance = random.Random(11)
    made = project({"content/posts/a.md": post("A")})
    for _ in range(1750):
        _put(made, f"content/static/{odd_name(chance)}")
    for number in range(250):
        url = "'/" + odd_name(chance).replace("'", "''").encode("utf-8", "replace").decode() + "'"
        made.write(f"content/posts/{number}.md", post("Odd", date="2026-01-06", **_address(number, url)))
    tries = 0
    while refused := _refused(made):
        tries += 1
        assert tries < 6
        for path in refused:
            (made.root / path).unlink()
    made.build().assert_idle()
    assert len(made.report.site.routes) > 700
    names = {path.name for path in (*tmp_path.iterdir(), *made.root.iterdir())}
    assert names == {"site", "config.yaml", "content", "output", ".site-builder"}
    assert not (made.output / ".git").exists()


def _address(number: int, url: str) -> dict[str, str]:
    return {"permalink": url} if number % 3 == 0 else {"aliases": f"[{url}]"}


def _put(made: Project, path: str) -> None:
    """Unless the disk has no such name, or it leads elsewhere."""
    if (made.root / os.path.normpath(path)).is_relative_to(made.root / "content/static"):
        with contextlib.suppress(OSError):
            made.write(path, "x")


def _refused(made: Project) -> set[str]:
    """Sources that a build has something against; their names as they are on the disk."""
    try:
        made.build()
    except BuildFailed as failure:
        return {_unescaped(one.path) for one in failure.diagnostics if one.severity is Severity.ERROR}
    return set()


def _unescaped(path: str) -> str:
    """What messages say of a character that cannot be printed, as that character."""
    return re.sub(r"\\(?:x(..)|u(dc..))", lambda found: chr(int(found[1] or found[2], 16)), path)
