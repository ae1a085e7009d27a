"""Every test of gdviz.keras begins with the same seed and ends with the usual settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gdviz.keras import config


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    config.set_random_seed(7)
    yield
    config.set_floatx("float32")
