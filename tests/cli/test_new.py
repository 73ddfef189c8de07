"""Covers `new_file`."""

from __future__ import annotations

import errno
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from site_builder.model.config import ParserSettings
from site_builder.model.documents import Broken, PostHead, SeriesHead
from site_builder.stages.source.parse import Parser
from tests.cli.conftest import NOW, Run, Site


def post_of(file: Path) -> PostHead:
    head = Parser(ParserSettings()).parse(f"posts/{file.name}", file.read_bytes()).head
    assert isinstance(head, PostHead), head
    assert head.diagnostics == ()
    return head


def typed(file: Path, key: str) -> object:
    """A value of the front matter as YAML has it, before its marks become typographic."""
    return yaml.safe_load(file.read_text(encoding="utf-8").split("---\n")[1])[key]


def series_of(file: Path) -> SeriesHead:
    head = Parser(ParserSettings()).parse(f"series/{file.name}", file.read_bytes()).head
    assert isinstance(head, SeriesHead), head
    assert head.diagnostics == ()
    return head


def test_a_new_post_is_a_dated_draft_with_an_id(run: Run, site: Site) -> None:
    answer = run("new", "post", "The night shift", "--now", NOW)
    assert answer == (0, "content/posts/the-night-shift.md\n", "")
    text = (site.root / "content/posts/the-night-shift.md").read_text(encoding="utf-8")
    assert re.fullmatch(
        r'---\ntitle: The night shift\ndate: 2026-03-01\nid: "?[a-z0-9]{12}"?\ndraft: true\n---\n\n', text
    )
    assert run("build", "--now", NOW, "--strict").code == 0
    assert not (site.root / "output/the-night-shift").exists()
    assert run("build", "--now", NOW, "--strict", "--drafts").code == 0
    assert (site.root / "output/the-night-shift/index.html").is_file()


def test_two_posts_have_two_ids(run: Run, site: Site) -> None:
    run("new", "post", "One", "--now", NOW)
    run("new", "post", "Two", "--now", NOW)
    folder = site.root / "content/posts"
    assert post_of(folder / "one.md").id != post_of(folder / "two.md").id


@pytest.mark.parametrize(
    ("now", "day"),
    [("2026-06-30T22:59Z", "2026-06-30"), ("2026-06-30T23:00Z", "2026-07-01"), ("2026-06-30", "2026-06-30")],
)
def test_today_is_the_day_in_the_sites_time_zone(run: Run, site: Site, now: str, day: str) -> None:
    run("new", "post", "Dated", "--clock", now)
    assert f"\ndate: {day}\n" in (site.root / "content/posts/dated.md").read_text(encoding="utf-8")


def test_without_a_time_the_clock_is_read(run: Run, site: Site) -> None:
    before = datetime.now(UTC).date()
    run("new", "post", "Dated")
    dated = post_of(site.root / "content/posts/dated.md").date
    assert dated is not None
    assert abs((dated.date() - before).days) <= 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Part two: what it costs", "part-two-what-it-costs"),
        ('He said "fine" and meant it', "he-said-fine-and-meant-it"),
        ("It's 'fine', he said: \"no\"", "its-fine-he-said-no"),
        ("# 1 reason", "1-reason"),
        ("A tag #hash", "a-tag-hash"),
        ("- a dash", "a-dash"),
        ("* a star", "a-star"),
        ("[brackets]", "brackets"),
        ("{{ braces }}", "braces"),
        ("@home & @work", "home-work"),
        ("`code`", "code"),
        ("%directive", "directive"),
        ("| pipe", "pipe"),
        ("? question", "question"),
        ("back\\slash", "back-slash"),
        ("No", "no"),
        ("null", "null"),
        ("007", "007"),
        ("10:30", "10-30"),
        ("2026-01-01", "2026-01-01"),
        ("1e3", "1e3"),
        (".5", "5"),
        ("~ tilde", "tilde"),
        ("Ends with a colon:", "ends-with-a-colon"),
        ("月曜日の朝", "月曜日の朝"),
        ("Über die Müdigkeit", "über-die-müdigkeit"),
        ("🙂 smile", "smile"),
        ("<b>bold</b>", "b-bold-b"),
        ("---", ""),
    ],
)
def test_any_title_reads_back_as_it_was_typed(run: Run, site: Site, title: str, name: str) -> None:
    if title.startswith("-"):
        answer = run("new", "post", "--now", NOW, "--", title)
    else:
        answer = run("new", "post", title, "--now", NOW)
    if name:
        assert answer == (0, f"content/posts/{name}.md\n", "")
        assert post_of(site.root / f"content/posts/{name}.md").title
        assert typed(site.root / f"content/posts/{name}.md", "title") == title
    else:
        assert answer.code == 2


