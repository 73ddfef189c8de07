"""How long a save takes to show in a preview: `make bench-serve`.

    python -m benchmarks.serve --posts 100 1000 5000 --edits 20 --saves 1000 [--moved]

For each size it makes a site of posts in series, starts `serve` with no memory and again with one, then saves
edits to a body, its links, a title, a template and a style sheet. It measures from the moment of the save
until a client that polls has the new text, and until a connected listener has been told. With the last size
it saves one post `--saves` times more and reports how much memory the server has taken since the first
hundred. At the end it prints the medians of all sizes side by side. With the defaults that takes about eight
minutes. With `--moved` the site is a blog that came from another tool, with all that is wrong in it.
"""

from __future__ import annotations

import argparse
import http.client
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import Spec, make_posts, write_site
from benchmarks.moved import write_moved_site
from site_builder.stages.theme.templates import theme_folder

_WORDS = 3000
_PATIENCE = 120.0
_BETWEEN = 0.8
"""Seconds between two saves: a writer's are never closer."""
_SETTLE = 3.0
"""Seconds that a started server gets for what it does when nobody waits."""


class Server(NamedTuple):
    """A running preview. `first` is the time from its start to its first page, in seconds."""

    process: subprocess.Popen[str]
    port: int
    first: float

    def get(self, path: str) -> str:
        """A page's text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        connection.request("GET", path)
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def megabytes(self) -> float:
        """The memory that the server holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def running(folder: Path, path: str) -> Iterator[Server]:
    """Start a preview, and wait for a page of the finished site."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "site_builder", "serve", "--config", str(folder), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        threading.Thread(target=process.stdout.read, daemon=True).start()
        found = re.search(r":(\d+)/", line)
        assert found is not None, line
        server = Server(process, int(found[1]), 0.0)
        waited_for(lambda: "<article" in server.get(path))
        yield server._replace(first=time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=_PATIENCE)


class Listener:
    """A browser's stream of events. `times` are those of the messages."""

    def __init__(self, port: int) -> None:
        self.times: list[float] = []
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._connection.request("GET", "/.site-builder/events")
        self._response = self._connection.getresponse()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            while line := self._response.readline():
                if line.startswith(b"data:"):
                    self.times.append(time.perf_counter())
        except (OSError, ValueError, AttributeError):
            return


def waited_for(is_there: Callable[[], bool], pause: float = 0.002) -> float:
    """The moment at which something is first seen."""
    end = time.perf_counter() + _PATIENCE
    while time.perf_counter() < end:
        if is_there():
            return time.perf_counter()
        time.sleep(pause)
    raise TimeoutError("what was saved never showed")


class Edit(NamedTuple):
    """A way to change the site: `save` puts a mark in, which then shows at `path`."""

    name: str
    path: str
    save: Callable[[str], None]


