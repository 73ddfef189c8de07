"""Images in a preview: made when they are asked for, as `build` makes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.preparing import images
from site_builder.engine.rendering import image_variants
from tests.driver import Options, Project, post, tree
from tests.preview.running import running, wait_until
from tests.stages.sample_images import SECRETS, jpeg, photograph, picture, png

ENDINGS = (".jpg", ".png", ".webp")


def project(folder: Path) -> Project:
    site = Project(
        {
            "content/posts/a.md": post("A", "![It](a.jpg)\n\n![Small](b.png)"),
            "content/posts/a.jpg": jpeg(photograph(1700, 1200), orientation=6),
            "content/posts/b.png": png(picture(300, 200)),
        },
        folder / "site",
    )
    site.options = Options()
    return site


def test_every_size_of_an_image_is_served_as_build_writes_it(tmp_path: Path) -> None:
    site = project(tmp_path).build()
    written = {path: data for path, data in tree(site.output).items() if path.endswith(ENDINGS)}
    assert len(written) == 6
    site.forget()
    with running(site) as served:
        for path, data in written.items():
            reply = served.get(f"/{path}")
            assert reply.body == data
            assert not [one for one in SECRETS if one in reply.body]
        assert served.get("/posts/a.000000000000-480.webp").status == 404


def test_what_a_build_has_made_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = project(tmp_path).build()
    written = {path: data for path, data in tree(site.output).items() if path.endswith(ENDINGS)}
    monkeypatch.setattr(images, "look_at_image", None)
    for name in ("make_variants", "clean_image"):
        monkeypatch.setattr(image_variants, name, None)
    with running(site) as served:
        for path, data in written.items():
            assert served.get(f"/{path}").body == data


def test_an_image_that_changes_has_its_new_size_in_the_page(tmp_path: Path) -> None:
    site = project(tmp_path)
    with running(site) as served:
        assert 'width="300" height="200"' in served.text("/a/")
        before = served.get("/posts/b.png").body
        site.write("content/posts/b.png", png(picture(310, 200)))
        served.wait_for("/a/", 'width="310" height="200"')
        assert served.get("/posts/b.png").body != before
        site.write("content/posts/b.png", png(photograph(900, 600)))
        served.wait_for("/a/", "-480.webp 480w")


def test_a_broken_image_is_reported_and_the_site_goes_on(tmp_path: Path) -> None:
    site = project(tmp_path)
    with running(site) as served:
        site.write("content/posts/b.png", b"broken")
        wait_until(lambda: bool(served.terminal.problem_lists), "a problem")
        (problem,) = served.terminal.problem_lists[-1]
        assert (problem.code, problem.path) == ("image-unreadable", "content/posts/b.png")
        assert served.get("/a/").status == 200
        site.append("content/posts/a.md", "\nWritten meanwhile.\n")
        served.wait_for("/a/", "Written meanwhile.")
        assert problem.message.endswith("; content/posts/a.md shows it on line 8")
        site.edit("content/posts/a.md", "![It]", "Words.\n\n![It]")
        wait_until(lambda: "line 10" in served.terminal.problem_lists[-1][0].message, "its new line")
        site.write("content/posts/b.png", png(picture(320, 200)))
        served.wait_for("/a/", 'width="320" height="200"')
