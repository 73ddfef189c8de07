"""Covers `relations`, `value_checks`, `deploy_targets`."""

# ruff: noqa: E501 — a golden line is kept whole.
from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from site_builder.model.config import (
    Config,
    Emergency,
    LinkSetting,
    MarkdownSettings,
    Permalinks,
    SupportLine,
)
from site_builder.model.diagnostics import Place
from site_builder.stages.config.keys import config_schema, read_config
from site_builder.stages.schema.collections_of import Anything
from site_builder.stages.schema.nodes import Reading, compose
from tests.stages.rendered import printed

REQUIRED = "title: x\nbase_url: https://example.org\n"

MISTAKES: list[tuple[str, list[str]]] = [
    (
        "",
        [
            "1:1:1 error the configuration has no title [config-missing] -> add a line title: …",
            "1:1:1 error the configuration has no base_url [config-missing] -> add a line base_url: …",
        ],
    ),
    (
        "- a",
        [
            "1:1:1 error the configuration must be a group of keys, not a list [config-type] -> indent its keys (title, base_url, tagline) below it"
        ],
    ),
    (
        "title: x",
        ["1:1:1 error the configuration has no base_url [config-missing] -> add a line base_url: …"],
    ),
    (
        "title:\nbase_url: https://example.org",
        ["1:7:1 error title is empty [config-type] -> write the title after the colon"],
    ),
    (
        "title: x\ntitle: y\nbase_url: https://example.org",
        [
            "2:1:5 error title appears a second time; it is already on line 1 [yaml-duplicate-key] -> keep one of the two"
        ],
    ),
    (
        "title: It's: x",
        ['1:12:1 error a second colon in title [yaml-syntax] -> put the title in quotes: title: "It\'s: x"'],
    ),
    (
        "\ufeffa\x00b",
        [
            "1:2:1 error a control character that no page may contain (U+0000) [control-character] -> delete it; some editors show it as a box or as ^A"
        ],
    ),
    (
        "title: x\nbase_url: example.org",
        [
            "2:11:11 error base_url must begin with https:// or http://, not 'example.org' [config-url] -> write https://example.org"
        ],
    ),
    (
        "title: x\nbase_url: ftp://example.org/",
        [
            "2:11:18 error base_url must begin with https:// or http://, not 'ftp://example.org/' [config-url] -> write it in full, such as https://example.org/"
        ],
    ),
    (
        "title: x\nbase_url: https://",
        [
            "2:11:8 error base_url has no host: 'https://' [config-url] -> write it in full, such as https://example.org/"
        ],
    ),
    (
        "title: x\nbase_url: https://example.org/?a=1",
        ["2:11:24 error base_url cannot have a ? or # part [config-url] -> write https://example.org/"],
    ),
    (
        "title: x\nbase_url: https://example.org/#x",
        ["2:11:22 error base_url cannot have a ? or # part [config-url] -> write https://example.org/"],
    ),
    (
        "title: x\nbase_url: https://me@example.org/",
        [
            "2:11:23 error base_url cannot have a user's name in it [config-url] -> write the address as readers see it"
        ],
    ),
    (
        "title: x\nbase_url: https://exa mple.org/",
        [
            "2:11:21 error base_url contains a space or a character that a URL cannot have: 'https://exa mple.org/' [config-url] -> write it in full, such as https://example.org/"
        ],
    ),
    (
        "title: x\nbase_url: https://example.org:99999/",
        [
            "2:11:26 error base_url is not a URL: 'https://example.org:99999/' [config-url] -> write it in full, such as https://example.org/"
        ],
    ),
    (
        "title: x\nbase_url: /blog/",
        [
            "2:11:6 error base_url must begin with https:// or http://, not '/blog/' [config-url] -> write it in full, such as https://example.org/"
        ],
    ),
    (
        REQUIRED + "tagline: [a]",
        [
            "3:10:1 error tagline must be text, not a list [config-type] -> put the whole value in quotes if the brackets belong to the text"
        ],
    ),
    (
        REQUIRED + "language: en_GB",
        ["3:11:5 error language must be written with a hyphen, not 'en_GB' [config-language] -> write en-GB"],
    ),
    (
        REQUIRED + "language: xx",
        [
            "3:11:2 error language is not a language tag: 'xx' [config-language] -> write a tag such as en-GB or de"
        ],
    ),
    (
        REQUIRED + "language: english",
        [
            "3:11:7 error language is not a language tag: 'english' [config-language] -> write a tag such as en-GB or de"
        ],
    ),
    (
        REQUIRED + "timezone: Europe/Lodnon",
        [
            "3:11:13 error timezone is not a time zone: 'Europe/Lodnon' [config-timezone] -> did you mean Europe/London?"
        ],
    ),
    (
        REQUIRED + "timezone: ../etc/passwd",
        [
            "3:11:13 error timezone is not a time zone: '../etc/passwd' [config-timezone] -> write a name such as Europe/London"
        ],
    ),
    (
        REQUIRED + "timezone: 3",
        [
            "3:11:1 error timezone is not a time zone: '3' [config-timezone] -> write a name such as Europe/London"
        ],
    ),
    (
        REQUIRED + 'date_format: "%d %B %Y"',
        [
            "3:14:10 error date_format is a strftime pattern, not a CLDR one: '%d %B %Y' [config-date-pattern] -> write one such as d MMMM yyyy, words in single quotes: d 'of' MMMM"
        ],
    ),
    (
        REQUIRED + "date_format: d of MMMM",
        [
            "3:14:9 error date_format has a letter that means nothing in a date pattern, `o`: 'd of MMMM' [config-date-pattern] -> write one such as d MMMM yyyy, words in single quotes: d 'of' MMMM"
        ],
    ),
    (
        REQUIRED + "date_format: d 'of MMMM",
        [
            "3:14:10 error date_format has a quotation mark that is never closed: 'd 'of MMMM' [config-date-pattern] -> write one such as d MMMM yyyy, words in single quotes: d 'of' MMMM"
        ],
    ),
    (
        REQUIRED + "date_format: \"'day'\"",
        [
            "3:14:7 error date_format shows no part of a date: ''day'' [config-date-pattern] -> write one such as d MMMM yyyy, words in single quotes: d 'of' MMMM"
        ],
    ),
    (
        REQUIRED + "date_format: MMMMMMMMM",
        [
            "3:14:9 error date_format is not a pattern for dates: 'MMMMMMMMM' [config-date-pattern] -> write one such as d MMMM yyyy, words in single quotes: d 'of' MMMM"
        ],
    ),
    (
        REQUIRED + "words_per_minute: fast",
        [
            "3:19:4 error words_per_minute must be a whole number, not 'fast' [config-type] -> write it in digits, as in words_per_minute: 2"
        ],
    ),
    (
        REQUIRED + "words_per_minute: 0",
        [
            "3:19:1 error words_per_minute must be between 1 and 100000, not 0 [config-type] -> write a number such as 1"
        ],
    ),
    (
        REQUIRED + "paginate: -1",
        [
            "3:11:2 error paginate must be between 1 and 100000, not -1 [config-type] -> write a number such as 1"
        ],
    ),
    (
        REQUIRED + 'paginate: "10"',
        [
            '3:11:4 error paginate must be a whole number, not "10" [config-type] -> write paginate: 10, without quotes'
        ],
    ),
    (
        REQUIRED + 'permalinks: {posts: "/{slag}/"}',
        ["3:21:10 error posts has an unknown placeholder, {slag} [config-permalink] -> did you mean {slug}?"],
    ),
    (
        REQUIRED + 'permalinks: {posts: "{slug}/"}',
        ["3:21:9 error posts must begin with one slash, not '{slug}/' [config-permalink] -> write /{slug}/"],
    ),
    (
        REQUIRED + "permalinks: {posts: /blog/}",
        [
            "3:21:6 error posts needs {slug}, or all would have one URL [config-permalink] -> write /blog/{slug}/"
        ],
    ),
    (
        REQUIRED + 'permalinks: {pages: "/{year}/{slug}/"}',
        ["3:21:17 error pages has an unknown placeholder, {year} [config-permalink] -> known here: {slug}"],
    ),
    (
        REQUIRED + 'permalinks: {posts: "/{slug}/{/"}',
        [
            "3:21:12 error posts is not a pattern for a URL: '/{slug}/{/' [config-permalink] -> write one such as /{slug}/"
        ],
    ),
    (
        REQUIRED + 'permalinks: {tags: "/t/{slug}.html"}',
        [
            "3:20:16 error tags must end with a slash: further pages lie below it [config-permalink] -> write /{slug}/"
        ],
    ),
    (
        REQUIRED + 'permalinks: {post: "/{slug}/"}',
        ["3:14:4 error there is no key 'post' in permalinks [config-unknown-key] -> did you mean posts?"],
    ),
    (
        REQUIRED + "permalinks: /x/",
        [
            "3:13:3 error permalinks must be a group of keys, not '/x/' [config-type] -> indent its keys (posts, pages, series) below it"
        ],
    ),
    (
        REQUIRED + "menu: Home",
        ["3:7:4 error menu must be a list, not 'Home' [config-type] -> begin each with `- `"],
    ),
    (
        REQUIRED + "menu: [Home]",
        [
            "3:8:4 error an entry of menu must be a group of keys, not 'Home' [config-type] -> indent its keys (title, url) below it"
        ],
    ),
    (
        REQUIRED + "menu: [{title: Home}]",
        ["3:8:1 error an entry of menu has no url [config-missing] -> add a line url: …"],
    ),
    (
        REQUIRED + "menu: [{title: Home, url: about}]",
        [
            "3:27:5 error url must be a path on this site, an http(s) address or mailto: [config-url] -> write /about/ or https://…"
        ],
    ),
    (
        REQUIRED + "menu: [{title: Home, url: //host/}]",
        [
            "3:27:7 error url must be a path on this site, an http(s) address or mailto: [config-url] -> write /about/ or https://…"
        ],
    ),
    (
        REQUIRED + "social: {links: [{title: A, url: example.org/a}]}",
        [
            "3:34:13 error url must be a path on this site, an http(s) address or mailto: [config-url] -> write https://example.org/a"
        ],
    ),
    (
        REQUIRED + "social: {link: x}",
        ["3:10:4 error there is no key 'link' in social [config-unknown-key] -> did you mean links?"],
    ),
    (
        REQUIRED + "comments: {provider: disqus}",
        [
            "3:22:6 error provider must be placeholder, giscus or isso, not 'disqus' [config-type] -> did you mean giscus?"
        ],
    ),
    (
        REQUIRED + "comments: {provider: giscus}",
        [
            "3:22:6 error the comment provider giscus needs settings [config-missing] -> add giscus: below comments, with repo, repo_id, category, category_id"
        ],
    ),
    (
        REQUIRED + "comments: {provider: isso, isso: {}}",
        ["3:34:1 error isso has no url [config-missing] -> add a line url: …"],
    ),
    (
        REQUIRED + "comments: {provider: isso, isso: {url: isso.example.org}}",
        [
            "3:40:16 error url must begin with https:// or http://, not 'isso.example.org' [config-url] -> write https://isso.example.org"
        ],
    ),
    (
        REQUIRED
        + "comments: {giscus: {repo: ab, repo_id: x, category: y, category_id: z, input_position: middle,\n"
        "  reactions_enabled: yes}, isso: {url: 'https://isso.example', css: maybe}}",
        [
            "3:27:2 error repo must be a repository, not 'ab' [config-type] -> write it as owner/name",
            "3:88:6 error input_position must be top or bottom, not 'middle' [config-type] -> write one of them, such as top",
            "4:22:3 error reactions_enabled must be 0 or 1, not 'yes' [config-type] -> write one of them, such as 0",
            "4:69:5 error css must be true or false, not 'maybe' [config-type] -> write css: true or css: false",
        ],
    ),
    (
        REQUIRED + "comments: {giscus: {repo: a/b}}",
        [
            "3:20:1 error giscus has no repo_id [config-missing] -> add a line repo_id: …",
            "3:20:1 error giscus has no category [config-missing] -> add a line category: …",
            "3:20:1 error giscus has no category_id [config-missing] -> add a line category_id: …",
        ],
    ),
    (
        REQUIRED + "comments: {reply: {email: nobody}}",
        [
            "3:27:6 error email must be an email address, not 'nobody' [config-type] -> write it as name@example.org"
        ],
    ),
    (
        REQUIRED + "comments: {privacy_notice: {link: {title: a, url: /b/}}}",
        ["3:28:1 error privacy_notice has no text [config-missing] -> add a line text: …"],
    ),
    (
        REQUIRED + "feed: {limit: 0}",
        ["3:15:1 error limit must be between 1 and 100000, not 0 [config-type] -> write a number such as 1"],
    ),
    (
        REQUIRED + "feed: 20",
        [
            "3:7:2 error feed must be a group of keys, not '20' [config-type] -> indent its keys (limit, aliases, each) below it"
        ],
    ),
    (
        REQUIRED + "markdown: {extensions: [fotnotes]}",
        [
            "3:25:8 error an entry of extensions names no Python-Markdown extension: 'fotnotes' [config-extension] -> did you mean footnotes?"
        ],
    ),
    (
        REQUIRED + "markdown: {extensions: [no.such.module]}",
        [
            "3:25:14 error an entry of extensions names no installed module: 'no.such.module' [config-extension] -> install it in the same environment as the site builder"
        ],
    ),
    (
        REQUIRED + "markdown: {extension_configs: {toc: 1}}",
        ["3:37:1 error toc must be a group of keys, not '1' [config-type] -> indent its keys below toc:"],
    ),
    (
        REQUIRED + "markdown: {extension_configs: {toc: {permlink: true}, tables: {}, codehilite: {a: 1}}}",
        [
            "3:67:10 error options are given for the Markdown extension 'codehilite', which is not in use [markdown-extension] -> add codehilite to markdown.extensions, or remove it",
            "3:38:8 error the Markdown extension 'toc' has no option 'permlink' [markdown-extension] -> see the extension's own documentation for its options",
        ],
    ),
    (
        REQUIRED
        + "markdown:\n  extension_configs:\n    extra:\n      markdown.extensions.footnotes: {UNIQ: 1}",
        [
            "6:39:4 error the Markdown extension 'footnotes' has no option 'UNIQ' [markdown-extension] -> see the extension's own documentation for its options"
        ],
    ),
    (
        REQUIRED + "markdown: {extensions: [toc, json.decoder]}",
        [
            "3:30:12 error the Markdown extension 'json.decoder' cannot be used (AttributeError: Failed to initiate extension 'json.decoder': module 'json.decoder' has no attribute 'makeExtension') [markdown-extension] -> check its name and its options under markdown.extension_configs"
        ],
    ),
    (
        REQUIRED + "paths: {output: .}",
        ["3:17:1 error output contains the site's own folder [config-paths] -> give each its own folder"],
    ),
    (
        REQUIRED + "paths: {output: content}",
        [
            "3:17:7 error output and content overlap: one is inside the other [config-paths] -> give each its own folder"
        ],
    ),
    (
        REQUIRED + "paths: {output: Content}",
        [
            "3:17:7 error output and content overlap: one is inside the other [config-paths] -> give each its own folder"
        ],
    ),
    (
        REQUIRED + "timezone: localtime",
        [
            "3:11:9 error timezone is not a time zone: 'localtime' [config-timezone] -> write a name such as Europe/London"
        ],
    ),
    (
        REQUIRED + "paths: {output: content/out}",
        [
            "3:17:11 error output and content overlap: one is inside the other [config-paths] -> give each its own folder"
        ],
    ),
    (
        REQUIRED + "paths: {content: output/src}",
        [
            "3:18:10 error output and content overlap: one is inside the other [config-paths] -> give each its own folder"
        ],
    ),
    (
        REQUIRED + "paths: {output: ../..}",
        ["3:17:5 error output contains the site's own folder [config-paths] -> give each its own folder"],
    ),
    (
        REQUIRED + "paths: {templates: content/t}",
        [
            "3:20:9 error content and templates overlap: one is inside the other [config-paths] -> give each its own folder"
        ],
    ),
    (
        REQUIRED + "paths: {output: ./templates/}",
        [
            "3:17:12 error output and templates overlap: one is inside the other [config-paths] -> give each its own folder"
        ],
    ),
    (
        REQUIRED + "theme: {accent: red}",
        [
            "3:17:3 error accent must be a colour such as '#2f5d62', not 'red' [config-type] -> write # and 3 or 6 hex digits, in quotes"
        ],
    ),
    (
        REQUIRED + 'theme: {accent: "#12345"}',
        [
            "3:17:8 error accent must be a colour such as '#2f5d62', not '#12345' [config-type] -> write # and 3 or 6 hex digits, in quotes"
        ],
    ),
    (
        REQUIRED + "theme: {accent: #2f5d62}",
        [
            "4:1:1 error a bracket is still open where the text ends [yaml-syntax] -> close it; if a value has a # in it, put that value in quotes"
        ],
    ),
    (
        REQUIRED + "theme: {font_body: serf}",
        [
            "3:20:4 error font_body must be serif, sans, humanist, slab or a family of theme.fonts, not 'serf' [config-type] -> did you mean serif?"
        ],
    ),
    (
        REQUIRED + "theme: {share: [email, facebook]}",
        [
            "3:24:8 error an entry of share must be email, copy, mastodon, bluesky, linkedin or whatsapp, not 'facebook' [config-type] -> write one of them, such as email"
        ],
    ),
    (
        REQUIRED + "theme: {share: [{title: X, url: /x/}, {title: Y, url: 'https://y.example/?{lnk}'}]}",
        [
            "3:33:3 error url must be a full address, not '/x/' [config-type] -> begin it with https://",
            "3:55:26 error url has an unknown placeholder, {lnk} [config-type] -> known here: {link}, {title}",
        ],
    ),
    (
        REQUIRED + "theme: {share: [{title: Y, url: 'https://y.example/'}]}",
        [
            "3:33:20 error url does not say where the post's address goes [config-type] -> write {link} where it belongs"
        ],
    ),
    (
        REQUIRED + "authors: [{about: Walks.}]",
        ["3:11:1 error an entry of authors has no name [config-missing] -> add a line name: …"],
    ),
    (
        REQUIRED + "theme: {quick_exit: {enabled: ture}}",
        ["3:31:4 error enabled must be true or false, not 'ture' [config-type] -> write enabled: true"],
    ),
    (
        REQUIRED + 'support: [{phone: "116 123"}]',
        ["3:11:1 error an entry of support has no name [config-missing] -> add a line name: …"],
    ),
    (
        REQUIRED + "support: [{name: A, verified_on: 2026-02-30}]",
        [
            "3:34:10 error verified_on is impossible: February 2026 has 28 days [config-date] -> correct the date"
        ],
    ),
    (
        REQUIRED + "support: [{name: A, verified_on: 2026-02-03 10:00}]",
        ["3:34:16 error verified_on must be a day without a time [config-date] -> write 2026-02-03"],
    ),
    (
        REQUIRED + "search: flase",
        ["3:9:5 error search must be true or false, not 'flase' [config-type] -> write search: false"],
    ),
    (
        REQUIRED + "baseurl: x",
        ["3:1:7 error there is no key 'baseurl' [config-unknown-key] -> did you mean base_url?"],
    ),
    (REQUIRED + "url: x", ["3:1:3 error there is no key 'url' [config-unknown-key] -> write base_url:"]),
    (
        REQUIRED + "limit: 3",
        ["3:1:5 error there is no key 'limit' [config-unknown-key] -> limit belongs below feed:"],
    ),
    (
        REQUIRED + "subtitle: x",
        ["3:1:8 error there is no key 'subtitle' [config-unknown-key] -> write tagline:"],
    ),
    (
        REQUIRED + "permalink: /x/",
        [
            "3:1:9 error there is no key 'permalink' [config-unknown-key] -> write permalinks:, with posts: below it"
        ],
    ),
    (
        REQUIRED + "tag_line: x",
        ["3:1:8 error there is no key 'tag_line' [config-unknown-key] -> did you mean tagline?"],
    ),
    (
        "title: [a]\nbase_url: nowhere\nlanguage: qq\npaginate: ten\nmenuu: []\npaths: {output: content}\ncomments: {provider: giscus}",
        [
            "1:8:1 error title must be text, not a list [config-type] -> put the whole value in quotes if the brackets belong to the text",
            "2:11:7 error base_url must begin with https:// or http://, not 'nowhere' [config-url] -> write it in full, such as https://example.org/",
            "3:11:2 error language is not a language tag: 'qq' [config-language] -> write a tag such as en-GB or de",
            "4:11:3 error paginate must be a whole number, not 'ten' [config-type] -> write paginate: 10",
            "5:1:5 error there is no key 'menuu' [config-unknown-key] -> did you mean menu?",
            "6:17:7 error output and content overlap: one is inside the other [config-paths] -> give each its own folder",
            "7:22:6 error the comment provider giscus needs settings [config-missing] -> add giscus: below comments, with repo, repo_id, category, category_id",
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_a_mistake_is_reported_at_its_place_with_what_to_do(text: str, expected: list[str]) -> None:
    config, diagnostics = read_config(text.encode())
    assert config is None
    assert printed(diagnostics) == expected
    assert {one.path for one in diagnostics} == {"config.yaml"}


def test_the_required_keys_are_enough() -> None:
    assert read_config(REQUIRED.encode()) == (Config(title="x", base_url="https://example.org/"), ())


def test_every_key_is_read() -> None:
    text = """
title: 1984
tagline: We're here
base_url: HTTPS://Münster.Example/blog
language: "no"
timezone: Europe/London
author: A. Writer
date_format: d. MMMM y
announcement_date_format: EEEE d 'of' MMMM
words_per_minute: 200
paginate: 5
permalinks: {posts: "/{year}/{month}/{day}/{slug}.html", pages: "/{slug}", tags: "/t/{slug}/"}
menu:
  - {title: About, url: /about/}
  - {title: Mail, url: "mailto:a@example.org"}
social: {label: Follow us, links: [{title: Feed, url: /feed.xml}]}
comments:
  provider: isso
  isso: {url: "https://isso.example.org", css: false}
  giscus: {repo: a/b, repo_id: x, category: y, category_id: z}
  reply: {email: a@example.org, url: "https://example.org/", text: Write to us.}
  privacy_notice: {text: Nothing is kept., link: {title: More, url: /privacy/}}
feed: {limit: 3}
markdown:
  extensions: [footnotes, "markdown.extensions.wikilinks"]
  extension_configs:
    wikilinks: {base_url: /wiki/, end_url: "", html_class: ~}
    markdown.extensions.toc: {baselevel: 2, permalink: true}
paths: {content: src, templates: theme, output: ../public}
theme:
  accent: "#2f5d62"
  font_body: slab
  share: [email, copy]
  quick_exit: {enabled: true, url: "https://example.org/"}
support:
  - {name: Listeners, phone: "116 123", text: Text 1, url: "https://example.org", region: UK, verified_on: 2026-05-01}
search: true
"""
    config, diagnostics = read_config(text.encode())
    assert printed(diagnostics) == []
    assert config is not None
    assert (config.title, config.base_url) == ("1984", "https://xn--mnster-3ya.example/blog/")
    assert (config.language, config.date_format) == ("no", "d. MMMM y")
    assert config.permalinks == Permalinks(
        posts="/{year}/{month}/{day}/{slug}.html", pages="/{slug}/", tags="/t/{slug}/"
    )
    assert [(link.title, link.url) for link in config.menu] == [
        ("About", "/about/"),
        ("Mail", "mailto:a@example.org"),
    ]
    assert config.menu[0].place.line == 14
    assert config.comments.options == {"url": "https://isso.example.org", "css": "false"}
    assert config.comments.privacy_notice is not None
    assert config.comments.privacy_notice.link == LinkSetting("More", "/privacy/")
    assert config.markdown == MarkdownSettings(
        ("footnotes", "markdown.extensions.wikilinks"),
        {
            "wikilinks": {
                "base_url": "/wiki/",
                "end_url": "",
                "html_class": None,
            },
            "markdown.extensions.toc": {"baselevel": 2, "permalink": True},
        },
    )
    assert config.theme.share == ("email", "copy")
    assert config.support.organisations == (
        SupportLine(
            "Listeners", "116 123", "Text 1", "https://example.org", "UK", "2026-05-01", Place(36, 5, 1)
        ),
    )
    assert config.search is True
    assert config.paths.output == "../public"


def test_support_is_a_list_or_has_an_emergency_beside_it() -> None:
    config, diagnostics = read_config(
        f'{REQUIRED}support:\n  emergency: {{text: "Ring at once:", number: "110"}}\n'
        "  organisations: [{name: Listeners}]\n".encode()
    )
    assert config is not None
    assert diagnostics == ()
    assert config.support.emergency == Emergency("Ring at once:", "110")
    assert [one.name for one in config.support.organisations] == ["Listeners"]
    wrong, (found,) = read_config(f"{REQUIRED}support: {{emergency: {{number: LISTEN}}}}\n".encode())
    assert wrong is None
    assert found.message == "number must be a phone number, not 'LISTEN'"


def test_a_colour_taken_for_a_comment_is_a_warning() -> None:
    config, diagnostics = read_config(f"{REQUIRED}theme:\n  accent: #2f5d62\n".encode())
    assert config is not None
    assert printed(diagnostics) == [
        "4:11:1 warning accent ends before the #: what follows is a comment [yaml-comment]"
        " -> put the whole value in quotes if # belongs to it"
    ]


def test_an_ordinary_comment_is_no_warning() -> None:
    config, diagnostics = read_config(
        f"{REQUIRED}paginate: 10 # posts on a page\ntagline: # none yet\n".encode()
    )
    assert config is not None
    assert diagnostics == ()


def test_windows_line_ends_and_a_mark_change_nothing() -> None:
    text = REQUIRED + "paginate: ten\n"
    marked = "\ufeff" + text.replace("\n", "\r\n")
    assert read_config(marked.encode()) == read_config(text.encode())


def test_the_repositorys_own_configuration_is_right() -> None:
    data = (Path(__file__).parents[3] / "config.yaml").read_bytes()
    config, diagnostics = read_config(data)
    assert config is not None
    assert diagnostics == ()
    # To an editor, which reads YAML 1.2, a date is text.
    value = json.loads(json.dumps(yaml.safe_load(data), default=str))
    jsonschema.Draft202012Validator(config_schema()).validate(value)


def test_the_schema_is_valid_and_says_something_of_every_key() -> None:
    schema = config_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == set(Config.__struct_fields__) - {"share_image_place"}
    assert schema["required"] == ["title", "base_url"]
    for described in walk(schema):
        for field in described.get("properties", {}).values():
            assert field["description"].endswith(".")


def test_the_schema_tells_the_defaults_that_are_used() -> None:
    properties = config_schema()["properties"]
    config, _ = read_config(REQUIRED.encode())
    for name, described in properties.items():
        if "default" in described:
            assert getattr(config, name) == described["default"]
    assert properties["paginate"]["default"] == 10
    assert properties["feed"]["properties"]["limit"]["default"] == 20


# What JSON Schema cannot say.
BEYOND_SCHEMA = (
    "-date",
    "-url",
    "-language",
    "-timezone",
    "-permalink",
    "-paths",
    "-extension",
    "-duplicate-key",
    "yaml-syntax",
    "control-character",
    "the comment provider",
    "font_body must be",
)


@pytest.mark.parametrize(
    "text", [text for text, lines in MISTAKES if not any(what in lines[0] for what in BEYOND_SCHEMA)]
)
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    root = compose(Reading("config.yaml", text, 1, "config"))
    value = None if root is None else Anything().read(root, "", Reading("config.yaml", text, 1, "config"))
    assert list(jsonschema.Draft202012Validator(config_schema()).iter_errors(value))


def walk(schema: object) -> list[dict[str, dict[str, dict[str, str]]]]:
    """All schemas within a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in walk(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(found for item in schema.values() for found in walk(item))]


@pytest.mark.parametrize("pattern", ["YYYY-MM-DD", "yyyy-mm-dd", "d MMMM YYYY"])
def test_a_date_format_that_prints_something_else_than_was_meant_is_an_error(pattern: str) -> None:
    text = REQUIRED + f"date_format: {pattern}\nannouncement_date_format: {pattern}\n"
    config, found = read_config(text.encode())
    assert config is None
    assert [(one.code, one.place.line) for one in found] == [
        ("config-date-pattern", 3),
        ("config-date-pattern", 4),
    ]


def test_a_language_tag_is_written_as_usual() -> None:
    config, found = read_config((REQUIRED + "language: EN-gb\n").encode())
    assert (config and config.language, found) == ("en-GB", ())


def test_front_matter_keys_to_be_passed_over_are_read() -> None:
    config, found = read_config((REQUIRED + "front_matter: {ignore: [hero, tumblr_url]}\n").encode())
    assert (config and config.front_matter.ignore, found) == (("hero", "tumblr_url"), ())
