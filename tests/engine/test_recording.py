"""The record of what was published, and what becomes of posts that move, vanish or are rewritten.

Covers `engine/record/identities`, `engine/record/published_record`, `engine/record/silent_edits`.
"""

from __future__ import annotations

import os
import re
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from site_builder.engine.checking.check import check
from site_builder.engine.record.published_record import read_record, write_record
from site_builder.engine.record.silent_edits import silent_edits
from site_builder.engine.recording import Recorded, record
from site_builder.engine.store.cache import BuildCache
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.published import RECORD_NAME
from tests.driver import NOW, Project, post, series
from tests.engine.conftest import MakeProject

RECORD = f"content/{RECORD_NAME}"
WORDS = " ".join(f"word{number}" for number in range(100))
SITE: dict[str, str | bytes] = {
    "content/posts/walk.md": post("A walk", WORDS, "2026-01-06", id="q7w2mzk4t9xd"),
    "content/posts/old.md": post("An old post", WORDS, "2026-01-07"),
    "content/posts/later.md": post("Later", WORDS, "2026-04-01"),
    "content/posts/draft.md": post("Draft", WORDS, "2026-01-01", draft="true"),
    "content/comments/walk.yaml": "- id: 1\n  author: Wren\n  date: 2026-01-08\n  body: Thanks.\n",
}


def recorded(site: Project, *, may_accept: bool = False) -> Recorded:
    return record(site.request(), lambda what, done, total: None, may_accept=may_accept)


