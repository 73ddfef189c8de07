"""This repository's own site, written as WordPress would export it, comes back as it was."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path

from site_builder.cli import main
from site_builder.model.config import ParserSettings
from site_builder.model.documents import PageHead, PostHead
from site_builder.stages.from_html.tokens import words_of
from site_builder.stages.from_html.tree import Element, parse_html, write_html
from site_builder.stages.source.parse import Parser
from tests.importers.export import ADDRESS, export, item, meta
from tests.requirements import REPOSITORY

NOW = "2027-06-01"


def body_of(page: Path) -> Element:
    root = parse_html(page.read_text(encoding="utf-8"))
    found = [one for one in root.iter("div") if one.get("class") == "body"]
    assert len(found) == 1, page
    return found[0]


def as_wordpress_has_it(body: Element) -> tuple[str, str]:
    """The content without what the theme adds as it prints it, and the meta value of its footnotes."""
    notes = [
        {"id": f"note-{number}", "content": inner_html(one)}
        for number, one in enumerate(footnotes_of(body), 1)
    ]
    text = re.sub(r"^<div[^>]*>", "", write_html(body, with_marks=False)).removesuffix("</div>")
    text = re.sub(r'<div class="footnote">.*?</div>', "", text, flags=re.DOTALL)
    marks = iter(range(1, len(notes) + 1))

    def mark(_: re.Match[str]) -> str:
        name = f"note-{next(marks)}"
        return f'<sup data-fn="{name}" class="fn"><a href="#{name}" id="{name}-link">*</a></sup>'

    text = re.sub(r'<sup id="fnref.*?</sup>', mark, text, flags=re.DOTALL)
    content = "\n\n".join(block(one) for one in parse_html(text))
    own = re.sub(r'(href|src)="/', rf'\1="{ADDRESS}/', content + "<!-- wp:footnotes /-->")
    return own, json.dumps(notes) if notes else ""


def block(element: Element) -> str:
    """An element in the comments of a block, as the block editor writes it."""
    name = {"p": "paragraph", "blockquote": "quote", "ul": "list", "ol": "list"}.get(element.tag, "html")
    return f"<!-- wp:{name} -->\n{write_html(element, with_marks=False)}\n<!-- /wp:{name} -->"


def footnotes_of(body: Element) -> list[Element]:
    return [
        one
        for division in body.iter("div")
        if division.get("class") == "footnote"
        for one in division.iter("li")
    ]


def inner_html(note: Element) -> str:
    """What a footnote says, without the link back."""
    text = "".join(write_html(child, with_marks=False) for child in note)
    return re.sub(
        r"(?:&nbsp;|\xa0)?<a class=\"footnote-backref\".*?</a>|</?p>", "", text, flags=re.DOTALL
    ).strip()


def test_the_repositorys_own_site_comes_back(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for name in ("content", "templates"):
        shutil.copytree(REPOSITORY / name, old / name)
    shutil.copy(REPOSITORY / "config.yaml", old)
    assert main(["build", "-c", str(old), "--now", NOW, "-q"]) == 0
    parser, items, before = Parser(ParserSettings()), [], {}
    for number, file in enumerate(sorted((old / "content").glob("p*s/**/*.md")), 1):
        path = file.relative_to(old / "content").as_posix()
        head = parser.parse(path, file.read_bytes()).head
        assert isinstance(head, PostHead | PageHead)
        url = head.permalink or f"/{head.slug}/"
        page = old / "output" / url.strip("/") / "index.html"
        content, notes = as_wordpress_has_it(body_of(page))
        before[url] = (words_of(body_of(page)), [words_of(one) for one in footnotes_of(body_of(page))])
        extra = meta("footnotes", notes) if notes else ""
        if isinstance(head, PostHead) and head.series:
            extra += (
                f'<category domain="series" nicename="{head.series}"><![CDATA[{head.series}]]></category>'
            )
            extra += meta("_series_part", str(head.series_part))
        kind = "post" if isinstance(head, PostHead) else "page"
        title = html.escape(head.title, quote=False)
        items.append(
            item(title, content, number=number, kind=kind, slug=head.slug, link=ADDRESS + url, extra=extra)
        )
    assert len(before) > 5
    (tmp_path / "export.xml").write_text(export(items), encoding="utf-8")
    export_file = str(tmp_path / "export.xml")
    assert main(["import", "wordpress", export_file, "--into", str(new), "--series", "yes", "-q"]) == 0
    assert main(["build", "-c", str(new), "--now", NOW, "-q"]) == 0
    assert sum(len(noted) for _, noted in before.values()) > 2
    for url, (words, noted) in before.items():
        made = body_of(new / "output" / url.strip("/") / "index.html")
        assert words_of(made) == words, url
        assert [words_of(one) for one in footnotes_of(made)] == noted, url
    for series in (old / "content/series").glob("*.md"):
        assert len(parts_of(series.stem, old)) == len(parts_of(series.stem, new)) > 0
    assert noted_pages(new) == noted_pages(old) != set()


def parts_of(series: str, root: Path) -> list[Path]:
    line = f"series: {series}\n"
    return [
        file for file in (root / "content/posts").rglob("*.md") if line in file.read_text(encoding="utf-8")
    ]


def noted_pages(root: Path) -> set[str]:
    """The posts with an editor's note in their text."""
    pages = [
        file for file in (root / "output").glob("*/index.html") if 'class="body"' in file.read_text("utf-8")
    ]
    return {
        page.parent.name
        for page in pages
        if any("editors-note" in one.get("class", "") for one in body_of(page).iter("aside"))
    }
