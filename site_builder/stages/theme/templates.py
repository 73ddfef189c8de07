"""Where templates and theme assets are found, and which templates a page depends on.

Nothing here needs Jinja until a template's source has to be read for its references.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from site_builder.model.diagnostics import Place, error
from site_builder.model.errors import TemplateFailed
from site_builder.stages.text.file_names import is_ignored

ASSETS = "assets"
THEME = "theme:"
_NOT_TEMPLATES = (".md", ".markdown")


def theme_folder() -> Path:
    """The default theme: inside an installed package, or beside the package in a checkout."""
    package = Path(__file__).resolve().parents[2]
    installed = package / "theme"
    return installed if installed.is_dir() else package.parent / "templates"


class TemplateLookup(msgspec.Struct, frozen=True):
    """Folders in the order they are asked; `labels` is what each is called before a name in messages."""

    folders: tuple[Path, ...]
    labels: tuple[str, ...] = ()

    @classmethod
    def of_site(cls, root: Path, templates: str) -> TemplateLookup:
        """The site's own folder (as it is in config.yaml), then the theme."""
        return cls((root / templates, theme_folder()), (templates.strip("/") + "/", THEME))

    def find(self, name: str) -> Path | None:
        """The file of a template, or of an asset by its name under `assets/`.

        `theme:post.html` is the theme's own, whatever the site has.
        """
        if name.startswith(THEME):
            path = self.folders[-1] / name.removeprefix(THEME)
            return path if _is_within(name.removeprefix(THEME)) and path.is_file() else None
        if not _is_within(name):
            return None
        return next((path for folder in self.folders if (path := folder / name).is_file()), None)

    def label(self, name: str) -> str:
        """What messages call a template: a path from the site's root, or `theme:post.html`."""
        for folder, label in zip(self.folders, self.labels, strict=False):
            if _is_within(name) and (folder / name).is_file():
                return label + name
        return name

    def names(self) -> tuple[str, ...]:
        """All templates, sorted."""
        found = {name for folder in self.folders for name in _files(folder)}
        return tuple(
            sorted(
                name
                for name in found
                if not name.startswith(ASSETS + "/") and not name.lower().endswith(_NOT_TEMPLATES)
            )
        )

    def assets(self) -> dict[str, Path]:
        """All theme assets by their names under `assets/`, sorted."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            for name in _files(folder / ASSETS):
                found[name] = folder / ASSETS / name
        return dict(sorted(found.items()))


def _is_within(name: str) -> bool:
    parts = name.split("/")
    return "\\" not in name and not any(part in {"", ".", ".."} or is_ignored(part) for part in parts)


def _files(folder: Path, prefix: str = "") -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if is_ignored(entry.name):
            continue
        if entry.is_dir():
            yield from _files(Path(entry.path), f"{prefix}{entry.name}/")
        elif entry.is_file():
            yield prefix + entry.name


def read_template(path: Path, label: str) -> str:
    """A template's source. Raises TemplateFailed where it is not UTF-8 or cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = failure.object.count(b"\n", 0, failure.start) + 1
        raise TemplateFailed(
            error(
                "template-encoding",
                "this template is not UTF-8",
                label,
                Place(line),
                "save it again as UTF-8",
            )
        ) from failure
    except OSError as failure:
        raise TemplateFailed(
            error("template-missing", f"this template cannot be read: {failure.strerror}", label)
        ) from failure


def closure(
    name: str, references_of: Callable[[str], Iterable[str]], names: Iterable[str] = ()
) -> tuple[str, ...]:
    """All templates whose sources a page depends on, itself included, sorted.

    A name that no file has is kept: the page changes once the file exists. `names` are all templates
    there are, for references to a whole folder; `references_of` answers () for a name that no file has.
    """
    known = tuple(names)
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one.endswith("/*"):
            waiting.extend(other for other in known if other.startswith(one[:-1]))
        elif one not in seen:
            seen.add(one)
            waiting.extend(references_of(one))
    return tuple(sorted(seen))
