"""A polynomial in the user's units."""

from __future__ import annotations

import numpy as np
import pytest
import random_objectives
from hypothesis import given
from hypothesis import strategies as st

from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective


def built(X, **options):
    return random_objectives.built("polynomial", "regression", X, 1, **options)


@given(
    seed=st.integers(0, 2**32 - 1),
    degree=st.integers(1, 6),
    standardise=st.booleans(),
    shift=st.sampled_from([0.0, 3.0, -20.0]),
)
def test_coefficients_and_parameters_are_the_same_curve(seed, degree, standardise, shift) -> None:
    rng = np.random.default_rng(seed)
    x = shift + rng.normal(0, 2, 12)
    model = built(x[:, None], degree=degree, standardise=standardise)
    model.theta[...] = rng.normal(size=degree + 1)
    places = np.linspace(x.min(), x.max(), 7)
    by_coefficients = np.polynomial.Polynomial(model.coefficients())(places)
    scale = np.abs(model.coefficients() * max(1, np.abs(places).max()) ** np.arange(degree + 1)).max()
    np.testing.assert_allclose(model.answers(places[:, None])[:, 0], by_coefficients, rtol=1e-9, atol=1e-13 * scale)
    if standardise:
        u = (places - x.mean()) / x.std()
        by_hand = np.polynomial.Polynomial(model.theta)(u)
        np.testing.assert_allclose(model.answers(places[:, None])[:, 0], by_hand, rtol=1e-9, atol=1e-12)


def test_hand_worked_coefficients() -> None:
    # mean 2, sd 1: u = x - 2, and 1 + 2 u + 3 u^2 = 9 - 10 x + 3 x^2
    model = built(np.array([[1.0], [3.0]]), degree=2, standardise=True)
    model.theta[...] = [1.0, 2.0, 3.0]
    np.testing.assert_allclose(model.coefficients(), [9.0, -10.0, 3.0])
    assert model.equation() == "f(x) = 9.00 − 10.0 x + 3.00 x²"


def test_both_forms_have_the_same_minimum() -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 5, 40)
    y = 2 - x + 0.3 * x**2 + rng.normal(0, 0.1, 40)
    found = []
    for standardise in (False, True):
        model = built(x[:, None], degree=2, standardise=standardise)
        quadratic = Objective(model, LOSSES["mse"](), x[:, None], y).quadratic
        assert quadratic is not None
        model.theta[...] = quadratic.minimum
        found.append(model.coefficients())
    np.testing.assert_allclose(found[0], found[1], rtol=1e-8)
    np.testing.assert_allclose(found[0], np.polyfit(x, y, 2)[::-1], rtol=1e-8)


def test_nothing_is_standardised_unless_asked_for() -> None:
    model = built(np.array([[10.0], [30.0]]), degree=1)
    model.theta[...] = [0.0, 1.0]
    assert model.answers(np.array([[7.0]]))[0, 0] == 7.0
    assert not MODELS["polynomial"]().standardise


def test_points_all_equal_are_no_division_by_zero() -> None:
    model = built(np.full((3, 1), 4.0), degree=2, standardise=True)
    model.theta[...] = [1.0, 1.0, 1.0]
    assert model.answers(np.array([[5.0]]))[0, 0] == 3.0  # sd taken as 1


def test_equation_of_high_powers() -> None:
    model = built(np.zeros((1, 1)), degree=12)
    model.theta[...] = 0.0
    model.theta[[0, 12]] = [1.0, -2.0]
    assert model.equation().startswith("f(x) = 1.00 + 0.00 x + 0.00 x² + ")
    assert model.equation().endswith(" + 0.00 x¹¹ − 2.00 x¹²")


@pytest.mark.parametrize("degree", [0, 16])
def test_degrees_that_are_not_offered(degree) -> None:
    with pytest.raises(ValueError, match=rf"degree must be in \[1, 15\]; got {degree}"):
        MODELS["polynomial"](degree=degree)
