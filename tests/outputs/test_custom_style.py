from __future__ import annotations

import re
from pathlib import Path

from tests.driver import CONFIG, Project, post
from tests.stages.sample_images import picture, png

FILES: dict[str, str | bytes] = {
    "config.yaml": CONFIG,
    "content/posts/a.md": post("A"),
    "content/static/extra.css": "p { color: red }",
    "content/images/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'/>",
}


def themed(root: Path, theme: str, base_url: str | None = None) -> Project:
    files = {**FILES, "config.yaml": f"{CONFIG}theme:\n{theme}"}
    return Project(files, root).build(base_url=base_url)


def sheets(page: str) -> list[str]:
    return re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)


def test_a_theme_that_is_left_as_it_is_has_one_sheet(tmp_path: Path) -> None:
    assert len(sheets(Project(FILES, tmp_path).build().page("/a/"))) == 1


def test_colours_and_fonts_are_a_sheet_after_the_themes(tmp_path: Path) -> None:
    site = themed(tmp_path, '  accent: "#2f5d62"\n  font_body: slab\n')
    own, custom = sheets(site.page("/a/"))
    assert own.startswith("/assets/style.")
    assert "--accent-light: #2f5d62;" in site.page(custom)
    site.edit("config.yaml", "2f5d62", "7b2d26").build()
    assert sheets(site.page("/a/"))[1] != custom
    site.assert_absent(custom)


def test_a_sheet_of_ones_own_comes_last(tmp_path: Path) -> None:
    site = themed(
        tmp_path,
        '  accent: "#2f5d62"\n  stylesheet: static/extra.css\n',
        base_url="https://tests.example/repo/",
    )
    _, custom, extra = sheets(site.page("/a/"))
    assert custom.startswith("/repo/assets/theme.")
    assert extra.startswith("/repo/extra.css?v=")
    site.assert_built(custom.removeprefix("/repo"), "/extra.css")


def icons(page: str) -> list[str]:
    return re.findall(r'<link rel="(?:apple-touch-)?icon" (.+)>', page)


def test_without_an_icon_of_ones_own_the_themes_is_used(tmp_path: Path) -> None:
    (icon,) = icons(Project(FILES, tmp_path).build().page("/a/"))
    assert re.fullmatch(r'href="/assets/icon\.[0-9a-f]+\.svg" type="image/svg\+xml"', icon)


def test_an_icon_of_ones_own_takes_the_place_of_the_themes(tmp_path: Path) -> None:
    drawn = FILES["content/images/logo.svg"]
    site = Project(
        {**FILES, "content/posts/a.md": post("A", aliases="[/old/]"), "content/static/favicon.svg": drawn},
        tmp_path,
    ).build(base_url="https://tests.example/repo/")
    expected = ['href="/repo/favicon.svg" type="image/svg+xml"']
    for url in ("/", "/a/", "/old/", "/404.html"):
        assert icons(site.page(url)) == expected, url
    site.assert_built("/favicon.svg").assert_absent("/assets/icon.svg")
    site.delete("content/static/favicon.svg").build()
    assert "/assets/icon." in icons(site.page("/a/"))[0]


def test_several_icons_are_told_apart(tmp_path: Path) -> None:
    small = png(picture(32, 32))
    site = Project(
        {
            **FILES,
            "content/static/favicon.svg": FILES["content/images/logo.svg"],
            "content/static/favicon.ico": b"\0\0\1\0",
            "content/static/favicon.png": small,
            "content/static/apple-touch-icon.png": small,
        },
        tmp_path,
    ).build()
    assert icons(site.page("/a/")) == [
        'href="/favicon.ico" type="image/x-icon" sizes="32x32"',
        'href="/favicon.png" type="image/png"',
        'href="/favicon.svg" type="image/svg+xml"',
        'href="/apple-touch-icon.png"',
    ]


def test_a_touch_icon_alone_leaves_the_themes_icon_in_its_place(tmp_path: Path) -> None:
    site = Project({**FILES, "content/static/apple-touch-icon.png": png(picture(32, 32))}, tmp_path).build()
    ours, touch = icons(site.page("/a/"))
    assert "/assets/icon." in ours
    assert touch == 'href="/apple-touch-icon.png"'


def test_a_logo_is_beside_the_title(tmp_path: Path) -> None:
    page = themed(tmp_path, "  logo: images/logo.svg\n").page("/a/")
    assert '<img src="/images/logo.svg" alt="" width="20" height="10" class="logo">' in page


def test_a_logo_is_published_though_a_draft_shows_it_too(tmp_path: Path) -> None:
    draft = post("Draft", "![Us](../images/logo.svg)", "", draft="true")
    site = Project(
        {
            **FILES,
            "config.yaml": f"{CONFIG}theme: {{logo: /images/logo.svg}}\n",
            "content/posts/draft.md": draft,
        },
        tmp_path,
    )
    site.build().assert_built("/images/logo.svg")


def test_a_sheet_that_is_not_there_fails_the_build_at_its_line(tmp_path: Path) -> None:
    site = Project({**FILES, "config.yaml": f"{CONFIG}theme:\n  stylesheet: static/extro.css\n"}, tmp_path)
    (found,) = site.failure()
    assert (found.code, found.path, found.place.line) == ("theme-file", "config.yaml", 5)


def test_share_links_are_those_of_the_list_in_its_order(tmp_path: Path) -> None:
    page = themed(tmp_path, "  share: [whatsapp, email, whatsapp]\n").page("/a/")
    share = page[page.index('class="share"') : page.index("</ul>", page.index('class="share"'))]
    assert re.findall(r'href="([a-z]+:(?://[a-z.]+)?)', share) == ["https://wa.me", "mailto:"]
    assert "<button" not in share


def test_an_empty_list_shares_nowhere(tmp_path: Path) -> None:
    assert 'class="share"' not in themed(tmp_path, "  share: []\n").page("/a/")


def test_the_quick_exit_is_off_unless_it_is_switched_on(tmp_path: Path) -> None:
    assert "quick-exit" not in Project(FILES, tmp_path / "off").build().page("/a/")
    site = themed(tmp_path / "on", '  quick_exit: {enabled: true, url: "https://weather.example/"}\n')
    for url in ("/", "/a/", "/404.html"):
        page = site.page(url)
        link = re.search(r'<a href="https://weather\.example/"[^>]*>', page)
        assert link is not None
        assert "noreferrer" in link[0]
        assert page.index("/assets/exit.") > page.index(link[0])


def test_an_author_who_is_the_site_is_no_person(tmp_path: Path) -> None:
    site = Project({**FILES, "content/posts/b.md": post("B", authors="[Tests, Ann]")}, tmp_path).build()
    page = site.page("/b/")
    assert '{"@type":"Organization","name":"Tests"},{"@type":"Person","name":"Ann"}' in page


def test_a_menu_link_that_leads_nowhere_is_told_at_its_line(tmp_path: Path) -> None:
    menu = "menu:\n  - title: Here\n    url: /\n  - title: There\n    url: /there/\n"
    (found,) = Project({**FILES, "config.yaml": CONFIG + menu}, tmp_path).build().report.diagnostics
    assert (found.code, found.path, found.place.line) == ("broken-link", "config.yaml", 7)
