"""The theme in a real browser: what can be reached, read and used, by whom, and on what."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Serve, Sites
from tests.driver import CONFIG, Project, post, series
from tests.requirements import path_of, requires

pytestmark = requires("chromium", "pagefind")

POST = "/2021/everything/"
KINDS = {
    "home": "/",
    "home, page 2": "/page/2/",
    "post": POST,
    "short post": "/2021/the-second-part/",
    "page": "/about/",
    "series": "/series/show/",
    "all series": "/series/",
    "tag": "/tags/night-shift/",
    "all tags": "/tags/",
    "all categories": "/categories/",
    "archive": "/archive/",
    "year": "/archive/2021/",
    "not found": "/404.html",
    "support": "/support/",
    "search": "/search/",
    "moved": "/old/everything.html",
}
PHONE, LAPTOP = 320, 1280


@pytest.fixture
def showcase(sites: Sites) -> str:
    return sites["showcase"]


def open_all(page: Page) -> None:
    """Open everything that opens."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


# -- axe -------------------------------------------------------------------------------------------------


@requires("axe")
@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(scheme: Any, width: int, browser: Browser, sites: Sites) -> None:
    """On every kind of page, with everything opened that opens, and the focus on the skip link."""
    axe = path_of("axe").read_text(encoding="utf-8")
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    found = {}
    visits = {kind: sites["showcase"] + path for kind, path in KINDS.items() if kind != "moved"}
    visits |= {"right to left": sites["rtl"] + "/صباح-هادئ/", "calendar": sites["rtl"] + "/series/الأيام/"}
    for kind, url in visits.items():
        page.goto(url)
        open_all(page)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.evaluate(axe)
        done = page.evaluate(
            "axe.run().then(({passes, violations}) => [passes.map((one) => one.id), violations])"
        )
        assert {"color-contrast", "link-name", "region"} <= {*done[0]}, kind
        for one in done[1]:
            found[kind, one["id"]] = [node["html"] for node in one["nodes"]]
    context.close()
    assert found == {}


# -- sideways scrolling ----------------------------------------------------------------------------------


def overflow(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("width", "text"), [(320, 100), (640, 200), (320, 200), (1280, 100), (1280, 200)])
def test_no_page_scrolls_sideways(width: int, text: int, browser: Browser, sites: Sites) -> None:
    context = browser.new_context(viewport={"width": width, "height": 600})
    page = context.new_page()
    wide = {}
    visits = [
        *((sites["showcase"], path) for kind, path in KINDS.items() if kind != "moved"),
        *((sites["rtl"], path) for path in ("/", "/صباح-هادئ/", "/series/الأيام/")),
        *((sites["long"], path) for path in ("/", "/long-things/", "/long-essay/", "/tags/", "/archive/")),
    ]
    for site, path in visits:
        page.goto(site + path)
        page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
        open_all(page)
        if overflow(page) > 0:
            wide[path] = overflow(page)
    context.close()
    assert wide == {}


def test_what_is_wider_than_the_column_scrolls_by_itself_and_by_keyboard(
    browser: Browser, sites: Sites
) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 600}, bypass_csp=True)
    page = context.new_page()
    page.goto(sites["long"] + "/long-things/")
    for name in ("pre", "table"):
        box = page.locator(f".body {name}").first
        assert box.evaluate("(one) => one.scrollWidth > one.clientWidth")
        box.focus()
        assert page.evaluate("document.activeElement.tagName") == name.upper()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")
    context.close()


# -- keyboard --------------------------------------------------------------------------------------------

FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const line = one.getClientRects()[0];
  const at = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
  return {
    tag: one.tagName, label: (one.innerText || one.textContent || "").trim(), href: one.getAttribute("href"),
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && (one === at || one.contains(at)),
  };
}"""
TABBABLE = "a[href], button:not([hidden]), summary, input, [tabindex='0']"


def walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the top until the focus leaves the page."""
    page.evaluate("document.querySelectorAll('*').forEach((one) => one.blur && one.blur()); scrollTo(0, 0)")
    stops: list[dict[str, Any]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["tag"] in {"BODY", "HTML"}:
            return stops
        stops.append(stop)
    raise AssertionError("the focus never leaves the page")


@pytest.mark.parametrize(("scheme", "width"), [("light", LAPTOP), ("dark", PHONE)])
@pytest.mark.parametrize("kind", ["home", "post", "series", "not found", "search", "support"])
def test_everything_can_be_reached_by_keyboard_and_shows_that_it_was(
    kind: str, scheme: Any, width: int, page: Page, showcase: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(showcase + KINDS[kind])
    open_all(page)
    stops = walk(page)
    # Every stop once, in the order of the page.
    expected = page.evaluate(
        f'[...document.querySelectorAll("{TABBABLE}")]'
        ".filter((one) => one.checkVisibility({visibilityProperty: true}))"
        ".map((one) => one.getAttribute('href'))"
    )
    assert [stop["href"] for stop in stops] == expected
    assert [stop for stop in stops if not stop["outline"]] == []
    assert [stop for stop in stops if not stop["seen"]] == []


def test_the_first_stop_skips_to_the_text(page: Page, showcase: str) -> None:
    page.goto(showcase + POST)
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["height"] > 10  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_leads_on(page: Page, showcase: str) -> None:
    page.goto(showcase + POST)
    page.locator(".menu a", has_text="Series").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/series/")
    assert page.locator(".menu a[aria-current]").inner_text() == "Series"


def test_the_contents_open_and_lead_to_a_heading(page: Page, showcase: str) -> None:
    # On wide screens they are open, in the margin.
    page.set_viewport_size({"width": 1000, "height": 800})
    page.goto(showcase + POST)
    assert not page.locator(".contents").evaluate("(one) => one.open")
    page.locator(".contents summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".contents").evaluate("(one) => one.open")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#comments"
    assert page.locator(":target").inner_text() == "Comments"


def test_on_wide_screens_the_contents_stand_open_and_mark_the_section_that_is_read(
    page: Page, showcase: str
) -> None:
    page.set_viewport_size({"width": LAPTOP, "height": 800})
    page.goto(showcase + POST)
    body, contents = page.locator(".body").bounding_box(), page.locator(".contents").bounding_box()
    assert body is not None
    assert contents is not None
    assert contents["x"] + contents["width"] < body["x"]
    marked = page.locator(".contents a[aria-current]")
    for title in ("Reply", "Comments"):
        page.locator(".contents a", has_text=title).click()
        page.locator(".contents a[aria-current=location]", has_text=title).wait_for()
        assert marked.count() == 1
    page.evaluate("scrollTo(0, 0)")
    marked.wait_for(state="detached")


def test_footnotes_lead_there_and_back(page: Page, showcase: str) -> None:
    page.goto(showcase + POST)
    reference = page.locator(".footnote-ref").first
    reference.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    note = page.locator(":target")
    assert "A note with a link" in note.inner_text()
    # It comes to where one reads; the text stays where it is.
    assert page.evaluate("scrollY") == before
    assert note.evaluate("(one) => one.getBoundingClientRect().bottom <= innerHeight")
    back = note.locator(".footnote-backref").first
    back.focus()
    page.keyboard.press("Enter")
    assert page.locator(":target .footnote-ref").inner_text() == "1"


def test_a_heading_is_a_link_to_itself(page: Page, showcase: str) -> None:
    page.goto(showcase + POST)
    heading = page.get_by_role("heading", name="Comments", exact=True).first
    heading.get_by_role("link").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#comments"


def test_a_wide_picture_uses_the_margin_and_no_other_does(page: Page, serve: Serve, tmp_path: Path) -> None:
    text = "![A](/p.svg 'Plain')\n\n![B](/p.svg 'Wide'){: .wide}\n"
    files = {
        "config.yaml": CONFIG,
        "content/posts/a.md": post("A", text),
        "content/static/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="500"/>',
    }
    page.set_viewport_size({"width": LAPTOP, "height": 800})
    page.goto(serve(Project(files, tmp_path).build().output) + "/a/")
    widths = "[...document.querySelectorAll('figure')].map((one) => one.offsetWidth)"
    plain, wide = page.evaluate(widths)
    assert wide == plain + 14 * 16
    assert overflow(page) <= 0
    page.set_viewport_size({"width": PHONE, "height": 800})
    plain, wide = page.evaluate(widths)
    assert wide == plain


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_the_header_leaves_room_whichever_page_is_current(
    width: int, page: Page, serve: Serve, tmp_path: Path
) -> None:
    names = ("Home", "Series", "Archive", "About", "Getting help", "Search")
    paths = ("/", "/series/", "/archive/", "/about/", "/support/", "/a/")
    menu = ", ".join(f"{{title: {name}, url: {path}}}" for name, path in zip(names, paths, strict=True))
    tagline = "Men’s mental and emotional health in the workplace"
    files = {
        "config.yaml": f"{CONFIG}tagline: {tagline}\nmenu: [{menu}]\n",
        "content/posts/a.md": post("A"),
        "content/pages/about.md": post("About", date=""),
    }
    origin = serve(Project(files, tmp_path).build().output)
    page.set_viewport_size({"width": width, "height": 800})
    heights = {}
    for path in ("/", "/archive/", "/about/", "/a/"):
        page.goto(origin + path)
        assert page.locator(".menu [aria-current]").count() == 1
        heights[path] = page.locator(".masthead").evaluate("(one) => one.offsetHeight")
    assert heights.pop("/") <= 120
    assert len({*heights.values()}) == 1
    assert max(heights.values()) <= 80


def test_a_tall_picture_at_the_top_fits_into_the_window(page: Page, serve: Serve, tmp_path: Path) -> None:
    image = "{src: ../static/p.svg, alt: A}"
    files = {
        "content/posts/a.md": post("A", image=image),
        "content/static/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="3000"/>',
    }
    page.set_viewport_size({"width": LAPTOP, "height": 800})
    page.goto(serve(Project(files, tmp_path).build().output) + "/a/")
    picture = page.locator(".lead img")
    assert picture.evaluate("(one) => one.offsetHeight") == 640
    assert picture.evaluate("(one) => getComputedStyle(one).objectFit") == "contain"


def test_a_feed_in_a_browser_is_a_page_that_says_what_it_is(browser: Browser, showcase: str) -> None:
    context = browser.new_context()  # which looks for an icon, as for any document that names none
    page = context.new_page()
    for path, title in (
        ("/feed.xml", "Show & tell"),
        ("/series/show/feed.xml", "Showing things · Show & tell"),
    ):
        page.goto(showcase + path)
        shown = page.evaluate(
            """[...document.querySelectorAll("title, p, a, summary, content, id")]
            .filter((one) => one.getClientRects().length).map((one) => one.textContent)"""
        )
        assert shown[0] == title
        assert "This is a feed" in shown[1]
        assert f"https://tests.example{path}" in shown
        assert "urn:uuid" not in "".join(shown)
    link = page.locator("entry a", has_text="Everything")
    assert link.get_attribute("href") == "https://tests.example" + POST
    context.close()


def test_a_calendar_is_subscribed_to_copied_or_saved_without_a_script(
    browser: Browser, serve: Serve, tmp_path: Path
) -> None:
    files = {
        "content/series/rest.md": series("Rest", parts=2, planned="[{part: 2, date: 2026-04-01}]"),
        "content/posts/a.md": post("A", series="rest", series_part=1),
    }
    origin = serve(Project(files, tmp_path).build().output)
    address = "https://tests.example/series/rest/calendar.ics"
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(f"{origin}/series/rest/")
    subscribe = page.get_by_role("link", name="Subscribe in your calendar")
    assert not subscribe.is_visible()
    page.locator(".calendar summary").focus()
    page.keyboard.press("Enter")
    assert subscribe.get_attribute("href") == address.replace("https", "webcal")
    shown = page.locator(".calendar .address")
    assert shown.inner_text() == address
    shown.click()
    assert page.evaluate("getSelection().toString()") == address
    assert overflow(page) <= 0
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download the file").click()
    assert saved.value.suggested_filename == "calendar.ics"
    assert b"BEGIN:VCALENDAR" in saved.value.path().read_bytes()
    context.close()


def test_the_parts_of_a_series_lead_to_each_other(page: Page, showcase: str) -> None:
    page.goto(showcase + POST)
    page.locator(".parts a", has_text="The second part").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/the-second-part/")
    page.locator(".parts a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/everything/")
    page.locator(".onward a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/the-second-part/")


def test_a_comment_has_an_address_of_its_own(page: Page, showcase: str) -> None:
    page.goto(showcase + POST)
    page.locator(".comment header a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#comment-1"
    assert page.locator(":target").inner_text().startswith("Ash <script>")


def test_the_address_can_be_copied(browser: Browser, showcase: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(showcase + POST)
    page.locator(".copy button").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="The link is copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "https://tests.example" + POST
    context.close()


# -- light and dark --------------------------------------------------------------------------------------

PAPER = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("preferred", ["light", "dark"])
def test_the_toggle_turns_the_colours_over_and_is_remembered_without_a_flash(
    preferred: Any, browser: Browser, showcase: str
) -> None:
    context = browser.new_context(color_scheme=preferred)
    page = context.new_page()
    page.goto(showcase + "/")
    before = page.evaluate(PAPER)
    toggle = page.get_by_role("button", name="Dark")
    assert toggle.get_attribute("aria-pressed") == str(preferred == "dark").lower()
    toggle.focus()
    page.keyboard.press("Enter")
    after = page.evaluate(PAPER)
    assert after != before
    assert toggle.get_attribute("aria-pressed") == str(preferred != "dark").lower()
    # On the next page the choice is made before there is a body to paint.
    page.add_init_script(
        "new MutationObserver((_, self) => { if (document.body) {"
        " window.atFirst = document.documentElement.dataset.theme; self.disconnect(); } })"
        ".observe(document, {childList: true, subtree: true});"
    )
    page.goto(showcase + POST)
    assert page.evaluate("window.atFirst") == ("light" if preferred == "dark" else "dark")
    assert page.evaluate(PAPER) == after
    # Back to what the system has anyway: nothing is kept, and the page follows the system from then on.
    page.locator(".scheme").click()
    assert page.evaluate("[localStorage.theme, document.documentElement.dataset.theme]") == [None, None]
    page.emulate_media(color_scheme="light" if preferred == "dark" else "dark")
    assert page.evaluate(PAPER) == after
    context.close()


# -- without JavaScript ----------------------------------------------------------------------------------


def test_nothing_needs_javascript(browser: Browser, showcase: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.goto(showcase + POST)
    # Buttons that only a script can answer are not there.
    assert page.get_by_role("button").count() == 0
    assert "need JavaScript" in page.locator("noscript p").inner_text()
    page.locator(".contents summary").click()
    page.locator(".contents a", has_text="Reply").click()
    assert page.url.endswith("#reply")
    page.locator(".menu a", has_text="Series").click()
    page.get_by_role("link", name="Showing things").first.click()
    assert page.locator("h1").inner_text() == "Showing things"
    page.goto(showcase + "/search/")
    page.locator("noscript a, main a", has_text="Archive").first.click()
    assert page.url == (showcase + "/archive/")
    context.close()


def test_a_moved_page_leads_on(browser: Browser, sites: Sites) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sites["repo"] + "/old/everything.html")
    page.wait_for_url("**/repo/2021/everything/")
    context.close()


# -- security policy -------------------------------------------------------------------------------------


def test_every_page_keeps_to_a_strict_security_policy_and_asks_no_other_host(
    page: Page, showcase: str
) -> None:
    """The page's own fixture fails for whatever the browser complains of."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in KINDS.values():
        page.goto(showcase + path)
        if page.locator(".scheme").count():
            page.locator(".scheme").click()
    assert [url for url in asked if not url.startswith(showcase)] == []


@pytest.mark.parametrize(
    ("name", "script"),
    [("showcase", "https://giscus.app/client.js"), ("isso", "https://isso.tests.example/js/embed.min.js")],
)
def test_a_comment_service_is_loaded_when_the_reader_asks_and_never_before(
    name: str, script: str, browser: Browser, sites: Sites
) -> None:
    # A site that mounts a service allows its host.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(
        re.compile("^https:"), lambda route: route.fulfill(body="void 0;", content_type="text/javascript")
    )
    page.goto(sites[name] + POST)
    assert [url for url in asked if not url.startswith(sites[name])] == []
    page.locator(".mount button").click()
    page.locator(".mount").wait_for(state="detached")
    assert [url for url in asked if not url.startswith(sites[name])] == [script]
    context.close()


# -- other ways of reading -------------------------------------------------------------------------------


def test_an_essay_prints_without_navigation_and_with_the_targets_of_its_links(
    page: Page, showcase: str
) -> None:
    page.goto(showcase + POST)
    page.emulate_media(media="print")
    for hidden in (".menu", ".series", ".share", ".contents", ".reply", ".quick-exit", ".colophon nav"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in ("h1", ".body", ".byline", ".printed"):
        assert page.locator(shown).first.is_visible(), shown
    target = page.locator(".body a[href^='https://elsewhere.example']")
    assert "https://elsewhere.example/?a=1&b=2#c" in target.evaluate(
        "(one) => getComputedStyle(one, '::after').content"
    )
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"
    # What can be followed in the file itself: the text's own links, and no way about the site.
    printed = {address.decode() for address in re.findall(rb"/URI \(([^)]*)\)", page.pdf(format="A4"))}
    assert "https://elsewhere.example/?a=1&b=2#c" in printed
    for path in ("/about/", "/archive/", "/tags/", "/feed.xml"):
        assert not [address for address in printed if address.startswith(showcase + path)], path


def test_right_to_left_pages_are_mirrored(page: Page, sites: Sites) -> None:
    page.goto(sites["rtl"] + "/صباح-هادئ/")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    title, menu = page.locator(".site-title").bounding_box(), page.locator(".menu").bounding_box()
    assert title is not None
    assert menu is not None
    assert title["x"] > menu["x"]
    sides = page.locator(".body blockquote").evaluate(
        "(one) => [getComputedStyle(one).borderRightWidth, getComputedStyle(one).borderLeftWidth]"
    )
    assert sides == ["3px", "0px"]


def test_english_sentences_on_a_right_to_left_page_keep_their_order(page: Page, sites: Sites) -> None:
    page.set_viewport_size({"width": LAPTOP, "height": 800})
    page.goto(sites["rtl"] + "/صباح-هادئ/")
    line = page.locator(".series-line")
    first, second, end = line.evaluate(
        """(one) => {
          const range = document.createRange();
          const left = (word) => {
            const node = [...one.childNodes].find((child) => child.textContent.includes(word));
            const start = node.textContent.indexOf(word);
            range.setStart(node, start);
            range.setEnd(node, start + word.length);
            return range.getBoundingClientRect().left;
          };
          range.selectNodeContents(one);
          const end = range.getBoundingClientRect().right;
          return [left("This is"), left("It’s"), one.getBoundingClientRect().right - end];
        }"""
    )
    assert first < second
    assert abs(end) < 1


def test_numbers_and_addresses_are_read_from_left_to_right_in_any_language(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    settings = (
        'language: ar-EG\nsupport:\n  emergency: {number: "0800 123"}\n  organisations:\n'
        '    - {name: Listeners, phone: "116 123", verified_on: 2026-01-01}\n'
        "comments: {reply: {email: letters@tests.example}}\n"
    )
    text = "صباح `one two` هادئ."
    files = {"config.yaml": CONFIG + settings, "content/posts/a.md": post("صباح", text, support="true")}
    page.goto(serve(Project(files, tmp_path).build().output) + "/a/")
    for wanted in ("0800 123", "116 123", "letters@tests.example", "one two"):
        places = page.evaluate(
            """(wanted) => {
              const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
              const found = [];
              for (let node; (node = walker.nextNode()); ) {
                const start = node.data.indexOf(wanted);
                if (start < 0) continue;
                const at = (index) => {
                  const range = document.createRange();
                  range.setStart(node, index);
                  range.setEnd(node, index + 1);
                  return range.getBoundingClientRect().x;
                };
                found.push([at(start), at(start + wanted.length - 1)]);
              }
              return found;
            }""",
            wanted,
        )
        assert places, wanted
        for first, last in places:
            assert first < last, wanted


def test_nothing_moves_for_those_who_asked_for_less_motion(browser: Browser, showcase: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(showcase + POST)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
          const style = getComputedStyle(one);
          return style.transitionDuration !== "0s" || style.animationName !== "none"
            || style.scrollBehavior !== "auto";
        }).map((one) => one.tagName)"""
    )
    assert moving == []
    context.close()


def test_in_forced_colours_what_is_current_and_what_can_be_pressed_is_still_marked(
    browser: Browser, showcase: str
) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(showcase + "/series/")
    current = page.locator(".menu a[aria-current]")
    assert "underline" in current.evaluate("(one) => getComputedStyle(one).textDecorationLine")
    page.goto(showcase + POST)
    assert (
        page.locator(".scheme").evaluate("(one) => getComputedStyle(one, '::before').borderTopStyle")
        == "solid"
    )
    shape = page.locator(".scheme").evaluate("(one) => getComputedStyle(one, '::before').backgroundImage")
    assert shape.startswith("linear-gradient")
    assert (
        page.locator(".editors-note").first.evaluate("(one) => getComputedStyle(one).borderLeftStyle")
        == "solid"
    )
    assert page.locator(".parts .here a").evaluate("(one) => getComputedStyle(one).fontWeight") == "700"
    context.close()


def test_a_site_under_a_sub_path_is_whole(page: Page, sites: Sites) -> None:
    for path in ("/", POST, "/tags/", "/404.html"):
        page.goto(sites["repo"] + path)
        assert page.evaluate("document.styleSheets.length") == 2


def test_the_page_for_unknown_addresses_is_whole_at_whatever_depth(page: Page, sites: Sites) -> None:
    site = sites["repo"]
    with urlopen(site + "/404.html") as answer:
        body = answer.read()
    page.route("**/not/here/**", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(site + "/not/here/at/all/")
    assert page.locator("h1").inner_text() == "This page is not here"
    assert page.evaluate("document.styleSheets.length") == 2
    page.locator(".masthead a").first.click()
    page.wait_for_url(site + "/")


def test_the_structured_data_is_still_data_to_a_browser(page: Page, showcase: str) -> None:
    page.goto(showcase + POST)
    data = json.loads(page.locator("script[type='application/ld+json']").text_content() or "")
    assert data["@graph"][0]["headline"] == "Everything & <more> “at once”"
