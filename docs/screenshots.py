"""Take the pictures of the documentation: `make screenshots`.

The repository's own site is built as of a fixed time into a folder that is thrown away, and looked at with
Chromium. Pictures have a palette of their own, which makes them a third as large and costs nothing that one
would see. On one machine the same site gives the same pictures.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from site_builder.cli import main

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
PICTURES = HERE / "images"
NOW = "2026-11-22T12:00"
COLOURS = 256
LARGEST = 500_000


class Shot(NamedTuple):
    """A picture: its file's name, the page, the window in CSS pixels, and how many pixels each of them is."""

    name: str
    url: str
    scheme: Literal["light", "dark"]
    width: int
    height: int
    density: int = 1


SHOTS = (
    Shot("home-light", "/", "light", 1280, 960),
    Shot("home-dark", "/", "dark", 1280, 960),
    Shot("post-light", "/police-social-media-part-2/", "light", 1280, 960),
    Shot("series-light", "/series/police-social-media/", "light", 1280, 1360),
    Shot("home-phone", "/", "light", 360, 720, 2),
    Shot("post-phone", "/police-social-media-part-2/", "dark", 360, 720, 2),
    Shot("series-phone", "/series/police-social-media/", "light", 360, 720, 2),
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Requests are nobody's business."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def taken(browser: Browser, origin: str, shot: Shot) -> bytes:
    """A picture of what one sees before scrolling, as PNG."""
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.density,
        color_scheme=shot.scheme,
        reduced_motion="reduce",
    )
    page.goto(origin + shot.url, wait_until="load")
    data = page.screenshot()
    page.close()
    return data


def with_palette(data: bytes) -> bytes:
    """The same picture in few colours."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    out = io.BytesIO()
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def take_all() -> None:
    """Build, look, and keep what is seen."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is missing; on Debian and Ubuntu: apt install chromium")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        built = main(["build", "--quiet", "--config", str(REPOSITORY), "--output", folder, "--now", NOW])
        if built != 0:
            sys.exit(built)
        with served(Path(folder)) as origin, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium)
            for shot in SHOTS:
                data = with_palette(taken(browser, origin, shot))
                if len(data) > LARGEST:
                    sys.exit(f"{shot.name} has {len(data):,} bytes, more than {LARGEST:,}")
                (PICTURES / f"{shot.name}.png").write_bytes(data)
            browser.close()


if __name__ == "__main__":
    take_all()
