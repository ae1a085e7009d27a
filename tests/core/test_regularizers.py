"""The price on large weights, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gdviz.core.regularizers import Penalty

THETA = np.array([2.0, -3.0, 100.0, 0.0])
MASK = np.array([1.0, 1.0, 0.0, 1.0])  # the third is a bias


def test_values() -> None:
    assert Penalty(0.5, 0.1, MASK).value(THETA) == pytest.approx(0.5 * 5 + 0.1 * 13)
    np.testing.assert_allclose(Penalty(0.5, 0.1, MASK).values(np.vstack([THETA, 2 * THETA])), [3.8, 5.0 + 5.2])


def test_gradient_is_added() -> None:
    grad = np.array([1.0, 1.0, 1.0, 1.0])
    assert Penalty(0.5, 0.1, MASK).add_gradient(THETA, grad) == pytest.approx(3.8)
    np.testing.assert_allclose(grad, [1 + 0.5 + 0.4, 1 - 0.5 - 0.6, 1, 1])  # sign(0) = 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_keep_their_kind_and_theta_its_values(dtype) -> None:
    theta, grad, mask = THETA.astype(dtype), np.ones(4, dtype), MASK.astype(dtype)
    penalty = Penalty(0.5, 0.1, mask)
    assert penalty.add_gradient(theta, grad) == pytest.approx(3.8)
    assert grad.dtype == dtype
    np.testing.assert_array_equal(theta, THETA)
    np.testing.assert_array_equal(mask, MASK)
    theta[...] = 0.0
    assert penalty.value(theta) == 0.0, "a copy of theta was kept"


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 20), l1=st.floats(0, 2), l2=st.floats(0, 2))
def test_the_gradient_is_the_slope_of_the_price(seed, n, l1, l2) -> None:
    rng = np.random.default_rng(seed)
    theta, mask, h = rng.normal(size=n), rng.integers(0, 2, n).astype(float), 1e-6
    assume((np.abs(theta) > 1e-4).all())  # |w| has a kink at 0
    penalty, grad = Penalty(l1, l2, mask), np.zeros(n)
    penalty.add_gradient(theta, grad)
    slope = [(penalty.value(theta + e) - penalty.value(theta - e)) / (2 * h) for e in h * np.eye(n)]
    np.testing.assert_allclose(grad, slope, rtol=1e-6, atol=1e-6 * max(1.0, np.linalg.norm(grad)))


def test_curvature() -> None:
    np.testing.assert_allclose(Penalty(0.5, 0.1, MASK).curvature(), [0.2, 0.2, 0, 0.2])


@pytest.mark.parametrize(("l1", "l2", "message"), [(-1, 0, "l1 must be at least 0; got -1"), (0, np.inf, "l2 must be")])
def test_strengths(l1, l2, message) -> None:
    with pytest.raises(ValueError, match=message):
        Penalty(l1, l2, MASK)