def told(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{one.path}:{one.place.line} {one.code}: {one.message}; {one.hint}" for one in diagnostics]


@pytest.fixture
def site(project: MakeProject) -> Project:
    made = project(SITE)
    recorded(made)
    return made.build()


def edits(site: Project) -> list[str]:
    """What `check` says of words that have changed."""
    site.build()
    cache, _ = BuildCache.open(site.root)
    with closing(cache):
        found = silent_edits(read_record(site.root, "content"), site.report.site.site, cache)
        return [f"{one.path}:{one.place.line} {one.message}" for one in found]


def codes(site: Project) -> list[str]:
    return [one.code for one in site.report.diagnostics]


def checked(site: Project) -> list[str]:
    """What `check` says of the record: severity, code and line."""
    report = check(site.request(), lambda what, done, total: None)
    codes = {"post-moved", "post-vanished", "silent-edit", "series-plan-overdue"}
    return [f"{one.severity.value} {one.code}" for one in report.diagnostics if one.code in codes]


def entry_ids(site: Project) -> set[str]:
    return set(re.findall(r"<id>(urn:uuid:[^<]+)</id>", site.page("/feed.xml")))


# ── The file ──────────


def test_what_is_published_is_recorded_and_nothing_else(site: Project) -> None:
    posts = read_record(site.root, "content").posts
    assert sorted(posts) == ["posts/old.md", "q7w2mzk4t9xd"]
    one = posts["q7w2mzk4t9xd"]
    assert (one.path, one.urls, one.words) == ("posts/walk.md", ("/walk/",), 100)
    assert one.date == datetime.fromisoformat("2026-01-06T00:00+00:00")
    assert site.report.diagnostics == ()
    assert all(len(line) < 600 for line in site.source(RECORD).splitlines())


def test_a_second_record_changes_nothing_and_builds_do_not_publish_it(site: Project) -> None:
    before = site.source(RECORD)
    assert recorded(site)[1:5] == (2, 0, 0, 0)
    assert site.source(RECORD) == before
    assert RECORD_NAME not in " ".join(site.tree())


def test_what_is_published_later_is_added_later(site: Project) -> None:
    site.build("2026-05-01")
    assert recorded(site)[1:5] == (3, 1, 0, 0)
    # A build as of an earlier time does not miss what was not published then.
    assert site.build("2026-01-06T12:00").report.diagnostics == ()


def test_lines_that_cannot_be_read_are_reported_and_passed_over(site: Project) -> None:
    site.append(RECORD, "<<<<<<< HEAD\n" + site.source(RECORD).splitlines()[0] + "\n\n")
    found = site.build().report.diagnostics
    assert [(one.path, one.place.line, one.code) for one in found] == [
        (RECORD, 3, "record-unreadable"),
        (RECORD, 4, "record-unreadable"),
    ]
    assert len(read_record(site.root, "content").posts) == 2


def test_a_mark_of_the_byte_order_is_no_part_of_the_first_line(site: Project) -> None:
    (site.root / RECORD).write_bytes(b"\xef\xbb\xbf" + site.source(RECORD).encode())
    assert site.build().report.diagnostics == ()


def test_a_record_that_is_a_pipe_is_not_waited_for(site: Project) -> None:
    site.delete(RECORD)
    os.mkfifo(site.root / RECORD)
    found = [one for one in site.build().report.diagnostics if one.code == "record-unreadable"]
    assert [one.message for one in found] == ["this cannot be read: it is not a file"]


def test_writing_says_whether_anything_changed(site: Project, tmp_path: Path) -> None:
    posts = read_record(site.root, "content").posts
    (tmp_path / "content").mkdir()
    assert write_record(tmp_path, "content", posts.values())
    assert not write_record(tmp_path, "content", list(posts.values())[::-1])
    assert read_record(tmp_path, "content").posts == posts
    assert [file.name for file in (tmp_path / "content").iterdir()] == [RECORD_NAME]


# ── Posts that move ──────────


def test_a_new_slug_without_an_alias_is_reported_and_the_alias_mends_it(site: Project) -> None:
    ids, thread = entry_ids(site), site.page("/walk/").partition('<section class="thread"')[2]
    site.edit("content/posts/walk.md", "title:", "slug: stroll\ntitle:").build()
    expected = (
        "content/posts/walk.md:2 post-moved: this post was published at /walk/, which leads nowhere now;"
        " add aliases: [/walk/]"
    )
    assert expected in told(site.report.diagnostics)
    assert recorded(site).problems[0].code == "post-moved"
    site.edit("content/posts/walk.md", "title:", "aliases: [/walk/]\ntitle:").build()
    assert site.report.diagnostics == ()
    assert entry_ids(site) == ids
    assert "Thanks." in thread
    assert "Thanks." in site.page("/stroll/").partition('<section class="thread"')[2]
    assert "/stroll/" in site.page("/walk/")
    recorded(site)
    assert read_record(site.root, "content").posts["q7w2mzk4t9xd"].urls == ("/walk/", "/stroll/")
    # The alias is still needed when the new URL has been recorded, and one line names all that are lost.
    text = site.source("content/posts/walk.md")
    site.edit("content/posts/walk.md", "slug: stroll\naliases: [/walk/]\n", "slug: ramble\n").build()
    assert (
        "content/posts/walk.md:2 post-moved: this post was published at /walk/ and /stroll/, which lead"
        " nowhere now; add aliases: [/walk/, /stroll/]"
    ) in told(site.report.diagnostics)
    site.write("content/posts/walk.md", text)
    site.edit("content/posts/walk.md", "aliases: [/walk/]\n", "").build()
    assert "post-moved" in codes(site)


def test_a_renamed_file_without_an_id_is_known_again_and_told_which_lines_it_needs(site: Project) -> None:
    ids = entry_ids(site)
    site.rename("content/posts/old.md", "content/posts/new.md").build()
    assert told(site.report.diagnostics) == [
        "content/posts/new.md:2 post-moved: this seems to be content/posts/old.md, which feeds and comments"
        " know by its id; add id: posts/old.md and aliases: [/old/]"
    ]
    assert entry_ids(site) != ids
    site.edit("content/posts/new.md", "title:", "id: posts/old.md\naliases: [/old/]\ntitle:").build()
    assert site.report.diagnostics == ()
    assert entry_ids(site) == ids


def test_a_renamed_file_with_the_same_url_needs_its_id_only(site: Project) -> None:
    site.rename("content/posts/old.md", "content/posts/2026-01-07-old.md").build()
    assert [one.hint for one in site.report.diagnostics] == ["add id: posts/old.md"]


@pytest.mark.parametrize(("line", "how"), [("", "add"), ("id: another\n", "write")])
def test_a_post_with_another_id_is_known_by_its_file(site: Project, line: str, how: str) -> None:
    site.edit("content/posts/walk.md", "id: q7w2mzk4t9xd\n", f"slug: stroll\n{line}")
    site.edit("content/posts/walk.md", "2026-01-06", "2026-01-05").build()
    (found,) = [one for one in told(site.report.diagnostics) if "post-" in one]
    assert found == (
        "content/posts/walk.md:4 post-moved: this was published with another id, by which feeds and comments"
        f" know it; {how} id: q7w2mzk4t9xd and aliases: [/walk/]"
    )


def test_a_new_title_or_date_moves_nothing(site: Project) -> None:
    ids = entry_ids(site)
    site.edit("content/posts/walk.md", "A walk", "Another walk").edit(
        "content/posts/walk.md", "2026-01-06", "2026-01-05"
    ).build()
    assert site.report.diagnostics == ()
    assert entry_ids(site) == ids


def test_another_page_at_the_old_url_is_reported(site: Project) -> None:
    site.edit("content/posts/walk.md", "title:", "slug: stroll\ntitle:")
    site.write("content/pages/walk.md", post("Walk", "Another text.", "")).build()
    (found,) = [one for one in told(site.report.diagnostics) if "post-moved" in one]
    assert found.endswith("which is now pages/walk.md; give that another URL, and add aliases: [/walk/]")


def test_a_redirect_in_the_configuration_is_as_good_as_an_alias(site: Project) -> None:
    site.append("config.yaml", "redirects: [{old: /walk/, new: /stroll/}]\n")
    site.edit("content/posts/walk.md", "title:", "slug: stroll\ntitle:").build()
    assert codes(site) == ["comments-without-post"]


# ── Posts that vanish ──────────


def test_a_post_that_is_gone_is_reported_until_another_has_its_url_or_it_is_accepted(site: Project) -> None:
    site.delete("content/posts/old.md").build()
    assert told(site.report.diagnostics) == [
        f"{RECORD}:1 post-vanished: content/posts/old.md was published at /old/ and is gone;"
        " add aliases: [/old/] to the text that replaces it, or confirm it:"
        " site-builder record --accept"
    ]
    assert recorded(site)[1:5] == (2, 0, 0, 0)
    site.edit("content/posts/walk.md", "title:", "aliases: [/old/]\ntitle:").build()
    assert site.report.diagnostics == ()
    site.edit("content/posts/walk.md", "aliases: [/old/]\n", "").build()
    assert recorded(site, may_accept=True)[1:] == (1, 0, 0, 1, ())
    assert site.build().report.diagnostics == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [("draft: true", "is a draft now"), ("publish_date: 2027-01-01", "has a date in the future now")],
)
def test_a_post_that_is_hidden_again_is_reported(site: Project, line: str, why: str) -> None:
    site.edit("content/posts/old.md", "title:", f"{line}\ntitle:").build()
    (found,) = told(site.report.diagnostics)
    assert f"post-vanished: this post was published at /old/ and {why}; publish it again" in found


