"""Images in whole builds: what is published, what pages say of it, and how seldom an image is looked at.

Covers `engine/rendering/image_variants`, `engine/store/variant_store`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from site_builder.engine.preparing import images
from site_builder.engine.preparing.prepare import prepare
from site_builder.engine.preparing.settings import read_settings
from site_builder.engine.rendering import image_variants
from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache
from site_builder.model.images import ImageInfo, all_variants
from site_builder.model.routes import ImageVariant
from site_builder.stages.images import clean_image, look_at_image, make_variants, read_image_info
from site_builder.stages.images import info as image_info
from site_builder.stages.views.body_html import DEFAULT_SIZES, WIDE_SIZES
from tests.driver import CONFIG, MEMORY, Options, Project, post, series
from tests.engine.conftest import MakeProject
from tests.requirements import REPOSITORY
from tests.stages.sample_images import (
    SECRETS,
    bomb,
    gif,
    jpeg,
    opened,
    photograph,
    picture,
    png,
    saved,
    webp,
)

PHOTOGRAPH = jpeg(photograph(), orientation=6, quality=90)
"""2,000 by 1,500 pixels, held upright: 1,500 wide as shown."""
CHART = saved(picture(2000, 1200), "PNG") + bytes(10_000)
SMALL = png(picture(300, 200))

SITE: dict[str, str | bytes] = {
    "config.yaml": CONFIG,
    "content/posts/walk.md": post(
        "Walk",
        "![A hill](../images/hill.jpg)\n\n![A chart](../images/chart.png)\n\n![Small](../images/small.png)\n",
        image="{src: ../images/hill.jpg, alt: The hill}",
    ),
    "content/posts/trip/index.md": post(
        "Trip", "![A map](map.webp)\n\n![Moving](moving.gif)\n\n![Drawn](drawn.svg)", "2026-01-02"
    ),
    "content/posts/trip/map.webp": webp(photograph(1800, 900)),
    "content/posts/trip/moving.gif": gif(frames=3),
    "content/posts/trip/drawn.svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'/>",
    "content/posts/draft.md": post("Draft", "![Hidden](../images/hidden.jpg)", "", draft="true"),
    "content/images/hill.jpg": PHOTOGRAPH,
    "content/images/chart.png": CHART,
    "content/images/small.png": SMALL,
    "content/images/unused.jpg": jpeg(photograph(1300, 900), quality=90),
    "content/images/hidden.jpg": jpeg(photograph(1200, 900), quality=90),
    "content/static/logo.png": SMALL,
    "content/static/notes.pdf": b"%PDF-1.4",
}


class Counter:
    """What images were opened for."""

    def __init__(self) -> None:
        self.looked_at = 0
        self.made = 0
        self.cleaned = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Counts, in this process, how often facts are read, versions made and originals cleaned."""
    counter = Counter()
    read, make, clean = look_at_image, make_variants, clean_image

    def counted_read(*arguments: object, **named: object) -> object:
        counter.looked_at += 1
        return read(*arguments, **named)  # type: ignore[arg-type]

    def counted_make(data: bytes, versions: list[object]) -> object:
        counter.made += len(versions)
        return make(data, versions)  # type: ignore[arg-type]

    monkeypatch.setattr(images, "look_at_image", counted_read)

    def counted_clean(data: bytes) -> bytes:
        counter.cleaned += 1
        return clean(data)

    for module in (image_variants, image_info):
        monkeypatch.setattr(module, "make_variants", counted_make)
    monkeypatch.setattr(image_variants, "clean_image", counted_clean)
    return counter


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Path:
    """The site, built once for all tests."""
    return Project(SITE, tmp_path_factory.mktemp("built") / "site", compiled).build().root


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Project:
    """A copy of the built site; its dates are others, its bytes are not."""
    shutil.copytree(built, tmp_path / "site")
    return Project({}, tmp_path / "site").build()


def tags(page: str, name: str) -> list[dict[str, str]]:
    """The attributes of every tag of this name."""
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(f"<{name} [^>]*>", page)]


