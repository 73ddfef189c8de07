from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Serve
from tests.driver import CONFIG, Project, post
from tests.requirements import requires

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = requires("chromium")

AWAY = "https://weather.example/"


@pytest.fixture
def site(tmp_path: Path, serve: Serve) -> str:
    """The address of a site with a quick exit."""
    theme = f"theme:\n  quick_exit: {{enabled: true, url: {AWAY}}}\n"
    project = Project({"config.yaml": CONFIG + theme, "content/posts/a.md": post("A")}, tmp_path).build()
    return serve(project.output)


def with_weather(page: Page) -> Page:
    """A page that finds the other site, which has no icon."""
    page.route(f"{AWAY}**", lambda route: route.fulfill(body="<title>Rain</title>", content_type="text/html"))
    return page


def test_the_link_leaves_and_back_does_not_lead_here_again(site: str, page: Page) -> None:
    with_weather(page).goto(f"{site}/archive/")
    page.goto(f"{site}/a/")
    page.get_by_role("link", name="Leave").click()
    page.wait_for_url(AWAY)
    page.go_back()
    page.wait_for_url(f"{site}/archive/")


def test_shift_pressed_three_times_leaves(site: str, page: Page) -> None:
    with_weather(page).goto(f"{site}/a/")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(AWAY)


def test_shift_in_the_course_of_writing_does_not(site: str, page: Page) -> None:
    page.goto(f"{site}/a/")
    for key in ("Shift", "Shift", "a", "Shift"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert page.url == f"{site}/a/"


def test_without_javascript_it_is_a_plain_link(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = with_weather(context.new_page())
    page.goto(f"{site}/a/")
    page.get_by_role("link", name="Leave").click()
    page.wait_for_url(AWAY)
    context.close()
