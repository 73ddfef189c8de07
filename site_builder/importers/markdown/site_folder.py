"""The folder of another tool's site: which tool it is, where texts and other files are, what is not read."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from site_builder.importers.markdown.front_matter_values import Report
from site_builder.model.imports import ImportedCopy, Remark

_SKIPPED = frozenset(
    "node_modules _site public output themes layouts _layouts _includes templates vendor archetypes "
    "scaffolds".split()
)
COPIED = re.compile(
    r"\.(?:png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|pdf|epub|docx?|odt|xlsx?|ods|pptx?|odp|txt|csv|zip|t?gz"
    r"|mp3|m4a|ogg|oga|opus|wav|flac|mp4|m4v|mov|webm|ogv|vtt|srt)\Z",
    re.IGNORECASE,
)
"""Names of files that texts show or offer; what runs in a browser belongs to the old theme."""
_TEXTS = frozenset({".md", ".markdown", ".mdx"})
_OTHER_TEXTS = {
    ".rst": "reStructuredText",
    ".adoc": "AsciiDoc",
    ".org": "Org",
    ".textile": "Textile",
    ".ipynb": "a notebook",
}
_NOT_CONTENT = frozenset("readme license licence changelog contributing code_of_conduct".split())
_STATIC = {"static", "assets", "images", "img", "uploads", "media", "files"}
_DATA_FILES = (".11tydata.json", ".11tydata.js", ".11tydata.cjs")


def recognise_tool(folder: Path) -> str:
    """Which generator a folder belongs to, or nothing."""
    there = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    if any(name.startswith("docusaurus.config.") for name in there):
        return "docusaurus"
    if (folder / "config/_default").is_dir():
        return "hugo"
    if there & {"pelicanconf.py", "publishconf.py"}:
        return "pelican"
    if there & {".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"}:
        return "eleventy"
    if there & {"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "archetypes"}:
        return "hugo"
    if "_config.yml" in there:
        return "hexo" if (folder / "source/_posts").is_dir() else "jekyll"
    if "config.toml" in there:
        text = (folder / "config.toml").read_text(encoding="utf-8", errors="replace")
        return "zola" if re.search(r"^base_url\s*=", text, re.MULTILINE) else "hugo"
    return "jekyll" if "_posts" in there else ""


def static_files(folder: Path) -> Iterator[ImportedCopy]:
    """Files that are published as they are."""
    for file, target in _in_static_folders(folder):
        if COPIED.search(file.name):
            yield ImportedCopy(target, str(file))


def _in_static_folders(folder: Path) -> Iterator[tuple[Path, str]]:
    for top in (folder, folder / "content", folder / "source", folder / "src"):
        for name in sorted(_STATIC):
            for file in sorted((top / name).rglob("*")) if (top / name).is_dir() else ():
                if file.is_file() and not file.is_symlink():
                    inner = file.relative_to(top / name).as_posix()
                    place = "static" if name == "static" else f"static/{name}"
                    yield file, f"content/{place}/{inner}"


def uncopied_files(folder: Path, bundles: Iterable[Path]) -> Iterator[Remark]:
    """Files in the same places that are neither copied nor texts."""
    inside = (file for bundle in bundles for file in sorted(bundle.rglob("*")) if file.is_file())
    files = dict.fromkeys((*(file for file, _ in _in_static_folders(folder)), *inside))
    for file in files:
        is_text = file.suffix.lower() in {*_TEXTS, *_OTHER_TEXTS}
        if not is_text and not COPIED.search(file.name) and not file.name.startswith("."):
            place = file.relative_to(folder).as_posix()
            yield Remark(
                "Files that were not copied", "put them below content/static/ if you need them", place
            )


def texts_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every text, with the reason for leaving it out if there is one."""
    for path in _files_in(folder):
        ending = path.suffix.lower()
        other = _OTHER_TEXTS.get(ending, "HTML" if ending == ".html" and _has_front_matter(path) else "")
        if path.stem.lower() in _NOT_CONTENT:
            continue
        if other:
            yield path, f"only Markdown is read, and this is {other}"
        elif ending in _TEXTS:
            is_section = path.stem == "_index"
            yield path, "the page of a section: this project makes its own lists" if is_section else ""


def name_in(folder: Path, file: Path) -> str:
    """A file's path in the folder. A name that is not UTF-8 was written in Windows-1252 most often, too."""
    name = file.relative_to(folder).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("cp1252", "replace")
    return name


def is_in_bundle(folder: Path, text: Path) -> bool:
    """Whether a text is a file of another one, as everything in a folder of Hugo with an `index.md` is."""
    content = folder / "content"
    own = text.parent.parent if text.name.startswith("index.") else text.parent
    above = (one for one in (own, *own.parents) if one.is_relative_to(content) and one != content)
    return any((one / "index.md").is_file() for one in above)


def unread_settings(folder: Path, tool: str, *, defaults_hide: bool) -> Iterator[Remark]:
    """What sets values for many texts at once, and may hide them. `defaults_hide` is of Jekyll's settings."""
    heading = "Not read: look whether it hides texts"
    if defaults_hide:
        yield Remark(heading, "defaults, which sets values for many texts", "_config.yml")
    for path in _files_in(folder) if tool in {"eleventy", "hugo"} else ():
        place = name_in(folder, path)
        is_data = path.name.endswith(_DATA_FILES) or path.name == f"{path.parent.name}.json"
        if tool == "eleventy" and is_data:
            yield Remark(heading, "values for all texts of its folder", place)
        elif tool == "hugo" and path.name == "_index.md" and b"cascade" in _bytes(path):
            yield Remark(heading, "cascade, which sets values for all texts below", place)


def _files_in(folder: Path) -> Iterator[Path]:
    """All files, except for those in folders with what the tool is made of, or makes."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and name[0] != ".")
        yield from (Path(where, name) for name in sorted(names))


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def decoded(data: bytes, report: Report) -> str:
    """The text in UTF-8 or UTF-16; else in Windows-1252, which it was written in most often."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        report("Not in UTF-8", "it is read as Windows-1252: check the letters")
        return data.decode("cp1252", "replace")


def _has_front_matter(file: Path) -> bool:
    """Whether a file that is no Markdown is a text of the other tool all the same."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(3) in {b"---", b"+++"}
