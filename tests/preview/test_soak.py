"""A day's work under a preview.

Covers `preview/preview`.
"""

from __future__ import annotations

import pytest

from tests.preview.running import Running
from tests.preview.soak import work_under_preview


@pytest.mark.parametrize("seed", [1])
def test_after_a_long_day_the_preview_is_right_and_nothing_has_leaked(served: Running, seed: int) -> None:
    work_under_preview(served, 150, seed)
