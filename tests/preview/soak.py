"""Random work on a site: what a writer does in a long day, and what goes wrong in it.

    python -m tests.preview.soak 2000

does so many edits under a running preview, and compares at the end.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from site_builder.preview.watching.changes import Changes
from site_builder.stages.theme.templates import theme_folder
from tests.driver import MEMORY, Options, Project, post, series, tree, url_of
from tests.engine.showcase import OTHER_PIXEL, PIXEL, SHOWCASE
from tests.preview.running import Running, bare, running, wait_until

WORDS = "desk rain letter quiet morning station kettle friend shift silence office window".split()
FLAWS = (
    "See [nobody](nobody.md), [no page](/nowhere/) and [no heading](beta.md#nowhere).",
    "See [no part](part:7) and [a draft](draft.md).",
    "![](../images/none.png)",
    "![](../images/desk.png)",
    '<p style="color: red">Red.</p>',
    "![A cat](https://elsewhere.example/cat.png)",
    "As part 7 of this series says.",
)
"""What a text may have wrong, each a paragraph of its own."""
_FINE_TEMPLATE = "{% block main %}"
_TEMPLATE_ERRORS = (
    "{% block main %}{{ page.nothing_of_the_sort }}",
    "{% block main %}{% if %}",
    "{% block main %}{{ page.title|no_such_filter }}",
)


class Writer:
    """Changes a project at random. Each change says what files it touched."""

    def __init__(self, project: Project, seed: int) -> None:
        self._project = project
        self._chance = random.Random(seed)
        self._count = 0
        self._broken: set[str] = set()
        self._ways: list[Callable[[], Changes]] = [
            *[self._write_on] * 8,
            *[self._write_on_by_renaming] * 4,
            *[self._retitle] * 3,
            self._add_heading,
            self._add_link,
            *[self._add_good_link] * 3,
            self._drop_last_line,
            *[self._add_flaw] * 4,
            *[self._drop_flaws] * 2,
            *[self._add_line_at_the_top] * 4,
            *[self._add_unknown_key] * 2,
            self._retag,
            self._redate,
            self._hide_or_show,
            self._add_post,
            self._add_part,
            self._delete,
            self._rename,
            self._rename_folder,
            self._break,
            self._break,
            *[self.mend] * 3,
            self._change_picture,
            self._change_style,
            self._change_template,
            self._break_template,
            self._add_or_drop_template,
            self._change_config,
        ]

    @property
    def has_broken_texts(self) -> bool:
        """Whether a text has errors."""
        return any(path.startswith("content/") for path in self._broken)

    def change(self) -> Changes:
        """Do something."""
        self._count += 1
        return self._chance.choice(self._ways)()

    def begin(self) -> None:
        """Make the folders that the writer will need: watching one more takes a thread."""
        self._change_style()
        self._change_template()

    def move_here(self) -> None:
        """Make of it a site that came from another tool: nearly every text has something wrong."""
        for path in self._posts():
            flaws = self._chance.sample(FLAWS, 3)
            self._write_body(path, lambda body, flaws=flaws: "\n\n".join((body, *flaws)) + "\n")  # type: ignore[misc]
            self._set(path, "tumblr_url", "https://elsewhere.example/")

    def mend(self) -> Changes:
        """Put right whatever is broken."""
        touched = []
        for path in sorted(self._broken):
            if path.startswith("templates/"):
                self._write_template(_FINE_TEMPLATE)
            else:
                self._project.write(
                    path, self._project.source(path).replace("date: 2026-02-31", "date: 2026-02-03")
                )
            touched.append(path)
        self._broken.clear()
        return self._touched(*touched)

    # -- texts ---------------------------------------------------------------------------------------------

    def _write_on(self) -> Changes:
        path = self._any_text()
        self._project.append(path, f"\n{self._sentence()}\n")
        return self._touched(path)

    def _write_on_by_renaming(self) -> Changes:
        path = self._any_text()
        file = self._project.root / path
        fresh = file.with_name(f".{file.name}.{self._count}.tmp")
        fresh.write_bytes(file.read_bytes() + f"\n{self._sentence()}\n".encode())
        fresh.replace(file)
        return self._touched(path)

    def _add_heading(self) -> Changes:
        path = self._any_text()
        self._project.append(path, f"\n## {self._sentence()}\n\n{self._sentence()}\n")
        return self._touched(path)

    def _add_link(self) -> Changes:
        path = self._chance.choice(self._posts())
        target = self._chance.choice(self._posts())
        way = os.path.relpath(target, os.path.dirname(path))
        mark = self._chance.choice(("", "#why", "#nowhere"))
        self._project.append(path, f"\nSee [there]({way}{mark}), [or not](gone.md).\n")
        return self._touched(path)

    def _add_good_link(self) -> Changes:
        path = self._chance.choice(self._posts())
        folder = os.path.dirname(path)
        target = self._chance.choice(
            (
                os.path.relpath(self._chance.choice(self._posts()), folder),
                os.path.relpath("content/pages/about.md", folder),
                os.path.relpath("content/images/desk.png", folder),
                "/about/",
                "https://elsewhere.example/",
            )
        )
        mark = self._chance.choice(("", "", "!"))
        head, fence, body = self._project.source(path).rpartition("\n---\n")
        sentence = f"{self._sentence()[:-1]} {mark}[there]({target})."
        at_the_top = f"{head}{fence}\n{sentence}\n{body}"
        at_the_end = f"{head}{fence}{body}\n{sentence}\n"
        self._project.write(path, self._chance.choice((at_the_top, at_the_end)))
        return self._touched(path)

    def _add_flaw(self) -> Changes:
        path = self._any_text()
        return self._write_body(path, lambda body: f"{body}\n{self._chance.choice(FLAWS)}\n")

    def _drop_flaws(self) -> Changes:
        flaw = f"\n{self._chance.choice(FLAWS)}\n"
        flawed = [path for path in self._posts() if flaw in self._project.source(path)]
        return self._write_body(flawed[0], lambda body: body.replace(flaw, "", 1)) if flawed else Changes()

    def _add_line_at_the_top(self) -> Changes:
        return self._write_body(self._any_text(), lambda body: f"\n{self._sentence()}\n{body}")

    def _add_unknown_key(self) -> Changes:
        key = self._chance.choice(("tumblr_url", "hero", "sumary"))
        return self._set(self._chance.choice(self._posts()), key, self._chance.choice(WORDS))

    def _write_body(self, path: str, change: Callable[[str], str]) -> Changes:
        head, fence, body = self._project.source(path).rpartition("\n---\n")
        self._project.write(path, head + fence + change(body))
        return self._touched(path)

    def _drop_last_line(self) -> Changes:
        path = self._chance.choice(self._posts())
        head, fence, body = self._project.source(path).rpartition("\n---\n")
        self._project.write(path, head + fence + body.rstrip("\n").rpartition("\n")[0] + "\n")
        return self._touched(path)

    def _retitle(self) -> Changes:
        return self._set(self._any_text(), "title", f"{self._sentence()[:-1]} {self._count}")

    def _retag(self) -> Changes:
        word = self._chance.choice(WORDS)
        tags = f"[{self._chance.choice((word, word.upper()))}, {self._chance.choice(('rest', 'Rest'))}]"
        return self._set(self._chance.choice(self._posts()), "tags", tags)

    def _redate(self) -> Changes:
        day = self._chance.randint(1, 28)
        return self._set(
            self._chance.choice(self._posts()), "date", f"2026-0{self._chance.randint(1, 4)}-{day:02}"
        )

    def _hide_or_show(self) -> Changes:
        dated = [path for path in self._posts() if "\ndate: " in self._project.source(path)]
        return self._set(self._chance.choice(dated), "draft", self._chance.choice(("true", "false")))

    def _break(self) -> Changes:
        path = self._chance.choice(self._posts())
        if path in self._broken:
            return Changes()
        self._broken.add(path)
        return self._set(path, "date", "2026-02-31")

    def _set(self, path: str, key: str, value: str) -> Changes:
        """Give a key of the front matter a value. What is broken stays so until it is mended."""
        if path in self._broken and key == "date" and value != "2026-02-31":
            return Changes()
        head, _, body = self._project.source(path).removeprefix("---\n").partition("---\n")
        lines = [line for line in head.splitlines() if not line.startswith(f"{key}:")]
        self._project.write(path, "---\n" + "\n".join([*lines, f"{key}: {value}"]) + "\n---\n" + body)
        return self._touched(path)

    # -- files ---------------------------------------------------------------------------------------------

    def _add_post(self) -> Changes:
        path = f"content/posts/{self._chance.choice(('', 'notes/'))}new-{self._count}.md"
        is_new_folder = not (self._project.root / path).parent.exists()
        self._project.write(path, post(f"New {self._count}", self._sentence(), slug=f"new-{self._count}"))
        return self._touched(path, is_vague=is_new_folder)

    def _add_part(self) -> Changes:
        name = f"walks-{self._count}"
        self._project.write(f"content/series/{name}.md", series(f"Walks {self._count}"))
        path = f"content/posts/{name}.md"
        self._project.write(
            path, post(f"First of {name}", self._sentence(), slug=name, series=name, series_part=1)
        )
        return self._touched(path, f"content/series/{name}.md")

    def _delete(self) -> Changes:
        spare = [path for path in self._posts() if "/new-" in path]
        if not spare:
            return Changes()
        path = self._chance.choice(spare)
        self._project.delete(path)
        self._broken.discard(path)
        return self._touched(path, is_vague=True)

    def _rename(self) -> Changes:
        spare = [path for path in self._posts() if "/new-" in path]
        if not spare:
            return Changes()
        old = self._chance.choice(spare)
        new = f"{os.path.dirname(old)}/new-again-{self._count}.md"
        self._project.rename(old, new)
        self._move_broken(old, new)
        return self._touched(old, new)

    def _rename_folder(self) -> Changes:
        for old, new in (("trip", "journey"), ("journey", "trip")):
            folder = self._project.root / "content/posts" / old
            if folder.is_dir():
                folder.rename(folder.with_name(new))
                self._move_broken(f"content/posts/{old}/index.md", f"content/posts/{new}/index.md")
                break
        return Changes(is_vague=True)

    def _move_broken(self, old: str, new: str) -> None:
        if old in self._broken:
            self._broken.remove(old)
            self._broken.add(new)

    def _change_picture(self) -> Changes:
        path = self._chance.choice(("content/images/desk.png", "content/images/sketch.png"))
        self._project.write(path, self._chance.choice((PIXEL, OTHER_PIXEL)))
        return self._touched(path)

    # -- theme and configuration ---------------------------------------------------------------------------

    def _change_style(self) -> Changes:
        path = "templates/assets/style.css"
        is_new = not (self._project.root / path).exists()
        self._project.write(path, f"body {{ --count: {self._count}; }}\n")
        return self._touched(path, is_vague=is_new)

    def _change_template(self) -> Changes:
        self._broken.discard("templates/post.html")
        return self._write_template(f"{{% block main %}}<!-- {self._count} -->")

    def _add_or_drop_template(self) -> Changes:
        path = "templates/nobody-uses-this.html"
        if (self._project.root / path).exists():
            self._project.delete(path)
        else:
            self._project.write(path, "<p>Nobody.</p>")
        return self._touched(path)

    def _break_template(self) -> Changes:
        self._broken.add("templates/post.html")
        return self._write_template(self._chance.choice(_TEMPLATE_ERRORS))

    def _write_template(self, opening: str) -> Changes:
        text = (theme_folder() / "post.html").read_text(encoding="utf-8")
        path = "templates/post.html"
        is_new = not (self._project.root / path).exists()
        self._project.write(path, text.replace(_FINE_TEMPLATE, opening, 1))
        return self._touched(path, is_vague=is_new)

    def _change_config(self) -> Changes:
        lines = self._project.source("config.yaml").splitlines()
        kept = [line for line in lines if not line.startswith(("tagline:", "paginate:", "    url:"))]
        wanted = (f"tagline: {self._sentence()}", f"paginate: {self._chance.randint(1, 4)}")
        menu = kept.index("  - title: About")
        kept.insert(menu + 1, f"    url: {self._chance.choice(('/about/', '/nowhere/'))}")
        self._project.write("config.yaml", "\n".join([*kept, *wanted]) + "\n")
        return self._touched("config.yaml")

    # -- choosing ------------------------------------------------------------------------------------------

    def _posts(self) -> list[str]:
        return [
            path
            for path in self._project.sources()
            if path.startswith("content/posts/") and path.endswith(".md")
        ]

    def _any_text(self) -> str:
        return self._chance.choice([*self._posts(), "content/pages/about.md", "content/series/walks.md"])

    def _sentence(self) -> str:
        words = self._chance.choices(WORDS, k=self._chance.randint(2, 9))
        return " ".join(words).capitalize() + "."

    def _touched(self, *paths: str, is_vague: bool = False) -> Changes:
        return Changes(frozenset(str(self._project.root / path) for path in paths), is_vague)


def work_under_preview(served: Running, edits: int, seed: int) -> None:
    """Edit and look about, then mend everything: the site must be what a clean build makes, nothing lost."""
    chance = random.Random(seed + 1)
    writer = Writer(served.project, seed)
    writer.begin()
    served.quiet()
    threads, files = threading.active_count(), _open_files()
    for _ in range(edits):
        writer.change()
        _look_about(served, chance)
        time.sleep(chance.choice((0, 0, 0.002, 0.02, 0.2)))
    writer.mend()
    served.quiet()
    assert served.state()["problems"] == [] or all(
        one["severity"] == "warning" for one in served.state()["problems"]
    )
    with tempfile.TemporaryDirectory() as folder:
        clean = served.project.clean_build(Path(folder, "clean"), served.project.root / MEMORY)
        assert _different(served, tree(clean.output)) == []
    wait_until(lambda: threading.active_count() <= threads, "no more threads than at the start")
    wait_until(lambda: _open_files() <= files, "no more open files than at the start")


def _look_about(served: Running, chance: random.Random) -> None:
    paths = (
        "/",
        "/alpha/",
        "/beta/",
        "/walk-1/",
        "/series/walks/",
        "/tags/",
        "/feed.xml",
        "/nowhere/",
        "/archive/",
    )
    reply = served.get(chance.choice(paths))
    assert b"Traceback" not in reply.body
    assert reply.status in {200, 404} or (reply.status == 500 and b"cannot be" in reply.body)


def _different(served: Running, written: dict[str, bytes | None]) -> list[str]:
    return [
        path
        for path, data in written.items()
        if not path.startswith(".site-builder")
        and bare(served.get(quote(url_of(path))).body) != (data or b"")
    ]


def _open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def main() -> None:
    """Work for long."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("edits", type=int, nargs="?", default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    started = time.monotonic()
    try:
        project = Project(SHOWCASE, folder / "site")
        project.options = Options(drafts=True, future=True)
        with running(project) as served:
            work_under_preview(served, arguments.edits, arguments.seed)
            generation = served.state()["generation"]
    finally:
        shutil.rmtree(folder)
    print(
        f"{arguments.edits:,} edits, {generation:,} rebuilds, {time.monotonic() - started:.0f} s: all is well"
    )


if __name__ == "__main__":
    main()
