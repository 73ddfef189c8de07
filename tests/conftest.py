"""What every test shares: what may be missing, and where chance comes from."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from site_builder.stages.text import suggestions
from tests.requirements import in_ci, missing, path_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Before any of them is imported, so that their assertions say what was expected.
pytest.register_assert_rewrite(
    "tests.driver", "tests.site.crawl", "tests.preview.running", "tests.preview.soak"
)

# Compiled templates go to a folder of this run's own, and are shared by all of its builds.
_caches = tempfile.TemporaryDirectory(prefix="site-builder-tests-")
os.environ["XDG_CACHE_HOME"] = _caches.name

# No deadlines: no test may depend on the machine's speed. In CI the examples are the same every time, so that
# a change is judged by what it changes; elsewhere new ones are tried at every run.
settings.register_profile("anywhere", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if in_ci() else "anywhere")


def pytest_configure() -> None:
    """A shell without job control starts what it leaves in the background deaf to Ctrl-C, and all that this
    starts in turn. The tests send Ctrl-C to programs, which must hear it however the tests were started.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests start in an empty folder: a command that nobody gave a site must not find the checkout's."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("nowhere"))
    yield
    os.chdir(before)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words for which names like them are searched, in order."""
    made: list[str] = []
    search = suggestions.most_alike

    def counting(word: str, names: Sequence[str], most: int, cutoff: float) -> list[str]:
        made.append(word)
        return search(word, names, most, cutoff)

    monkeypatch.setattr(suggestions, "most_alike", counting)
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, for tests that `requires("chromium")`: one for all, as Playwright runs once in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path_of("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    complaints = [missing(name) for marker in item.iter_markers("requires") for name in marker.args]
    complaint = "; ".join(filter(None, complaints))
    if complaint and in_ci():
        pytest.fail(f"{complaint} (nothing is skipped in CI)", pytrace=False)
    if complaint:
        pytest.skip(complaint)
