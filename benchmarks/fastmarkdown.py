"""Milliseconds for a realistic post of 3,000 words, by stock Python-Markdown and by the accelerated
converter.

    python -m benchmarks.fastmarkdown [posts] [rounds]

The two take turns on each post, and the best of the rounds counts: what else the machine does only ever
adds time.
"""

from __future__ import annotations

import sys
from time import process_time

import markdown

from site_builder.fastmarkdown import accelerate
from tests.fastmarkdown.posts import realistic_post

EXTENSION_SETS = {
    "none": [],
    "extra": ["extra"],
    "extra, toc": ["extra", "toc"],
    "extra, sane_lists, smarty, toc, admonition": ["extra", "sane_lists", "smarty", "toc", "admonition"],
}


def best_times(converters: list[markdown.Markdown], posts: list[str], rounds: int) -> list[float]:
    """For each converter, the mean over the posts of its best time, in milliseconds."""
    best = [[float("inf")] * len(posts) for _ in converters]
    for _ in range(rounds):
        for place, post in enumerate(posts):
            for times, converter in zip(best, converters, strict=True):
                converter.reset()
                start = process_time()
                converter.convert(post)
                times[place] = min(times[place], process_time() - start)
    return [1000 * sum(times) / len(times) for times in best]


def main(arguments: list[str]) -> None:
    count = int(arguments[0]) if arguments else 8
    rounds = int(arguments[1]) if len(arguments) > 1 else 7
    print(f"Markdown {markdown.__version__}, Python {sys.version.split()[0]}, {count} posts of 3,000 words")
    print(f"{'extensions':44} {'posts':6} {'stock ms':>9} {'fast ms':>9} {'ratio':>6}")
    for name, extensions in EXTENSION_SETS.items():
        stock, fast = markdown.Markdown(extensions=extensions), markdown.Markdown(extensions=extensions)
        accelerate(fast)
        for kind in ("plain", "full"):
            posts = [realistic_post(seed, plain=kind == "plain") for seed in range(count)]
            slow_ms, fast_ms = best_times([stock, fast], posts, rounds)
            print(f"{name:44} {kind:6} {slow_ms:9.2f} {fast_ms:9.2f} {slow_ms / fast_ms:6.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
