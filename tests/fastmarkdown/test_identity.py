"""The accelerated converter gives what stock gives, and leaves behind what stock leaves.

Covers `abbreviations`, `acceleration`, `anchors`, `blocks`, `fast_markdown`, `inline`, `literals`, `notes`,
`patterns`, `plan`, `report`, `serialise`, `table_of_contents`, `text`, `tree`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import markdown
import pytest

from site_builder.fastmarkdown import accelerate, acceleration
from site_builder.fastmarkdown.report import KNOWN_VERSIONS
from tests.requirements import REPOSITORY

from .fuzz import differences
from .pairs import EXTENSION_SETS, make_converter, outcome
from .posts import realistic_post

FUZZ_COUNT = int(os.environ.get("FASTMARKDOWN_FUZZ", "7000"))

SAMPLES = [
    "",
    "   \n",
    " \n> a quote after a line of spaces\n===\n",
    "a\n\n<!--more-->\n\nb <a title='\n\n<!--x-->\n\n'>c",
    "<!--more-->\n\nfirst",
    "a <b>c\n\n<!-- d -->\n\n</b>",
    "&#12 and &#x2f; and &copy and <kbd>x</kbd> and </ b>",
    '"\'Twas the \'80s," he said -- "wasn\'t it?"...',
    "*a* **b** ***c*** _d_e_ *f**g*h",
    "[a](b 'c') [d](<e f> \"g\") [h](i(j)k) [l][m] ![n](o) [p](q\n\n[m]: <r> (s)",
    "``a`b`` `c \\`d` \\*e\\*",
    "<http://a.b/`c'd`> <me@e.org>",
    "## a *b* & c {#d .e}\n\n[TOC]\n\n## a *b* & c",
    "term\n: one\n\n    two\n\nx[^1] y[^1]\n\n[^1]: note\n\n    more",
    "| a | b |\n|---|:-:|\n| `c|d` | e\\|f |",
    '!!! note "t"\n    a\n\n    * b\n\n        c\n',
    "*[HTML]: Hyper *Text*\n\nHTML and <i>HTML</i>, `HTML`",
    '<div markdown="1">\n\n*a*\n\n<p markdown="1">b</p>\n\n</div>\n\n``` python\nc < d\n```\n',
]


@pytest.fixture(params=EXTENSION_SETS)
def pair(request: pytest.FixtureRequest) -> tuple[markdown.Markdown, markdown.Markdown]:
    stock, fast = make_converter(request.param), make_converter(request.param)
    accelerate(fast)
    return stock, fast


def test_realistic_posts_are_the_same(pair: tuple[markdown.Markdown, markdown.Markdown]) -> None:
    for seed in range(6):
        post = realistic_post(seed, 1500, plain=seed % 2 == 1)
        assert outcome(pair[1], post) == outcome(pair[0], post)


def test_odd_samples_are_the_same(pair: tuple[markdown.Markdown, markdown.Markdown]) -> None:
    for sample in SAMPLES:
        assert outcome(pair[1], sample) == outcome(pair[0], sample), sample


def test_soups_of_tokens_are_the_same() -> None:
    assert list(differences(range(1_000_000, 1_000_000 + FUZZ_COUNT))) == []


def test_a_converter_used_before_gives_the_same_as_a_new_one() -> None:
    used, posts = make_converter("project"), [realistic_post(seed, 600) for seed in range(3)]
    accelerate(used)
    for post in [*posts, *reversed(posts)]:
        new = make_converter("project")
        accelerate(new)
        assert outcome(used, post) == outcome(new, post)


def test_what_is_registered_afterwards_is_heeded() -> None:
    stock, fast = make_converter("none"), make_converter("none")
    accelerate(fast)
    source = "a ==b== *c*\n\nTitle\n\n> d"
    assert outcome(fast, source) == outcome(stock, source)
    for converter in (stock, fast):
        converter.registerExtensions(["tests.fastmarkdown.foreign:ForeignExtension"], {})
        converter.parser.blockprocessors.deregister("quote")
        converter.block_level_elements.append("b")
    for later in (source, "<b>x</b>\n\ny\n\n> z"):
        assert outcome(fast, later) == outcome(stock, later)


def test_a_converter_keeps_its_parts_and_their_identity() -> None:
    converter = make_converter("project")
    parts = [
        *converter.inlinePatterns,
        *converter.treeprocessors,
        *converter.parser.blockprocessors,
        converter.parser,
    ]
    accelerate(converter)
    after = [
        *converter.inlinePatterns,
        *converter.treeprocessors,
        *converter.parser.blockprocessors,
        converter.parser,
    ]
    assert all(one is other for one, other in zip(parts, after, strict=True))
    assert isinstance(converter, markdown.Markdown)


def test_the_report_names_what_is_left_to_stock() -> None:
    assert accelerate(make_converter("project")).is_complete
    report = accelerate(make_converter("foreign"))
    names = {(part.registry, part.name) for part in report.left_to_stock}
    assert ("blockprocessors", "paragraph") in names
    assert ("blockprocessors", "decliner") in names
    assert ("preprocessors", "shout") in names
    assert ("inlinePatterns", "mark") not in names
    assert "'=='" in str(report)


def test_an_unknown_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "__version__", "9.9")
    converter = make_converter("project")
    report = accelerate(converter)
    assert type(converter) is markdown.Markdown
    assert not any(part.is_fast for part in report.parts)
    assert "9.9" in report.parts[0].reason


def test_what_is_installed_at_first_and_what_the_tests_run_with_is_known() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = (one for one in project["dependencies"] if one.startswith("markdown"))
    pins = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").lower().splitlines()
    (pinned,) = (one.removeprefix("markdown==") for one in pins if one.startswith("markdown=="))
    assert {wanted.removeprefix("markdown>=").split(",")[0], pinned} <= KNOWN_VERSIONS


def test_an_unknown_version_may_lack_whatever_the_fast_parts_ask_for() -> None:
    """With 3.11.2, importing them fails: `markdown.serializers` has no BOOLEAN_ATTRIBUTES."""
    program = """
import sys, markdown
markdown.__version__ = "3.11.2"
sys.modules["site_builder.fastmarkdown.acceleration"] = None
from site_builder.fastmarkdown import accelerate
converter = markdown.Markdown(extensions=["extra", "toc"])
report = accelerate(converter, remember_highlights=True)
print(len(report.left_to_stock) == len(report.parts) > 40, converter.convert("*a*"))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("True <p><em>a</em></p>\n", "")


def test_a_method_replaced_on_one_object_is_kept() -> None:
    converter = make_converter("project")
    prettify = converter.treeprocessors["prettify"]
    prettify.run = lambda root: None  # type: ignore[method-assign]
    (part,) = (part for part in accelerate(converter).left_to_stock)
    assert part.name == "prettify"
    assert converter.convert("* a\n* b") == "<ul><li>a</li><li>b</li></ul>"


def test_accelerating_twice_changes_nothing() -> None:
    converter = make_converter("project")
    assert accelerate(converter) == accelerate(converter)
    assert all(part.kind.startswith("markdown.") for part in acceleration.replace_classes(converter).parts)
