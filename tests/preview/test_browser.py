"""What a writer sees in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.engine.preparing.reading import SourceSet, read
from site_builder.engine.session import Session
from site_builder.preview.preview import Preview, ServerOptions
from tests.driver import Project, post
from tests.engine.showcase import OTHER_PIXEL
from tests.preview.running import Recorder, Running, running, wait_until
from tests.requirements import requires

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = requires("chromium")

LONG = "content/posts/long.md"
LONG_TEXT = "\n\n".join(
    f"Paragraph {number} of a long text, which goes on for a while." for number in range(120)
)
DETAILS = "<details><summary>More</summary>\n\nHidden words.\n\n</details>"

Open = Callable[[str], "Page"]


@pytest.fixture
def project(project: Project) -> Project:
    """The showcase, and a post to scroll in."""
    return project.write(LONG, post("Long", f"{DETAILS}\n\n{LONG_TEXT}\n\n[Beta](beta.md)"))


@pytest.fixture
def visit(browser: Browser, served: Running) -> Iterator[Open]:
    """Open pages of a preview of the showcase."""
    with visiting(browser, served) as open_page:
        yield open_page


@contextmanager
def visiting(browser: Browser, served: Running) -> Iterator[Open]:
    """Open pages in tabs of one browser. What a script trips over fails the test."""
    context = browser.new_context()
    failures: list[str] = []

    def open_page(path: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda failure: failures.append(str(failure)))
        page.goto(f"http://127.0.0.1:{served.port}{path}")
        page.evaluate("window.mark = 'not reloaded'")
        wait_until(lambda: bool(page.evaluate("!!window.siteBuilderPreview")), "the script")
        page.wait_for_timeout(300)
        return page

    yield open_page
    context.close()
    assert failures == []


def is_same_document(page: Page) -> bool:
    """Whether the page has been updated rather than loaded again."""
    return bool(page.evaluate("window.mark === 'not reloaded'"))


def sees(page: Page, text: str) -> None:
    """Wait until a text is in the page."""
    page.wait_for_function("text => document.body.textContent.includes(text)", arg=text)


def problem_text(page: Page) -> str:
    """What overlay and badge say."""
    script = "document.querySelector('site-builder-problems')?.shadowRoot.textContent ?? ''"
    return str(page.evaluate(script))


def test_an_edit_keeps_scroll_focus_selection_and_what_is_open(served: Running, visit: Open) -> None:
    page = visit("/long/")
    page.evaluate("document.querySelector('details').open = true")
    page.evaluate("scrollTo(0, 2000)")
    page.evaluate("""() => {
        const [link] = [...document.querySelectorAll('.body a')].filter((one) => one.textContent === 'Beta');
        link.focus({ preventScroll: true });
        const all = [...document.querySelectorAll('.body p')];
        getSelection().selectAllChildren(all.find((one) => one.textContent.startsWith('Paragraph 60 ')));
    }""")
    page.evaluate("scrollTo(0, 2000)")
    served.project.edit(LONG, "Paragraph 100 of a long text", "Paragraph 100, changed")
    sees(page, "Paragraph 100, changed")
    assert is_same_document(page)
    assert page.evaluate("scrollY") == 2000
    assert page.evaluate("document.querySelector('details').open") is True
    assert page.evaluate("document.activeElement.textContent") == "Beta"
    assert str(page.evaluate("getSelection().toString()")).startswith("Paragraph 60 ")


def test_paragraphs_come_go_and_move(served: Running, visit: Open) -> None:
    page = visit("/long/")
    script = "[...document.querySelectorAll('.body > p')].map((one) => one.textContent.split(' of ')[0])"
    served.project.edit(LONG, "Paragraph 5 of", "A new one of these.\n\nParagraph 5 of")
    sees(page, "A new one")
    served.project.write(LONG, served.project.source(LONG).replace("Paragraph 7 of", "Paragraph seven of"))
    sees(page, "Paragraph seven")
    text = served.project.source(LONG)
    nine = next(line for line in text.splitlines() if line.startswith("Paragraph 9 of"))
    served.project.write(
        LONG, text.replace(f"{nine}\n\n", "").replace("Paragraph 3 of", f"{nine}\n\nParagraph 3 of")
    )
    page.wait_for_function(f"() => {script}[3] === 'Paragraph 9'")
    assert page.evaluate(script)[:11] == [
        *(f"Paragraph {number}" for number in (0, 1, 2, 9, 3, 4)),
        "A new one",
        *(f"Paragraph {number}" for number in (5, 6, "seven", 8)),
    ]
    assert is_same_document(page)
    fresh = visit("/long/")
    same = "document.querySelector('main').innerHTML"
    assert page.evaluate(same) == fresh.evaluate(same)


@pytest.mark.usefixtures("unhurried")
def test_only_a_page_that_changed_is_touched(served: Running, visit: Open) -> None:
    page = visit("/alpha/")
    page.evaluate("""() => { window.touched = 0;
        const all = { subtree: true, childList: true, attributes: true, characterData: true };
        new MutationObserver(() => { window.touched += 1; }).observe(document, all); }""")
    served.project.edit(LONG, "Paragraph 9 of", "Paragraph nine of")
    served.wait_for("/long/", "Paragraph nine of")
    served.quiet(1.2)
    assert page.evaluate("window.touched") == 0


def test_a_style_sheet_is_swapped_without_loading_the_page_again(served: Running, visit: Open) -> None:
    page = visit("/long/")
    page.evaluate("scrollTo(0, 1500)")
    height = page.evaluate("document.documentElement.scrollHeight")
    served.project.write("templates/assets/style.css", "body { background: rgb(1, 2, 3); }\n")
    page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'")
    assert is_same_document(page)
    assert height != page.evaluate("document.documentElement.scrollHeight")
    served.project.write("templates/assets/style.css", "body { background: rgb(4, 5, 6); }\n")
    page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(4, 5, 6)'")
    page.wait_for_function("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert is_same_document(page)


def test_a_picture_that_changes_under_its_name_is_shown_again(served: Running, visit: Open) -> None:
    page = visit("/alpha/")
    served.project.write("content/static/sheet.css", "body { color: rgb(1, 2, 3); }")
    served.project.append("config.yaml", "theme:\n  stylesheet: /sheet.css\n")
    page.wait_for_function("getComputedStyle(document.body).color === 'rgb(1, 2, 3)'")
    served.project.write("content/static/sheet.css", "body { color: rgb(4, 5, 6); }")
    page.wait_for_function("getComputedStyle(document.body).color === 'rgb(4, 5, 6)'")
    served.project.write("content/images/desk.png", OTHER_PIXEL)
    page.wait_for_function(
        "[...document.querySelectorAll('.body img')].every((one) => one.complete && one.naturalWidth)"
    )


def test_errors_lie_over_the_last_good_page_until_they_are_mended(served: Running, visit: Open) -> None:
    page = visit("/beta/")
    served.project.edit("content/posts/beta.md", "date: 2026-01-02", "date: 2026-02-31")
    page.wait_for_selector("site-builder-problems .sheet")
    told = problem_text(page)
    assert "content/posts/beta.md:3:7: error:" in told
    assert "date: 2026-02-31" in told
    assert "^" in told
    assert "hint:" in told
    sees(page, "Because.")
    page.keyboard.press("Escape")
    assert page.query_selector("site-builder-problems .sheet") is None
    assert "1 error" in problem_text(page)
    served.project.edit("content/posts/beta.md", "date: 2026-02-31", "date: 2026-01-05")
    sees(page, "5 January 2026")
    page.wait_for_function("!document.querySelector('site-builder-problems')")
    assert is_same_document(page)


def test_one_broken_text_does_not_stop_the_others(served: Running, visit: Open) -> None:
    other = visit("/alpha/")
    served.project.edit("content/posts/beta.md", "date: 2026-01-02", "date: 2026-02-31")
    badge = other.wait_for_selector("site-builder-problems .badge")
    assert badge is not None
    assert badge.inner_text() == "1 error"
    served.project.append("content/posts/alpha.md", "\nWritten meanwhile.\n")
    sees(other, "Written meanwhile.")
    assert is_same_document(other)
    assert other.query_selector("site-builder-problems .sheet") is None
    badge = other.wait_for_selector("site-builder-problems .badge")
    assert badge is not None
    badge.click()
    assert "content/posts/beta.md:3:7: error:" in problem_text(other)
    page = visit("/beta/")
    page.wait_for_selector("site-builder-problems .sheet[role=alertdialog]")
    assert problem_text(page).count("content/posts/beta.md:3:7: error:") == 1
    sees(page, "Because.")
    served.project.edit("content/posts/beta.md", "date: 2026-02-31", "date: 2026-01-05")
    sees(page, "5 January 2026")
    page.wait_for_function("!document.querySelector('site-builder-problems')")


def test_a_blog_that_has_hundreds_of_errors_from_the_start_is_shown(
    project: Project, browser: Browser
) -> None:
    for number in range(390):
        date = f"2021-02-{30 + number % 2}"
        project.write(f"content/posts/bad-{number}.md", f"---\ntitle: Bad {number}\ndate: {date}\n---\n")
    project.write("content/posts/other.md", post("Other", "A [link](nowhere.md)."))
    with running(project) as served, visiting(browser, served) as visit:
        page = visit("/alpha/")
        badge = page.wait_for_selector("site-builder-problems .badge")
        assert badge is not None
        assert badge.inner_text() == "390 errors"
        badge.click()
        assert "content/posts/bad-0.md" in problem_text(page)
        rows = page.eval_on_selector_all("site-builder-problems tr", "all => all.map(one => one.innerText)")
        assert [row.split("\t")[0].strip() for row in rows] == ["390 errors", "1 warning"]
        served.project.append("content/posts/alpha.md", "\nWritten meanwhile.\n")
        sees(page, "Written meanwhile.")
        page = visit("/bad-7/")
        page.wait_for_selector("site-builder-problems .sheet[role=alertdialog]")
        assert "content/posts/bad-7.md:3:" in problem_text(page)
        assert "390 errors" in problem_text(page)
        sees(page, "This text has errors")
        served.project.write("content/posts/bad-7.md", post("Good 7", "As it should be."))
        sees(page, "As it should be.")


def test_a_template_error_is_shown_on_the_pages_that_have_it(served: Running, visit: Open) -> None:
    page, other = visit("/about/"), visit("/alpha/")
    served.project.write("templates/page.html", "<body>\n{{ page.nothing }}</body>")
    page.wait_for_selector("site-builder-problems .sheet")
    assert "templates/page.html:2:" in problem_text(page)
    sees(page, "All about it.")
    assert problem_text(other) == ""
    served.project.delete("templates/page.html")
    page.wait_for_function("!document.querySelector('site-builder-problems')")


def test_warnings_are_a_badge_that_opens(served: Running, visit: Open) -> None:
    page = visit("/beta/")
    served.project.append("content/posts/beta.md", "\nTo [nowhere](nowhere.md).\n")
    badge = page.wait_for_selector("site-builder-problems .badge")
    assert badge is not None
    assert badge.inner_text() == "1 warning"
    badge.click()
    assert "posts/nowhere.md" in problem_text(page)
    sees(page, "To nowhere.")


def test_a_draft_is_marked_until_it_is_published(served: Running, visit: Open) -> None:
    page = visit("/draft/")
    banner = page.query_selector(".site-builder-banner")
    assert banner is not None
    assert banner.is_visible()
    text = served.project.source("content/posts/draft.md")
    served.project.write("content/posts/draft.md", text.replace("draft: true", "date: 2026-01-06"))
    page.wait_for_function("!document.querySelector('.site-builder-banner')")
    assert is_same_document(page)


def test_a_page_that_is_not_there_yet_appears(served: Running, visit: Open) -> None:
    page = visit("/brand-new/")
    assert "Brand new" not in (page.text_content("h1") or "")
    served.project.write("content/posts/brand-new.md", post("Brand new"))
    page.wait_for_function("document.querySelector('h1')?.textContent.includes('Brand new')")


def test_many_tabs_share_one_stream_and_all_are_updated(served: Running, visit: Open) -> None:
    pages = [visit("/long/") for _ in range(9)]
    served.project.edit(LONG, "Paragraph 1 of", "Paragraph one of")
    for page in pages:
        page.bring_to_front()
        sees(page, "Paragraph one of")
    assert served.preview.listening == 1
    pages[0].close()
    wait_until(lambda: served.preview.listening == 1, "another tab listens")
    served.project.edit(LONG, "Paragraph 2 of", "Paragraph two of")
    for page in pages[1:]:
        sees(page, "Paragraph two of")


def test_a_tab_out_of_sight_lets_go_and_catches_up(served: Running, visit: Open) -> None:
    page = visit("/long/")
    hide = """hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange')); }"""
    page.evaluate(hide, True)
    wait_until(lambda: served.preview.listening == 0, "no stream")
    served.project.edit(LONG, "Paragraph 1 of", "Paragraph one of")
    served.wait_for("/long/", "Paragraph one of")
    page.wait_for_timeout(300)
    assert "Paragraph one of" not in (page.text_content("body") or "")
    page.evaluate(hide, False)
    sees(page, "Paragraph one of")
    assert is_same_document(page)


