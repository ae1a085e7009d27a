"""The normal distribution function against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import erf, ndtr
from scipy.stats import norm

from gdviz.core.normal_distribution import write_density, write_distribution
from gdviz.core.operations import run


def distribution(z):
    p = np.full_like(z, np.nan)
    with np.errstate(all="raise", under="ignore"):
        run(write_distribution(z, p))
    return p


def test_erf_to_15_digits() -> None:
    x = np.linspace(-7, 7, 200_001)
    np.testing.assert_allclose(2 * distribution(x * np.sqrt(2)) - 1, erf(x), rtol=0, atol=1e-15)


def test_the_left_tail_keeps_its_digits() -> None:
    z = np.linspace(-6, 0, 50_001)
    np.testing.assert_allclose(distribution(z), ndtr(z), rtol=3e-15)
    z = np.linspace(-36, -6, 50_001)
    np.testing.assert_allclose(distribution(z), ndtr(z), rtol=3e-13)  # the rounding of z^2, as in any exp(-z^2)


def test_float32() -> None:
    z = np.linspace(-9, 9, 50_001, dtype=np.float32)
    p = distribution(z)
    assert p.dtype == np.float32
    np.testing.assert_allclose(p, ndtr(z.astype(float)), rtol=1e-5, atol=2e-7)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_nothing_overflows(dtype) -> None:
    z = np.array([1e38, -1e38, 0.0, -0.0], dtype)
    np.testing.assert_allclose(distribution(z), [1.0, 0.0, 0.5, 0.5], rtol=1e-7)
    p = np.empty_like(z)
    with np.errstate(all="raise", under="ignore"):
        run(write_density(z, p))
    np.testing.assert_allclose(p, [0.0, 0.0, 1 / np.sqrt(2 * np.pi), 1 / np.sqrt(2 * np.pi)], rtol=1e-7)


def test_density() -> None:
    z = np.linspace(-30, 30, 10_001)
    p = np.empty_like(z)
    run(write_density(z, p))
    np.testing.assert_allclose(p, norm.pdf(z), rtol=1e-12)


def test_what_comes_in_stays() -> None:
    z = np.linspace(-2, 2, 5)
    distribution(z)
    assert z.tolist() == [-2.0, -1.0, 0.0, 1.0, 2.0]
