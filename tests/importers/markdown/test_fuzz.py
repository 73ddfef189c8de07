"""Whatever a folder of another tool has in it, its import ends with a report that a build can follow."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from site_builder.cli import main
from tests.importers.markdown.folders import bring

TOOLS = ("jekyll", "hugo", "eleventy", "pelican", "hexo", "zola", "docusaurus")
HEADS = (
    "---\n{}\n---\n",
    "+++\n{}\n+++\n",
    "{{\n{}\n}}\n",
    "{}\n\n",
    "---\n{}\n",
    "{}\n---\n",
    "{}",
)
KEYS = (
    "title date slug tags categories aliases permalink url image cover series draft id authors path canonical"
).split()
VALUES = [
    "",
    "x",
    "'",
    '"x',
    "[a, b]",
    "[",
    "{a: b}",
    "2020-01-02",
    "2020-13-45",
    "0000-00-00",
    "true",
    "null",
    "../../x",
    "/a/",
    "/:year/:x/",
    "https://x.example/",
    "&a",
    "*a",
    "!!python/object:os.system x",
    "\x00",
    "\ufeff",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "{{ x }}",
    "{% x %}",
    "C++",
    "C",
    "!!!",
    "/tags/",
    "/",
    "%FF",
    "\xe9",
    "\u202e",
    "- a\n- b",
    "1",
    "-1",
    "<b>",
]
BODIES = [
    "words",
    "# H",
    "{% post_url x %}",
    '{{< ref "x" >}}',
    "{{<",
    "{%",
    "[a](b.md)",
    "[a](../../x.png)",
    "![](",
    "```",
    "\n",
    "{% highlight x %}",
    "{% endhighlight %}",
    "{% raw %}",
    "\x00",
    "<!-- more -->",
    ":::note",
    "{: .x }",
    "[a]: b.md",
]
NAMES = (
    "a.md",
    "2020-01-02-b.md",
    "_posts/2020-01-02-c.md",
    "content/d.md",
    "content/e/index.md",
    "index.md",
    "A.md",
    "source/_posts/f.md",
    "blog/2020-02-30-g.md",
    "docs/h.mdx",
    "_drafts/i.md",
    "content/posts/_index.md",
    "x/a.md",
)


@pytest.mark.parametrize("seed", range(14))
def test_any_folder_is_read(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = {}
    for name in NAMES:
        lines = [
            f"{chance.choice(KEYS)}{chance.choice([': ', ' = ', ':', ''])}{chance.choice(VALUES)}"
            for _ in range(chance.randint(0, 6))
        ]
        head = chance.choice(HEADS).format("\n".join(lines))
        files[name] = head + " ".join(chance.choice(BODIES) for _ in range(8)) + "\n"
    root = bring(tmp_path, files, "--from", TOOLS[seed % len(TOOLS)], "-q")
    assert (root / "import-report.md").is_file()
    outside = {file.relative_to(tmp_path).parts[0] for file in tmp_path.rglob("*")}
    assert outside == {"old", "site"}
    assert main(["build", "-c", str(root), "-q"]) == 0
