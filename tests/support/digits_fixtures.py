"""Digits sessions for tests, always closed, and a small network for them."""

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
    """A softmax of 784-10: the mean image of each class, by linear discriminant analysis on 5,000 images."""
    import numpy as np

    from gdviz.core.images import mnist, unit_rows
    from gdviz.training.digit_reader import TrainedNetwork
    from gdviz.training.digits_recipe import PRESETS

    images = mnist()
    X, y = unit_rows(images.images[:5000]).astype(float), images.labels[:5000]
    means = np.array([X[y == k].mean(0) for k in range(10)])
    centred = X - means[y]
    precision = np.linalg.inv(centred.T @ centred / len(X) + 0.02 * np.eye(784))
    W = precision @ means.T
    b = -0.5 * np.einsum("kd,dk->k", means, W) + np.log(np.bincount(y) / len(y))
    recipe = PRESETS["softmax"]
    model = recipe.build((28, 28), 10)
    model.parameters.value["W1"][...] = W
    model.parameters.value["b1"][...] = b
    return TrainedNetwork(recipe, model.theta.copy(), (28, 28), images.names, "784-10 for tests")


@pytest.fixture
def digits(qapp: object) -> Iterator[DigitsSession]:
    """A digits session that is closed after the test."""
    from gdviz.session.digits import DigitsSession

    made = DigitsSession()
    yield made
    assert made.close(), "a thread did not end in time"
