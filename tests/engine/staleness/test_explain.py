"""What a writer is told who asks why a page was made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from site_builder.engine.build import build
from site_builder.engine.staleness.explain import Explanation
from site_builder.engine.store.cache import BuildCache
from site_builder.model.errors import UsageError
from site_builder.stages.theme.templates import theme_folder
from tests.driver import Project

ALPHA, WALKS = "content/posts/alpha.md", "content/series/walks.md"


def explained(site: Project, url: str) -> Explanation:
    """Build as last time and ask about this URL."""
    report = build(site.request(), lambda *_: None, explain_url=url)
    assert report.explanation is not None
    was_made = report.explanation.path in {*report.rendered, *report.written}
    assert was_made is (report.explanation.outcome == "made")
    return report.explanation


class Case(NamedTuple):
    """Something that is done, a URL that is asked about, and the reasons that are told."""

    name: str
    edit: Callable[[Project], object]
    url: str
    reasons: tuple[str, ...]
    outcome: str = "made"


def theme(name: str) -> str:
    return (theme_folder() / name).read_text(encoding="utf-8")


def styled(site: Project) -> None:
    site.write("templates/assets/style.css", theme("assets/style.css") + "/* */")


CASES = [
    Case("nothing", lambda _: None, "/alpha/", (), "reused"),
    Case("other dates", lambda site: site.touch(), "/alpha/", (), "reused"),
    Case("another page", lambda site: site.append(ALPHA, "\nMore.\n"), "/beta/", (), "reused"),
    Case(
        "a body",
        lambda site: site.append(ALPHA, "\nMore.\n"),
        "/alpha/",
        ("page.body.digest changed", "page.words changed"),
    ),
    Case(
        "a title in a list",
        lambda site: site.edit(ALPHA, "title: Alpha", "title: Aleph\nslug: alpha"),
        "/archive/2026/",
        ("page.posts[4].title changed",),
    ),
    Case(
        "a tag more",
        lambda site: site.edit(ALPHA, "[rest]", "[rest, calm]"),
        "/alpha/",
        ("page.tags changed: 2 instead of 1",),
    ),
    Case(
        "a tag for another",
        lambda site: site.edit(ALPHA, "[rest]", "[sleep]"),
        "/alpha/",
        ("page.tags[0].title changed", "page.tags[0].url changed"),
    ),
    Case(
        "a part that was announced",
        lambda site: site.edit(WALKS, "parts: 3", "parts: 4"),
        "/walk-one/",
        (
            "page.series.length changed",
            "page.parts changed: 4 instead of 3",
            "page.announcement.is_final changed",
        ),
    ),
    Case(
        "a macro",
        lambda site: site.write("templates/macros.html", theme("macros.html") + "{# #}"),
        "/alpha/",
        ("macros.html changed",),
    ),
    Case(
        "another template",
        lambda site: site.write("templates/long.html", theme("post.html")).edit(
            ALPHA, "title:", "template: long.html\ntitle:"
        ),
        "/alpha/",
        ("its template is long.html instead of post.html", "long.html changed", "post.html changed"),
    ),
    Case(
        "a setting that pages show",
        lambda site: site.append("config.yaml", "tagline: Plainly\n"),
        "/alpha/",
        ("site.tagline changed",),
    ),
    Case(
        "a setting that printing sees",
        lambda site: site.append("config.yaml", "date_format: yyyy\n"),
        "/alpha/",
        ("the site's date_format changed",),
    ),
    Case("an asset", styled, "/alpha/", ("the asset style.css changed",)),
    Case(
        "another address",
        lambda site: site.edit("config.yaml", "https://tests.example/", "https://tests.example/sub/"),
        "/alpha/",
        (
            "the site's address changed from https://tests.example/ to https://tests.example/sub/, "
            "and with it every link",
        ),
    ),
    Case(
        "a picture",
        lambda site: site.write("content/static/favicon.svg", b"<svg/>"),
        "/favicon.svg",
        ("the bytes of its source changed",),
    ),
    Case(
        "an output that was deleted",
        lambda site: (site.output / "alpha/index.html").unlink(),
        "/alpha/",
        ("the file in the output folder was deleted since it was written",),
    ),
    Case(
        "an output that was edited",
        lambda site: (site.output / "alpha/index.html").write_bytes(b"theirs"),
        "/alpha/",
        ("the file in the output folder was changed since it was written",),
    ),
    Case(
        "no memory",
        lambda site: site.forget(),
        "/alpha/",
        ("it has not been built into this folder before, or the build cache has been deleted",),
    ),
    Case(
        "a page that goes",
        lambda site: site.edit(ALPHA, "title:", "draft: true\ntitle:"),
        "/alpha/",
        ("nothing on the site uses it any more",),
        "deleted",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_reasons(showcase: Project, case: Case) -> None:
    case.edit(showcase)
    found = explained(showcase, case.url)
    assert (found.outcome, set(found.reasons)) == (case.outcome, set(case.reasons))
    assert len(found.reasons) == len(case.reasons)
    if case.outcome != "deleted":
        assert explained(showcase, case.url).outcome == "reused"


def test_many_entries_of_a_list_are_told_in_two_lines(showcase: Project) -> None:
    for path, title in ((ALPHA, "Alpha"), ("content/posts/beta.md", "Beta")):
        showcase.edit(path, f"title: {title}", f"title: {title}!\nslug: {title.lower()}")
    assert explained(showcase, "/archive/2026/").reasons == (
        "page.posts[3].title changed",
        "page.posts[4:] changed in 1 more",
    )


@pytest.mark.parametrize(
    "url",
    [
        "/alpha/",
        "alpha",
        "/alpha",
        "alpha/index.html",
        "output/alpha/index.html",
        "./output/alpha/index.html",
        "output\\alpha\\index.html",
        "content/posts/alpha.md",
        "https://tests.example/alpha/",
        "https://tests.example/alpha/?a=b#c",
    ],
)
def test_a_page_may_be_named_in_many_ways(showcase: Project, url: str) -> None:
    assert explained(showcase, url) == ("alpha/index.html", "reused", ())


@pytest.mark.parametrize("url", ["/alpha/", "/repo/alpha/", "https://user.example/repo/alpha/"])
def test_a_page_under_a_path_may_be_named_with_it_or_without(showcase: Project, url: str) -> None:
    showcase.build(base_url="https://user.example/repo/")
    assert explained(showcase, url) == ("alpha/index.html", "reused", ())


def test_a_page_that_there_never_was_is_wrong_usage_and_writes_nothing(showcase: Project) -> None:
    showcase.append(ALPHA, "\nMore.\n")
    before = showcase.tree()
    with pytest.raises(UsageError) as caught:
        explained(showcase, "/alhpa/")
    assert caught.value.hint == "did you mean /alpha/?"
    assert showcase.tree() == before


def test_another_folder_is_explained_for_itself(showcase: Project, tmp_path: Path) -> None:
    showcase.options = showcase.options._replace(output=tmp_path / "other")
    assert explained(showcase, "/alpha/").reasons == (
        "it has not been built into this folder before, or the build cache has been deleted",
    )
    assert explained(showcase, "/alpha/").outcome == "reused"


def test_a_view_that_another_version_kept_is_told_as_that(showcase: Project) -> None:
    cache, _ = BuildCache.open(showcase.root)
    outputs, page = cache.outputs("output"), "alpha/index.html"
    inputs = outputs.page_inputs(page)
    assert inputs is not None
    without_fields = msgspec.msgpack.encode(["PostPage"])
    outputs.keep_page_inputs([(page, inputs._replace(view=without_fields))])
    cache.commit()
    cache.close()
    showcase.append(ALPHA, "\nMore.\n")
    assert explained(showcase, "/alpha/").reasons == ("site-builder, Python or a library was changed",)
