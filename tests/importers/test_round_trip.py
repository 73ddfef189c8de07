"""This repository's own site, written as WordPress would export it, comes back as it was."""

from __future__ import annotations

import html
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


def as_wordpress_has_it(body: Element) -> str:
    """Without what the theme adds to a text as it prints it."""
    text = write_html(body, with_marks=False).removeprefix('<div class="body" data-pagefind-body>')
    text = re.sub(r'<div class="footnote">.*?</div>', "", text, flags=re.DOTALL)
    text = re.sub(r'<sup id="fnref.*?</sup>', "", text, flags=re.DOTALL)
    return re.sub(r'(href|src)="/', rf'\1="{ADDRESS}/', text.removesuffix("</div>"))


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
        content = as_wordpress_has_it(body_of(page))
        before[url] = words_of(parse_html(content))
        extra = ""
        if isinstance(head, PostHead) and head.series:
            extra = f'<category domain="series" nicename="{head.series}"><![CDATA[{head.series}]]></category>'
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
    for url, words in before.items():
        assert words_of(body_of(new / "output" / url.strip("/") / "index.html")) == words, url
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
