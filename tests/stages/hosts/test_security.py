"""Covers `headers_file`, `workers_config`, `stages/views/foreign_hosts`, `stages/theme/foreign_loads`,
`stages/views/old_addresses`, `model/hosts`, `model/caching`.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from site_builder.model.caching import ASK_AGAIN, FOR_EVER, cache_control
from site_builder.model.hosts import HOSTS, ForeignLoad, HeaderLimits, InlineCode
from site_builder.stages.hosts.headers_file import headers_file
from site_builder.stages.hosts.security import security_policy
from site_builder.stages.hosts.workers_config import workers_config
from site_builder.stages.theme.foreign_loads import (
    inline_code,
    loads_of_markup,
    loads_of_style,
    origin_of,
)
from tests.driver import CONFIG, Project, post
from tests.requirements import FETCHED, requires

PLAIN = "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
ALIASES = "['/old/', '/früher/', '/?p=12']"
MANY = "redirects: [{old: '/wiki/*', new: /a/}]\n"


def policy_of(project: Project) -> str:
    """The policy that a site's hosts send."""
    (line,) = [one for one in project.page("/_headers").splitlines() if "Content-Security-Policy:" in one]
    return line.partition(": ")[2]


def site(tmp_path: Path, settings: str = "", body: str = "Words.", **front: str) -> Project:
    """A site of one post for Netlify."""
    config = f"{CONFIG}hosts: [netlify]\n{settings}"
    text = post("A", body, "2026-01-06", **front)
    return Project({"config.yaml": config, "content/posts/a.md": text}, tmp_path)


# -- the policy ------------------------------------------------------------------------------------------


def test_a_site_that_needs_nothing_else_allows_only_itself(tmp_path: Path) -> None:
    assert policy_of(site(tmp_path).build()) == PLAIN


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ("search: true\n", "script-src 'self' 'wasm-unsafe-eval'"),
        (
            "comments: {provider: giscus, giscus: {repo: a/b, repo_id: R, category: C, category_id: I}}\n",
            "frame-src 'self' https://giscus.app; script-src 'self' https://giscus.app;"
            " style-src 'self' https://giscus.app",
        ),
        (
            "comments: {provider: isso, isso: {url: 'https://Talk.example/isso/'}}\n",
            "connect-src 'self' https://talk.example; img-src 'self' https://talk.example;"
            " script-src 'self' https://talk.example; style-src 'self' https://talk.example;"
            " style-src-attr 'unsafe-inline'",
        ),
    ],
)
def test_search_and_comments_are_allowed_where_they_are(settings: str, part: str, tmp_path: Path) -> None:
    if "search" in settings:
        pytest.importorskip("pagefind")
    assert policy_of(site(tmp_path, settings).build()) == PLAIN.replace("; object", f"; {part}; object")


def test_a_service_whose_button_is_nowhere_is_not_allowed(tmp_path: Path) -> None:
    settings = "comments: {provider: isso, isso: {url: 'https://talk.example/'}}\n"
    assert policy_of(site(tmp_path, settings, comments="false").build()) == PLAIN


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("![x](https://pics.example/a.png)", "img-src 'self' https://pics.example"),
        ('<img alt="x" srcset="https://one.example/a.png 1x, https://two.example/b.png 2x">', "img-src"),
        ('<img alt="x" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "img-src 'self' data:"),
        (
            '<iframe title="x" src="https://player.example/1"></iframe>',
            "frame-src 'self' https://player.example",
        ),
        ('<video src="//films.example/a.mp4"></video>', "media-src 'self' https://films.example"),
        ('<script src="https://code.example/a.js"></script>', "script-src 'self' https://code.example"),
        ('<object data="https://old.example/a.swf"></object>', "object-src 'self' https://old.example"),
    ],
)
def test_what_a_text_loads_from_elsewhere_is_allowed(body: str, part: str, tmp_path: Path) -> None:
    assert part in policy_of(site(tmp_path, body=body).build())


def test_links_to_elsewhere_need_no_word(tmp_path: Path) -> None:
    body = '[x](https://a.example/) <a href="https://b.example/">y</a>'
    assert policy_of(site(tmp_path, body=body, canonical="https://c.example/a/").build()) == PLAIN


def test_drafts_leave_no_trace_in_it(tmp_path: Path) -> None:
    one = site(tmp_path, body="![x](https://pics.example/a.png)", draft="true").build()
    assert policy_of(one) == PLAIN
    assert "pics.example" in policy_of(one.build(drafts=True))


