"""What the program itself is made of, so that an upgrade can never serve what an older one remembered."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]
_PARSING = ("markdown", "pyyaml", "nh3", "pygments", "msgspec", "tzdata")
_RENDERING = ("jinja2", "markupsafe", "babel", "msgspec", "tzdata")
_NAME = re.compile(r"[-_.]+")


@cache
def parser_code_digest() -> bytes:
    """Changes with the program's code and with any library that parsing uses. 16 bytes."""
    return _digest(_PARSING)


@cache
def renderer_code_digest() -> bytes:
    """Changes with the program's code and with any library that rendering uses. 16 bytes."""
    return _digest(_RENDERING)


@cache
def book_code_digest() -> bytes:
    """Changes with what books are made with beside what renders their text. 16 bytes."""
    digest = hashlib.blake2b(image_code_digest(), digest_size=16)
    digest.update(f"nh3={installed_versions().get('nh3', '')}".encode())
    return digest.digest()


@cache
def image_code_digest() -> bytes:
    """Changes with Pillow and with the code that makes images, and with nothing else. 16 bytes.

    Images take long to make, and few upgrades of the program make them otherwise.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"pillow={installed_versions().get('pillow', '')}".encode())
    for path in (_PACKAGE / "model/images.py", *sorted((_PACKAGE / "stages/images").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.digest()


def _digest(libraries: tuple[str, ...]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{sys.version_info.major}.{sys.version_info.minor}".encode())
    digest.update(code_digest())
    installed = installed_versions()
    for name in libraries:
        digest.update(f"{name}={installed.get(name, '')}\n".encode())
    return digest.digest()


@cache
def code_digest() -> bytes:
    """Of the bytes of the program's own modules and catalogues. 16 bytes."""
    digest = hashlib.blake2b(digest_size=16)
    package = str(_PACKAGE)
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__", "theme")))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith((".pyc", ".md")):
                # Some 400 files at the start of each build: with `Path` and buffers it takes twice as long.
                digest.update(f"{folder.removeprefix(package)}/{name}\n".encode())
                with open(f"{folder}/{name}", "rb", buffering=0) as file:
                    digest.update(file.read())
    return digest.digest()


@cache
def installed_versions() -> dict[str, str]:
    """Versions of all installed distributions, by normalised name (PEP 503).

    Read off the names of the `.dist-info` folders (PyPA's "Recording installed projects"): importing
    `importlib.metadata` and every library to ask them would cost an idle build more than all its work.
    """
    versions: dict[str, str] = {}
    for folder in reversed(sys.path):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                distribution, _, version = name.removesuffix(".dist-info").partition("-")
                versions[_NAME.sub("-", distribution).lower()] = version
    return versions