def edits_of(folder: Path, posts: list[Spec]) -> list[Edit]:
    """Those that are measured. The post is in the middle of the site, and the first of its series."""
    post = next(one for one in posts[len(posts) // 2 :] if one.part == 1)
    source = folder / f"content/posts/{post.slug}.md"
    text = source.read_text()
    head, _, body = text.partition("\n---\n\n")
    paragraphs = body.split("\n\n")
    middle = len(paragraphs) // 2

    def save_body(mark: str) -> None:
        changed = [*paragraphs[:middle], f"A new paragraph that says {mark}.", *paragraphs[middle:]]
        source.write_text(f"{head}\n---\n\n" + "\n\n".join(changed))

    def save_link(mark: str) -> None:
        changed = [*paragraphs[:middle], f"Now to [{mark}]({posts[0].slug}.md).", *paragraphs[middle:]]
        source.write_text(f"{head}\n---\n\n" + "\n\n".join(changed))

    def save_title(mark: str) -> None:
        source.write_text(text.replace(f"title: {post.title}", f"title: About {mark}", 1))

    template = folder / "templates/post.html"
    original = (theme_folder() / "post.html").read_text()

    def save_template(mark: str) -> None:
        template.write_text(original.replace("{% block main %}", "{% block main %}<!-- " + mark + " -->", 1))

    sheet = folder / "templates/assets/style.css"
    rules = (theme_folder() / "assets/style.css").read_text()

    def save_sheet(mark: str) -> None:
        sheet.write_text(f"{rules}\n/* {mark} */\n")

    sheet.parent.mkdir(parents=True, exist_ok=True)
    return [
        Edit("body", f"/{post.slug}/", save_body),
        Edit("link", f"/{post.slug}/", save_link),
        Edit("title", f"/post-{post.number + 1:05}/", save_title),
        Edit("template", f"/{post.slug}/", save_template),
        Edit("style sheet", f"/{post.slug}/", save_sheet),
    ]


def measured(server: Server, listener: Listener, edit: Edit, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the save until a page has it, and until the listener has been told."""
    shown, told = [], []
    is_sheet = edit.name == "style sheet"
    for number in range(times):
        mark = f"mark{edit.name.replace(' ', '')}{number:04}"
        time.sleep(_BETWEEN)
        before, heard = _sheet(server.get(edit.path)), len(listener.times)
        saved = time.perf_counter()
        edit.save(mark)
        if is_sheet:
            seen = waited_for(lambda before=before: _sheet(server.get(edit.path)) != before)  # type: ignore[misc]
            assert mark in server.get(_sheet(server.get(edit.path)))
        else:
            seen = waited_for(lambda mark=mark: mark in server.get(edit.path))  # type: ignore[misc]
        waited_for(lambda heard=heard: len(listener.times) > heard)  # type: ignore[misc]
        shown.append((seen - saved) * 1000)
        told.append((listener.times[heard] - saved) * 1000)
    return shown, told


def _sheet(text: str) -> str:
    found = re.search(r'href="(/assets/style\.[^"]*)"', text)
    return found[1] if found else ""


def grown(server: Server, edit: Edit, saves: int) -> tuple[float, float]:
    """Megabytes after a tenth of the saves, and after all."""
    early = 0.0
    for number in range(saves):
        mark = f"markgrown{number:05}"
        edit.save(mark)
        waited_for(lambda mark=mark: mark in server.get(edit.path))  # type: ignore[misc]
        if number == saves // 10:
            time.sleep(_SETTLE)
            early = server.megabytes()
    time.sleep(_SETTLE)
    return early, server.megabytes()


def bench(folder: Path, count: int, edits: int, saves: int, *, is_moved: bool = False) -> dict[str, float]:
    """Measure one size and print it. Gives the medians of the times to the new text, in milliseconds."""
    medians = {}
    posts = list(make_posts(count, _WORDS))
    folder.mkdir()
    if is_moved:
        write_moved_site(folder, posts)
    else:
        write_site(folder, posts)
    ways = edits_of(folder, posts)
    with running(folder, ways[0].path) as server:
        cold = server.first
    with running(folder, ways[0].path) as server:
        print(f"{count:,} posts: first page {cold:.2f} s without a memory, {server.first:.2f} s with one")
        listener = Listener(server.port)
        time.sleep(_SETTLE + count / 1000)
        print(f"  {server.megabytes():.0f} MB when idle")
        for way in ways:
            shown, told = measured(server, listener, way, edits)
            medians[way.name] = statistics.median(shown)
            print(
                f"  {way.name:12} shown after {statistics.median(shown):5.0f} ms (worst {max(shown):5.0f}), "
                f"told after {statistics.median(told):5.0f} ms (worst {max(told):5.0f})",
                flush=True,
            )
        print(f"  {server.megabytes():.0f} MB after {len(ways) * edits} edits")
        if saves:
            early, late = grown(server, ways[0], saves)
            print(f"  {early:.0f} MB after {saves // 10} saves more, {late:.0f} MB after {saves}")
    return medians


def print_side_by_side(medians: dict[int, dict[str, float]]) -> None:
    """A line for each kind of edit: a column for each size, and how often the first the last is."""
    first, *_, last = medians.values()
    print("medians in ms".ljust(14) + "".join(f"{count:>8,}" for count in medians) + "   growth")
    for name in first:
        columns = "".join(f"{one[name]:8.0f}" for one in medians.values())
        print(f"{name:14}{columns}   {last[name] / first[name]:.1f}")


def main() -> None:
    """Measure all sizes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, nargs="+", default=[100, 1000, 5000])
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--saves", type=int, default=1000)
    parser.add_argument("--moved", action="store_true")
    arguments = parser.parse_args()
    medians = {}
    for count in arguments.posts:
        folder = Path(tempfile.mkdtemp(prefix="bench-serve-"))
        saves = arguments.saves if count == arguments.posts[-1] else 0
        try:
            medians[count] = bench(folder / "site", count, arguments.edits, saves, is_moved=arguments.moved)
        finally:
            shutil.rmtree(folder)
    if len(medians) > 1:
        print_side_by_side(medians)


if __name__ == "__main__":
    main()