def published_images(site: Project) -> dict[str, bytes]:
    ends = (".jpg", ".png", ".webp", ".gif")
    return {path: data for path, data in site.tree().items() if path.endswith(ends) and data is not None}


def versions_of(site: Project, stem: str) -> list[str]:
    """The endings of all versions of an image, such as "480.webp"."""
    pattern = re.compile(rf"{re.escape(stem)}\.[0-9a-f]{{12}}-(\d+\.\w+)")
    return sorted(found[1] for path in site.tree() if (found := pattern.fullmatch(path)))


# -- what is published -------------------------------------------------------------------------------------


def test_no_published_image_tells_of_people_or_places(site: Project) -> None:
    found = published_images(site)
    assert len(found) > 15
    assert [(path, one) for path, data in found.items() for one in SECRETS if one in data] == []
    assert found["logo.png"] == found["images/small.png"] != SMALL


def test_pictures_that_are_shown_come_in_several_sizes(site: Project) -> None:
    assert versions_of(site, "images/hill") == ["1080.webp", "1500.webp", "480.webp", "768.webp"]
    assert versions_of(site, "images/chart") == [
        "1080.webp", "1200.png", "1440.webp", "2000.webp", "480.webp", "768.webp",
    ]  # fmt: skip
    assert versions_of(site, "trip/map") == ["1080.webp", "1200.jpg", "1440.webp", "480.webp", "768.webp"]
    for path, data in published_images(site).items():
        if width := re.search(r"-(\d+)\.\w+$", path):
            assert opened(data).width == int(width[1])


def test_other_files_are_published_as_they_are(site: Project) -> None:
    tree = site.tree()
    assert tree["trip/drawn.svg"] == SITE["content/posts/trip/drawn.svg"]
    assert tree["notes.pdf"] == b"%PDF-1.4"
    assert versions_of(site, "images/small") == versions_of(site, "images/unused") == []
    assert versions_of(site, "trip/moving") == []
    assert opened(published_images(site)["trip/moving.gif"]).n_frames == 3  # type: ignore[attr-defined]


def test_drafts_images_come_and_go_with_them(site: Project, work: Counter) -> None:
    assert not [path for path in site.tree() if "hidden" in path]
    site.build(drafts=True)
    assert versions_of(site, "images/hidden") == ["1080.webp", "1200.webp", "480.webp", "768.webp"]
    assert (work.looked_at, work.made) == (1, 4)
    site.build()
    assert not [path for path in site.tree() if "hidden" in path]
    site.build(drafts=True)
    assert (work.looked_at, work.made) == (1, 4)


# -- what pages say ----------------------------------------------------------------------------------------


def test_a_page_offers_every_size_and_a_fallback(site: Project) -> None:
    page = site.page("/walk/")
    sources, pictures = tags(page, "source"), tags(page, "img")
    assert [source["type"] for source in sources] == ["image/webp"] * 3
    assert [source["sizes"] for source in sources] == [WIDE_SIZES, DEFAULT_SIZES, DEFAULT_SIZES]
    for source in sources:
        for candidate in source["srcset"].split(", "):
            url, width = candidate.split(" ")
            assert opened((site.output / url[1:]).read_bytes()).width == int(width[:-1])
    lead, hill, chart, small = pictures
    assert (lead["src"], lead["alt"], lead["width"], lead["height"]) == (
        "/images/hill.jpg",
        "The hill",
        "1500",
        "2000",
    )
    assert chart["src"].endswith("-1200.png")
    assert (chart["width"], chart["height"]) == ("2000", "1200")
    assert (small["src"], small["width"], small["height"]) == ("/images/small.png", "300", "200")
    assert ["loading" in one for one in pictures] == [False, True, True, True]
    assert hill["src"] == lead["src"]