def test_the_sites_own_templates_and_styles_are_read(tmp_path: Path) -> None:
    one = site(tmp_path).write(
        "templates/layout.html",
        '{% extends "theme:layout.html" %}{% block head %}\n'
        '<script src="https://count.example/c.js"></script><link rel="me" href="https://me.example/">'
        "\n<style>p {}</style><script>x()</script>\n{# <script src='https://off.example/'> #}{% endblock %}",
    )
    sheet = '@import "https://type.example/t.css"; a { b: url(data:image/png;x) }'
    one.write("templates/assets/more.css", sheet)
    one.build()
    policy = policy_of(one)
    assert "script-src 'self' https://count.example" in policy
    assert "style-src 'self' https://type.example" in policy
    assert "img-src 'self' data:" in policy
    assert "me.example" not in policy
    assert "off.example" not in policy
    found = [(two.code, two.place.line, two.path) for two in one.report.diagnostics]
    assert found == [("template-inline-code", 3, "templates/layout.html")] * 2
    one.edit("config.yaml", "hosts: [netlify]\n", "").build()
    assert one.report.diagnostics == ()


def test_a_policy_that_is_too_long_for_a_host_allows_any_https_host() -> None:
    loads = [ForeignLoad("img", f"https://a-host-with-a-long-name-{n}.example") for n in range(100)]
    policy = security_policy([*loads, ForeignLoad("script", "https://s.example")], has_search=False)
    assert policy in headers_file(policy, [], [HeaderLimits()])
    short = headers_file(policy, [], [HeaderLimits(characters=2_000)])
    assert "img-src 'self' https:;" in short
    assert "script-src 'self' https://s.example" in short
    assert max(map(len, short.splitlines())) <= 2_000


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://A.example:8080/x?y", "https://a.example:8080"),
        ("//a.example/x", "https://a.example"),
        ("http://user@a.example/", "http://a.example"),
        ("data:image/png;base64,x", "data:"),
        ("https://{{ host }}/x.js", ""),
        ("https://a.example;script-src *", ""),
        ("https://[x/", ""),
        ("/here.png", ""),
        ("2x,", ""),
    ],
)
def test_an_origin_cannot_end_a_directive(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_markup_and_styles_tell_what_they_load() -> None:
    markup = '<LINK rel="stylesheet" href="https://a.example/x.css"><video poster=https://b.example/p.png>'
    found = (ForeignLoad("link", "https://a.example"), ForeignLoad("img", "https://b.example"))
    assert loads_of_markup(markup) == found
    assert loads_of_style("a{b:url( 'https://c.example/f.woff2' )}") == (
        ForeignLoad("img", "https://c.example"),
        ForeignLoad("font", "https://c.example"),
    )
    text = '<p\nstyle="x"><script type="application/ld+json">{}</script>\n<!-- <style> --><a onclick="y">'
    assert inline_code(text) == (InlineCode("style", 2), InlineCode("onclick", 3))


# -- the files -------------------------------------------------------------------------------------------


def test_each_host_gets_what_it_reads_and_no_other_file(tmp_path: Path) -> None:
    read = {
        "netlify": {"_headers"},
        "cloudflare": {"_headers", "wrangler.jsonc", ".assetsignore"},
        "gitlab": set(),
        "apache": {".htaccess"},
        "nginx": set(),
    }
    assert read.keys() == HOSTS.keys()
    every = set().union(*read.values())
    one = site(tmp_path).build()
    for name, files in read.items():
        one.write("config.yaml", f"{CONFIG}hosts: [{name}]\n").build()
        assert {path for path in one.tree() if path in every} == files, name
        one.assert_same_as_clean(tmp_path.with_name(f"clean-{name}"))
        one.build().assert_idle()
    one.write("config.yaml", CONFIG).build()
    assert [path for path in one.tree() if path in every or path.endswith((".gz", ".br"))] == []


def test_files_of_the_writers_own_come_first(tmp_path: Path) -> None:
    one = Project(
        {
            "config.yaml": f"{CONFIG}hosts: [cloudflare, apache]\n",
            "content/static/_headers": "mine",
            "content/static/.htaccess": "mine",
            "content/static/wrangler.jsonc": "mine",
        },
        tmp_path,
    ).build()
    assert one.page("/_headers") == one.page("/wrangler.jsonc") == "mine"


def test_an_unknown_host_is_an_error_with_a_guess(tmp_path: Path) -> None:
    from site_builder.model.errors import ConfigInvalid

    with pytest.raises(ConfigInvalid) as caught:
        Project({"config.yaml": f"{CONFIG}hosts: [netlfy]\n"}, tmp_path).build()
    (problem,) = caught.value.diagnostics
    assert (problem.place.line, problem.hint) == (4, "did you mean netlify?")


def table(tmp_path: Path, hosts: str) -> list[str]:
    one = site(tmp_path, aliases=ALIASES).write("config.yaml", f"{CONFIG}{MANY}hosts: [{hosts}]\n").build()
    return one.page("/_redirects").splitlines()


def test_netlify_leads_on_from_files_too_and_from_queries(tmp_path: Path) -> None:
    assert table(tmp_path, "netlify, apache") == [
        "/ p=12 /a/ 301!",
        "/fr%C3%BCher/ /a/ 301!",
        "/old/ /a/ 301!",
        "/wiki/* /a/ 301",
    ]


def test_other_hosts_get_neither_and_the_rule_for_many_last(tmp_path: Path) -> None:
    assert table(tmp_path, "cloudflare, gitlab") == [
        "/fr%C3%BCher/ /a/ 301",
        "/old/ /a/ 301",
        "/wiki/* /a/ 301",
    ]


def test_the_name_of_a_worker_is_made_of_the_address() -> None:
    text = workers_config("www.my-blog.example")
    settings = json.loads("".join(line for line in text.splitlines() if not line.startswith("//")))
    assert settings["name"] == "www-my-blog-example"
    assert settings["assets"] == {
        "directory": ".",
        "html_handling": "auto-trailing-slash",
        "not_found_handling": "404-page",
    }
    assert len(json.loads(text.partition("{")[1] + text.partition("{")[2])["name"]) <= 63


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("assets/style.1f2e3d4c5b6a.css", FOR_EVER),
        ("assets/style.1f2e3d4c5b6a.css.br", FOR_EVER),
        ("images/desk.1f2e3d4c5b6a-768.webp", FOR_EVER),
        ("pagefind/fragment/en_1a2b3c.pf_fragment", FOR_EVER),
        ("pagefind/pagefind.en_1a2b3c.pf_meta", FOR_EVER),
        ("pagefind/pagefind.js", ASK_AGAIN),
        ("images/desk.png", ASK_AGAIN),
        ("index.html", ASK_AGAIN),
        ("feed.xml.gz", ASK_AGAIN),
        ("1f2e3d4c5b6a/index.html", ASK_AGAIN),
    ],
)
def test_only_a_name_that_changes_with_its_bytes_is_kept_for_ever(path: str, expected: str) -> None:
    assert cache_control(path) == expected


