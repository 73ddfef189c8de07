"""A whole site in a folder, and a fluent way to edit it, build it and look at what came of it.

    Project({"content/posts/a.md": post("A")}, tmp_path).build().edit("content/posts/a.md", "x", "y").build()

Every build goes through the engine as the command line's does. Times are given, never read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import textwrap
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self

import pytest

from site_builder.engine.build import build
from site_builder.engine.making import BuildReport
from site_builder.engine.preparing.request import Overrides, Request
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import BuildFailed

CONFIG = """\
title: Tests
base_url: https://tests.example/
timezone: Europe/London
"""
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
COMPILED = Path(os.environ.get("XDG_CACHE_HOME") or tempfile.gettempdir(), "templates")
MEMORY = ".site-builder"


class Options(NamedTuple):
    """How a project is built; `output` is absolute, or None for the one in config.yaml."""

    now: datetime = NOW
    drafts: bool = False
    future: bool = False
    base_url: str | None = None
    jobs: int = 1
    output: Path | None = None


def post(title: str, body: str = "Some words.", date: str = "2026-01-06", **values: object) -> str:
    """The text of a post; an empty `date` leaves it out."""
    front = {"title": title, **({"date": date} if date else {}), **values}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in front.items()) + f"---\n\n{body}\n"


def series(title: str, body: str = "About it.", **values: object) -> str:
    """The text of a series file."""
    return post(title, body, "", **values)


class Project:
    """A site in the folder `root`. The methods that change it return it, so that they can be chained."""

    def __init__(self, files: Mapping[str, str | bytes], root: Path, cache: Path | None = None) -> None:
        """`memory` is a folder with what an earlier build remembered, such as compiled templates."""
        self.root = root
        self.options = Options()
        self._report: BuildReport | None = None
        root.mkdir(parents=True, exist_ok=True)
        for path, data in {"config.yaml": CONFIG, **files}.items():
            self.write(path, data)
        if cache is not None:
            shutil.copytree(cache, root / MEMORY)

    # -- changing ----------------------------------------------------------------------------------------

    def write(self, path: str, data: str | bytes) -> Self:
        """Make or replace a file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else textwrap.dedent(data).encode())
        return self

    def edit(self, path: str, old: str, new: str) -> Self:
        """Put `new` in the place of `old`, which must be there once."""
        text = self.source(path)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        return self.write(path, text.replace(old, new))

    def append(self, path: str, text: str) -> Self:
        """Add to the end of a file."""
        return self.write(path, self.source(path) + text)

    def delete(self, path: str) -> Self:
        """Delete a file, and the folders that this leaves empty."""
        file = self.root / path
        file.unlink()
        while not any(file.parent.iterdir()):
            file = file.parent
            file.rmdir()
        return self

    def rename(self, old: str, new: str) -> Self:
        """Move a file."""
        target = self.root / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(target)
        return self

    def touch(self, *paths: str, seconds: int = 1_000_000_000) -> Self:
        """Give files (all sources, if none are named) another date and the same bytes."""
        for path in paths or self.sources():
            os.utime(self.root / path, (seconds, seconds))
        return self

    def forget(self) -> Self:
        """Delete the build cache."""
        shutil.rmtree(self.root / MEMORY)
        return self

    # -- building ----------------------------------------------------------------------------------------

    def build(
        self,
        now: str | None = None,
        *,
        drafts: bool = False,
        future: bool = False,
        base_url: str | None = None,
        jobs: int = 1,
        output: Path | None = None,
    ) -> Self:
        """Build; `now` is ISO 8601, in UTC where it says nothing else."""
        instant = NOW if now is None else _instant(now)
        return self.build_with(Options(instant, drafts, future, base_url, jobs, output))

    def build_with(self, options: Options) -> Self:
        """Build with these options."""
        self.options = options
        self._report = build(self.request(), _silent)
        return self

    def request(self) -> Request:
        """What the engine is asked for, by the options of the last build."""
        one = self.options
        overrides = Overrides(one.base_url, one.output)
        return Request(
            self.root / "config.yaml", one.now, one.drafts, one.future, overrides, one.jobs, COMPILED
        )

    def failure(self, options: Options | None = None) -> tuple[Diagnostic, ...]:
        """Build in vain; what was wrong."""
        with pytest.raises(BuildFailed) as caught:
            self.build_with(options or self.options)
        return caught.value.diagnostics

    def clean_build(self, root: Path, cache: Path | None = None) -> Project:
        """The same sources and options in another folder that remembers nothing (or only `memory`)."""
        other = Project({path: (self.root / path).read_bytes() for path in self.sources()}, root, cache)
        return other.build_with(self.options._replace(output=None))

    # -- looking -----------------------------------------------------------------------------------------

    @property
    def report(self) -> BuildReport:
        """What the last build did."""
        assert self._report is not None, "nothing was built yet"
        return self._report

    @property
    def output(self) -> Path:
        """Where the last build went."""
        return self.options.output or self.root / "output"

    def source(self, path: str) -> str:
        """The text of a source file."""
        return (self.root / path).read_bytes().decode()

    def sources(self) -> list[str]:
        """All files that a writer made, sorted."""
        made = ("output/", MEMORY + "/")
        paths = (file.relative_to(self.root).as_posix() for file in self.root.rglob("*") if not file.is_dir())
        return sorted(path for path in paths if not path.startswith(made))

    def page(self, url: str) -> str:
        """What is at a URL."""
        return (self.output / path_of(url)).read_bytes().decode()

    def tree(self) -> dict[str, bytes | None]:
        """Everything in the output folder, hidden files too; empty folders as None."""
        return tree(self.output)

    # -- judging -----------------------------------------------------------------------------------------

    def assert_built(self, *urls: str) -> Self:
        """These are in the output folder."""
        missing = [url for url in urls if not (self.output / path_of(url)).is_file()]
        assert not missing
        return self

    def assert_absent(self, *urls: str) -> Self:
        """These do not, nor their folders."""
        present = [url for url in urls if (self.output / url.strip("/")).exists()]
        assert not present
        return self

    def assert_parsed(self, count: int) -> Self:
        """So many sources were parsed."""
        assert self.report.parsed == count
        return self

    def assert_rendered(self, urls: Iterable[str]) -> Self:
        """Templates made exactly these."""
        assert {url_of(path) for path in self.report.rendered} == set(urls)
        return self

    def assert_written(self, urls: Iterable[str]) -> Self:
        """Exactly these files were put into the output folder."""
        assert {url_of(path) for path in self.report.written} == set(urls)
        return self

    def assert_deleted(self, urls: Iterable[str]) -> Self:
        """Exactly these files were taken out of it."""
        assert {url_of(path) for path in self.report.deleted} == set(urls)
        return self

    def assert_idle(self) -> Self:
        """Nothing was parsed, rendered, written or deleted."""
        report = self.report
        assert (report.parsed, report.rendered, report.written, report.deleted) == (0, (), (), ())
        return self

    def assert_same_as_clean(self, root: Path, cache: Path | None = None) -> Self:
        """The output has the very files that a clean build in `root` makes."""
        assert_same_tree(self.tree(), self.clean_build(root, cache).tree())
        return self


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder, by path; empty folders as None."""
    found: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_dir():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[name] = None
    return found


def assert_same_tree(ours: Mapping[str, bytes | None], clean: Mapping[str, bytes | None]) -> None:
    """Tells which files differ, not what is in them."""
    assert sorted(ours.keys() - clean.keys()) == []
    assert sorted(clean.keys() - ours.keys()) == []
    assert [path for path in clean if ours[path] != clean[path]] == []


def path_of(url: str) -> str:
    """The file that a host opens for a URL."""
    return url[1:] + "index.html" if url.endswith("/") else url[1:]


def url_of(path: str) -> str:
    """The URL of an output file."""
    return "/" + (path[: -len("index.html")] if path.rpartition("/")[2] == "index.html" else path)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