@pytest.mark.parametrize(("kind", "quality"), [("JPEG", 10), ("JPEG", 40), ("JPEG", 70), ("WEBP", 10)])
def test_nor_is_one_of_a_photograph_that_was_compressed_strongly(
    project: MakeProject, kind: str, quality: int
) -> None:
    channels = [Image.effect_noise((1200, 900), 60) for _ in range(3)]
    data = saved(Image.merge("RGB", channels), kind, quality=quality)
    name = f"dense.{kind.lower()}"
    made = project({"content/posts/a.md": post("A", f"![Sand]({name})"), f"content/posts/{name}": data})
    with_versions = made.build()
    published = {one.name: one.stat().st_size for one in with_versions.output.rglob("dense*")}
    assert len(published) > 1, "the small ones are worth their while"
    assert max(published.values()) == published[name]
    (shown,) = tags(with_versions.page("/a/"), "img")
    with_versions.assert_built(shown["src"])


def test_what_is_made_to_compare_sizes_is_not_made_again(project: MakeProject, work: Counter) -> None:
    channels = [Image.effect_noise((1200, 900), 60) for _ in range(3)]
    data = saved(Image.merge("RGB", channels), "JPEG", quality=40)
    found = read_image_info(data)
    assert isinstance(found, ImageInfo)
    work.made = 0
    project(
        {"content/posts/a.md": post("A", "![Sand](dense.jpeg)"), "content/posts/dense.jpeg": data}
    ).build()
    assert (work.looked_at, work.made) == (1, len(found.larger) + len(all_variants(found)))


def test_a_webp_needs_no_other_format(site: Project) -> None:
    the_map, moving, drawn = tags(site.page("/trip/"), "img")
    assert the_map["srcset"].endswith(", /trip/map.webp 1800w")
    assert the_map["src"].endswith("-1200.jpg")
    assert "<source" not in site.page("/trip/")
    assert (moving["width"], moving["height"]) == ("40", "30")
    assert (drawn["width"], drawn["height"]) == ("20", "10")
    assert ["loading" in one for one in (the_map, moving, drawn)] == [False, True, True]


@pytest.mark.parametrize("size", [(1000, 700), (2400, 1200)])
def test_a_version_with_more_bytes_than_the_image_is_not_made(
    project: MakeProject, size: tuple[int, int]
) -> None:
    image = Image.linear_gradient("L").resize(size).convert("1")
    data = saved(image, "PNG")
    assert len(data) * 8 < 0.7 * size[0] * size[1]
    info = read_image_info(data)
    assert isinstance(info, ImageInfo)
    assert info.larger
    assert min(len(one) for one in make_variants(data, info.larger)) >= len(data)
    files: dict[str, str | bytes] = {
        "content/posts/a.md": post("A", "![A plan](plan.png)"),
        "content/posts/plan.png": data,
    }
    made = project(files).build()
    published = {one: one.stat().st_size for one in made.output.rglob("plan*")}
    (own,) = (file for file in published if file.name == "plan.png")
    assert all(count < published[own] for file, count in published.items() if file != own)
    (shown,) = tags(made.page("/a/"), "img")
    made.assert_built(shown["src"])


def test_pictures_in_teasers_wait(project: MakeProject) -> None:
    text = "![A](a.png)\n\n<!--more-->\n\nMore."
    site = project({"content/posts/a.md": post("A", text), "content/posts/a.png": SMALL}).build()
    (teaser,) = tags(site.page("/"), "img")
    assert teaser["loading"] == "lazy"


def test_feeds_and_previews_name_one_plain_file_by_its_full_address(site: Project) -> None:
    items = json.loads(site.page("/feed.json"))["items"]
    walk = next(item for item in items if item["title"] == "Walk")
    assert walk["image"] == "https://tests.example/images/hill.jpg"
    pictures = tags(walk["content_html"], "img")
    assert [one["alt"] for one in pictures] == ["The hill", "A hill", "A chart", "Small"]
    assert all(int(one["width"]) and int(one["height"]) for one in pictures)
    chart = pictures[-2]
    assert chart["src"].endswith("-1200.png")
    assert (chart["width"], chart["height"]) == ("1200", "720")
    for one in pictures:
        assert not one.keys() & {"srcset", "sizes", "loading"}
        site.assert_built(one["src"].removeprefix("https://tests.example"))
    assert 'property="og:image" content="https://tests.example/images/hill.jpg"' in site.page("/walk/")


