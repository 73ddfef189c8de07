"""One converter for all tests of bodies, as in a build: nothing may leak from one text to the next."""

from __future__ import annotations

import pytest

from site_builder.model.config import ParserSettings
from site_builder.stages.bodies import BodyConverter


@pytest.fixture(scope="session")
def converter() -> BodyConverter:
    return BodyConverter(ParserSettings(timezone="Europe/London"))
