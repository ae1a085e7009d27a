"""Digits sessions for tests, always closed, and a network that reads for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gdviz.session.digits import DigitsSession
    from gdviz.training.digit_reader import TrainedNetwork


@lru_cache(maxsize=1)
def small_network() -> TrainedNetwork:
    """The small convolutional network that comes with the app."""
    from gdviz.resources import resource_path
    from gdviz.training.digit_reader import load_trained

    return load_trained(resource_path("networks", "digits_small_cnn.npz"))


@pytest.fixture
def digits(qapp: object) -> Iterator[DigitsSession]:
    """A digits session that is closed after the test."""
    from gdviz.session.digits import DigitsSession

    made = DigitsSession()
    yield made
    assert made.close(), "a thread did not end in time"
