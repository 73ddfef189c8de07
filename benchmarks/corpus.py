"""A deterministic corpus of posts in series, and the same posts as Hugo and Pelican want them.

    python -m benchmarks.corpus DIR --posts 1000 --words 3000

Every post has a date, tags, a category, a place in a series of three to six parts, headings, links to its
neighbours, emphasis, lists, quotations and now and then a footnote, a table or code.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

_SYLLABLES = (
    "ba be bi bo bu da de di do du fa fe fi fo ga ge go ha he ho ka ke ki ko la le li lo ma me mi mo na ne "
    "ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi wa we wi"
).split()
_SMALL = (
    "the a of and to in is it that he was for on with as at by be this from or had not but what all were"
).split()
_TAGS = 40
_CATEGORIES = 8


class Spec(NamedTuple):
    """One post of the corpus. `part` counts from 1; `length` is the number of parts of its series."""

    number: int
    slug: str
    title: str
    date: date
    tags: tuple[str, ...]
    category: str
    series: str
    series_title: str
    part: int
    length: int
    body: str


def make_posts(count: int, words: int, seed: int = 20261122) -> Iterator[Spec]:
    """The posts, oldest first: the same for the same arguments, everywhere."""
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(4000)]
    number, series_number = 0, 0
    while number < count:
        series_number += 1
        length = min(chance.randint(3, 6), count - number)
        series_title = _phrase(chance, vocabulary, 3)
        for part in range(1, length + 1):
            number += 1
            yield Spec(
                number=number,
                slug=f"post-{number:05}",
                title=f"{_phrase(chance, vocabulary, 4)} {number}",
                date=date(2000, 1, 1) + timedelta(days=(number * 9000) // count),
                tags=tuple(f"tag {chance.randrange(_TAGS):02}" for _ in range(3)),
                category=f"Category {chance.randrange(_CATEGORIES)}",
                series=f"series-{series_number:04}",
                series_title=series_title,
                part=part,
                length=length,
                body=_body(chance, vocabulary, words, number),
            )


def write_site(folder: Path, posts: list[Spec], *, with_books: bool = False) -> None:
    """As a site of this builder.

    `with_books` leaves e-books and series on one page to their defaults. Otherwise neither is made, as no
    other generator makes them.
    """
    (folder / "content/posts").mkdir(parents=True)
    (folder / "content/series").mkdir(parents=True)
    (folder / "config.yaml").write_text(
        "title: Corpus\nbase_url: https://corpus.example/\ntimezone: UTC\n"
        "menu:\n  - {title: Home, url: /}\n  - {title: Archive, url: /archive/}\n"
        + ("" if with_books else "series: {whole: false}\nepub: never\n")
    )
    for one in {post.series: post for post in posts}.values():
        (folder / f"content/series/{one.series}.md").write_text(
            f"---\ntitle: {one.series_title}\nparts: {one.length}\nabout: discussing {one.series_title}\n"
            "---\n\nA series.\n"
        )
    for post in posts:
        (folder / f"content/posts/{post.slug}.md").write_text(
            f"---\ntitle: {post.title}\ndate: {post.date}\nslug: {post.slug}\n"
            f"tags: [{', '.join(sorted(set(post.tags)))}]\n"
            f"category: {post.category}\nseries: {post.series}\nseries_part: {post.part}\n---\n\n{post.body}"
        )


def _phrase(chance: random.Random, vocabulary: list[str], length: int) -> str:
    return " ".join(chance.choices(vocabulary, k=length)).capitalize()


def _body(chance: random.Random, vocabulary: list[str], words: int, number: int) -> str:
    blocks: list[str] = []
    written = 0
    notes: list[str] = []
    while written < words:
        kind = chance.random()
        if kind < 0.06 and blocks:
            blocks.append(f"## {_phrase(chance, vocabulary, 4)}")
            written += 4
        elif kind < 0.10:
            items = [f"- {_sentence(chance, vocabulary, 12)}" for _ in range(4)]
            blocks.append("\n".join(items))
            written += 48
        elif kind < 0.13:
            blocks.append(f"> {_sentence(chance, vocabulary, 30)}")
            written += 30
        elif kind < 0.145:
            rows = "\n".join(
                f"| {_phrase(chance, vocabulary, 2)} | {chance.randrange(100)} |" for _ in range(4)
            )
            blocks.append(f"| Name | Number |\n| --- | ---: |\n{rows}")
            written += 12
        elif kind < 0.155:
            blocks.append("```\n" + "\n".join(_phrase(chance, vocabulary, 5) for _ in range(4)) + "\n```")
            written += 20
        else:
            sentences = [
                _sentence(chance, vocabulary, chance.randint(8, 24)) for _ in range(chance.randint(3, 6))
            ]
            if chance.random() < 0.08:
                name = f"n{len(notes)}"
                sentences[-1] += f"[^{name}]"
                notes.append(f"[^{name}]: {_sentence(chance, vocabulary, 10)}")
            blocks.append("\n".join(sentences))
            written += sum(len(sentence.split()) for sentence in sentences)
    if number > 1:
        blocks.insert(1, f"[Before this](post-{number - 1:05}.md) came another.")
    return "\n\n".join([*blocks, *notes]) + "\n"


def _sentence(chance: random.Random, vocabulary: list[str], length: int) -> str:
    words = [
        chance.choice(_SMALL) if chance.random() < 0.45 else chance.choice(vocabulary) for _ in range(length)
    ]
    place = chance.randrange(length)
    kind = chance.random()
    if kind < 0.10:
        words[place] = f"*{words[place]}*"
    elif kind < 0.16:
        words[place] = f"**{words[place]}**"
    elif kind < 0.19:
        words[place] = f"[{words[place]}](https://elsewhere.example/{words[place]}/)"
    elif kind < 0.21:
        words[place] = f"`{words[place]}`"
    elif kind < 0.30:
        words[place] = f'"{words[place]}"'
    elif kind < 0.36:
        words[place] = f"{words[place]}'s"
    elif kind < 0.39:
        words[place] += " --"
    text = " ".join(words)
    return text[0].upper() + text[1:] + chance.choice(("." * 1, ".", ".", "?", "..."))


def main() -> None:
    """Write a site to a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--words", type=int, default=3000)
    parser.add_argument("--books", action="store_true", help="leave e-books and whole series on")
    arguments = parser.parse_args()
    posts = list(make_posts(arguments.posts, arguments.words))
    write_site(arguments.folder, posts, with_books=arguments.books)


if __name__ == "__main__":
    main()
