"""A blog as it arrives from another tool: the posts of the corpus, with all that such posts have wrong.

    python -m benchmarks.moved DIR --posts 1000 --words 600 [--motley]

Every post gets two broken links, three keys that mean nothing here, a picture without words, a tag in
another case than its neighbour's, and an inline style. With `--motley` each also gets a thing or two out of
what other tools write, in turn: their front matter, their template tags, their Markdown.
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import Spec, make_posts, write_site

_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


class Oddity(NamedTuple):
    """What another tool writes: front matter, instead of these keys and those of `without`, and a block."""

    front: str = ""
    block: str = ""
    without: tuple[str, ...] = ()


MOTLEY = (
    Oddity("layout: post"),
    Oddity("layout: layouts/post"),
    Oddity("status: publish"),
    Oddity("cover_image: /images/gone.png"),
    Oddity("redirect_from: old/{number}.html"),
    Oddity("date: 2019-9-1"),
    Oddity("date: 2019-09-09 9:00:00 -0500"),
    Oddity("date: Tue, 26 Oct 2021 09:00:00 +0100"),
    Oddity("date: 2019-12-31T1:44"),
    Oddity("title: ! 'Post {number}: what was meant'"),
    Oddity("series: [Travels]\nseries_part: {number}"),
    Oddity("draft: yes\ndate: 03/04/2021", without=("series", "series_part")),
    Oddity("permalink_old: x", "See {{% post_url 2010-01-01-first %}} for more."),
    Oddity(block='{{{{< figure src="a.png" >}}}}'),
    Oddity(block="Go [home]({{{{ site.url }}}}/about)."),
    Oddity(block="{{% highlight ruby %}}\nputs 1\n{{% endhighlight %}}"),
    Oddity(block="```js{{1,3}}\nlet a = 1;\n```"),
    Oddity(block='```js title="a.js"\nlet a = 1;\n```'),
    Oddity(block="We ship:\n- one\n- two"),
    Oddity(block="A line\\\nand another."),
    Oddity(block="A paragraph.\n{{: .lead }}"),
    Oddity(block="A [[Wiki]] link, a [name][nope], a ^[note]."),
    Oddity(block="[^a]: First.\n\n[^a]: Second.\n\nOne[^a], and[^b]."),
    Oddity(block="It&#146;s &#147;old&#148;."),
    Oddity(block="![](/assets/gone-{number}.png)"),
    Oddity(block="[Top](#top), [reply](#comment-1)."),
    Oddity(block="~~Struck~~ and https://elsewhere.example/."),
    Oddity(block="## Title with {{braces}}"),
)


def write_moved_site(folder: Path, posts: Sequence[Spec], *, is_motley: bool = False) -> None:
    """The posts as a site that was moved here."""
    write_site(folder, list(posts))
    (folder / "content/images").mkdir()
    (folder / "content/images/picture.png").write_bytes(_PICTURE)
    for post in posts:
        file = folder / f"content/posts/{post.slug}.md"
        front, _, body = file.read_text(encoding="utf-8").partition("\n---\n\n")
        oddity = MOTLEY[post.number % len(MOTLEY)] if is_motley else Oddity()
        file.write_text(_moved(post, front, body, oddity), encoding="utf-8")


def _moved(post: Spec, front: str, body: str, oddity: Oddity) -> str:
    if post.number % 2:
        front = front.replace("tags: [tag ", "tags: [Tag ")
    number = post.number
    front += f"\ntumblr_url: https://old.example/{number}\nhero: /images/hero.jpg\ncomment_count: {number}"
    if oddity.front:
        lines = oddity.front.format(number=number)
        replaced = {*oddity.without, *(line.partition(":")[0] for line in lines.splitlines())}
        kept = (line for line in front.splitlines() if line.partition(":")[0] not in replaced)
        front = "\n".join((*kept, lines))
    blocks = [
        f"As [said before](old-post-{number}.md), and [once more](/2010/gone-{number}/).",
        "![](../images/picture.png)",
        '<p style="color: red">Red.</p>',
    ]
    if oddity.block:
        blocks.append(oddity.block.format(number=number))
    return f"{front}\n---\n\n{body}\n" + "\n\n".join(blocks) + "\n"


def main() -> None:
    """Write such a site to a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--motley", action="store_true")
    arguments = parser.parse_args()
    posts = list(make_posts(arguments.posts, arguments.words))
    write_moved_site(arguments.folder, posts, is_motley=arguments.motley)


if __name__ == "__main__":
    main()
