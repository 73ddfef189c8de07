"""Fenced code as other tools write it.

Covers `code_fences`, `stages/bodies/syntax/fenced_code`.
"""

from __future__ import annotations

import re

import pytest

from site_builder.model.config import ParserSettings
from site_builder.stages.bodies.code_fences import unclosed_fences
from site_builder.stages.bodies.markdown_run import Conversions
from site_builder.stages.bodies.masking import mask_code


@pytest.fixture(scope="module")
def conversions() -> Conversions:
    return Conversions(ParserSettings())


def code(language: str, text: str = "a *b*") -> str:
    return f'<pre><code class="language-{language}">{text}\n</code></pre>'


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("js", "js"),
        ("js{1,3}", "js"),
        ("js {1,3}", "js"),
        ("js:app.js", "js"),
        ("rust,ignore", "rust"),
        ("{.python}", "python"),
        ("{r, echo=FALSE}", "r"),
        ("c++ linenos", "c++"),
        ("python {linenos=true,hl_lines=[2]}", "python"),
    ],
)
def test_the_first_word_is_the_language(conversions: Conversions, info: str, language: str) -> None:
    html, _ = conversions.convert(f"before\n\n```{info}\na *b*\n```\n\nafter *c*", "-x-")
    assert html == f"<p>before</p>\n{code(language)}\n<p>after <em>c</em></p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            '```js title="a.js"\na\n```',
            '<pre><code class="language-js" title="a.js">a\n</code></pre>',
        ),
        (
            "```{.python .numberLines #i}\na\n```",
            '<pre id="i" class="numberLines"><code class="language-python">a\n</code></pre>',
        ),
        (
            "```ruby\na\n```\n{: .wide }",
            '<pre class="wide"><code class="language-ruby">a\n</code></pre>',
        ),
        ("```\na\n```\n{: .language-ruby }", '<pre><code class="language-ruby">a\n</code></pre>'),
        ("```\na\n`````", "<pre><code>a\n</code></pre>"),
        ("````\n```\na\n```\n````", "<pre><code>```\na\n```\n</code></pre>"),
        ("   ```\n   a\n   ```", "<pre><code>a\n</code></pre>"),
        ("```\n~~~\n<b>\n```", "<pre><code>~~~\n&lt;b&gt;\n</code></pre>"),
        ("    ```\n    a\n    ```", "<pre><code>```\na\n```\n</code></pre>"),
        ("```a``` b", "<p><code>a</code> b</p>"),
    ],
)
def test_fences_at_the_margin(conversions: Conversions, source: str, html: str) -> None:
    assert conversions.convert(source, "-x-")[0] == html


@pytest.mark.parametrize(
    ("mark", "indent"),
    [("-", "  "), ("-", "    "), ("1.", "   "), ("1.", "    "), ("*", "     ")],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_fence_in_a_list_item_is_indented_as_its_text(
    conversions: Conversions, mark: str, indent: str, gap: str
) -> None:
    lines = ("```js", "a *b*", "```")
    fence = "\n".join(indent + line for line in lines)
    html, _ = conversions.convert(f"{mark} one{gap}{fence}{gap}{indent}more\n{mark} two\n\nend", "-x-")
    name = "ol" if mark == "1." else "ul"
    assert html == (
        f"<{name}>\n<li>\n<p>one</p>\n{code('js')}\n<p>more</p>\n</li>\n<li>\n<p>two</p>\n</li>\n</{name}>\n<p>end</p>"
    )


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("- ```js\n  let a;\n  ```\n- two", ["let a;\n"]),
        ("1. ```js\n   let a;\n   ```\n2. two", ["let a;\n"]),
        ("text\n* ~~~js\n  let a;\n\n    b\n  ~~~\n* two", ["let a;\n\n  b\n"]),
        ("- ```\n  a\n  ```\n- ```\n  b\n  ```\n- two", ["a\n", "b\n"]),
        ("- ```\n  a\n  ```\n  more\n\n- ```\n  b\n  ```\n- two", ["a\n", "b\n"]),
        ("- one\n    - ```\n      a\n      ```\n    - ```\n      b\n      ```\n- two", ["a\n", "b\n"]),
    ],
)
def test_a_fence_on_the_line_of_an_items_mark(
    conversions: Conversions, source: str, blocks: list[str]
) -> None:
    html, _ = conversions.convert(source, "-x-")
    assert re.findall(r"<code[^>]*>([^<]*)</code>", html) == blocks
    assert html.count("<li>") == len(blocks) + 1 + ("one" in source)
    assert "`" not in html
    assert "~" not in html
    assert unclosed_fences(source.split("\n")) == []


def test_code_in_a_fence_keeps_its_own_indentation(conversions: Conversions) -> None:
    html, _ = conversions.convert("- one\n  ```\n  a\n    b\n\n  c\n  ```", "-x-")
    assert "<code>a\n  b\n\nc\n</code>" in html


def test_a_fence_in_a_quotation(conversions: Conversions) -> None:
    html, _ = conversions.convert("> one\n> ```js\n> a *b*\n> ```\n> two", "-x-")
    assert html == f"<blockquote>\n<p>one</p>\n{code('js')}\n<p>two</p>\n</blockquote>"


@pytest.mark.parametrize(
    "source",
    ["```\na", "text\n~~~ js\nb\n\nc", "- a\n\n    ```\n    b\n\nc\n", "> ```\n> a\n\nb"],
)
def test_a_fence_that_is_never_closed_is_known(source: str) -> None:
    assert len(unclosed_fences(source.split("\n"))) == 1


def test_many_fences_that_are_never_closed_are_looked_for_once() -> None:
    lines = [f"{'`' * (3 + number % 2)}x" for number in range(100_000)]
    assert len(unclosed_fences(lines)) == 100_000


def test_what_is_code_to_the_converter_is_masked() -> None:
    source = "- a\n  ```js{1}\n  [b](c)\n  ```\n\n> ```\n> [d](e)\n> ```\n\n[f](g)"
    masked = mask_code(source)
    assert len(masked) == len(source)
    assert "[b]" not in masked
    assert "[d]" not in masked
    assert masked.endswith("\n\n[f](g)")