@pytest.mark.parametrize(
    ("size", "is_shown", "card"),
    [
        ((1200, 630), True, "summary_large_image"),
        ((400, 400), True, "summary"),
        ((100, 400), False, "summary"),
    ],
)
def test_a_link_preview_has_a_picture_of_its_size_and_none_that_is_tiny(
    tmp_path: Path, size: tuple[int, int], is_shown: bool, card: str
) -> None:
    files: dict[str, str | bytes] = {
        "content/images/desk.png": png(Image.new("RGB", size, "navy")),
        "content/posts/a.md": post("A", image="{src: ../images/desk.png, alt: A desk}"),
    }
    page = Project(files, tmp_path).build().page("/a/")
    assert f'<meta name="twitter:card" content="{card}">' in page
    assert ('property="og:image" content="https://tests.example/images/desk.png"' in page) is is_shown
    assert (f'property="og:image:width" content="{size[0]}"' in page) is is_shown
    assert (f'property="og:image:height" content="{size[1]}"' in page) is is_shown


def test_a_base_url_with_a_path_comes_before_every_file(site: Project) -> None:
    site.build(base_url="https://user.example/repo/")
    srcset = tags(site.page("/walk/"), "source")[0]["srcset"]
    assert all(candidate.startswith("/repo/images/hill.") for candidate in srcset.split(", "))


def test_notes_series_and_pages_show_pictures_too(project: MakeProject) -> None:
    shown = "![It](../images/{}.png)"
    site = project(
        {
            "content/posts/a.md": post(
                "A",
                content_note=f'"{shown.format("note")}"',
                editor_notes=f'[{{kind: note, text: "{shown.format("editor")}"}}]',
                series="walks",
                series_part=1,
            ),
            "content/pages/about.md": post("About", shown.format("page"), ""),
            "content/series/walks.md": series("Walks", shown.format("series")),
            **{
                f"content/images/{name}.png": CHART + name.encode()
                for name in ("note", "editor", "page", "series")
            },
        }
    ).build()
    for name in ("note", "editor", "page", "series"):
        assert "480.webp" in versions_of(site, f"images/{name}"), name


# -- what cannot be published ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", b"", "image-unreadable"),
        ("a.jpg", PHOTOGRAPH[:10_000], "image-unreadable"),
        ("a.png", b"<html>", "image-unreadable"),
        ("a.svg", b"<html>", "image-unreadable"),
        ("a.png", bomb(), "image-too-large"),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image-format"),
    ],
)
def test_an_image_that_cannot_be_published_is_an_error_with_its_name(
    site: Project, work: Counter, name: str, data: bytes, code: str
) -> None:
    before = site.tree()
    (problem,) = site.write(f"content/images/{name}", data).failure()
    assert (problem.code, problem.path, problem.severity) == (code, f"content/images/{name}", "error")
    assert site.tree() == before
    site.failure()
    assert work.looked_at == 1


def test_an_image_that_cannot_be_published_is_told_with_where_it_is_shown(site: Project) -> None:
    (shown, unused) = (
        site.write("content/images/chart.png", b"broken")
        .write("content/images/unused.jpg", b"broken")
        .failure()
    )
    assert shown.message.endswith("; content/posts/walk.md shows it on line 9")
    assert unused.message.endswith("its name says so")
    site.append("content/posts/trip/index.md", "\n![Again](../../images/chart.png)\n")
    (problem,) = site.write("content/images/unused.jpg", SMALL).failure()
    assert problem.message == shown.message
    (lead,) = site.write("content/images/chart.png", CHART).write("content/images/hill.jpg", b"").failure()
    assert lead.message == "this image is empty; content/posts/walk.md shows it on line 4"


def test_a_draft_may_have_a_broken_image(site: Project) -> None:
    site.write("content/images/hidden.jpg", b"").build().assert_idle()
    (problem,) = site.failure(Options(drafts=True))
    assert problem.path == "content/images/hidden.jpg"


