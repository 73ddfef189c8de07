"""What is hidden leaves no trace in the output: in no page, feed, list, file name or dotfile."""

from __future__ import annotations

from tests.driver import Project, post, series
from tests.engine.conftest import MakeProject
from tests.engine.showcase import PIXEL, SHOWCASE

CANARY = "zaunkönig"
"""A word with a letter outside ASCII, since escapes would hide it; `TRACES` are its other shapes."""
TRACES = [CANARY.encode(), b"zaunk%c3%b6nig", b"zaunk\\u00f6nig", b"zaunk&#246;nig", b"zaunk", b"troglodyt"]


def hidden(title: str, date: str, **values: object) -> str:
    """A post with the canary in everything that a post can say."""
    return post(
        f"{title} {CANARY}",
        f"## {CANARY}\n\nText {CANARY} ![{CANARY}](troglodyt.png)[^1].\n\n"
        f"[^1]: {CANARY}\n\n!!! editors-note\n    {CANARY}\n",
        date,
        tags=f"[rest, {CANARY}]",
        categories=f"[{CANARY}]",
        aliases=f"[/{title}-{CANARY}-old/]",
        slug=f"{title.lower()}-{CANARY}",
        description=f"{CANARY}!",
        summary=f"{CANARY}?",
        authors=f"[{CANARY}]",
        content_note=f"{CANARY}.",
        editor_notes=f"[{{kind: update, date: 2026-01-01, text: {CANARY}}}]",
        id=f"{title}-{CANARY}",
        comments_id=f"{title.lower()}-thread",
        image=f"{{src: troglodyt.png, alt: {CANARY}, caption: {CANARY}}}",
        **values,
    )


SITE: dict[str, str | bytes] = {
    **SHOWCASE,
    "content/posts/d/index.md": hidden("Draft", date="2026-01-01", draft="true"),
    "content/posts/d/troglodyt.png": PIXEL,
    "content/posts/d/more.txt": CANARY,
    "content/posts/s/index.md": hidden("Scheduled", date="2026-04-01"),
    "content/posts/s/troglodyt.png": PIXEL,
    "content/posts/p/index.md": hidden("Part", date="2026-05-05", series="walks", series_part=4),
    "content/posts/p/troglodyt.png": PIXEL,
    "content/posts/draft-alone.md": hidden("Alone", date="2026-01-01", status="draft"),
    "content/posts/troglodyt.png": PIXEL,
    "content/posts/draft-part.md": hidden(
        "Fifth", date="2026-01-01", draft="true", series="walks", series_part=5
    ),
    "content/pages/hidden.md": hidden("Page", date="2027-01-01")
    .replace(f"tags: [rest, {CANARY}]\n", "")
    .replace(f"categories: [{CANARY}]\n", ""),
    "content/pages/troglodyt.png": PIXEL,
    "content/series/walks.md": series("Walks", about="discussing walks"),
    "content/series/empty.md": series(f"Empty {CANARY}", f"{CANARY}."),
    "content/posts/only.md": hidden("Only", date="2027-01-01", draft="true", series="empty", series_part=1),
    "content/comments/draft-thread.yaml": f"- id: 1\n  author: {CANARY}\n  body: {CANARY}\n",
    "content/comments/scheduled-thread.yaml": f"- id: 1\n  author: {CANARY}\n  date: 2026-01-03\n  body: b\n",
}


def assert_no_trace(site: Project) -> None:
    found = [
        (path, trace)
        for path, data in site.tree().items()
        for trace in TRACES
        if trace in path.encode().lower() or trace in (data or b"").lower()
    ]
    assert found == []


def test_no_trace_of_what_is_hidden(project: MakeProject) -> None:
    site = project(SITE).build()
    assert {one.code for one in site.report.diagnostics} <= {"series-gap", "front-matter-idle"}
    assert_no_trace(site)


def test_an_announced_part_shows_its_number_and_date_alone(project: MakeProject) -> None:
    site = project(SITE).build()
    page = site.page("/walk-two/")
    assert "Part Four" in page
    assert '<time datetime="2026-05-05' in page
    site.edit("content/series/walks.md", "about:", "planned: [{part: 4, title: A long way}]\nabout:").build()
    assert "A long way" in site.page("/walk-two/")
    assert_no_trace(site)


def test_no_trace_is_left_after_all_was_shown(project: MakeProject) -> None:
    site = project(SITE)
    site.build(drafts=True, future=True)
    shown = site.tree()
    assert f"draft-{CANARY}/index.html" in shown
    assert f"draft-{CANARY}/troglodyt.png" in shown
    assert b"".join(data or b"" for data in shown.values()).count(CANARY.encode()) > 100
    site.build()
    assert_no_trace(site)


def test_no_trace_is_left_when_a_post_is_taken_back(project: MakeProject) -> None:
    site = project({**SITE, "content/posts/d/index.md": hidden("Draft", date="2026-01-01")}).build()
    assert CANARY in site.page("/archive/")
    site.edit("content/posts/d/index.md", "title:", "draft: true\ntitle:").build()
    assert_no_trace(site)


def test_under_another_address_there_is_no_trace_either(project: MakeProject) -> None:
    assert_no_trace(project(SITE).build(base_url="https://user.example/repo/"))
