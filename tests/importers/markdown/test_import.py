"""Covers `importers/markdown/foreign_front_matter`, `importers/markdown/front_matter_values`,
`importers/markdown/tool_syntax`, `importers/markdown/site_folder`, `importers/markdown/text_names`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from site_builder.cli import main
from site_builder.importers.markdown import recognise_tool
from site_builder.importers.markdown.foreign_front_matter import read_foreign
from site_builder.importers.markdown.tool_syntax import translate
from tests.importers.markdown.folders import bring, text_of


@pytest.mark.parametrize(
    "text",
    [
        "---\nTitle: T\ndate: 2020-01-02\ntags: [a, b]\nodd: 1\n---\nBody",
        "+++\ntitle = 'T'\ndate = 2020-01-02\nodd = 1\n[taxonomies]\ntags = ['a', 'b']\n+++\nBody",
        '{"title": "T", "date": "2020-01-02", "tags": ["a", "b"], "odd": 1}\nBody',
        "Title: T\nDate: 2020-01-02\nTags: a, b\nOdd: 1\n\nBody",
    ],
)
def test_front_matter_of_every_kind_says_the_same(text: str) -> None:
    found = read_foreign(text)
    assert (found.values["title"], str(found.values["date"]), found.values["tags"]) == (
        "T",
        "2020-01-02",
        ["a", "b"],
    )
    assert found.body == "Body"
    assert [key.lower() for key in found.unknown] == ["odd"]


@pytest.mark.parametrize(
    "line",
    [
        "draft: true",
        "published: false",
        "status: private",
        "hidden: yes",
        "isDraft: true",
        "publish: no",
        "public: false",
        "wip: true",
        "unlisted: true",
        "password: x",
    ],
)
def test_what_hides_a_post_there_makes_a_draft_here(line: str) -> None:
    assert read_foreign(f"---\ntitle: T\n{line}\n---\n").hidden_by


@pytest.mark.parametrize(
    "line",
    [
        "headless: true",
        "build: {render: never}",
        "_build: {list: never}",
        "build: {render: link}",
        "archived: true",
        "visible: false",
        "drfat: true",
        "publsihed: false",
    ],
)
def test_what_may_be_meant_to_hide_a_post_makes_a_draft_and_is_named(line: str, tmp_path: Path) -> None:
    files = {"hugo.toml": "title = 'X'", "content/posts/a.md": f"---\ndate: 2020-01-02\n{line}\n---\n"}
    root = bring(tmp_path, files)
    assert "draft: true" in text_of(root, "posts/a.md")
    heading = "## Perhaps not published by the other tool, and drafts now\n\n- `"
    written = line.translate(str.maketrans("", "", "{}"))
    assert f"{heading}{written}`: `content/posts/a.md`" in (root / "import-report.md").read_text("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "headless: false",
        "build: {render: always}",
        "visible: true",
        "drafts: [a]",
        "publisher: true",
        "publish: true",
        "status: published",
        "eleventyExcludeFromCollections: true",
    ],
)
def test_what_hides_nothing_makes_no_draft(line: str) -> None:
    assert not read_foreign(f"---\ntitle: T\n{line}\n---\n").is_draft


def test_the_report_quotes_no_password(tmp_path: Path) -> None:
    text = "---\ndate: 2020-01-02\npassword: swordfish\n---\n"
    report = (bring(tmp_path, {"a.md": text}) / "import-report.md").read_text("utf-8")
    assert "- `password: …`: `a.md`" in report
    assert "swordfish" not in report


@pytest.mark.parametrize("key", ["pubDate", "published", "publishedAt", "embargo"])
def test_a_day_of_publication_keeps_a_post_back_and_is_its_date_if_there_is_no_other(
    key: str, tmp_path: Path
) -> None:
    root = bring(tmp_path, {"hugo.toml": "\n", "content/posts/a.md": f"---\n{key}: 2999-01-01\n---\n"})
    text = text_of(root, "posts/a.md").replace('"', "")
    assert "\ndate: 2999-01-01\npublish_date: 2999-01-01\n" in text


def test_a_jekyll_blog_comes_and_builds(tmp_path: Path) -> None:
    files = {
        "_config.yml": "title: X",
        "README.md": "not content",
        "_posts/2020-01-02-first.md": "---\ntitle: First\nredirect_from: /old/\nlayout: post\n---\n"
        "[next]({% post_url 2020-02-03-second %})\n\n{% highlight ruby %}\nx = {{ 1 }}\n{% endhighlight %}\n"
        "\n"
        "{% include thing.html %}\n",
        "_posts/2020-02-03-second.md": "---\ntitle: Second\n---\nWords.\n{: .wide }\n",
        "_drafts/hidden.md": "---\ntitle: Hidden\n---\nx\n",
        "about.md": "---\ntitle: About\npermalink: /about-us/\n---\nHello.\n",
        "assets/a.txt": "a",
    }
    root = bring(tmp_path, files)
    first = text_of(root, "posts/first.md")
    assert "date: 2020-01-02" in first.replace('"', "")
    assert "[next](second.md)" in first
    assert "```ruby\nx = {{ 1 }}\n```" in first
    assert "draft: true" in text_of(root, "posts/hidden.md")
    assert main(["build", "-c", str(root)]) == 0
    assert (root / "output/about-us/index.html").is_file()
    assert (root / "output/assets/a.txt").is_file()
    assert not (root / "output/hidden").exists()
    report = (root / "import-report.md").read_text(encoding="utf-8")
    assert "include" in report
    assert "layout (in 1 text)" in report
    assert "Jekyll" in report


def test_a_hugo_bundle_keeps_its_files(tmp_path: Path) -> None:
    files = {
        "hugo.toml": "\n",
        "content/posts/_index.md": "---\ntitle: Posts\n---\n",
        "content/posts/trip/index.md": "+++\ntitle = 'Trip'\ndate = 2020-01-02T10:00:00Z\n+++\n"
        '[a](a.txt) [b]({{< ref "other.md#why" >}})\n',
        "content/posts/trip/a.txt": "a",
        "content/posts/other.md": "---\ntitle: Other\ndate: 2020-01-03\n---\n## Why\n",
    }
    root = bring(tmp_path, files)
    assert "[b](../other.md#why)" in text_of(root, "posts/trip/index.md")
    assert main(["build", "-c", str(root), "--strict"]) == 0
    assert (root / "output/posts/trip/a.txt").is_file()


def test_importing_twice_changes_nothing_and_dry_runs_write_nothing(tmp_path: Path) -> None:
    files = {"a.md": "---\ntitle: A\ndate: 2020-01-02\n---\nx\n"}
    assert not bring(tmp_path, files, "--dry-run").exists()
    root = bring(tmp_path, files)
    before = text_of(root, "posts/a.md")
    bring(tmp_path, files)
    assert text_of(root, "posts/a.md") == before


def test_the_command_says_what_the_report_is_about_and_names_what_is_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "---\ntitle: A\ndate: 2020-01-02\n---\nx\n"
    bring(tmp_path, {"a.md": text, "b.md": text})
    assert "2 texts from Markdown, 0 files copied\n3 new\n" in capsys.readouterr().out
    (tmp_path / "old/a.md").unlink()
    bring(tmp_path, {}, "-v")
    out, err = capsys.readouterr()
    assert "1 unchanged\n  Imported earlier, and no longer in the folder: see the report\n" in out
    assert "any more`: `content/posts/a.md`" in err


def test_code_is_left_alone() -> None:
    code = "```\n{% post_url x %}\n```"
    assert translate(code, lambda target: "no") == (code, [])


@pytest.mark.parametrize(
    ("name", "text", "tool"),
    [
        ("_config.yml", "", "jekyll"),
        ("hugo.toml", "", "hugo"),
        ("config.toml", "base_url = 'x'", "zola"),
        ("config.toml", "baseURL = 'x'", "hugo"),
        ("pelicanconf.py", "", "pelican"),
        (".eleventy.js", "", "eleventy"),
        ("docusaurus.config.js", "", "docusaurus"),
        ("a.md", "", ""),
    ],
)
def test_a_tool_is_recognised_by_its_files(tmp_path: Path, name: str, text: str, tool: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert recognise_tool(tmp_path) == tool


def test_links_between_files_and_pictures_beside_them_follow(tmp_path: Path) -> None:
    files = {
        "docusaurus.config.js": "x",
        "blog/2020-01-02-a.md": "# A\n\n[b](./deep/2020-02-03-b.mdx#x) ![i](./img/i.png)\n\n"
        "[c]: ../docs/c.md\n",
        "blog/deep/2020-02-03-b.mdx": "# B\n\n## X\n\n![i](@site/static/img/s.png)\n\n"
        "`[a](../2020-01-02-a.md)`\n",
        "blog/img/i.png": "",
        "docs/c.md": "# C\n\n[out](../../secret.txt) [web](https://w.example/a.md)\n",
        "static/img/s.png": "",
    }
    root = bring(tmp_path, files)
    assert "[b](b.md#x) ![i](/blog/img/i.png)" in text_of(root, "posts/a.md")
    assert "[c]: ../pages/c.md" in text_of(root, "posts/a.md")
    assert "![i](/img/s.png)" in text_of(root, "posts/b.md")
    assert "[out](../../secret.txt) [web](https://w.example/a.md)" in text_of(root, "pages/c.md")
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert (root / "output/blog/img/i.png").is_file()


def test_tags_of_jekyll_are_words_and_nested_categories_of_hexo_are_each_one(tmp_path: Path) -> None:
    found = read_foreign("---\ntags: one two\ncategories: a, b c\n---\n", parts_words=True)
    assert (found.values["tags"], found.values["categories"]) == (["one", "two"], ["a", "b c"])
    assert read_foreign("---\ntags: one two\n---\n").values["tags"] == ["one two"]
    nested = read_foreign("---\ncategories:\n  - [Life, Work]\n  - Fun\n---\n")
    assert nested.values["categories"] == ["Life", "Work", "Fun"]


def test_an_image_a_canonical_address_and_a_series_are_kept_if_they_are_good(tmp_path: Path) -> None:
    head = "title: T\ndate: 2020-01-02\nseries: [Long Walks]\nseries_order: 2\n"
    files = {
        "hugo.toml": "\n",
        "content/posts/a.md": f"---\n{head}cover: {{image: img/x.png, alt: A desk}}\n"
        "canonicalURL: https://c.example/a/\n---\nx\n",
        "content/posts/b.md": "---\ntitle: B\ndate: 2020-01-03\nimage: none.png\n"
        "canonical: nowhere\n---\nx\n",
        "static/img/x.png": "",
    }
    root = bring(tmp_path, files)
    text = text_of(root, "posts/a.md")
    assert 'image:\n  src: "/img/x.png"\n  alt: A desk' in text
    assert 'canonical: "https://c.example/a/"' in text
    assert "series: Long Walks\nseries_part: 2" in text
    said = (root / "import-report.md").read_text(encoding="utf-8")
    assert "image: none.png" in said
    assert "canonical: nowhere" in said
    assert main(["build", "-c", str(root), "-q"]) == 0


def test_addresses_that_two_texts_want_or_a_listing_has_are_told_apart(tmp_path: Path) -> None:
    files = {
        "_config.yml": "permalink: /:title/\n",
        "_posts/2020-01-02-a.md": "---\ntags: [x]\nredirect_from: [/b/, /tags/, /old/]\n---\nx\n",
        "_posts/2020-01-03-b.md": "---\npermalink: /a/\n---\nx\n",
        "tags.md": "---\npermalink: /tags/\n---\nx\n",
        "_drafts/undated.md": "---\ntitle: U\n---\nx\n",
    }
    root = bring(tmp_path, files)
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert 'aliases: ["/old/"]' in text_of(root, "posts/a.md")
    said = (root / "import-report.md").read_text(encoding="utf-8")
    assert "/tags/ is now /tags-2/" in said or "/tags/ is now" in said


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "unclosed\ndraft: true\n---\nsecret',
        "---\n\ttitle: Tabs\ndraft: true\n---\nsecret",
        "---\ntitle: No end\ndraft: true\n\nsecret",
        "+++\ntitle = No quotes\ndraft = true\n+++\nsecret",
        "+++\ntitle = 'No end'\ndraft = true\n\nsecret",
        '{"title": "A comma too many", "draft": true,}\nsecret',
    ],
)
def test_a_text_whose_front_matter_cannot_be_read_is_a_draft(tmp_path: Path, text: str) -> None:
    root = bring(tmp_path, {"_config.yml": "title: X", "_posts/2020-01-02-a.md": text})
    assert "draft: true" in text_of(root, "posts/a.md").split("\n---\n")[0]
    report = (root / "import-report.md").read_text(encoding="utf-8")
    assert "Front matter that could not be read, of texts that are drafts now" in report


def test_days_of_publication_and_expiry_are_kept_and_what_hides_is_reported(tmp_path: Path) -> None:
    files = {
        "hugo.toml": "title = 'X'",
        "content/posts/a.md": "---\ndate: 2020-01-02\npublishDate: 2019-01-01\nexpiryDate: 2999-01-01\n---\n",
        "content/posts/b.md": "---\ndate: 2020-01-02\nexpiryDate: soon\n---\nb",
        "content/posts/c.md": "---\ndate: 2020-01-02\nunlisted: true\n---\nc",
    }
    root = bring(tmp_path, files)
    first = text_of(root, "posts/a.md").replace('"', "")
    assert "publish_date: 2019-01-01\nexpiry_date: 2999-01-01" in first
    assert "draft" not in first
    assert "draft: true" in text_of(root, "posts/b.md")
    assert "draft: true" in text_of(root, "posts/c.md")
    report = (root / "import-report.md").read_text(encoding="utf-8")
    assert "- `expiry_date: soon, so it is a draft`: `content/posts/b.md`" in report
    assert "- `unlisted: true`: `content/posts/c.md`" in report
    assert main(["build", "-c", str(root), "-q"]) == 0


def test_other_encodings_are_read_and_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    posts = tmp_path / "old/_posts"
    posts.mkdir(parents=True)
    (posts / "2020-01-02-a.md").write_bytes("---\ntitle: Caf\xe9\n---\nna\xefve".encode("cp1252"))
    (posts / "2020-01-03-b.md").write_bytes("---\ntitle: Caf\xe9\n---\nna\xefve".encode("utf-16"))
    os.mkfifo(posts / "2020-01-04-c.md")
    (posts / os.fsdecode(b"2020-01-05-caf\xe9.md")).write_text("---\ntitle: D\n---\n", encoding="utf-8")
    (posts / os.fsdecode(b"2020-01-06-caf\xe9.rst")).touch()
    root = bring(tmp_path, {"_config.yml": "title: X"})
    for name in ("a", "b"):
        assert "title: Café" in text_of(root, f"posts/{name}.md")
        assert text_of(root, f"posts/{name}.md").endswith("naïve\n")
    report = (root / "import-report.md").read_text(encoding="utf-8")
    assert "read as Windows-1252: check the letters`: `_posts/2020-01-02-a.md`" in report
    assert "`cannot be read: neither a file nor a link to one`: `_posts/2020-01-04-c.md`" in report
    assert "title: D" in text_of(root, "posts/café.md")
    assert "this is reStructuredText: `_posts/2020-01-06-café.rst`" in report


def test_a_file_whose_address_another_has_is_beside_it(tmp_path: Path) -> None:
    files = {"_config.yml": "permalink: /:title.html"}
    files |= {f"_posts/2020-01-0{n}-same.md": f"---\ntitle: {n}\n---\nx" for n in (1, 2)}
    root = bring(tmp_path, files)
    assert "/same.html is now /same-2.html: " in (root / "import-report.md").read_text(encoding="utf-8")
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert (root / "output/same-2.html").is_file()


@pytest.mark.parametrize(
    "text",
    [
        '---js\n{title: "A", draft: true}\n---\nsecret',
        "---toml\ntitle = 'A'\ndraft = true\n---\nsecret",
        '---json\n{"title": "A", "draft": true}\n---\nsecret',
        "---yaml\ntitle: A\ndraft: true\n---\nsecret",
        "---\ntitle: A\npermalink: false\n---\nsecret",
    ],
)
def test_front_matter_that_names_its_language_hides_as_any_other(tmp_path: Path, text: str) -> None:
    root = bring(tmp_path, {"eleventy.config.js": "x", "posts/2020-01-01-a.md": text})
    head, _, rest = text_of(root, "posts/a.md").partition("\n---\n")
    assert "draft: true" in head
    assert rest.strip() == "secret"


def test_files_that_set_values_for_many_texts_are_named(tmp_path: Path) -> None:
    root = bring(
        tmp_path / "a", {"eleventy.config.js": "x", "posts/posts.json": '{"draft": true}', "posts/a.md": "a"}
    )
    assert "`posts/posts.json`" in (root / "import-report.md").read_text(encoding="utf-8")
    cascade = "---\ncascade:\n  draft: true\n---\n"
    root = bring(tmp_path / "b", {"hugo.toml": "title = 'X'", "content/posts/_index.md": cascade})
    report = (root / "import-report.md").read_text(encoding="utf-8")
    assert "cascade, which sets values for all texts below: `content/posts/_index.md`" in report


def test_notes_that_no_reader_saw_do_not_come(tmp_path: Path) -> None:
    body = "One. {% comment %}canary{% endcomment %} {# canary #}\n\n## Two {#two}\n\n```\n{# kept #}\n```\n"
    mdx = '---\ntitle: M\n---\nimport X from "@site/x"\n\nText {/* canary */} <X />\n'
    posts = {"_posts/2020-01-01-a.md": body, "_posts/2020-01-02-m.mdx": mdx}
    root = bring(tmp_path, {"_config.yml": "title: X", **posts})
    text = text_of(root, "posts/a.md") + text_of(root, "posts/m.md")
    assert "canary" not in text
    assert "import X" not in text
    assert "## Two {#two}" in text
    assert "{# kept #}" in text


def test_hugo_names_languages_at_the_end_of_a_file(tmp_path: Path) -> None:
    files = {
        "config/_default/hugo.toml": 'title = "X"\nlanguageCode = "en-gb"\n',
        "content/posts/walk/index.en.md": "---\ntitle: Walk\ndate: 2020-01-01\n---\n![x](a.png)\n",
        "content/posts/walk/a.png": "",
        "content/posts/walk/index.de.md": "---\ntitle: Gang\ndate: 2020-01-01\n---\nHallo\n",
    }
    root = bring(tmp_path, files)
    assert (root / "content/posts/walk/a.png").is_file()
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert (root / "output/posts/walk/index.html").is_file()
    assert (root / "output/de/posts/walk/index.html").is_file()
    report = (root / "import-report.md").read_text(encoding="utf-8")
    assert "- de: `content/posts/walk/index.de.md`" in report


def test_what_jekyll_reads_from_names_is_read_here(tmp_path: Path) -> None:
    files = {
        "_config.yml": "permalink: pretty",
        "news/_posts/2020-1-5-short.md": "---\ntitle: S\n---\n[me]({% post_url news/2020-1-5-short %})\n",
        "_posts/2020-06-06-page.html": "---\ntitle: H\n---\n<p>x</p>",
        "404.md": "---\npermalink: /404.html\n---\nx",
    }
    root = bring(tmp_path, files)
    text = text_of(root, "posts/short.md")
    assert 'date: "2020-01-05"' in text
    assert "categories: [news]" in text
    assert "[me](short.md)" in text
    report = (root / "import-report.md").read_text(encoding="utf-8")
    assert "only Markdown is read, and this is HTML: `_posts/2020-06-06-page.html`" in report
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert (root / "output/news/2020/01/05/short/index.html").is_file()


def test_lists_of_pelican_and_calls_of_zola_are_known() -> None:
    text, left = translate('[t]({tag}A%20b) [c]({category}x) [i]({index}) {{ youtube(id="x") }}', str)
    assert text.startswith("[t](/tags/a-b/)")
    assert "[c](/categories/x/) [i](/)" in text
    assert left == ["youtube"]


def test_docusaurus_has_dates_in_folders(tmp_path: Path) -> None:
    root = bring(tmp_path, {"docusaurus.config.js": "x", "blog/2020/02/03/b.md": "---\ntitle: B\n---\nx\n"})
    assert 'date: "2020-02-03"' in text_of(root, "posts/b.md")


@pytest.mark.parametrize("before", ["\n\n", "  \n\n", "\xa0", "\ufeff"])
def test_front_matter_may_have_blanks_before_it(before: str) -> None:
    found = read_foreign(f"{before}---\ntitle: T\nunlisted: true\n---\nx\n")
    assert (found.values["title"], found.hidden_by, found.body) == ("T", "unlisted: true", "x")
    assert read_foreign("    code\n").body == "    code"


def test_lines_that_end_as_on_old_machines_are_lines() -> None:
    found = read_foreign("---\rtitle: T\rdraft: true\r---\rx\ry\r")
    assert (found.values["title"], found.is_draft, found.body) == ("T", True, "x\ny")


@pytest.mark.parametrize(
    ("text", "is_draft"),
    [
        ("<!-- note -->\n---\ntitle: T\ndraft: true\n---\nx\n", True),
        ("----\ntitle: T\npublished: false\n----\nx\n", True),
        ("Words.\n\n---\n\nMore words.\n", False),
        (f"{'Words. ' * 500}\n\n---\ndraft: true\n", False),
    ],
)
def test_front_matter_that_is_not_at_the_beginning_may_hide_a_text(text: str, is_draft: bool) -> None:
    assert read_foreign(text).is_draft is is_draft


def test_what_other_tools_make_no_page_of_is_a_draft(tmp_path: Path) -> None:
    note = "---\ntitle: Note\n---\nsecret\n"
    settings = "collections:\n  shown: {output: true}\n  kept:\n    permalink: /kept/:name/\n"
    files = {"_config.yml": settings, "_shown/a.md": note, "_kept/b.md": note, "_data/c.md": note}
    root = bring(tmp_path, files | {"_d.md": note, "_posts/2020-01-02-e.md": note})
    for name in ("pages/a", "posts/e"):
        assert "draft" not in text_of(root, f"{name}.md")
    for name in "bcd":
        assert "draft: true" in text_of(root, f"pages/{name}.md")
    report = (root / "import-report.md").read_text("utf-8")
    assert "- `Jekyll makes no page of what is in or named _kept`: `_kept/b.md`" in report
    root = bring(
        tmp_path / "docs", {"docusaurus.config.js": "x", "docs/_part.md": note, "docs/_in/b.md": note}
    )
    assert all("draft: true" in text_of(root, f"pages/{name}.md") for name in ("part", "b"))
    hexo = {"source/_posts/a.md": note, "source/_notes/b.md": note}
    root = bring(tmp_path / "hexo", hexo | {"_config.yml": "title: X"})
    assert "draft: true" in text_of(root, "pages/b.md")


def test_a_page_called_home_keeps_its_page(tmp_path: Path) -> None:
    root = bring(tmp_path, {"hugo.toml": "title = 'X'", "content/home.md": "---\ntitle: H\n---\nMy house.\n"})
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert "My house." in (root / "output/home/index.html").read_text(encoding="utf-8")


def test_what_belongs_to_a_bundle_of_hugo_is_a_draft(tmp_path: Path) -> None:
    text = "---\ntitle: T\ndate: 2020-01-02\n---\nx\n"
    names = ("trip/index.md", "trip/notes.md", "trip/deep/more.md", "trip/day/index.md", "other/a.md")
    files = {"hugo.toml": "title = 'X'"} | {f"content/posts/{name}": text for name in names}
    root = bring(tmp_path, files | {"content/posts/trip/index.de.md": text})
    for name in ("trip/index", "a", "trip-de"):
        assert "draft" not in text_of(root, f"posts/{name}.md")
    for name in ("notes", "more", "day/index"):
        assert "draft: true" in text_of(root, f"posts/{name}.md")
    words = (
        "- `it belongs to the text in index.md, and has no page of its own`: `content/posts/trip/notes.md`"
    )
    assert words in (root / "import-report.md").read_text("utf-8")


@pytest.mark.parametrize(("line", "is_named"), [("published: false", True), ("layout: post", False)])
def test_defaults_of_jekyll_that_may_hide_texts_are_named(line: str, is_named: bool, tmp_path: Path) -> None:
    settings = f"defaults:\n  - scope: {{path: ''}}\n    values:\n      {line}\n"
    root = bring(tmp_path, {"_config.yml": settings, "_posts/2020-01-02-a.md": "---\ntitle: A\n---\n"})
    words = "hides texts\n\n- defaults, which sets values for many texts: `_config.yml`\n"
    assert (words in (root / "import-report.md").read_text("utf-8")) is is_named


def test_pictures_in_the_asset_folder_of_a_post_of_hexo_come_with_it(tmp_path: Path) -> None:
    body = "{% asset_img a.png %} ![b](b.png) ![c](hello/c.png)\n"
    files = {
        "_config.yml": "title: X",
        "source/_posts/hello.md": f"---\ntitle: H\ndate: 2020-01-02\n---\n{body}",
    }
    files |= {f"source/_posts/hello/{name}.png": "" for name in "abc"}
    root = bring(tmp_path, files)
    text = text_of(root, "posts/hello/index.md")
    assert "![](a.png) ![b](b.png) ![c](c.png)" in text
    assert main(["build", "-c", str(root), "-q"]) == 0
    for name in "abc":
        assert (root / f"output/2020/01/02/hello/{name}.png").is_file()


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("{% asset_img a.png %}", "![](a.png)"),
        ("{% asset_img 'a.png' 'An [old] desk' %}", "![An \\[old\\] desk](a.png)"),
        ("{% asset_img left wide a.png 20 30 An old desk %}", "![An old desk](a.png)"),
        ('{% asset_img a.png \'"Title" "A desk"\' %}', '![A desk](a.png "Title")'),
        ("{% img /i/a.JPG %}", "![](/i/a.JPG)"),
        ("{% asset_img what %}", "{% asset_img what %}"),
    ],
)
def test_tags_of_pictures_become_pictures(tag: str, written: str) -> None:
    assert translate(tag, str)[0] == written


def test_documents_are_copied_and_what_is_not_is_named(tmp_path: Path) -> None:
    names = (
        "static/a.docx",
        "static/b.m4a",
        "static/favicon.ico",
        "static/c.js",
        "assets/CNAME",
        "assets/.ds",
    )
    files = {"hugo.toml": "title = 'X'", "content/posts/t/index.md": "---\ndate: 2020-01-02\n---\n"}
    files |= dict.fromkeys((*names, "content/posts/t/d.epub", "content/posts/t/e.bib"), "x")
    root = bring(tmp_path, files)
    for name in ("static/a.docx", "static/b.m4a", "static/favicon.ico", "posts/t/d.epub"):
        assert (root / "content" / name).is_file()
    words = "## Files that were not copied\n\n- `put them below content/static/ if you need them`: "
    named = "`assets/CNAME`, `static/c.js`, `content/posts/t/e.bib`\n"
    assert words + named in (root / "import-report.md").read_text("utf-8")


@pytest.mark.parametrize("given", ["/blog/{{ title | slug }}/", "/:what/"])
def test_an_address_that_cannot_be_worked_out_is_named(given: str, tmp_path: Path) -> None:
    text = f"---\ntitle: A\ndate: 2020-01-02\npermalink: '{given}'\n---\n"
    root = bring(tmp_path, {".eleventy.js": "x", "posts/a.md": text, "index.md": "---\npermalink: /\n---\n"})
    said = (root / "import-report.md").read_text("utf-8")
    assert f"## Keys that need checking\n\n- `permalink: {given}`: `posts/a.md`\n" in said