def test_an_image_may_have_another_name_than_it_should(project: MakeProject) -> None:
    site = project({"content/posts/a.md": post("A", "![It](a.jpg)"), "content/posts/a.jpg": CHART}).build()
    assert "1200.png" in versions_of(site, "posts/a")
    assert opened((site.output / "posts/a.jpg").read_bytes()).format == "PNG"


# -- how seldom images are looked at -----------------------------------------------------------------------


def test_an_unchanged_image_is_never_looked_at_again(site: Project, work: Counter, tmp_path: Path) -> None:
    site.build().assert_idle()
    site.append("content/posts/walk.md", "More.\n").build()
    site.touch().build().assert_idle()
    site.build(output=tmp_path / "elsewhere")
    shutil.rmtree(site.output)
    site.build(output=site.root / "output")
    shutil.rmtree(site.output)
    site.build(base_url="https://other.example/sub/")
    site.write("templates/post.html", "{{ page.title }}: {{ page.body|content }}").build()
    site.edit("config.yaml", "title: Tests", "title: Other").build(jobs=2)
    (site.output / "images/hill.jpg").unlink()
    (site.output / "logo.png").write_bytes(b"no longer what it was")
    site.build()
    assert opened((site.output / "images/hill.jpg").read_bytes()).width == 2000
    assert (work.looked_at, work.made, work.cleaned) == (0, 0, 0)


def test_a_changed_image_is_looked_at_and_made_alone(site: Project, work: Counter) -> None:
    before = versions_of(site, "images/chart")
    site.write("content/images/chart.png", CHART + b"x").build()
    assert (work.looked_at, work.made, work.cleaned) == (1, 6, 1)
    assert versions_of(site, "images/chart") == before
    assert "/walk/" in {"/" + path.removesuffix("index.html") for path in site.report.rendered}


def test_a_moved_image_is_not_made_again(site: Project, work: Counter) -> None:
    site.rename("content/images/hill.jpg", "content/images/mountain.jpg")
    text = site.source("content/posts/walk.md").replace("hill.jpg", "mountain.jpg")
    site.write("content/posts/walk.md", text).build()
    assert (work.looked_at, work.made, work.cleaned) == (0, 0, 0)
    assert versions_of(site, "images/mountain") != []
    assert versions_of(site, "images/hill") == []


def test_an_edit_beside_an_image_writes_its_page_alone(site: Project) -> None:
    site.append("content/posts/walk.md", "More.\n").build()
    assert not [path for path in site.report.written if not path.endswith((".html", ".xml", ".json"))]


def test_damaged_versions_are_made_again_and_unused_ones_forgotten(site: Project, work: Counter) -> None:
    kept = sorted((site.root / MEMORY / "images").iterdir())
    before = site.tree()
    kept[0].write_bytes(kept[0].read_bytes()[:-1] + b"?")
    kept[1].unlink()
    kept[2].write_bytes(b"")
    mine = kept[0].with_name("mine.txt")
    mine.write_text("mine")
    shutil.rmtree(site.output)
    site.build()
    assert site.tree() == before
    assert work.made + work.cleaned == 3
    site.delete("content/images/chart.png").build()
    left = sorted((site.root / MEMORY / "images").iterdir())
    assert len(left) == len(kept) - 7 + 1
    assert mine in left


def test_many_images_are_made_in_other_processes_with_the_same_bytes(
    project: MakeProject, tmp_path: Path, compiled: Path
) -> None:
    many: dict[str, str | bytes] = {
        f"content/images/{number}.jpg": saved(photograph(1500 + number, 1200), "JPEG", quality=95)
        + bytes(600_000)
        for number in range(4)
    }
    text = "\n\n".join(f"![It](../images/{number}.jpg)" for number in range(4))
    one = project({"content/posts/a.md": post("A", text), **many}).build(jobs=1)
    two = Project({"content/posts/a.md": post("A", text), **many}, tmp_path / "two", compiled).build(jobs=2)
    assert two.tree() == one.tree()
    assert len(versions_of(two, "images/3")) == 4