def test_blanks_and_line_breaks_in_a_title_are_single_blanks(run: Run, site: Site) -> None:
    run("new", "post", "  One \n two\t three ", "--now", NOW)
    assert post_of(site.root / "content/posts/one-two-three.md").title == "One two three"


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("", "error: the title is empty\n"),
        (" \n", "error: the title is empty\n"),
        ("!!!", "error: no file name or URL can be made from '!!!'\n"),
        ("a\x07b", "error: the title contains a control character, '\\x07'\n"),
    ],
)
def test_a_title_that_cannot_be_one_is_refused(run: Run, site: Site, title: str, message: str) -> None:
    before = site.files()
    for kind in ("post", "series"):
        answer = run("new", kind, title)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith(message)
        assert "  hint: " in answer.err
    assert site.files() == before


def test_a_title_too_long_for_a_file_name_is_reported(run: Run, site: Site) -> None:
    answer = run("new", "post", "long " * 100, "--now", NOW)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("error: content/posts/long-long-")
    assert answer.err.endswith("\n  hint: choose a shorter title\n")


def test_a_file_that_is_there_is_never_overwritten(run: Run, site: Site) -> None:
    file = site.root / "content/posts/first.md"
    before = file.read_bytes()
    answer = run("new", "post", "First", "--now", NOW)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "error: content/posts/first.md already exists, and was left unchanged\n  hint: choose another title\n"
    )
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "other", ["content/posts/2025/taken.md", "content/posts/taken/index.md", "content/pages/taken.md"]
)
def test_a_title_whose_address_is_taken_is_refused(run: Run, site: Site, other: str) -> None:
    site.write(other, "---\ntitle: Taken\ndate: 2026-01-01\n---\n\nText.\n")
    answer = run("new", "post", "Taken!", "--now", NOW)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"error: /taken/ is the address of {other}\n")


def test_an_address_with_a_date_in_it_is_taken_on_that_day_only(run: Run, site: Site) -> None:
    config = site.root / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8") + "permalinks:\n  posts: /{year}/{slug}/\n", encoding="utf-8"
    )
    site.write("content/posts/2025/taken.md", "---\ntitle: Taken\ndate: 2025-01-01\n---\n\nText.\n")
    assert run("new", "post", "Taken", "--now", NOW).code == 0


def test_a_part_gets_the_number_after_all_parts_that_are_there(run: Run, site: Site) -> None:
    site.series("nights", parts=5)
    site.post("nights-1", date="2026-01-01", series="nights", series_part=1)
    assert run("new", "post", "Two", "--series", "nights", "--now", NOW).err == ""
    two = post_of(site.root / "content/posts/two.md")
    assert (two.series, two.series_part, two.is_draft) == ("nights", 2, True)
    site.post("nights-3", date="2027-01-01", series="nights", series_part=3)
    run("new", "post", "Four", "--series", "nights", "--now", NOW)
    assert post_of(site.root / "content/posts/four.md").series_part == 4


def test_the_first_part_of_a_series_is_one(run: Run, site: Site) -> None:
    site.series("nights")
    site.series("days")
    site.post("days-1", date="2026-01-01", series="days", series_part=1)
    run("new", "post", "One", "-s", "nights", "--now", NOW)
    assert post_of(site.root / "content/posts/one.md").series_part == 1


def test_a_part_that_is_planned_is_the_next_to_write(run: Run, site: Site) -> None:
    site.series("nights", parts=2, planned="[{part: 2, date: 2026-12-01}]")
    site.post("nights-1", date="2026-01-01", series="nights", series_part=1)
    run("new", "post", "Two", "-s", "nights", "--now", NOW)
    assert post_of(site.root / "content/posts/two.md").series_part == 2


