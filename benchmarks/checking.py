"""What a check of a site costs beside a build of it, in CPU seconds.

    python -m benchmarks.checking --posts 5000 --words 600 --rounds 3

A cold build and a cold check begin without memory and without an output folder; the second check follows the
first. Other hosts are not asked.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import make_posts, write_site

_NOW = "2026-11-26"


def main() -> None:
    """Print the median of each, and what the checks are to the build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        write_site(site, list(make_posts(arguments.posts, arguments.words)))
        rounds = [_round(site) for _ in range(arguments.rounds)]
    build, check, again = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"{arguments.posts:,} posts of {arguments.words:,} words, CPU seconds, {arguments.rounds} rounds")
    print(f"cold build    {build:7.2f}")
    print(f"cold check    {check:7.2f}    {check / build:.0%} of the build")
    print(f"second check  {again:7.2f}    {again / check:.0%} of the first")


def _round(site: Path) -> tuple[float, float, float]:
    _forget(site)
    build = _seconds(site, "build")
    _forget(site)
    return build, _seconds(site, "check"), _seconds(site, "check")


def _forget(site: Path) -> None:
    for name in (".site-builder", "output"):
        shutil.rmtree(site / name, ignore_errors=True)


def _seconds(site: Path, command: str) -> float:
    """CPU seconds of a command and of all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = [sys.executable, "-m", "site_builder", command, "--quiet", "--now", _NOW]
    subprocess.run([*arguments, "--config", str(site)], stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