def test_a_post_that_cannot_be_read_has_not_vanished(site: Project) -> None:
    found = site.write("content/posts/old.md", "---\ntitle: [\n---\n").failure()
    assert [one.code for one in found] == ["yaml-syntax"]


def test_a_post_that_expires_was_meant_to(site: Project) -> None:
    site.edit("content/posts/old.md", "title:", "expiry_date: 2026-02-01\ntitle:").build()
    assert site.report.diagnostics == ()


def test_accepted_urls_are_not_asked_for_again(site: Project) -> None:
    site.edit("content/posts/walk.md", "title:", "slug: stroll\ntitle:").build()
    recorded(site, may_accept=True)
    assert [one.code for one in site.build().report.diagnostics] == ["comments-without-post"]


# ── Words that change ──────────


def test_many_other_words_without_a_note_are_reported(site: Project) -> None:
    assert edits(site) == []
    site.edit("content/posts/walk.md", WORDS, WORDS.replace("word1", "other"))
    assert edits(site) == [
        "content/posts/walk.md:2 about 11 of 100 words have changed since this was recorded, and no note"
        " tells readers"
    ]


def test_small_edits_do_not_count_but_their_sum_does(site: Project) -> None:
    for number in range(20, 25):
        site.edit("content/posts/walk.md", f"word{number} ", "other ")
    assert edits(site) == []
    recorded(site)
    site.edit("content/posts/walk.md", "word30 ", "other ")
    assert len(edits(site)) == 1


