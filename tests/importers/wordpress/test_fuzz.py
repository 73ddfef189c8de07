"""Whatever a text or an export is like, the import says something of it, and what it makes can be built."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from site_builder.cli import main
from tests.importers.export import comment, export, item, meta

PIECES = [
    "words",
    "more *words*",
    "_x_",
    "1. one",
    "# h",
    "- [x] a",
    "    four",
    "$a$ $b$",
    "<",
    ">",
    "&",
    "&amp;",
    "a < b",
    "---",
    "***",
    "===",
    "| a | b |",
    ": def",
    "[^1]",
    "[^1]: note",
    "*[HTML]: x",
    "!!! note",
    "Editor's note: x",
    "{: .x }",
    "{% if %}",
    "{{ x }}",
    "```",
    "~~~",
    "`",
    "``",
    "\\",
    "](",
    "[a](b",
    "![",
    "<!--",
    "-->",
    "<!--more-->",
    "<!--nextpage-->",
    "\n",
    "\n\n",
    "\t",
    "\xa0",
    "\u2028",
    "\u200b",
    "\ufeff",
    "\xe9",
    "\u6f22\u5b57",
    "\U0001f642",
    "\u202e",
    "]]&gt;",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<a href='/2020/03/post-1/'>",
    "<a href='javascript:x'>",
    "</a>",
    "<ul><li>",
    "</li></ul>",
    "<blockquote>",
    "</blockquote>",
    "<table><tr><td>",
    "</td></tr></table>",
    "<hr>",
    "<br>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<h1>",
    "</h1>",
    "<h2 id='a b'>",
    "</h2>",
    "<sup data-fn='f'>",
    "</sup>",
    "<img src='/wp-content/uploads/a.jpg' alt='\"'>",
    "<img src=x onerror=y>",
    "<img>",
    "<iframe src='//x.example/'>",
    "<script>x</script>",
    "<style>",
    "<svg><path/></svg>",
    "<math>",
    "<details><summary>",
    "</details>",
    "<form><input>",
    "[caption]",
    "[/caption]",
    "[gallery]",
    "[gallery ids='9,8']",
    "[embed]x[/embed]",
    "[[audio]]",
    "[code]",
    "[/code]",
    "[sourcecode lang='x']",
    "[/sourcecode]",
    "[youtube x]",
    "[unknown a='b']",
    "[playlist ids=1]",
    "https://youtu.be/x",
    "<!-- wp:paragraph -->",
    "<!-- /wp:paragraph -->",
    "<!-- wp:latest-posts /-->",
    '<!-- wp:embed {"url":"x"} -->',
    "<!-- /wp:embed -->",
    '<!-- wp:block {"ref":3} /-->',
    "<!-- wp:query {",
    "<!-- wp:html -->",
    "<!-- wp:footnotes /-->",
    "Content warning: x",
    "This is Part One of a three-part series about x.",
    "<a href='/?p=2'>part two</a>",
]
TITLES = (
    "A",
    "",
    "<b>x",
    "Part 1",
    "X (2/3)",
    "\u202e",
    "&lt;",
    "---",
    "a: b",
    "'",
    '"',
    "#",
    "{{ x }}",
    "🙂",
    "a" * 400,
)


@pytest.mark.parametrize("seed", range(8))
def test_any_body_comes_and_can_be_built(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)

    def soup(most: int) -> str:
        made = "".join(
            chance.choice(PIECES) + chance.choice(["", " ", "\n"]) for _ in range(chance.randint(0, most))
        )
        return made.replace("]]>", "")

    items = [
        item(
            chance.choice(TITLES),
            soup(30),
            number=number,
            kind=chance.choice(["post", "post", "page"]),
            slug=chance.choice(["", f"slug-{number}", "%C3%BC", "same"]),
            extra=comment(number * 10, soup(8))
            + meta("footnotes", chance.choice(["", "[]", "{", '[{"id":"f","content":"<p>x"}]', "[1]"]))
            + f'<category domain="post_tag" nicename="{number}">'
            + f"<![CDATA[{chance.choice(TITLES)}]]></category>",
        )
        for number in range(1, 25)
    ]
    file, root = tmp_path / "export.xml", tmp_path / "site"
    file.write_text(export(items), encoding="utf-8")
    assert main(["import", "wordpress", str(file), "--into", str(root), "--series", "yes", "-q"]) == 0
    assert main(["build", "-c", str(root), "-q"]) == 0
    output = "".join(page.read_text(encoding="utf-8") for page in (root / "output").rglob("index.html"))
    assert re.findall(r"<[^<>]*(?:javascript:x|\bonerror=)[^<>]*>|<script>x|<iframe|<style>", output) == []


SIGNS = [
    "<",
    ">",
    "]]>",
    "<![CDATA[",
    "&",
    "&#0;",
    "&#xFFFFFF;",
    "\x00",
    "\ufffe",
    "</item>",
    "<item>",
    "</channel>",
    "</rss>",
    "<wp:comment>",
    "</wp:comment>",
    "<wp:postmeta>",
    "<category domain='x'>",
    "{",
    '"',
    "'",
    "\xe9",
    "<!--",
    "<?x?>",
    "\r",
    "0000-00-00 00:00:00",
    "-0001-11-30 00:00:00",
    "9999-99-99",
    "99999999999999999999",
    "../../etc/passwd",
    "/",
    "%FF",
]


@pytest.mark.parametrize("seed", range(40))
def test_any_damage_to_an_export_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = export(
        [item(content="<p>x</p>", number=n, extra=comment(n) + meta("footnotes", "[]")) for n in (1, 2, 3)]
    )
    text = list(whole)
    for _ in range(chance.randint(1, 15)):
        place = chance.randrange(len(text))
        text[place : place + chance.choice([0, 1, 5, 60])] = [chance.choice(SIGNS)]
    file, root = tmp_path / "export.xml", tmp_path / "site"
    file.write_bytes("".join(text).encode(chance.choice(["utf-8", "utf-16", "latin-1"]), "replace"))
    code = main(["import", "wordpress", str(file), "--into", str(root), "--drafts", "--series", "yes", "-q"])
    assert code in {0, 2}
    outside = {file.relative_to(tmp_path).parts[0] for file in tmp_path.rglob("*")}
    assert outside <= {"export.xml", "site"}
    if code == 0:
        assert main(["build", "-c", str(root), "-q"]) in {0, 1}