def test_after_a_restart_of_the_server_the_page_catches_up(browser: Browser, project: Project) -> None:
    context = browser.new_context()
    page = context.new_page()
    with running(project, start="first") as served:
        port = served.port
        page.goto(f"http://127.0.0.1:{port}/long/")
        page.evaluate("window.mark = 'not reloaded'")
        page.wait_for_timeout(300)
    project.edit(LONG, "Paragraph 1 of", "Paragraph one of")
    with running(project, port, start="second"):
        sees(page, "Paragraph one of")
        assert is_same_document(page)
        project.edit(LONG, "Paragraph 2 of", "Paragraph two of")
        sees(page, "Paragraph two of")
        context.close()


def test_a_site_that_takes_long_to_read_says_so_and_then_shows_itself(
    browser: Browser, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_read = threading.Event()

    def read_slowly(session: Session, *arguments: Any) -> SourceSet:
        while not is_read.wait(0.01):
            session.progress("parsing", 12, 3456)
        return read(session, *arguments)

    monkeypatch.setattr("site_builder.preview.live.live_sources.read", read_slowly)
    monkeypatch.setattr("site_builder.preview.served_site._WAIT", 0)
    options = ServerOptions("127.0.0.1", 0, is_polling=False, clock=None, start="slow")
    preview = Preview(project.request(), options, Recorder(), lambda *_: None)
    preview.start()
    context = browser.new_context()
    try:
        page = context.new_page()
        answer = page.goto(f"{preview.url}alpha/")
        assert answer is not None
        assert answer.status == 503
        sees(page, "The site is being read: parsing 12 of 3,456.")
        is_read.set()
        page.wait_for_function("document.querySelector('h1')?.textContent === 'Alpha'")
    finally:
        is_read.set()
        context.close()
        preview.stop()
