from __future__ import annotations

import random
import re
import subprocess

from site_builder.importers.wordpress.autop import paragraphs
from site_builder.stages.from_html.tidy import Rewriting, tidy
from site_builder.stages.from_html.tokens import Shown, shown
from site_builder.stages.from_html.tree import parse_html
from tests.requirements import path_of, requires

# What an editor writes, in pieces that are whole.
PIECES = [
    "words ",
    "more text",
    "a < b and 1 > 0",
    "&nbsp;",
    "&amp;",
    "[gallery ids='1']",
    "'quoted'",
    "\n",
    "\r\n",
    "\n\n",
    "\n\n",
    "\n\n\n",
    " \n \n",
    "<br />",
    "<br>\n",
    "<br /><br />",
    "<p>a</p>",
    '<p class="x">p\nq</p>',
    "<div>b</div>",
    "<div>\nb\n\nc\n</div>",
    "<h2>h</h2>",
    "<hr />",
    "<pre>x\n\ny</pre>",
    "<pre><code>a < b\n\nc</code></pre>",
    "<code>c\nd</code>",
    "<em>e\nf</em>",
    "<ul>\n<li>a</li>\n<li>b\nc</li>\n</ul>",
    "<ol>\n<li>a\n\nb</li></ol>",
    "<ul><li>x<ul><li>y</li></ul></li></ul>",
    "<blockquote>q\n\nr</blockquote>",
    "<blockquote><p>q</p></blockquote>",
    "<dl><dt>t</dt><dd>d</dd></dl>",
    '<img src="a.png" />',
    '<a href="x">l</a>',
    "<span>s</span>",
    "<strong>b</strong>",
    "<!--more-->",
    "<!-- c -->",
    "<table><tr><td>1</td></tr></table>",
    "<section>\nz\n</section>",
    '<audio src="a.mp3"></audio>',
    '<figure><img src="b.png"><figcaption>cap</figcaption></figure>',
    '<iframe src="https://e.example/"></iframe>',
    "<details><summary>s</summary>\nbody</details>",
    '<object><param name="a"></object>',
]
SEPARATOR = "\x1f"
PHP = r"""
define("ABSPATH", "%s/");
define("WPINC", "wp-includes");
require ABSPATH . WPINC . "/formatting.php";
echo implode("\x1f", array_map("wpautop", explode("\x1f", stream_get_contents(STDIN))));
"""


def as_wordpress_makes_them(texts: list[str]) -> list[str]:
    folder = path_of("wordpress").parent.parent
    command = [str(path_of("php")), "-r", PHP % folder]
    made = subprocess.run(command, input=SEPARATOR.join(texts).encode(), capture_output=True, check=True)
    return made.stdout.decode().split(SEPARATOR)


def seen(html: str) -> Shown:
    """What a reader sees: a paragraph with nothing but a comment is nothing."""
    root = parse_html(re.sub(r"<!--.*?-->", "", html))
    tidy(root, Rewriting(lambda url: url, lambda url, _: url, lambda url: url))
    return shown(root)


@requires("php", "wordpress")
def test_wordpress_itself_makes_the_same_paragraphs() -> None:
    chance = random.Random(11)
    texts = ["".join(chance.choice(PIECES) for _ in range(chance.randint(1, 9))) for _ in range(1500)]
    made = as_wordpress_makes_them(texts)
    assert len(made) == len(texts)
    differing = [
        (text, theirs, paragraphs(text))
        for text, theirs in zip(texts, made, strict=True)
        if seen(theirs) != seen(paragraphs(text))
    ]
    assert differing == []
