"""Where weights start: distributions by Kolmogorov's test, what the papers promise by experiment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from gdviz.core.initializers import INITIALIZERS, fans
from gdviz.core.layers import ACTIVATIONS
from gdviz.core.layers.dense import Dense
from gdviz.core.parameters import Parameters

# half-width or deviation for n_in = 30, n_out = 70, worked with a pocket calculator
UNIFORM = {"uniform": 0.05, "glorot_uniform": 0.244949, "he_uniform": 0.447214, "lecun_uniform": 0.316228}
NORMAL = {"normal": 0.05, "glorot_normal": 0.141421, "he_normal": 0.258199, "lecun_normal": 0.182574}


def drawn(name: str, shape: tuple[int, ...], seed: int = 1):
    return INITIALIZERS[name]()(np.random.default_rng(seed), shape)


def test_every_initializer_is_under_test() -> None:
    own = {name for name, cls in INITIALIZERS.items() if cls.__module__.startswith("gdviz.")}
    assert own == {*UNIFORM, *NORMAL, "zeros", "orthogonal"}


@pytest.mark.parametrize(("name", "bound"), UNIFORM.items())
def test_uniform_within_its_bound(name, bound) -> None:
    W = drawn(name, (30, 70))
    assert W.shape == (30, 70)
    assert kstest(W.ravel(), "uniform", args=(-bound, 2 * bound)).pvalue > 0.01


@pytest.mark.parametrize(("name", "deviation"), NORMAL.items())
def test_normal_with_its_spread(name, deviation) -> None:
    W = drawn(name, (30, 70))
    assert W.shape == (30, 70)
    assert kstest(W.ravel(), "norm", args=(0, deviation)).pvalue > 0.01


def test_zeros() -> None:
    np.testing.assert_array_equal(drawn("zeros", (2, 3)), np.zeros((2, 3)))


@given(rows=st.integers(1, 9), columns=st.integers(1, 9), seed=st.integers(0, 1000))
def test_orthogonal_stretches_nothing(rows, columns, seed) -> None:
    W = drawn("orthogonal", (rows, columns), seed)
    product = W.T @ W if rows >= columns else W @ W.T
    np.testing.assert_allclose(product, np.eye(min(rows, columns)), atol=1e-12)


def test_orthogonal_is_as_often_turned_as_not() -> None:
    signs = [np.sign(drawn("orthogonal", (3, 3), seed)[0, 0]) for seed in range(200)]
    assert abs(sum(signs)) < 60  # without the signs of R the diagonal would lean to one side


def test_a_filter_sees_its_area_times_the_channels() -> None:
    assert fans((3, 5, 4, 8)) == (60, 120)
    assert fans((4, 8)) == (4, 8)
    deviation = np.sqrt(2 / 60)
    assert kstest(drawn("he_normal", (3, 5, 4, 80)).ravel(), "norm", args=(0, deviation)).pvalue > 0.01


@pytest.mark.parametrize("name", list(INITIALIZERS))
def test_the_same_seed_gives_the_same_weights(name) -> None:
    np.testing.assert_array_equal(drawn(name, (4, 3)), drawn(name, (4, 3)))
    if name != "zeros":
        assert (drawn(name, (4, 3)) != drawn(name, (4, 3), seed=2)).any()


@pytest.mark.parametrize(
    ("activation", "expected"),
    [("relu", "he_normal"), ("leaky_relu", "he_normal"), ("elu", "he_normal"), ("gelu", "he_normal"),
     ("softplus", "he_normal"), ("tanh", "glorot_uniform"), ("sigmoid", "glorot_uniform"),
     ("linear", "glorot_uniform"), ("softmax", "glorot_uniform"), ("step", "glorot_uniform")],
)  # fmt: skip
def test_each_activation_has_its_own_unless_told(activation, expected) -> None:
    def start(layer: Dense):
        parameters = Parameters(layer.shapes((5,)))
        layer.bind(parameters.value, parameters.gradient)
        layer.initialize(np.random.default_rng(3))
        return parameters.value["W"]

    np.testing.assert_array_equal(start(Dense(4, activation)), drawn(expected, (5, 4), 3))
    np.testing.assert_array_equal(start(Dense(4, activation, "lecun_normal")), drawn("lecun_normal", (5, 4), 3))
    assert activation in ACTIVATIONS


def test_relu_layers_keep_the_spread_of_what_goes_through() -> None:
    rng, a = np.random.default_rng(1), np.random.default_rng(2).normal(size=(2000, 100))
    start = np.mean(a**2)
    for _ in range(5):
        a = np.maximum(a @ INITIALIZERS["he_normal"]()(rng, (100, 100)), 0)
    assert np.mean(a**2) == pytest.approx(start, rel=0.4)


def test_an_unknown_name() -> None:
    with pytest.raises(ValueError, match="unknown initializer 'glorot_unifrom'; did you mean 'glorot_uniform'"):
        INITIALIZERS["glorot_unifrom"]
