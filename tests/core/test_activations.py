"""Activations and links against SciPy and central differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, ndtr, softmax

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.links import LINKS
from gdviz.core.operations import run

ORACLES = {
    "linear": lambda z: z,
    "sigmoid": expit,
    "tanh": lambda z: 2 * expit(2 * z) - 1,
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.2 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
    "softplus": lambda z: np.logaddexp(z, 0),
    "gelu": lambda z: z * ndtr(z),
    "softmax": lambda z: softmax(z, axis=-1),
    "step": lambda z: np.where(z >= 0, 1.0, 0.0),
}


def applied(name: str, z, **options):
    a = np.full_like(z, np.nan)
    run(ACTIVATIONS[name](**options).forward(z, a))
    return a


def test_every_activation_has_an_oracle() -> None:
    assert set(ORACLES) == {name for name, cls in ACTIVATIONS.items() if cls.__module__.startswith("gdviz.")}


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
    if name == "softmax":  # each a depends on all z of its row
        directions = np.eye(z.shape[1]) * h
        slopes = [(applied(name, z + d) - applied(name, z - d)) / (2 * h) for d in directions]
        expected = np.stack([(da * slope).sum(axis=1) for slope in slopes], axis=1)
    else:
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


@given(z=st.floats(-40, 40))
def test_gelu_is_z_times_the_normal_distribution_function(z) -> None:
    exact = z * ndtr(z)
    assert applied("gelu", np.array([[z]]))[0, 0] == pytest.approx(exact, rel=5e-13, abs=1e-300)
    assert applied("gelu", np.array([[z]]), approximate=True)[0, 0] == pytest.approx(exact, abs=5e-4)


def test_gelu_by_tanh_is_the_formula_of_its_paper() -> None:
    z = np.linspace(-6, 6, 101)[:, None]
    expected = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    np.testing.assert_allclose(applied("gelu", z, approximate=True), expected, rtol=1e-9, atol=1e-15)
    assert np.abs(expected - applied("gelu", z)).max() > 4e-4, "the exact one is another"


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gelu_far_out(dtype) -> None:
    far = np.array([[50.0, -50.0, 0.0]], dtype)
    for approximate in (False, True):
        np.testing.assert_array_equal(applied("gelu", far, approximate=approximate), [[50.0, 0.0, 0.0]])


def test_hyperparameters_by_hand() -> None:
    z = np.array([[-2.0, 0.0, 2.0]])
    np.testing.assert_allclose(applied("sigmoid", z, beta=3.0), expit(3 * z))
    np.testing.assert_allclose(applied("leaky_relu", z, alpha=0.1), [[-0.2, 0.0, 2.0]])
    np.testing.assert_allclose(applied("elu", z, alpha=2.0), [[2 * (np.exp(-2) - 1), 0.0, 2.0]])


@pytest.mark.parametrize(("name", "options"), [("sigmoid", {"beta": 3.0}), ("sigmoid", {"beta": 0.25}),
                                               ("leaky_relu", {"alpha": 0.1}),
                                               ("elu", {"alpha": 2.0}), ("gelu", {"approximate": True})])  # fmt: skip
def test_hyperparameters_act_on_the_slope_too(name, options) -> None:
    z, h = np.random.default_rng(4).normal(size=(6, 4)), 1e-6
    expected = (applied(name, z + h, **options) - applied(name, z - h, **options)) / (2 * h)
    a, dz, activation = np.empty_like(z), np.empty_like(z), ACTIVATIONS[name](**options)
    run([*activation.forward(z, a), *activation.backward(z, a, np.ones_like(z), dz)])
    np.testing.assert_allclose(dz, expected, rtol=1e-7, atol=1e-8)


def test_no_gradient_comes_through_a_step() -> None:
    z, a, dz = np.array([[-1.0, 0.0, 1.0]]), np.empty((1, 3)), np.full((1, 3), np.nan)
    run([*ACTIVATIONS["step"]().forward(z, a), *ACTIVATIONS["step"]().backward(z, a, np.full((1, 3), np.inf), dz)])
    np.testing.assert_array_equal(a, [[0.0, 1.0, 1.0]])
    np.testing.assert_array_equal(dz, [[0.0, 0.0, 0.0]])
    assert "0" in ACTIVATIONS["step"].help


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_kinks_are_where_they_are_said_to_be(name) -> None:
    h = 1e-4
    z = np.linspace(-3, 3, 601)[:, None] + np.zeros((1, 2))
    aside = np.array([h, 0.0])
    second = applied(name, z + aside) - 2 * applied(name, z) + applied(name, z - aside)
    found = {round(float(place), 6) + 0.0 for place in z[np.abs(second[:, 0]) > 0.1 * h, 0]}
    smooth = {"elu"}  # with alpha = 1 its slope has no jump
    assert found == (set() if name in smooth else set(ACTIVATIONS[name].kinks))


def test_menus_begin_with_what_is_simple() -> None:
    assert list(ACTIVATIONS)[:4] == ["linear", "sigmoid", "tanh", "relu"]


@pytest.mark.parametrize("name", [name for name, cls in ACTIVATIONS.items() if cls.of_answer])
def test_those_that_need_no_more_than_their_answer_work_in_place(name) -> None:
    rng = np.random.default_rng(5)
    z, da, activation = rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), ACTIVATIONS[name]()
    a, dz, own, slope = np.empty_like(z), np.empty_like(z), z.copy(), da.copy()
    run([*activation.forward(z, a), *activation.backward(z, a, da, dz)])
    run([*activation.forward(own, own), *activation.backward(own, own, slope, slope)])
    np.testing.assert_array_equal(own, a)
    np.testing.assert_array_equal(slope, dz)


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


def test_a_step_is_1_from_0_on() -> None:
    z = np.array([-1e-9, 0.0, 1e-9])
    a = np.empty_like(z)
    run(ACTIVATIONS["step"]().forward(z, a))
    assert a.tolist() == [0, 1, 1]