def test_an_image_that_breaks_in_another_process_is_reported(project: MakeProject) -> None:
    broken = {
        f"content/images/{number}.jpg": PHOTOGRAPH[: 60_000 + number] + bytes(2_000_000)
        for number in range(2)
    }
    site = project({"content/posts/a.md": post("A"), **broken})
    problems = site.failure(Options(jobs=2))
    assert [problem.path for problem in problems] == ["content/images/0.jpg", "content/images/1.jpg"]


EDITS: dict[str, Callable[[Project], Project]] = {
    "an image becomes small": lambda site: site.write("content/images/chart.png", SMALL),
    "an image becomes large": lambda site: site.write("content/images/small.png", CHART),
    "an image is shown no more": lambda site: site.edit(
        "content/posts/walk.md", "![A chart](../images/chart.png)", ""
    ),
    "an image is deleted": lambda site: site.delete("content/images/hill.jpg"),
    "a post becomes a draft": lambda site: site.edit(
        "content/posts/walk.md", "title:", "draft: true\ntitle:"
    ),
    "an image is shown for the first time": lambda site: site.append(
        "content/posts/trip/index.md", "![It](../../images/unused.jpg)"
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_incremental_build_is_a_clean_build(
    site: Project, edit: Callable[[Project], Project], tmp_path: Path, compiled: Path
) -> None:
    edit(site).build()
    site.assert_same_as_clean(tmp_path / "clean", compiled)


def test_a_memory_that_cannot_be_written_costs_nothing_but_time(site: Project, tmp_path: Path) -> None:
    before = site.tree()
    folder = site.root / MEMORY / "images"
    shutil.rmtree(folder)
    folder.write_text("in the way")
    shutil.rmtree(site.output)
    site.build()
    assert site.tree() == before


def test_a_build_without_changes_loads_no_pillow(site: Project) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.driver import Project\n"
        "Project({}, Path(sys.argv[1])).build().assert_idle()\n"
        "print('PIL' in sys.modules)\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program, str(site.root)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.stdout, finished.stderr) == ("False\n", "")


# -- one image at a time -----------------------------------------------------------------------------------


def test_a_preview_asks_for_one_image_at_a_time(site: Project, work: Counter) -> None:
    expected = {**published_images(site), "trip/drawn.svg": (site.output / "trip/drawn.svg").read_bytes()}
    shutil.rmtree(site.root / MEMORY / "images")
    request = site.request()
    cache, _ = BuildCache.open(site.root)
    session = Session.begin(cache, 1, lambda *_: None)
    prepared = prepare(session, request, read_settings(request.config_file, cache, request.overrides))
    cleaned: set[bytes] = set()
    for path in sorted(expected):
        content = prepared.routes[path].content
        assert isinstance(content, ImageVariant)
        found, digest = prepared.files[content.source], prepared.source_digest(content.source)
        before = work.made + work.cleaned
        assert image_variants.image_bytes(found, content.variant, digest, cache) == expected[path]
        assert work.made + work.cleaned == before + 1 - (digest in cleaned and content.variant is None)
        cleaned |= {digest} if content.variant is None else set()
        assert image_variants.image_bytes(found, content.variant, digest, cache) == expected[path]
    cache.close()
    shutil.rmtree(site.output)
    before = work.made + work.cleaned
    site.build()
    assert work.made + work.cleaned == before


def test_the_largest_picture_of_a_camera_is_small_in_the_end(project: MakeProject) -> None:
    """12 megapixels."""
    noise = Image.effect_noise((1000, 750), 60).resize((4000, 3000))
    data = jpeg(Image.merge("RGB", (noise, noise.rotate(180), noise)), quality=90)
    site = project({"content/posts/a.md": post("A", "![It](a.jpg)"), "content/posts/a.jpg": data}).build()
    sizes = {path: len(one) for path, one in published_images(site).items() if "-" in path}
    assert len(sizes) == 5
    assert max(sizes.values()) < len(data) / 4
