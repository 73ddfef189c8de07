"""Whole sites, built once for each module that looks at them."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.driver", "tests.site.crawl")
