"""Texts that are long in every way that a layout can be tried."""

from __future__ import annotations

from benchmarks.corpus import make_posts
from tests.driver import CONFIG, post

_TABLE = "\n".join(
    [
        "| " + " | ".join(f"Column number {n}" for n in range(12)) + " |",
        "| " + " | ".join(["---"] * 12) + " |",
        *("| " + " | ".join(f"cell {row}.{n}" for n in range(12)) + " |" for row in range(60)),
    ]
)
_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
_DEEP = "\n\n".join(f"{'> ' * depth}Quoted {depth} deep." for depth in range(1, 9))

_MENU = "".join(f"  - {{title: Entry number {n}, url: https://elsewhere.example/{n}/}}\n" for n in range(16))

LONG = {
    "config.yaml": f"{CONFIG}menu:\n{_MENU}  - {{title: {_WORD}, url: /archive/}}\n",
    "content/posts/long-things.md": post(
        f"{_WORD} and {_WORD}",
        f"A word: {_WORD}.\n\nAn address: https://elsewhere.example/{'a' * 200}/\n\n`{'x' * 120}`\n\n"
        f"```\n{'y = 1; ' * 29}\n```\n\n{_TABLE}\n\n{_DEEP}\n\n## {_WORD}\n\n- {_WORD}\n\n"
        f"End.[^1]\n\n[^1]: {_WORD}\n",
        slug="long-things",
        tags=f"[{_WORD.lower()}]",
    ),
    "content/posts/long-essay.md": post("A long essay", next(make_posts(1, 50_000)).body, slug="long-essay"),
    "content/comments/long-things.yaml": "".join(
        f"- {{id: {n}, author: {_WORD}, body: {_WORD}, parent: {n - 1 or ''}}}\n" for n in range(1, 9)
    ),
}