def test_a_note_says_so_and_the_next_edit_needs_a_note_of_its_own(site: Project) -> None:
    note = "!!! editors-note correction 2026-02-01\n    Not so.\n"
    site.edit("content/posts/walk.md", WORDS, WORDS.replace("word1", "other") + f"\n\n{note}")
    assert edits(site) == []
    assert recorded(site).changed == 1
    site.edit("content/posts/walk.md", "word20 word21 word22 word23 word24 word25 word26", "Short.")
    assert len(edits(site)) == 1
    site.edit("content/posts/walk.md", "title:", "editor_notes: [{kind: update, text: Shorter.}]\ntitle:")
    assert edits(site) == []


def test_what_an_edit_of_form_changes_does_not_count(site: Project) -> None:
    words = WORDS.split()
    body = "\n".join(f"- **{word}**, [x](https://x.example/{word})" for word in words)
    site.edit("content/posts/walk.md", WORDS, body.replace("[x]", "[]"))
    assert edits(site) == []


def test_the_threshold_is_a_setting_and_accepting_begins_again(site: Project) -> None:
    site.edit("content/posts/walk.md", WORDS, WORDS.replace("word1", "other"))
    site.append("config.yaml", "record: {threshold: 20}\n")
    assert edits(site) == []
    site.edit("config.yaml", "threshold: 20", "threshold: 5")
    assert len(edits(site)) == 1
    recorded(site, may_accept=True)
    assert edits(site) == []


def test_a_part_of_a_series_keeps_its_entry_and_thread_through_all_of_it(project: MakeProject) -> None:
    """A rename, a new title and a new date at once."""
    made = project(
        {
            "content/series/walks.md": series("Walks"),
            "content/posts/one.md": post("One", WORDS, "2026-01-06", id="abc", series="walks", series_part=1),
        }
    ).build(NOW.isoformat())
    recorded(made)
    ids = entry_ids(made)
    made.rename("content/posts/one.md", "content/posts/first.md").edit(
        "content/posts/first.md", "title: One", "title: The first\naliases: [/one/]"
    ).edit("content/posts/first.md", "2026-01-06", "2026-01-09").build()
    assert made.report.diagnostics == ()
    assert entry_ids(made) == ids
    feed = made.page("/series/walks/feed.xml")
    assert all(f"<id>{one}</id>" in feed for one in ids)


# ── In `check` ──────────


def test_check_has_errors_where_a_build_warns_and_finds_silent_edits(site: Project) -> None:
    assert checked(site) == []
    site.edit("content/posts/walk.md", "title:", "slug: stroll\ntitle:")
    site.delete("content/posts/old.md")
    site.edit("content/posts/walk.md", WORDS, WORDS.replace("word1", "other"))
    site.write("content/series/walks.md", series("Walks", planned="[{part: 2, date: 2026-02-01}]"))
    site.write("content/posts/one.md", post("One", series="walks", series_part=1))
    assert sorted(checked(site)) == [
        "error post-moved",
        "error post-vanished",
        "error series-plan-overdue",
        "warning silent-edit",
    ]
    site.edit("content/posts/walk.md", "title:", "# check: ignore silent-edit\ntitle:")
    assert "warning silent-edit" not in checked(site)
    site.edit("content/posts/walk.md", "title:", "aliases: [/walk/, /old/]\ntitle:")
    site.edit("content/series/walks.md", "2026-02-01", "2026-05-01")
    assert checked(site) == []


def test_a_lost_text_is_read_again(site: Project) -> None:
    site.edit("content/posts/walk.md", WORDS, WORDS.replace("word1", "other")).build()
    cache, _ = BuildCache.open(site.root)
    with closing(cache):
        cache.bodies.drop([post.head.body.digest for post in site.report.site.site.posts])
        cache.commit()
    assert checked(site) == ["warning silent-edit"]
