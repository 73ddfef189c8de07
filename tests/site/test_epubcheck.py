"""E-books are valid by EPUBCheck, the validator of the W3C, and read well in a browser."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.driver import CONFIG, Project, post, series
from tests.requirements import path_of, requires
from tests.site.sites import build_variant
from tests.stages.sample_images import gif, jpeg, photograph, png, webp

HARD = """\
A note[^a], another[^b], and the first again[^a]. In [part two](part:2), [its heading](part:2#größe),
[the third](part:3), [a file](../images/chart.svg) and [nowhere](/none/).

[^a]: With `code` -- and dashes.
[^b]: Of two

    paragraphs.

## Hard {#hard}

![A hill](../images/hill.jpg) ![Small](../images/small.png "With a title") ![New](../images/new.webp)
![](../images/dot.gif) ![Chart](../images/chart.svg) ![Far](https://elsewhere.example/x.png)

| a | b |
|:--|--:|
| 1 | 2 |

Term
:   Meaning

- [x] done
- [ ] open

<table border=1 align=center><caption>Cap<tr><td width=20 colspan=0>x<td>y<tfoot><tr><td>f</tfoot><tbody><tr>
<td>g</table>

<iframe src="https://video.example/1" title="A film"></iframe>
<video src="https://video.example/2.mp4" controls>Old</video>
<audio><source src="https://audio.example/x.mp3"></audio>
<svg width="10"><title>A drawing</title><rect style="fill:red"/></svg> <math><mi>x</mi></math>
<span id="a:b">colon</span> <a href="#a:b">to it</a> <p id="1st">first</p> <a href="#1st">to it</a>
<details><summary>More</summary><p>inside</p></details>
<font color=red>red</font><center>middle</center><dl><dd>only</dl>
<ul>stray<li>i<ol reversed type=Q start=x><li value=q>j</ol></ul>
<span><div>a block in a phrase<table><tr><td>t</table></div></span><em><p>par</p></em>
<a href="https://a.example/ b|c?q=[x]&copy=1">odd</a> <a href="http://">empty</a> <a href="sms:123">text</a>
<a name="old">anchor</a> <a href="https://[bad">bad</a> <a href="mailto:a b@c">m</a> <a href="tel:+44 1">t</a>
<time datetime="yesterday">y</time> <ruby>x<rt>y</ruby> <ruby>z</ruby> <bdo>q</bdo> <abbr title='"x"'>A</abbr>
<h1 id="dup">One</h1><h2 id="dup"><img src="../images/small.png" alt="picture"></h2>
<section><header>h</header><footer>f</footer><main>m</main><address>a<h2>in it</h2></address></section>
<figure><img src="../images/small.png" alt="s"><figcaption>c</figcaption><p>after</p></figure>
<figcaption>stray</figcaption><picture><source srcset="../images/small.png"><img src="../images/small.png"
alt="in a picture"></picture> <blockquote cite="x y">q<cite>c</cite></blockquote><pre><p>x</p>&lt;y</pre>
<p lang="xx-toolongsubtag" dir=sideways onclick="x()" style="color:var(--x)" data-x=1>p</p>
<form><label for=x>l</label><input id=x><button>b</button><select><option>o</select></form>
"""
RIGHT_TO_LEFT = """\
## كلمات {#größe}

نص عربي مع <bdi>English</bdi> وملاحظة[^a]. [Back](part:1#hard), [odd](part:1#a:b), [here](#größe).

<div dir="ltr" lang="en">Left to right.</div>

## ![only a picture](../images/small.png)

[^a]: ملاحظة.
"""
CHART = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title><path d="M0 9"/></svg>'


def hard_site(root: Path, config: str = "") -> Project:
    """A series in which everything occurs that a book may stumble over."""
    support = "support:\n  - name: Someone & co\n    phone: '0800 123 456'\n    text: HELLO to 85258\n"
    return Project(
        {
            "config.yaml": CONFIG + "epub: always\n" + support + config,
            "content/series/s.md": series('Hard & <things> "quoted"', "About *it*.", parts=3),
            "content/posts/one.md": post(
                'One & "only" <b>',
                HARD,
                series="s",
                series_part=1,
                content_note='"Hard things, see [below](#hard) & [nowhere](#_comments)."',
                image='{src: ../images/hill.jpg, alt: "A <hill>", caption: "Cap & tion"}',
                editor_notes="\n  - {date: 2026-02-01, kind: correction, text: 'Wrong in [two](part:2#x).'}",
            ),
            "content/posts/two.md": post("مرحبا", RIGHT_TO_LEFT, series="s", series_part=2),
            "content/images/hill.jpg": jpeg(photograph(1300, 975)),
            "content/images/small.png": png(),
            "content/images/new.webp": webp(),
            "content/images/dot.gif": gif(2),
            "content/images/chart.svg": CHART.encode(),
        },
        root,
    )


def problems_of(book: Path) -> list[str]:
    """What EPUBCheck has to say: errors, warnings and worse."""
    command = [str(path_of("java")), "-jar", str(path_of("epubcheck")), str(book), "--json", "-", "--quiet"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(finished.stdout[finished.stdout.index("{") :])
    assert report["checker"]["checkerVersion"].startswith("5.")
    assert report["publication"]["ePubVersion"].startswith("3")
    grave = [one for one in report["messages"] if one["severity"] not in ("INFO", "USAGE", "SUPPRESSED")]
    return [f"{one['ID']}: {one['message']} {one['locations'][:1]}" for one in grave]


@requires("epubcheck")
def test_the_books_of_our_own_site_are_valid(tmp_path: Path) -> None:
    site = build_variant("own", "https://tests.example/", tmp_path / "site")
    found = sorted(site.output.rglob("*.epub"))
    assert len(found) == 2
    assert {book.name: problems_of(book) for book in found} == {book.name: [] for book in found}


@requires("epubcheck")
@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_a_book_of_all_that_is_hard_is_valid(language: str, tmp_path: Path) -> None:
    site = hard_site(tmp_path, f"language: {language}\n").build()
    assert problems_of(site.output / "series/s/s.epub") == []


@requires("epubcheck")
def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    """That it says nothing of the others means something."""
    site = hard_site(tmp_path).build()
    book = site.output / "series/s/s.epub"
    with zipfile.ZipFile(book) as archive, zipfile.ZipFile(tmp_path / "broken.epub", "w") as broken:
        for one in archive.infolist():
            data = archive.read(one).replace(b"<h1 ", b"<ul>x</ul><h1 ")
            broken.writestr(one, data)
    assert any("RSC-005" in one for one in problems_of(tmp_path / "broken.epub"))