# -- as others read them ---------------------------------------------------------------------------------

READ = """
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";
const folder = process.argv[1];
console.log(JSON.stringify({
  headers: await parseAllHeaders({ headersFiles: [`${folder}/_headers`], minimal: true }),
  redirects: await parseAllRedirects({ redirectsFiles: [`${folder}/_redirects`], minimal: true }),
}));
"""


def as_netlify_reads(folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", READ, str(folder)],
        cwd=FETCHED / "node",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@requires("node", "netlify-parsers")
@pytest.mark.parametrize("base_url", ["https://tests.example/", "https://tests.example/repo/"])
def test_netlifys_own_parsers_accept_what_is_written(base_url: str, tmp_path: Path) -> None:
    settings = "comments: {provider: isso, isso: {url: 'https://talk.example/'}}\n"
    one = site(tmp_path, settings + MANY, aliases=ALIASES).build(base_url=base_url)
    found = as_netlify_reads(one.output)
    assert found["headers"]["errors"] == found["redirects"]["errors"] == []
    prefix = base_url.removeprefix("https://tests.example").removesuffix("/")
    everywhere, assets = found["headers"]["headers"]
    assert (everywhere["for"], assets["for"]) == ("/*", f"{prefix}/assets/*")
    assert everywhere["values"]["Content-Security-Policy"] == policy_of(one)
    assert everywhere["values"].keys() == {
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
    }
    assert assets["values"] == {"Cache-Control": FOR_EVER}
    names = ("from", "query", "to", "status", "force")
    rules = [tuple(rule[name] for name in names) for rule in found["redirects"]["redirects"]]
    assert rules == [
        (f"{prefix}/", {"p": "12"}, f"{prefix}/a/", 301, True),
        (f"{prefix}/fr%C3%BCher/", {}, f"{prefix}/a/", 301, True),
        (f"{prefix}/old/", {}, f"{prefix}/a/", 301, True),
        (f"{prefix}/wiki/*", {}, f"{prefix}/a/", 301, False),
    ]
