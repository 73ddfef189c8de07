"""What a writer sees in Firefox, where hidden tabs are hidden and streams of events its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.driver import Project, post
from tests.preview.firefox import Firefox, firefox
from tests.preview.running import Running, running, wait_until
from tests.requirements import requires

pytestmark = requires("firefox")

LONG = "content/posts/long.md"
LONG_TEXT = "\n\n".join(
    f"Paragraph {number} of a long text, which goes on for a while." for number in range(120)
)
DETAILS = "<details><summary>More</summary>\n\nHidden words.\n\n</details>"
PROBLEMS = "document.querySelector('site-builder-problems')?.shadowRoot.textContent ?? ''"
IS_SAME_DOCUMENT = "window.mark === 'not reloaded'"

Open = Callable[[str], str]


@pytest.fixture(scope="module")
def program() -> Iterator[Firefox]:
    """One Firefox for all tests: it takes seconds to start."""
    with firefox() as started:
        yield started


@pytest.fixture
def browser(program: Firefox) -> Iterator[Firefox]:
    """Firefox without a tab of another test."""
    yield program
    program.close_all()


@pytest.fixture
def project(project: Project) -> Project:
    """The showcase, and a post to scroll in."""
    return project.write(LONG, post("Long", f"{DETAILS}\n\n{LONG_TEXT}\n\n[Beta](beta.md)"))


def visit(browser: Firefox, served: Running, path: str) -> str:
    """Open a page, and wait until it listens."""
    handle = browser.open(f"http://127.0.0.1:{served.port}{path}")
    browser.evaluate("window.mark = 'not reloaded'")
    browser.wait_for("!!window.siteBuilderPreview")
    wait_until(lambda: served.preview.listening == 1, "a stream of events")
    return handle


def sees(browser: Firefox, text: str) -> None:
    """Wait until a text is in the page."""
    browser.wait_for(f"document.body.textContent.includes({text!r})")


def test_an_edit_keeps_scroll_focus_selection_and_what_is_open(browser: Firefox, served: Running) -> None:
    visit(browser, served, "/long/")
    browser.evaluate("""(() => {
        document.querySelector('details').open = true;
        const [link] = [...document.querySelectorAll('.body a')].filter((one) => one.textContent === 'Beta');
        link.focus({ preventScroll: true });
        const all = [...document.querySelectorAll('.body p')];
        getSelection().selectAllChildren(all.find((one) => one.textContent.startsWith('Paragraph 60 ')));
        scrollTo(0, 2000);
    })()""")
    served.project.edit(LONG, "Paragraph 100 of a long text", "Paragraph 100, changed")
    sees(browser, "Paragraph 100, changed")
    assert browser.evaluate(IS_SAME_DOCUMENT)
    assert browser.evaluate("scrollY") == 2000
    assert browser.evaluate("document.querySelector('details').open")
    assert browser.evaluate("document.activeElement.textContent") == "Beta"
    assert browser.evaluate("getSelection().toString()").startswith("Paragraph 60 ")


def test_a_style_sheet_is_swapped_without_loading_the_page_again(browser: Firefox, served: Running) -> None:
    visit(browser, served, "/long/")
    for colour in ("rgb(1, 2, 3)", "rgb(4, 5, 6)"):
        served.project.write("templates/assets/style.css", f"body {{ background: {colour}; }}\n")
        browser.wait_for(f"getComputedStyle(document.body).backgroundColor === '{colour}'")
    browser.wait_for("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert browser.evaluate(IS_SAME_DOCUMENT)


def test_errors_lie_over_the_last_good_page_until_they_are_mended(browser: Firefox, served: Running) -> None:
    visit(browser, served, "/beta/")
    served.project.edit("content/posts/beta.md", "date: 2026-01-02", "date: 2026-02-31")
    browser.wait_for("!!document.querySelector('site-builder-problems')?.shadowRoot.querySelector('.sheet')")
    told = browser.evaluate(PROBLEMS)
    assert "content/posts/beta.md:3:7: error:" in told
    assert "hint:" in told
    sees(browser, "Because.")
    browser.press_escape()
    browser.wait_for("!document.querySelector('site-builder-problems').shadowRoot.querySelector('.sheet')")
    assert "1 error" in browser.evaluate(PROBLEMS)
    served.project.edit("content/posts/beta.md", "date: 2026-02-31", "date: 2026-01-05")
    sees(browser, "5 January 2026")
    browser.wait_for("!document.querySelector('site-builder-problems')")
    assert browser.evaluate(IS_SAME_DOCUMENT)


def test_a_warning_is_a_badge_and_a_draft_has_its_banner(browser: Firefox, served: Running) -> None:
    visit(browser, served, "/draft/")
    assert browser.evaluate("document.querySelector('.site-builder-banner').offsetHeight") > 0
    served.project.append("content/posts/draft.md", "\nTo [nowhere](nowhere.md).\n")
    browser.wait_for(f"({PROBLEMS}).includes('1 warning')")
    served.project.edit("content/posts/draft.md", "draft: true", "date: 2026-01-06")
    browser.wait_for("!document.querySelector('.site-builder-banner')")
    assert browser.evaluate(IS_SAME_DOCUMENT)


def test_many_tabs_keep_one_stream_and_hidden_ones_catch_up(browser: Firefox, served: Running) -> None:
    tabs = [visit(browser, served, "/long/") for _ in range(9)]
    served.project.edit(LONG, "Paragraph 1 of", "Paragraph one of")
    sees(browser, "Paragraph one of")
    for tab in tabs[:3]:
        browser.show(tab)
        sees(browser, "Paragraph one of")
        assert browser.evaluate(IS_SAME_DOCUMENT)
    browser.close(tabs[2])
    browser.show(tabs[3])
    served.project.edit(LONG, "Paragraph 2 of", "Paragraph two of")
    sees(browser, "Paragraph two of")
    wait_until(lambda: served.preview.listening == 1, "no stream but that of the tab in sight")


def test_after_a_restart_of_the_server_the_page_catches_up(browser: Firefox, project: Project) -> None:
    with running(project, start="first") as served:
        port = served.port
        visit(browser, served, "/long/")
    project.edit(LONG, "Paragraph 1 of", "Paragraph one of")
    with running(project, port, start="second"):
        sees(browser, "Paragraph one of")
        project.edit(LONG, "Paragraph 2 of", "Paragraph two of")
        sees(browser, "Paragraph two of")
        assert browser.evaluate(IS_SAME_DOCUMENT)
