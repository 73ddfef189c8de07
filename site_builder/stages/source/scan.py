"""Scan: list the source files, and say what each is."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from site_builder.model.config import Paths
from site_builder.model.diagnostics import Diagnostic, error, unreadable, warning
from site_builder.model.files import FileStat, SourceFile
from site_builder.model.output_names import flaw_for_windows
from site_builder.stages.source.links import LinkRule
from site_builder.stages.text.file_names import is_junk

_MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".mdtxt")
_STATIC = "static"
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")
"""What no name can have on every system, nor in a URL as it is."""


class Sources(NamedTuple):
    """Everything under content/, by path: what is parsed, and what is published as it is."""

    documents: dict[str, SourceFile]
    files: dict[str, SourceFile]
    diagnostics: tuple[Diagnostic, ...]


def scan(content: Path, rule: LinkRule | None = None) -> Sources:
    """List content/. Paths of diagnostics are relative to it. Never opens a file.

    Links are followed by `rule`: by itself, to what is in the folder that content/ is in.
    """
    rule = rule or LinkRule.of(content.parent, Paths(content=content.name))
    documents: dict[str, SourceFile] = {}
    files: dict[str, SourceFile] = {}
    diagnostics: list[Diagnostic] = []
    for found in _walk(str(content), "", diagnostics, (), rule):
        if found.path in documents or found.path in files:
            diagnostics.append(_twin(found.path))
        elif is_document(found.path):
            documents[found.path] = found
        elif (problem := misplaced(found.path)) is not None:
            diagnostics.append(problem)
        else:
            files[found.path] = found
    return Sources(documents, files, tuple(diagnostics))


def is_document(path: str) -> bool:
    """Whether a path under content/ is a source that is parsed rather than copied."""
    folder, _, rest = path.partition("/")
    if folder in {"posts", "pages"}:
        return rest.endswith(".md")
    if folder == "series":
        return rest.endswith(".md") and "/" not in rest
    return folder == "comments" and rest.endswith(".yaml") and "/" not in rest


def misplaced(path: str) -> Diagnostic | None:
    """Sources that would be published raw by mistake are reported instead."""
    folder = path.partition("/")[0]
    if folder == _STATIC:
        return None
    if folder == "comments":
        return warning(
            "content-ignored",
            "this is neither read nor published: archived comments are comments/NAME.yaml",
            path,
            hint="rename or move it",
        )
    lower = path.lower()
    if not lower.endswith(_MARKDOWN_ENDINGS):
        return None
    if folder in {"posts", "pages", "series"} and not lower.endswith(".md"):
        hint = "rename it so that it ends in .md"
    elif folder == "series":
        hint = "a series is one file, series/SLUG.md; parts are posts"
    elif folder in {"posts", "pages"}:
        hint = "rename it so that it ends in .md, in small letters"
    else:
        hint = "move it to posts/ or pages/"
    return warning(
        "content-ignored", "this looks like Markdown, but no page is made from it here", path, hint=hint
    )


def _walk(
    folder: str,
    prefix: str,
    diagnostics: list[Diagnostic],
    above: tuple[tuple[int, int], ...],
    rule: LinkRule,
    *,
    is_linked: bool = False,
) -> Iterator[SourceFile]:
    """Depth first. A linked folder that leads back to one above it is not entered again."""
    try:
        entries = list(os.scandir(folder))
    except OSError as failure:
        if prefix or not isinstance(failure, FileNotFoundError):
            diagnostics.append(unreadable(prefix.rstrip("/"), failure))
        else:
            diagnostics.append(_nowhere(os.path.basename(folder)))
        return
    for entry in entries:
        if is_junk(entry.name, is_static=prefix.startswith(_STATIC + "/")):
            continue
        path = prefix + (entry.name if entry.name.isascii() else unicodedata.normalize("NFC", entry.name))
        if _UNFIT.search(entry.name):
            shown = _UNFIT.sub(lambda match: f"\\x{ord(match[0]):02x}", path)
            diagnostics.append(_misnamed("contains a backslash or a control character", shown))
            continue
        if flaw := flaw_for_windows(entry.name):
            diagnostics.append(_not_for_windows(path, flaw))
        try:
            if entry.is_symlink() and (flaw := rule.flaw_of(os.path.realpath(entry.path))):
                entry.stat()
                diagnostics.append(led_astray(path, flaw))
                continue
            if entry.is_dir():
                status = entry.stat()
                place = status.st_dev, status.st_ino
                if place in above:
                    diagnostics.append(_loop(path))
                    continue
                is_apart = is_linked or entry.is_symlink()
                if not (is_apart and rule.is_shut(os.path.realpath(entry.path))):
                    inside = (*above, place)
                    yield from _walk(entry.path, path + "/", diagnostics, inside, rule, is_linked=is_apart)
                continue
            status = entry.stat()
            path.encode()
        except UnicodeEncodeError:
            shown = path.encode(errors="backslashreplace").decode()
            diagnostics.append(_misnamed("is not UTF-8", shown))
            continue
        except OSError as failure:
            diagnostics.append(unreadable(path, failure))
            continue
        if not entry.is_file():
            diagnostics.append(special_file(path))
        else:
            yield SourceFile(path, entry.path, FileStat.of(status))


def led_astray(path: str, flaw: str) -> Diagnostic:
    """A link that is not followed."""
    return error(
        "link-outside-site",
        f"this link leads {flaw}",
        path,
        hint="put the file itself here, or allow its place in config.yaml: paths: {links: [/where/it/is]}",
    )


def _loop(path: str) -> Diagnostic:
    message = "this link leads back to a folder that contains it, and is ignored"
    return warning("content-ignored", message, path, hint="delete the link")


def special_file(path: str) -> Diagnostic:
    """A pipe, a socket or a device, which is never read."""
    message = "this is neither a file nor a folder, and is ignored"
    return warning("content-ignored", message, path, hint="delete it or move it")


def _nowhere(folder: str) -> Diagnostic:
    """Not the same as an empty folder: after a disk was not mounted, every page would be deleted."""
    return error(
        "content-unreadable",
        f"there is no folder {folder}/ to build the site from",
        hint="create it, or correct paths: content: in config.yaml",
    )


def _twin(path: str) -> Diagnostic:
    return error(
        "url-collision",
        "two files have this name: they differ only in Unicode normalisation",
        path,
        hint="rename or delete one of the two",
    )


def _misnamed(what: str, path: str) -> Diagnostic:
    return error("content-unreadable", f"this name {what}", path, hint="rename it")


def _not_for_windows(path: str, flaw: str) -> Diagnostic:
    shown = path.encode(errors="backslashreplace").decode()
    message = f"this cannot be checked out on Windows: its name {flaw}"
    return warning("windows-name", message, shown, hint="rename it")