def test_the_url_of_a_new_post_comes_from_its_title_even_where_that_begins_with_a_date(
    run: Run, site: Site
) -> None:
    assert (
        run("new", "post", "2026-01-01, a diary", "--now", NOW).out == "content/posts/2026-01-01-a-diary.md\n"
    )
    listed = json.loads(run("list", "--json", "--now", NOW).out)["posts"]
    assert listed[0]["url"] == "/2026-01-01-a-diary/"


def test_a_part_beyond_the_declared_length_is_reported(run: Run, site: Site) -> None:
    site.series("nights", parts=1)
    site.post("nights-1", date="2026-01-01", series="nights", series_part=1)
    answer = run("new", "post", "Two", "--series", "nights", "--now", NOW)
    assert (answer.code, answer.out) == (0, "content/posts/two.md\n")
    assert answer.err == (
        "warning: part 2 is more than the 1 part that 'nights' declares, "
        "so builds fail once it is published\n"
        "  hint: write parts: 2 in content/series/nights.md\n"
    )
    assert run("build", "--now", NOW).code == 0
    assert run("build", "--drafts", "--now", NOW).code == 1
    site.series("nights", parts=2)
    assert run("build", "--drafts", "--now", NOW).code == 0


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("night", "did you mean nights?"),
        ("Long nights", "did you mean nights?"),
        ("quite-another", "the series are days, nights"),
    ],
)
def test_an_unknown_series_is_refused_with_a_suggestion(run: Run, site: Site, named: str, hint: str) -> None:
    site.series("nights", title="Long nights")
    site.series("days")
    answer = run("new", "post", "One", "--series", named, "--now", NOW)
    assert answer == (2, "", f"error: there is no series '{named}'\n  hint: {hint}\n")
    assert not (site.root / "content/posts/one.md").exists()


def test_without_any_series_the_way_to_one_is_reported(run: Run, site: Site) -> None:
    answer = run("new", "post", "One", "--series", "nights", "--now", NOW)
    assert answer.code == 2
    assert answer.err.endswith("  hint: create one with: site-builder new series TITLE\n")


def test_broken_files_elsewhere_are_told_and_do_no_harm(run: Run, site: Site) -> None:
    site.series("nights")
    site.post("nights-1", date="2026-01-01", series="nights", series_part=1)
    site.post("nights-2", date="2026-02-30", series="nights", series_part=2)
    answer = run("new", "post", "Three", "--series", "nights", "--now", NOW)
    assert (answer.code, answer.out) == (0, "content/posts/three.md\n")
    assert "1 file could not be read" in answer.err
    assert "  content/posts/nights-2.md\n" in answer.err
    assert "check the number" in answer.err


def test_a_broken_series_can_be_continued(run: Run, site: Site) -> None:
    site.post("nights-1", date="2026-01-01", series="nights", series_part=1)
    site.series("nights", parts="many")
    answer = run("new", "post", "Two", "--series", "nights", "--now", NOW)
    assert (answer.code, answer.out) == (0, "content/posts/two.md\n")
    assert "  content/series/nights.md\n" in answer.err
    assert post_of(site.root / "content/posts/two.md").series_part == 2


def test_a_new_series_says_what_can_be_added(run: Run, site: Site) -> None:
    answer = run("new", "series", "Long nights: a diary")
    assert (answer.code, answer.out) == (0, "content/series/long-nights-a-diary.md\n")
    assert answer.err == (
        'begin its first part with: site-builder new post "TITLE" --series long-nights-a-diary\n'
    )
    file = site.root / "content/series/long-nights-a-diary.md"
    assert "\n# parts: " in file.read_text(encoding="utf-8")
    head = series_of(file)
    assert (head.slug, head.title, head.length) == ("long-nights-a-diary", "Long nights: a diary", 0)
    assert run("new", "post", "One", "--series", head.slug, "--now", NOW).code == 0
    assert run("build", "--strict", "--now", NOW).code == 0


def test_a_new_series_knows_its_length_and_subject(run: Run, site: Site) -> None:
    about = "about nights: 'long' ones"
    assert run("new", "series", "Nights", "--parts", "3", "--about", about, "-q") == (
        0,
        "content/series/nights.md\n",
        "",
    )
    head = series_of(site.root / "content/series/nights.md")
    assert (head.length, head.about) == (3, "about nights: ‘long’ ones")
    assert typed(site.root / "content/series/nights.md", "about") == about
    assert "#" not in (site.root / "content/series/nights.md").read_text(encoding="utf-8")


