"""Random sequences of what writers do to a site, each made from its number alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime

from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.stages.theme.templates import theme_folder
from tests.driver import Options, Project, post, series
from tests.engine.showcase import PIXEL

TAGS = ["rest", "Rest", "sleep", "deep-work", "Deep Work", "grün", "月曜日"]
CATEGORIES = ["Work", "work", "Home"]
WORDS = "plainly a morning walk before the shift helps more than it says and nobody has to know why".split()
DATES = [
    "2024-12-31",
    "2025-06-01",
    "2025-06-01 10:00",
    "2026-01-05",
    "2026-02-10T08:00+01:00",
    "2026-03-15",
    "2026-05-01",
]
CLOCKS = [
    datetime(2026, 3, 1, 12, tzinfo=UTC),
    datetime(2026, 4, 1, tzinfo=UTC),
    datetime(2025, 12, 1, tzinfo=UTC),
]
IMAGES = ["content/images/a.png", "content/images/b.png", "content/posts/c.png"]
SERIES = ["walks", "talks"]
SETTINGS = {
    "tagline": ["Plainly", "In short"],
    "paginate": ["2", "3", "10"],
    "words_per_minute": ["5", "300"],
    "date_format": ["d MMM y", "yyyy-MM-dd"],
    "language": ["en-GB", "en-US"],
    "timezone": ["Europe/London", "Asia/Tokyo"],
    "feed": ["{limit: 1}", "{limit: 5}"],
    "permalinks": ["{posts: '/{year}/{slug}/'}", "{posts: '/{slug}.html'}", "{tags: '/t/{slug}/'}"],
    "menu": ["[{title: Home, url: /}]", "[{title: About, url: /about/}]"],
    "author": ["Wren"],
}
OVERRIDES = [
    "post.html",
    "macros.html",
    "layout.html",
    "404.html",
    "feed.xml",
    "sitemap.xml",
    "assets/style.css",
    "assets/theme.js",
]


class Writer:
    """Somebody who works on a site in no particular order. `log` says what was done."""

    def __init__(self, project: Project, seed: int) -> None:
        self.site = project
        self.rng = random.Random(seed)
        self.log: list[str] = []
        self.settings: dict[str, str] = {}
        self.is_about_content = True

    def begin(self) -> None:
        """The first few texts."""
        self.setting()
        self.series_file()
        self.page()
        for _ in range(4):
            self.new_post()
        self.image()

    def work(self, count: int) -> None:
        """Do some things. Afterwards `is_about_content` says whether sources alone were touched."""
        self.is_about_content = True
        for _ in range(count):
            self.rng.choices(list(DEEDS), list(DEEDS.values()))[0](self)

    def options(self) -> Options:
        """How to build this time."""
        rng = self.rng
        return Options(
            rng.choice(CLOCKS),
            drafts=rng.random() < 0.2,
            future=rng.random() < 0.2,
            base_url=rng.choice([None, None, None, "https://user.example/repo/"]),
            jobs=rng.choice([1, 1, 2]),
        )

    def mend(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Give up what cannot be published."""
        for path in {one.path for one in diagnostics if one.severity is Severity.ERROR}:
            if (self.site.root / path).is_file():
                self.log.append(f"give up {path}")
                self.site.delete(path)

    # -- what can be done --------------------------------------------------------------------------------

    def new_post(self) -> None:
        name = self.rng.choice(
            ["a", "b", "c", "d", "e", "f", "g", "2025-03-04-dated", "folder/index", "sub/h"]
        )
        self._write(f"content/posts/{name}.md", self._post())

    def append(self) -> None:
        if path := self._pick("content/posts/", ".md"):
            self._write(path, self.site.source(path) + "\n" + self._body())

    def rewrite(self) -> None:
        """Another body, title, date, tags, series or state."""
        if path := self._pick("content/posts/", ".md"):
            self._write(path, self._post())

    def front_matter(self) -> None:
        """One line of it changes, comes or goes."""
        if path := self._pick("content/posts/", ".md"):
            _, front, body = self.site.source(path).split("---\n", 2)
            lines = dict(line.split(": ", 1) for line in front.splitlines())
            key, value = self.rng.choice(list(self._values().items()))
            if key in lines and key not in {"title", "date"} and self.rng.random() < 0.4:
                del lines[key]
            else:
                lines[key] = str(value)
            self._write(path, "---\n" + "".join(f"{k}: {v}\n" for k, v in lines.items()) + f"---\n{body}")

    def rename(self) -> None:
        if path := self._pick("content/posts/", ".md"):
            new = f"content/posts/{self.rng.choice(['moved', 'Moved', 'sub/moved', 'a', 'z/index'])}.md"
            self.log.append(f"rename {path} {new}")
            self.site.rename(path, new)

    def delete(self) -> None:
        if path := self._pick("content/", ""):
            self.log.append(f"delete {path}")
            self.site.delete(path)

    def page(self) -> None:
        self._write("content/pages/about.md", post(self._words(2), self._body(), "", slug="about"))

    def series_file(self) -> None:
        rng = self.rng
        values: dict[str, object] = {}
        if rng.random() < 0.5:
            values["about"] = self._words(3)
        if rng.random() < 0.5:
            values["parts"] = rng.choice([2, 3, 5])
        if rng.random() < 0.3:
            values["status"] = rng.choice(["complete", "ongoing", "abandoned"])
        if rng.random() < 0.4:
            values["planned"] = "[{part: 2, title: Two, date: 2026-03-20}]"
        text = series(self._words(2), self._words(5), **values)
        self._write(f"content/series/{rng.choice(SERIES)}.md", text)

    def comments(self) -> None:
        author, body = self.rng.choice(["Wren", "Robin"]), self._words(4)
        thread = f"- {{id: 1, author: {author}, date: 2026-01-01, body: {body}}}\n"
        self._write(f"content/comments/{self.rng.choice(['a', 'b', 'moved'])}.yaml", thread)

    def image(self) -> None:
        self._write(self.rng.choice(IMAGES), PIXEL)

    def other_file(self) -> None:
        name = self.rng.choice(["static/robots.txt", "static/CNAME", "files/notes.txt", "posts/folder/x.txt"])
        self._write(f"content/{name}", self._words(3))

    def setting(self) -> None:
        key = self.rng.choice(list(SETTINGS))
        if key in self.settings and self.rng.random() < 0.5:
            del self.settings[key]
        else:
            self.settings[key] = self.rng.choice(SETTINGS[key])
        lines = {"title": "Tests", "base_url": "https://tests.example/", **self.settings}
        self._write("config.yaml", "".join(f"{key}: {value}\n" for key, value in lines.items()))
        self.is_about_content = False

    def template(self) -> None:
        name = self.rng.choice(OVERRIDES)
        mark = f"/* {self._words(1)} */" if "assets" in name else f"{{# {self._words(1)} #}}"
        original = (theme_folder() / name).read_text(encoding="utf-8")
        if name == "macros.html":
            original = original.replace('class="terms"', f'class="{self._words(1)}"')
        if (self.site.root / "templates" / name).exists() and self.rng.random() < 0.5:
            self.log.append(f"delete templates/{name}")
            self.site.delete(f"templates/{name}")
        else:
            self._write(f"templates/{name}", original + mark)
        self.is_about_content = False

    def touch(self) -> None:
        self.log.append("touch")
        self.site.touch(seconds=self.rng.randrange(1_000_000_000, 1_700_000_000))

    def tamper(self) -> None:
        """Somebody edits or deletes what was built."""
        built = sorted(
            path
            for path in self.site.output.rglob("*")
            if path.is_file() and ".site-builder" not in path.name
        )
        if built:
            file = self.rng.choice(built)
            self.log.append(f"tamper with {file.name}")
            file.unlink()
            if self.rng.random() < 0.5:
                file.write_bytes(b"something else")
        self.is_about_content = False

    def forget(self) -> None:
        if (self.site.root / ".site-builder").exists():
            self.log.append("forget")
            self.site.forget()
        self.is_about_content = False

    # -- what is written ---------------------------------------------------------------------------------

    def _write(self, path: str, data: str | bytes) -> None:
        is_shown = isinstance(data, str) and not path.startswith("templates/")
        self.log.append(f"write {path}: {data!r}" if is_shown else f"write {path}")
        self.site.write(path, data)

    def _pick(self, folder: str, ending: str) -> str:
        found = [path for path in self.site.sources() if path.startswith(folder) and path.endswith(ending)]
        return self.rng.choice(found) if found else ""

    def _words(self, count: int) -> str:
        return " ".join(self.rng.choices(WORDS, k=count))

    def _values(self) -> dict[str, object]:
        rng = self.rng
        values: dict[str, object] = {"title": self._words(2), "date": rng.choice(DATES)}
        values["tags"] = "[" + ", ".join(rng.sample(TAGS, rng.randrange(4))) + "]"
        values["categories"] = f"[{rng.choice(CATEGORIES)}]"
        values["draft"] = rng.choice(["true", "false"])
        values["aliases"] = f"[/old-{rng.randrange(4)}/]"
        values["summary"] = self._words(4)
        values["image"] = rng.choice(["a.png", "../images/a.png", "{src: c.png, alt: Sea}"])
        values["updated"] = rng.choice(DATES)
        values["content_note"] = self._words(3)
        values["id"] = f"id-{rng.randrange(1000)}"
        values["comments"] = rng.choice(["true", "false"])
        values["noindex"] = rng.choice(["true", "false"])
        return values

    def _post(self) -> str:
        rng = self.rng
        values = self._values()
        kept = {key: values[key] for key in values if key in {"title", "date"} or rng.random() < 0.25}
        if rng.random() < 0.4:
            kept["series"] = rng.choice(SERIES)
            kept["series_part"] = rng.randrange(1, 4)
        front = "".join(f"{key}: {value}\n" for key, value in kept.items())
        return f"---\n{front}---\n{self._body()}"

    def _body(self) -> str:
        rng = self.rng
        pieces = [
            self._words(12),
            f"## {self._words(2)}",
            f"See [this]({rng.choice(['a', 'b', 'c', 'sub/h', 'gone'])}.md#{self._words(1)}).",
            f"See [part](part:{rng.randrange(1, 4)}).",
            f"See [about](/about/) and [it]({rng.choice(['/tags/rest/', '/nowhere/'])}).",
            f"![{self._words(1)}]({rng.choice(['../images/a.png', '../images/b.png', 'c.png'])})",
            "<!--more-->",
            f"A note[^1].\n\n[^1]: {self._words(3)}",
            f"Editor's note: {self._words(4)}.",
            "Raw <a href='/about/'>link</a> & \"quotes\" -- {{ page.title }}",
        ]
        return "\n\n".join(rng.choices(pieces, k=rng.randrange(1, 5))) + "\n"


DEEDS: dict[Callable[[Writer], None], float] = {
    Writer.new_post: 3,
    Writer.append: 4,
    Writer.rewrite: 3,
    Writer.front_matter: 6,
    Writer.rename: 1,
    Writer.delete: 2,
    Writer.page: 1,
    Writer.series_file: 2,
    Writer.comments: 1,
    Writer.image: 1,
    Writer.other_file: 1,
    Writer.setting: 1.5,
    Writer.template: 1.5,
    Writer.touch: 0.5,
    Writer.tamper: 1,
    Writer.forget: 0.3,
}
