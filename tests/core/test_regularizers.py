"""The price on large weights, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

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


def test_curvature() -> None:
    np.testing.assert_allclose(Penalty(0.5, 0.1, MASK).curvature(), [0.2, 0.2, 0, 0.2])


@pytest.mark.parametrize(("l1", "l2", "message"), [(-1, 0, "l1 must be at least 0; got -1"), (0, np.inf, "l2 must be")])
def test_strengths(l1, l2, message) -> None:
    with pytest.raises(ValueError, match=message):
        Penalty(l1, l2, MASK)
