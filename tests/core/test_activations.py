"""Activations and links against SciPy and central differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, softmax

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.links import LINKS
from gdviz.core.operations import run

ORACLES = {
    "linear": lambda z: z,
    "sigmoid": expit,
    "tanh": lambda z: 2 * expit(2 * z) - 1,
    "relu": lambda z: np.where(z > 0, z, 0.0),
}


def applied(name: str, z):
    a = np.full_like(z, np.nan)
    run(ACTIVATIONS[name]().forward(z, a))
    return a


def test_every_activation_has_an_oracle() -> None:
    assert set(ORACLES) <= set(ACTIVATIONS)


@pytest.mark.parametrize("name", list(ORACLES))
@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([0.01, 1.0, 30.0]))
def test_values(name, seed, spread) -> None:
    z = spread * np.random.default_rng(seed).normal(size=(5, 3))
    np.testing.assert_allclose(applied(name, z), ORACLES[name](z), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", list(ORACLES))
def test_scores_of_ten_thousand_are_no_trouble(name, dtype) -> None:
    z = np.array([[1e4, -1e4, 0.0]], dtype)
    with np.errstate(all="raise", under="ignore"):
        a = applied(name, z)
    assert a.dtype == dtype
    np.testing.assert_allclose(a, ORACLES[name](z.astype(np.float64)), atol=1e-7)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_backward_multiplies_by_the_slope(name, dtype) -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(size=(6, 4))
    da, h = rng.normal(size=z.shape), 1e-6
    expected = da * (applied(name, z + h) - applied(name, z - h)) / (2 * h)
    z, da = z.astype(dtype), da.astype(dtype)
    kept = z.copy(), da.copy()
    a, dz = np.empty_like(z), np.empty_like(z)
    operations = [*ACTIVATIONS[name]().forward(z, a), *ACTIVATIONS[name]().backward(z, a, da, dz)]
    run(operations)
    np.testing.assert_allclose(dz, expected, rtol=1e-4 if dtype is np.float32 else 1e-7, atol=1e-6)
    assert dz.dtype == dtype
    np.testing.assert_array_equal(z, kept[0])
    np.testing.assert_array_equal(da, kept[1])
    run(ACTIVATIONS[name]().backward(z, a, da, da))  # dz may be the memory of da
    np.testing.assert_array_equal(da, dz)


def test_relu_is_flat_at_its_kink() -> None:
    z = np.zeros((1, 1))
    a, dz = np.empty_like(z), np.empty_like(z)
    run([*ACTIVATIONS["relu"]().forward(z, a), *ACTIVATIONS["relu"]().backward(z, a, np.ones((1, 1)), dz)])
    assert dz[0, 0] == 0.0


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 5), k=st.integers(1, 5))
def test_softmax_is_scipys(seed, n, k) -> None:
    z = 50 * np.random.default_rng(seed).normal(size=(n, k))
    p = LINKS["softmax"]().answer(z)
    np.testing.assert_allclose(p, softmax(z, axis=1), rtol=1e-12)


def test_softmax_of_large_scores() -> None:
    with np.errstate(all="raise", under="ignore"):
        p = LINKS["softmax"]().answer(np.array([[1e4, -1e4], [-1e4, -1e4]]))
    np.testing.assert_array_equal(p, [[1.0, 0.0], [0.5, 0.5]])


@pytest.mark.parametrize("name", list(LINKS))
def test_links_backward(name) -> None:
    rng = np.random.default_rng(2)
    z, dp, h = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), 1e-6
    link = LINKS[name]()
    expected = np.empty_like(z)
    for i, j in np.ndindex(*z.shape):
        up, down = z.copy(), z.copy()
        up[i, j] += h
        down[i, j] -= h
        expected[i, j] = (dp * (link.answer(up) - link.answer(down))).sum() / (2 * h)
    p, dz = np.empty_like(z), np.empty_like(z)
    run([*link.forward(z, p), *link.backward(z, p, dp, dz)])
    np.testing.assert_allclose(dz, expected, rtol=1e-6, atol=1e-9)
