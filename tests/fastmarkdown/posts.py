"""Realistic posts, made from a seed: what an essayist on a blog writes, in the proportions in which they
write it.
"""

from __future__ import annotations

import random

WORDS = (
    "the of and to in a is that it was for on are with as his they at be this from have or by one had "
    "not but what all were when we there can an your which their said if do will each about how up "
    "out them then she many some so these would other into has more her two like him see time could "
    "no make than first been its who now people my made over did down only way find use may water "
    "long little very after words called just where most know father brother garden letter harbour "
    "winter kitchen courage silence patience promise evening morning neighbour workshop hospital "
    "promise friendship memory apology grief laughter habit anger forgiveness weather journey "
).split()


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count))


def _decorated(rng: random.Random, links: bool) -> str:
    """A few words with something about them; the weights follow what a page of prose really holds."""
    words = _words(rng, rng.randint(1, 4))
    kinds = ["em", "strong", "code", "quote", "apostrophe", "dash", "ellipsis", "link", "plain_link", "curly"]
    weights = [10, 5, 3, 10, 22, 8, 3, 8 if links else 0, 1 if links else 0, 4]
    match rng.choices(kinds, weights)[0]:
        case "em":
            return f"*{words}*" if rng.random() < 0.7 else f"_{words}_"
        case "strong":
            return f"**{words}**"
        case "code":
            return f"`{words}`"
        case "quote":
            return f'"{words},"'
        case "apostrophe":
            return rng.choice(("don't", "it's", "he'd", "mother's", "wasn't", "we're"))
        case "dash":
            return f"{words} -- {_words(rng, 2)}" if rng.random() < 0.5 else f"{words}---{_words(rng, 1)}"
        case "ellipsis":
            return f"{words}..."
        case "link":
            title = f' "{words.title()}"' if rng.random() < 0.15 else ""
            return f"[{words}](https://example.org/{rng.choice(WORDS)}/{rng.randint(1, 99)}/{title})"
        case "plain_link":
            return f"<https://example.org/{rng.choice(WORDS)}>"
        case _:
            return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def _sentence(rng: random.Random, links: bool) -> str:
    parts = [_words(rng, rng.randint(4, 9))]
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        parts += [_decorated(rng, links), _words(rng, rng.randint(2, 6))]
    text = " ".join(parts)
    return text[0].upper() + text[1:] + rng.choice(".....?!")


def _paragraph(rng: random.Random, links: bool = True, sentences: int = 0) -> str:
    return " ".join(_sentence(rng, links) for _ in range(sentences or rng.randint(3, 6)))


def _wrapped(text: str, width: int = 88) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _block(rng: random.Random) -> str:
    match rng.choices(["para", "list", "numbered", "quote", "code", "table", "note"], [70, 7, 4, 7, 2, 1, 1])[
        0
    ]:
        case "list":
            return "\n".join(f"* {_sentence(rng, True)}" for _ in range(rng.randint(3, 6)))
        case "numbered":
            return "\n".join(f"{n}. {_sentence(rng, False)}" for n in range(1, rng.randint(4, 6)))
        case "quote":
            return "\n".join(f"> {line}" for line in _wrapped(_paragraph(rng)).split("\n"))
        case "code":
            loop = f"for {rng.choice(WORDS)} in range({rng.randint(2, 9)}):\n    print('<{_words(rng, 3)}>')"
            return f"```python\n{loop}\n```"
        case "table":
            rows = "\n".join(
                f"| {_words(rng, 2)} | {_words(rng, 3)} | {rng.randint(1, 99)} |" for _ in range(5)
            )
            return f"| who | what | how many |\n| --- | :-- | --: |\n{rows}"
        case "note":
            return f'!!! note "{_words(rng, 3)}"\n    {_paragraph(rng, sentences=2)}'
        case _:
            return _paragraph(rng)


def realistic_post(seed: int, words: int = 3000, *, plain: bool = False) -> str:
    """Markdown of about `words` words. A `plain` post has prose, headings, emphasis and links, and nothing
    else.
    """
    rng = random.Random(seed)
    wrap = seed % 3 == 0
    blocks: list[str] = []
    notes: list[str] = []
    count, since_heading = 0, 0
    while count < words:
        if since_heading > 320:
            blocks.append(
                f"{'##' if rng.random() < 0.7 else '###'} {_words(rng, rng.randint(2, 6)).capitalize()}"
            )
            since_heading = 0
        block = _paragraph(rng) if plain else _block(rng)
        if not plain and rng.random() < 0.1 and block[0].isalpha():
            notes.append(f"[^{len(notes) + 1}]: {_sentence(rng, True)}")
            block += f"[^{len(notes)}]"
        if wrap and block[0].isalpha():
            block = _wrapped(block)
        blocks.append(block)
        count += block.count(" ")
        since_heading += block.count(" ")
    if not plain:
        blocks.insert(3, "<!--more-->")
    return "\n\n".join(blocks + notes) + "\n"
