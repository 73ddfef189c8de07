"""Images: what they are, what is left of them for the public, and their smaller versions.

Covers `avif`, `gif`, `info`, `jpeg`, `pillow`, `png`, `stripped`, `stripping`, `svg`, `variants`, `webp`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import sys

import pytest
from PIL import Image, ImageChops, ImageOps

from site_builder.model.diagnostics import Diagnostic
from site_builder.model.images import (
    ImageInfo,
    ImageKind,
    Variant,
    all_variants,
    fallback_variant,
    variant_path,
    webp_variants,
)
from site_builder.stages.images import Damaged, clean_image, is_image, make_variants, read_image_info
from tests.stages.sample_images import (
    CANARY,
    CORNERS,
    SECRETS,
    bomb,
    gif,
    jpeg,
    opened,
    photograph,
    picture,
    png,
    png_chunk,
    private_exif,
    profile,
    saved,
    webp,
)

PRIVATE = {
    "JPEG": jpeg(),
    "progressive JPEG": jpeg(progressive=True),
    "JPEG with restart markers": jpeg(restart_marker_rows=1),
    "turned JPEG": jpeg(orientation=6),
    "CMYK JPEG": jpeg(picture(mode="CMYK")),
    "grey JPEG": jpeg(picture(mode="L")),
    "JPEG of two pictures": saved(
        picture(), "MPO", exif=private_exif(), save_all=True, append_images=[picture()]
    ),
    "PNG": png(),
    "turned PNG": png(orientation=6),
    "PNG with a palette": png(picture(mode="P")),
    "PNG with transparency": png(picture(mode="RGBA")),
    "WebP": webp(),
    "lossless WebP": webp(lossless=True),
    "turned WebP": webp(orientation=6),
    "animated WebP": webp(save_all=True, append_images=[picture().rotate(90)]),
    "GIF": gif(),
    "animated GIF": gif(frames=3),
}


def facts_of(data: bytes) -> ImageInfo:
    info = read_image_info(data)
    assert isinstance(info, ImageInfo), info
    return info


def problem_of(data: bytes, *, is_svg: bool = False) -> Diagnostic:
    problem = read_image_info(data, is_svg=is_svg)
    assert isinstance(problem, Diagnostic), problem
    return problem


# -- what is left for the public ---------------------------------------------------------------------------


@pytest.mark.parametrize("data", PRIVATE.values(), ids=PRIVATE)
def test_nothing_private_is_left_and_no_pixel_is_touched(data: bytes) -> None:
    assert any(secret in data for secret in SECRETS)
    clean = clean_image(data)
    assert [secret for secret in SECRETS if secret in clean] == []
    before, after = opened(data), opened(clean)
    assert after.info.keys() & {"comment", "xmp", "photoshop", "XML:com.adobe.xmp", "Author"} == set()
    assert dict(after.getexif()) in ({}, {0x0112: 6})
    assert after.getexif().get_ifd(0x8825) == {}
    assert (after.mode, after.size) == (before.mode, before.size)
    for frame in range(getattr(after, "n_frames", 1)):
        after.seek(frame)
        before.seek(frame)
        assert after.tobytes() == before.tobytes()
        assert after.info.get("duration") == before.info.get("duration")


@pytest.mark.parametrize("data", PRIVATE.values(), ids=PRIVATE)
def test_a_clean_image_stays_as_it_is(data: bytes) -> None:
    assert clean_image(clean_image(data)) == clean_image(data)


@pytest.mark.parametrize("make", [jpeg, png, webp])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_kept(make, orientation: int) -> None:  # type: ignore[no-untyped-def]
    exif = opened(clean_image(make(orientation=orientation))).getexif()
    assert exif.get(0x0112, 1) == orientation
    assert len(exif) == int(orientation != 1)


@pytest.mark.parametrize("make", [jpeg, png, webp])
def test_the_colour_profile_is_kept(make) -> None:  # type: ignore[no-untyped-def]
    assert opened(clean_image(make(icc_profile=profile()))).info["icc_profile"] == profile()


def test_pictures_behind_the_picture_are_dropped() -> None:
    data = PRIVATE["JPEG of two pictures"]
    assert opened(data).n_frames == 2  # type: ignore[attr-defined]
    assert opened(clean_image(data)).format == "JPEG"
    assert clean_image(data).count(b"\xff\xd8\xff") == 1


def test_an_animation_goes_on_looping() -> None:
    assert opened(clean_image(gif(frames=3))).info["loop"] == 0
    assert opened(clean_image(gif(frames=3))).n_frames == 3  # type: ignore[attr-defined]


def test_intel_byte_order_is_read_too() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0"
    info = facts_of(saved(picture(), "JPEG", exif=exif))
    assert (info.width, info.height) == (600, 900)


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"]
)
def test_broken_exif_harms_nothing(exif: bytes) -> None:
    clean = clean_image(saved(picture(), "JPEG", exif=exif))
    assert b"Exif" not in clean


# -- what is known of an image -----------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
def test_sizes_are_those_of_the_upright_picture(orientation: int) -> None:
    info = facts_of(jpeg(orientation=orientation))
    assert (info.width, info.height) == ((900, 600) if orientation < 5 else (600, 900))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (jpeg(), ("jpeg", False, False, False)),
        (png(), ("png", False, False, True)),
        (png(picture(mode="RGBA")), ("png", False, False, True)),
        (png(Image.new("RGBA", (600, 400), (9, 9, 9, 9))), ("png", False, True, True)),
        (png(photograph()), ("png", False, False, False)),
        (webp(), ("webp", False, False, False)),
        (PRIVATE["animated WebP"], ("webp", True, False, False)),
        (gif(), ("gif", False, False, False)),
        (gif(frames=3), ("gif", True, False, False)),
        (
            saved(picture(), "PNG", save_all=True, append_images=[picture().rotate(9)]),
            ("png", True, False, True),
        ),
        (saved(picture(), "AVIF"), ("avif", False, False, False)),
    ],
)
def test_facts(data: bytes, expected: tuple[str, bool, bool, bool]) -> None:
    info = facts_of(data)
    assert (info.kind, info.is_animated, info.has_alpha, info.is_drawing) == expected
    assert info.size == len(data)
    assert (info.width, info.height) == opened(data).size


def test_a_transparent_colour_of_a_palette_is_seen() -> None:
    image = picture(mode="P")
    assert facts_of(saved(image, "PNG", transparency=image.getpixel((1, 1)))).has_alpha


def test_a_turned_avif_is_as_wide_as_it_is_shown() -> None:
    turned = saved(picture(), "AVIF", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0")
    info = facts_of(turned)
    assert (info.width, info.height) == (600, 900)


def test_an_avif_with_metadata_is_refused() -> None:
    for options in ({"exif": private_exif()}, {"xmp": b"<x:xmpmeta/>"}):
        assert problem_of(saved(picture(), "AVIF", **options)).code == "image-format"


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ("<svg width='40' height='30'>", (40, 30)),
        (
            '<?xml version="1.0"?>\n<!-- > -->\n<svg viewBox="0 0 10 5" height="30px" width="40.4px">',
            (40, 30),
        ),
        ("<svg viewBox='0 0 10 5'>", (1200, 600)),
        ("<svg viewBox='0,0,10,5'>", (1200, 600)),
        ("<svg stroke-width='1' viewBox='0 0 10 5'>", (1200, 600)),
        ("<svg width='40' viewBox='0 0 10 5'>", (0, 0)),
        ("<svg width='100%' height='2em'>", (0, 0)),
        ("<svg viewBox='0 0 0 0'>", (0, 0)),
        ("<svg viewBox='0 0 nan nan'>", (0, 0)),
        ("<svg viewBox='0 0 ten five'>", (0, 0)),
        ("<svg>", (0, 0)),
    ],
)
def test_the_size_of_an_svg(root: str, size: tuple[int, int]) -> None:
    info = read_image_info(f"{root}</svg>".encode(), is_svg=True)
    assert isinstance(info, ImageInfo)
    assert (info.kind, info.width, info.height) == (ImageKind.SVG, *size)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image-unreadable"),
        (b"<!doctype html>", "image-unreadable"),
        (b"\xff\xd8\xff", "image-unreadable"),
        (jpeg()[:200], "image-unreadable"),
        (saved(photograph(), "JPEG")[:20_000], "image-unreadable"),
        (png()[:60], "image-unreadable"),
        (png()[:-40], "image-unreadable"),
        (png().replace(b"IDAT", b"IDAX", 1), "image-unreadable"),
        (webp()[:400], "image-unreadable"),
        (gif()[:100], "image-unreadable"),
        (saved(picture(), "AVIF")[:200], "image-unreadable"),
        (b"GIF89a", "image-unreadable"),
        (b"RIFF\x04\0\0\0WEBP", "image-unreadable"),
        (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IEND", b""), "image-unreadable"),
        (saved(picture(), "TIFF"), "image-format"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image-format"),
        (bomb(), "image-too-large"),
    ],
)
def test_what_cannot_be_published_is_reported(data: bytes, code: str) -> None:
    problem = problem_of(data)
    assert problem.code == code
    assert problem.message.startswith(("this ", "browsers "))
    assert problem.hint


@pytest.mark.parametrize(
    "text", ["<html>", "<svg>", "<svg", "<svg a:b=''/>", "<svg a='1' a='2'/>", "<svg/>x"]
)
def test_an_svg_that_no_browser_shows_is_reported(text: str) -> None:
    assert problem_of(text.encode(), is_svg=True).code == "image-unreadable"


# -- drawings ----------------------------------------------------------------------------------------------

SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink' "
    "xmlns:p='https://program.example/' {}>{}</svg>"
)


@pytest.mark.parametrize(
    ("attributes", "inside", "left_of_attributes", "left_inside"),
    [
        ("p:file='/home/sam/a.svg' width='4'", "", " width='4'", ""),
        ("width='4'\n p:a = \"'>\" height='2'", "", "width='4' height='2'", ""),
        ("", "<metadata><p:author>Sam</p:author></metadata><g/>", "", "<g/>"),
        ("", "<g><p:view><g/><p:view/></p:view >1</g>", "", "<g>1</g>"),
        ("", "<p:view a='>'/><g p:label='Sam'/><g p:label='Sam' />", "", "<g/><g />"),
        ("", "<!-- Sam <g> --><g/><!----><?program Sam?>", "", "<g/>"),
        ("", "<style><![CDATA[ a <!-- b --> ]]></style>", "", "<style><![CDATA[ a <!-- b --> ]]></style>"),
        ("xml:lang='en'", "<a x:href='#p:a'>p:b='c'</a>", "xml:lang='en'", "<a x:href='#p:a'>p:b='c'</a>"),
        ("", "<g xmlns:p='http://www.w3.org/2000/svg'><p:g/></g>", "", "<g xmlns:p='http://www.w3.org/2000/svg'><p:g/></g>"),
        ("", "<title>Sams Ä</title><p:x>ß</p:x><desc/>", "", "<title>Sams Ä</title><desc/>"),
    ],
)  # fmt: skip
def test_a_drawing_keeps_what_is_shown_of_it(
    attributes: str, inside: str, left_of_attributes: str, left_inside: str
) -> None:
    clean = clean_image(SVG.format(attributes, inside).encode())
    assert clean == SVG.format(left_of_attributes, left_inside).replace("  width", " width").encode()
    assert clean_image(clean) == clean


def test_around_a_drawing_only_its_style_sheets_are_kept() -> None:
    before = "<?xml version='1.0'?><?xml-stylesheet href='a.css'?><!-- Sam --><!DOCTYPE svg [<!-- Sam -->]>"
    clean = clean_image(f"{before}<svg/><!-- Sam -->".encode())
    assert clean == b"<?xml version='1.0'?><?xml-stylesheet href='a.css'?><!DOCTYPE svg []><svg/>"


@pytest.mark.parametrize("wrapping", ["", "&#10;", "\n  "])
def test_a_picture_inside_a_drawing_tells_nothing_either(wrapping: str) -> None:
    for data, mime in ((jpeg(), "jpeg"), (png(), "png")):
        encoded = base64.b64encode(data).decode()
        lines = wrapping.join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
        clean = clean_image(SVG.format("", f"<image x:href='data:image/{mime};base64,{lines}'/>").encode())
        found = re.search(rb"base64,([^']+)'", clean)
        assert found is not None
        assert base64.b64decode(found[1]) == clean_image(data)


def test_a_drawing_that_grows_without_end_is_reported() -> None:
    entities = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(9))
    bomb_of_text = f"<!DOCTYPE svg [<!ENTITY e0 'ha'>{entities}]><svg>&e9;</svg>"
    assert problem_of(bomb_of_text.encode(), is_svg=True).code == "image-unreadable"


@pytest.mark.parametrize("data", [PRIVATE["JPEG"], PRIVATE["PNG"], PRIVATE["WebP"], PRIVATE["animated GIF"]])
def test_any_part_of_an_image_is_told_or_fit_to_publish(data: bytes) -> None:
    """Cut at many places, and with a byte changed there: no crash, and what passes can be made smaller."""
    for at in range(0, len(data), max(1, len(data) // 60)):
        for broken in (data[:at], data[:at] + bytes((data[at] ^ 0x55,)) + data[at + 1 :]):
            info = read_image_info(broken)
            if isinstance(info, ImageInfo):
                clean_image(broken)
                make_variants(broken, [Variant(ImageKind.WEBP, 48, 32, 80)])


def test_names_tell_what_is_an_image() -> None:
    assert all(map(is_image, ("a.jpg", "a/B.JPEG", "c.Png", "d.svg", "e.heic", "f.webp")))
    assert not any(map(is_image, ("a.pdf", "jpg", "a.jpg.txt", "favicon.ico", "a.svgz")))


# -- smaller versions --------------------------------------------------------------------------------------


def known(width: int, height: int, kind: ImageKind = ImageKind.JPEG, **others: object) -> ImageInfo:
    return ImageInfo("ab" * 16, kind, width, height, size=1_000_000, **others)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("info", "widths", "fallback"),
    [
        (known(4000, 3000), [480, 768, 1080, 1440], (ImageKind.JPEG, 1200, 900)),
        (known(3000, 4000), [480, 768, 1080, 1440], (ImageKind.JPEG, 1200, 1600)),
        (known(2000, 1000), [480, 768, 1080, 1440, 2000], (ImageKind.JPEG, 1200, 600)),
        (known(1500, 1000), [480, 768, 1080, 1500], None),
        (known(800, 600), [480, 800], None),
        (known(481, 1), [481], None),
        (known(480, 600), [], None),
        (known(4000, 3000, ImageKind.PNG), [480, 768, 1080, 1440], (ImageKind.JPEG, 1200, 900)),
        (
            known(4000, 3000, ImageKind.PNG, has_alpha=True),
            [480, 768, 1080, 1440],
            (ImageKind.PNG, 1200, 900),
        ),
        (
            known(4000, 3000, ImageKind.PNG, is_drawing=True),
            [480, 768, 1080, 1440],
            (ImageKind.PNG, 1200, 900),
        ),
        (known(1500, 1000, ImageKind.WEBP), [480, 768, 1080], None),
        (known(4000, 3000, ImageKind.GIF), [], None),
        (known(4000, 3000, ImageKind.WEBP, is_animated=True), [], None),
        (known(4000, 3000, ImageKind.AVIF), [], None),
        (known(4000, 3000, ImageKind.SVG), [], None),
    ],
)
def test_which_versions_there_are(
    info: ImageInfo, widths: list[int], fallback: tuple[ImageKind, int, int] | None
) -> None:
    assert [one.width for one in webp_variants(info)] == widths
    plain = fallback_variant(info)
    assert (plain and plain[:3]) == fallback
    assert all(one.width <= info.width for one in all_variants(info))


def test_a_file_of_few_bytes_has_no_versions() -> None:
    assert all_variants(ImageInfo("ab" * 16, ImageKind.PNG, 4000, 3000, size=9_999)) == ()


def test_versions_have_names_of_their_own() -> None:
    info = known(2000, 1000)
    paths = [variant_path("/images/desk.photo.JPG", info, one) for one in all_variants(info)]
    assert len(set(paths)) == 6
    assert paths[0].startswith("/images/desk.photo.")
    assert paths[0].endswith("-480.webp")
    assert paths[-1].endswith("-1200.jpg")
    other = ImageInfo("cd" * 16, ImageKind.JPEG, 2000, 1000, size=1_000_000)
    assert variant_path("/a.jpg", other, all_variants(other)[0]) != variant_path(
        "/a.jpg", info, all_variants(info)[0]
    )


def corner_colours(image: Image.Image) -> list[str]:
    """The colours nearest to those of the four quarters, row by row."""
    width, height = image.size
    shown = image.convert("RGB")

    def nearest(x: float, y: float) -> str:
        pixel = shown.getpixel((int(width * x), int(height * y)))
        assert isinstance(pixel, tuple)
        return min(
            CORNERS, key=lambda name: sum(abs(a - b) for a, b in zip(CORNERS[name], pixel, strict=True))
        )

    return [nearest(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]


UPRIGHT = ["red", "green", "blue", "grey"]
SMALL = Variant(ImageKind.WEBP, 90, 60, 80)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_versions_are_upright(orientation: int) -> None:
    data = jpeg(orientation=orientation)
    upright = ImageOps.exif_transpose(opened(data))
    assert upright is not None
    width, height = upright.width // 10, upright.height // 10
    (made,) = make_variants(data, [Variant(ImageKind.WEBP, width, height, 80)])
    assert opened(made).size == (width, height)
    assert corner_colours(opened(made)) == corner_colours(upright)


@pytest.mark.parametrize("kind", [ImageKind.WEBP, ImageKind.JPEG, ImageKind.PNG])
@pytest.mark.parametrize("quality", [0, 80])
@pytest.mark.parametrize(
    "data",
    [
        *PRIVATE.values(),
        saved(picture(mode="L").convert("I;16"), "PNG"),
        saved(picture(mode="LA"), "PNG"),
        saved(picture(mode="1"), "PNG"),
        jpeg(icc_profile=profile()),
        png(picture(mode="RGBA"), icc_profile=profile()),
        png(picture(mode="L"), icc_profile=profile()),
        jpeg(icc_profile=b"no profile at all"),
    ],
)
def test_a_version_of_anything_looks_like_it_and_tells_nothing(
    data: bytes, kind: ImageKind, quality: int
) -> None:
    variant = Variant(kind, 30, 20, quality or (80 if kind is ImageKind.JPEG else 0))
    (made,) = make_variants(data, [variant])
    image = opened(made)
    assert (image.size, image.format) == ((30, 20), kind.value.upper())
    assert image.info.keys() & {"exif", "xmp", "icc_profile", "comment"} == set()
    assert CANARY not in made


def test_sixteen_bit_greys_keep_their_brightness() -> None:
    grey = Image.new("I;16", (600, 400), 40_000)
    assert isinstance(read_image_info(saved(grey, "PNG")), ImageInfo)
    (made,) = make_variants(saved(grey, "PNG"), [Variant(ImageKind.PNG, 60, 40, 0)])
    assert opened(made).getpixel((5, 5)) == 40_000 // 257


def test_transparency_is_kept() -> None:
    seen_through = Image.new("RGBA", (600, 400), (200, 0, 0, 0))
    for kind in (ImageKind.WEBP, ImageKind.PNG):
        (made,) = make_variants(saved(seen_through, "PNG"), [Variant(kind, 60, 40, 0)])
        assert opened(made).convert("RGBA").getchannel("A").getextrema() == (0, 0)


def test_colours_are_brought_to_srgb() -> None:
    """A profile whose red and green are swapped shows whether it is applied."""
    swapped = bytearray(profile())
    red, green = swapped.find(b"rXYZ"), swapped.find(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    data = saved(Image.new("RGB", (600, 400), (250, 10, 10)), "PNG", icc_profile=bytes(swapped))
    (made,) = make_variants(data, [Variant(ImageKind.PNG, 60, 40, 0)])
    red_now, green_now, _ = opened(made).getpixel((5, 5))  # type: ignore[misc]
    assert (green_now > 200, red_now < 100) == (True, True)


def test_the_same_image_gives_the_same_bytes_alone_and_in_company() -> None:
    data = saved(photograph(), "JPEG", quality=90)
    variants = all_variants(facts_of(data))
    together = make_variants(data, variants)
    assert together == [make_variants(data, [one])[0] for one in variants]
    program = (
        "import sys, hashlib\n"
        "from site_builder.stages.images import make_variants, read_image_info\n"
        "from site_builder.model.images import all_variants\n"
        "data = sys.stdin.buffer.read()\n"
        "made = make_variants(data, all_variants(read_image_info(data)))\n"
        "print(hashlib.sha256(b''.join(made)).hexdigest())\n"
    )
    elsewhere = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True, check=True)
    assert elsewhere.stdout.decode().strip() == hashlib.sha256(b"".join(together)).hexdigest()


def test_a_smaller_version_of_a_large_photograph_looks_the_same() -> None:
    image = photograph(4000, 3000)
    (made,) = make_variants(saved(image, "JPEG", quality=92), [Variant(ImageKind.PNG, 1440, 1080, 0)])
    difference = ImageChops.difference(opened(made), image.resize((1440, 1080), Image.Resampling.LANCZOS))
    assert max(high for _, high in difference.getextrema()) < 12  # type: ignore[misc]


def test_no_version_of_what_is_no_image() -> None:
    for data in (b"", b"GIF89a", bomb(), io.BytesIO(jpeg()).read(300)):
        with pytest.raises(Damaged):
            make_variants(data, [SMALL])