def test_a_series_whose_title_begins_with_a_date_is_found_again(run: Run, site: Site) -> None:
    answer = run("new", "series", "2026-01-01 and after")
    slug = answer.err.rpartition("--series ")[2].strip()
    assert run("new", "post", "One", "--series", slug, "--now", NOW).code == 0
    assert run("build", "--now", NOW).code == 0


def test_a_series_that_is_there_is_never_overwritten(run: Run, site: Site) -> None:
    file = site.series("nights", parts=3)
    before = file.read_bytes()
    answer = run("new", "series", "Nights")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: content/series/nights.md already exists")
    assert file.read_bytes() == before


def test_the_folders_of_a_bare_site_are_made(run: Run, site: Site) -> None:
    site.write("config.yaml", "title: T\nbase_url: https://t.example/\npaths:\n  content: texts\n")
    assert run("new", "post", "One", "--now", NOW).out == "texts/posts/one.md\n"
    assert run("new", "series", "Nights").out == "texts/series/nights.md\n"
    assert site.files("texts") == {"posts/one.md", "series/nights.md"}


def test_the_path_is_relative_to_the_current_folder(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.root.parent)
    assert run("new", "post", "One", "-c", "site", "--now", NOW).out == "site/content/posts/one.md\n"
    monkeypatch.chdir(site.root / "content/posts")
    assert run("new", "post", "Two", "-c", "../..", "--now", NOW).out == "two.md\n"


def test_a_folder_that_cannot_be_written_is_reported(run: Run, site: Site) -> None:
    site.write("content/series", "a file where a folder should be")
    answer = run("new", "series", "Nights")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("error: content/series/nights.md cannot be written: ")


class Full(io.BytesIO):
    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "command",
    [
        ("new", "post", "One"),
        ("new", "series", "One"),
        ("new", "language", "fr"),
        ("new", "workflow", "github"),
        ("theme", "copy", "post.html"),
    ],
)
def test_on_a_full_disk_no_file_is_begun(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    assert run("list").code == 0  # begins the cache
    before = site.files()

    really = Path.open

    def full(file: Path, mode: str = "r", *others: object, **named: object) -> object:
        if mode != "xb":
            return really(file, mode, *others, **named)  # type: ignore[call-overload]
        file.touch(exist_ok=False)
        return Full()

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", full)
        answer = run(*command)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.endswith(" cannot be written: No space left on device\n")
    assert site.files() == before
    assert run(*command).code == 0


def test_a_broken_file_is_what_the_parser_says_it_is() -> None:
    """The tests above lean on this: a wrong date breaks a post."""
    head = Parser(ParserSettings()).parse("posts/a.md", b"---\ntitle: A\ndate: 2026-02-30\n---\n").head
    assert isinstance(head, Broken)


def test_a_new_language_is_a_file_of_all_texts(run: Run, site: Site) -> None:
    answer = run("new", "language", "pt-BR")
    assert (answer.code, answer.out) == (0, "languages/pt-br.yaml\n")
    assert "\n  read_on: Read on\n" in (site.root / "languages/pt-br.yaml").read_text(encoding="utf-8")
    again = run("new", "language", "pt-BR")
    assert again.code == 2
    assert "already exists" in again.err


def test_a_language_that_there_is_not_is_refused(run: Run, site: Site) -> None:
    answer = run("new", "language", "english")
    assert answer.code == 2
    assert "TAG is not a language tag: 'english'" in answer.err


@pytest.mark.parametrize("named", ["Coming back", "coming-back"])
def test_a_post_joins_a_series_that_only_posts_name(run: Run, site: Site, named: str) -> None:
    site.post("a", date="2026-01-06", series="[Coming back]")
    site.post("b", date="2026-01-07", series="[Coming back]")
    assert run("new", "post", "Third", "--series", named).code == 0
    assert "series: Coming back\nseries_part: 3\n" in (site.root / "content/posts/third.md").read_text()
    assert run("build", "--drafts").code == 0


def test_the_file_of_a_post_is_named_in_the_letters_of_its_language(run: Run, site: Site) -> None:
    site.write("config.yaml", (site.root / "config.yaml").read_text() + "language: tr\n")
    assert run("new", "post", "IŞIK ve İnci").out.strip().endswith("content/posts/ışık-ve-inci.md")
    assert run("new", "series", "IŞIK").out.strip().endswith("content/series/ışık.md")
