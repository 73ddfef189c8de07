"""The reader's place in a series: kept in the browser alone, offered on the landing page, and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Serve
from tests.driver import CONFIG, Project, post, series
from tests.requirements import requires

pytestmark = requires("chromium")

LONG = "\n\n".join(["A long paragraph about walking home after the night shift. " * 6] * 40)
FILES = {
    "config.yaml": CONFIG + "theme:\n  quick_exit: {enabled: true, url: https://weather.example/}\n",
    "content/series/walks.md": series("Walks", parts=4),
    **{
        f"content/posts/walk-{number}.md": post(
            f"Walk {number}", LONG, f"2026-01-0{number}", series="walks", series_part=number
        )
        for number in (1, 2, 3)
    },
}
LANDING = "/series/walks/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    return serve(Project(FILES, tmp_path_factory.mktemp("walks")).build().output)


def wait_until(page: Page, expression: str) -> None:
    """The policy of the page forbids Playwright's own way of waiting, which needs `eval`."""
    for _ in range(500):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(10)
    raise AssertionError(f"never true: {expression}")


def read_to_the_end(page: Page, url: str) -> None:
    page.goto(url)
    page.locator(".after").scroll_into_view_if_needed()
    wait_until(page, "JSON.parse(localStorage.places)['/series/walks/'].done")


def test_who_has_never_been_here_is_shown_nothing(site: str, page: Page) -> None:
    page.goto(site + LANDING)
    expect(page.locator(".place")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_a_part_that_was_begun_is_offered_again_and_one_that_was_read_leads_to_the_next(
    site: str, page: Page
) -> None:
    page.goto(f"{site}/walk-1/")
    page.goto(site + LANDING)
    link = page.locator(".place a")
    expect(link).to_have_text("Continue with Part One")
    read_to_the_end(page, f"{site}/walk-1/")
    page.goto(site + LANDING)
    expect(link).to_have_text("Continue with Part Two")
    link.click()
    page.wait_for_url("**/walk-2/")


def test_going_back_to_an_earlier_part_loses_nothing(site: str, page: Page) -> None:
    read_to_the_end(page, f"{site}/walk-2/")
    page.goto(f"{site}/walk-1/")
    page.goto(site + LANDING)
    expect(page.locator(".place a")).to_have_text("Continue with Part Three")


def test_when_all_was_read_nothing_that_is_not_out_is_offered(site: str, page: Page) -> None:
    read_to_the_end(page, f"{site}/walk-3/")
    page.goto(site + LANDING)
    expect(page.locator(".place")).to_contain_text("You have read every part so far.")
    assert page.locator(".place a").count() == 0


def test_one_button_forgets_it(site: str, page: Page) -> None:
    read_to_the_end(page, f"{site}/walk-1/")
    page.goto(site + LANDING)
    page.get_by_role("button", name="Forget my place").click()
    expect(page.locator(".place")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    page.goto(site + LANDING)
    expect(page.locator(".place")).to_be_hidden()


def test_the_quick_exit_forgets_it(site: str, page: Page) -> None:
    away = "https://weather.example/"
    page.route(f"{away}**", lambda route: route.fulfill(body="<title>Rain</title>", content_type="text/html"))
    page.goto(f"{site}/walk-1/")
    wait_until(page, "localStorage.places")
    page.get_by_role("link", name="Leave").click()
    page.wait_for_url(away)
    page.goto(f"{site}/archive/")
    assert page.evaluate("localStorage.length") == 0


def test_where_storage_is_forbidden_or_damaged_nothing_breaks(site: str, page: Page) -> None:
    page.goto(site + LANDING)
    page.evaluate("localStorage.places = '{'")
    page.goto(f"{site}/walk-1/")
    page.goto(site + LANDING)
    expect(page.locator(".place a")).to_have_text("Continue with Part One")


def test_without_javascript_all_is_there_but_the_offer(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + LANDING)
    expect(page.locator(".place")).to_be_hidden()
    expect(page.get_by_role("link", name="Start at the beginning")).to_be_visible()
    assert page.locator(".listing h3 a").count() == 3
    context.close()


def test_nothing_is_sent_anywhere(site: str, page: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    read_to_the_end(page, f"{site}/walk-1/")
    page.goto(site + LANDING)
    assert all(url.startswith(site) and "?" not in url for url in asked)
    scripts = [url for url in asked if "/place." in url]
    assert scripts
    assert all(url.rpartition(".")[2] == "js" and len(url.split(".")[-2]) == 12 for url in scripts)
