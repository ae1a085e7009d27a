"""Where weights start."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from gdviz.core.initializers import for_activation, glorot_uniform, he_normal


def test_glorot_is_uniform_within_its_bound() -> None:
    W = glorot_uniform(np.random.default_rng(1), (30, 70))
    bound = np.sqrt(6 / 100)
    assert W.shape == (30, 70)
    assert kstest(W.ravel(), "uniform", args=(-bound, 2 * bound)).pvalue > 0.01


def test_he_is_normal_by_the_number_of_inputs() -> None:
    W = he_normal(np.random.default_rng(1), (50, 40))
    assert kstest(W.ravel(), "norm", args=(0, np.sqrt(2 / 50))).pvalue > 0.01


@pytest.mark.parametrize(
    ("activation", "expected"), [("relu", he_normal), ("tanh", glorot_uniform), ("sigmoid", glorot_uniform)]
)
def test_each_activation_has_its_own(activation, expected) -> None:
    assert for_activation(activation) is expected


def test_relu_layers_keep_the_spread_of_what_goes_through() -> None:
    rng, a = np.random.default_rng(1), np.random.default_rng(2).normal(size=(2000, 100))
    start = np.mean(a**2)
    for _ in range(5):
        a = np.maximum(a @ he_normal(rng, (100, 100)), 0)
    assert np.mean(a**2) == pytest.approx(start, rel=0.4)
