"""What every test shares: what may be missing, and where chance comes from."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.requirements import in_ci, missing

# Before any of them is imported, so that their assertions say what was expected.
pytest.register_assert_rewrite(
    "tests.driver", "tests.site.crawl", "tests.preview.running", "tests.preview.soak"
)

# No deadlines: no test may depend on the machine's speed. In CI the examples are the same every time, so that
# a change is judged by what it changes; elsewhere new ones are tried at every run.
settings.register_profile("anywhere", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if in_ci() else "anywhere")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    complaints = [missing(name) for marker in item.iter_markers("requires") for name in marker.args]
    complaint = "; ".join(filter(None, complaints))
    if complaint and in_ci():
        pytest.fail(f"{complaint} (nothing is skipped in CI)", pytrace=False)
    if complaint:
        pytest.skip(complaint)
