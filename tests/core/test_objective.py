"""The objective: rows, batches, evaluations, penalty, curvature, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
import random_objectives
from hypothesis import given
from hypothesis import strategies as st

from gdviz.core.losses import LOSSES
from gdviz.core.models.line import Line
from gdviz.core.models.polynomial import Polynomial
from gdviz.core.objective import Evaluator, Objective

COMBINATIONS = random_objectives.combinations()


def line(X, y, loss: str = "mse", **options):
    X = np.asarray(X, float)
    return Objective(random_objectives.built("line", "regression", X, 1), LOSSES[loss](), X, np.asarray(y), **options)


def test_hand_worked_loss_and_gradient() -> None:
    objective = line([[1.0], [2.0]], [1.0, 3.0])
    # residuals at w = 2, b = 1: 2 and 2
    loss, grad = objective.loss_and_gradient(np.array([2.0, 1.0]))
    assert loss == pytest.approx(4.0)
    np.testing.assert_allclose(grad, [2 / 2 * (2 * 1 + 2 * 2), 2 / 2 * (2 + 2)])


@pytest.mark.parametrize(("model", "task", "loss"), COMBINATIONS)
def test_a_batch_is_an_objective_of_its_rows(model, task, loss) -> None:
    whole = random_objectives.objective(model, task, loss, n=12, l1=0.1, l2=0.2)
    place = whole.theta.copy()
    rows = np.array([7, 0, 3])
    X = np.asarray(whole.rows)[rows]
    whole.select(rows)
    loss_of_batch, grad = whole.loss_and_gradient(place)
    grad = grad.copy()

    part = random_objectives.objective(model, task, loss, n=12, l1=0.1, l2=0.2)
    part.rows, part.targets, part._sums, part._full = X, np.asarray(whole.targets)[rows], None, None
    expected, expected_grad = part.loss_and_gradient(place)
    assert loss_of_batch == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(grad, expected_grad, rtol=1e-10, atol=1e-14)

    whole.select(None)
    same = whole.loss(place) == pytest.approx(loss_of_batch, rel=1e-6)
    assert same == whole.model.is_function  # which says the same of any rows


@pytest.mark.parametrize(("model", "task", "loss"), COMBINATIONS)
def test_nothing_of_the_caller_is_changed_or_kept(model, task, loss) -> None:
    rng = np.random.default_rng(5)
    fitting = random_objectives.objective(model, task, loss, n=9)
    k = max(2, fitting.model.n_outputs)
    X, y, outputs = random_objectives.rows(model, task, rng, 9, 2, k)
    given_X, given_y = X.copy(), y.copy()
    objective = Objective(random_objectives.built(model, task, X, outputs), LOSSES[loss](), X, y, l2=0.1)
    theta = rng.normal(size=objective.theta.size)
    place = theta.copy()
    objective.loss(place)
    first, grad = objective.loss_and_gradient(place)
    grad = grad.copy()
    objective.select(np.array([1, 2]))
    objective.loss_and_gradient(place)
    objective.select(None)
    for array, before in ((X, given_X), (y, given_y), (place, theta)):
        np.testing.assert_array_equal(array, before)
    assert not np.shares_memory(objective.theta, place)
    place[...] = 0.0  # the objective holds a copy of it
    np.testing.assert_array_equal(objective.theta, theta)
    X[...] = y[...] = 0  # and of the rows
    again, grad_again = objective.loss_and_gradient(theta)
    assert again == pytest.approx(first, rel=1e-12)
    np.testing.assert_allclose(grad_again, grad, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("model", "task", "loss"), COMBINATIONS)
def test_float32_stays_float32(model, task, loss) -> None:
    single = random_objectives.objective(model, task, loss, n=8, dtype=np.float32)
    double = random_objectives.objective(model, task, loss, n=8)
    double.theta[...] = single.theta
    value, grad = single.loss_and_gradient(single.theta)
    expected, expected_grad = double.loss_and_gradient(double.theta)
    assert value == pytest.approx(expected, rel=1e-4)
    np.testing.assert_allclose(grad, expected_grad, rtol=1e-3, atol=1e-5)
    single.select(np.array([1, 4]))
    single.loss_and_gradient(single.theta)
    arrays = [single.theta, single.grad, single.rows, single.targets]
    for tape in (single.full, single._tape):
        arrays += [tape.x, tape.y, tape.total]
        arrays += [a for _, arguments in tape._both for a in arguments if isinstance(a, np.ndarray)]
    assert {array.dtype for array in arrays} <= {np.dtype(np.float32), np.dtype(bool)}


@pytest.mark.parametrize(("model", "task", "loss"), [c for c in COMBINATIONS if c[2] != "mae"])
def test_hessian_is_the_slope_of_the_gradient(model, task, loss) -> None:
    options = {"hidden": (3,), "activation": "tanh"} if model == "network" else {}
    objective = random_objectives.objective(model, task, loss, n=9, l2=0.3, **options)
    place = objective.theta.copy()
    H = objective.hessian(place)
    expected = np.empty_like(H)
    h = 1e-5
    for i, e in enumerate(np.eye(place.size)):
        up = objective.loss_and_gradient(place + h * e)[1].copy()
        expected[i] = (up - objective.loss_and_gradient(place - h * e)[1]) / (2 * h)
    np.testing.assert_allclose(H, expected, rtol=1e-5, atol=1e-6 * np.abs(expected).max())
    np.testing.assert_array_equal(H, H.T)


def test_hessian_of_a_batch_is_of_the_batch() -> None:
    objective = line([[1.0], [2.0], [5.0]], [0.0, 1.0, 2.0])
    objective.select(np.array([0, 1]))
    # (2/n) Phi^T Phi of the rows (1, 1) and (2, 1)
    np.testing.assert_allclose(objective.hessian(np.zeros(2)), [[5.0, 3.0], [3.0, 2.0]])


def test_hessian_leaves_theta_where_it_was() -> None:
    objective = random_objectives.objective("network", "regression", "mse", hidden=(2,))
    place = objective.theta.copy()
    objective.hessian(objective.theta)
    np.testing.assert_array_equal(objective.theta, place)


@pytest.mark.parametrize(("model", "task", "loss"), COMBINATIONS)
def test_losses_at_many_places_are_the_loss_at_each(model, task, loss) -> None:
    objective = random_objectives.objective(model, task, loss, n=11, l1=0.1, l2=0.2)
    here = objective.theta.copy()
    places = np.random.default_rng(8).normal(size=(5, here.size))
    many = objective.losses(places)
    assert objective.evaluations == 5
    np.testing.assert_array_equal(objective.theta, here)
    np.testing.assert_allclose(many, [objective.loss(place) for place in places], rtol=1e-12)
    objective.select(np.array([2, 5, 9]))
    np.testing.assert_allclose(objective.losses(places), [objective.loss(place) for place in places], rtol=1e-12)


def test_more_places_than_fit_a_block() -> None:
    objective = random_objectives.objective("logistic", "classification", "binary_cross_entropy", n=300)
    places = np.random.default_rng(8).normal(size=(1001, objective.theta.size))
    np.testing.assert_allclose(objective.losses(places), [objective.loss(place) for place in places], rtol=1e-12)


def test_each_asking_counts_once() -> None:
    objective = line([[1.0], [2.0], [4.0]], [1.0, 3.0, 2.0])
    objective.loss(np.zeros(2))
    objective.loss_and_gradient(np.zeros(2))
    objective.select(np.array([0]))
    objective.loss(np.zeros(2))
    assert objective.evaluations == 3


@given(seed=st.integers(0, 2**32 - 1), l1=st.floats(0, 10), l2=st.floats(0, 10))
def test_penalty_is_on_weights_and_not_on_biases(seed, l1, l2) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(6, 2)), rng.normal(size=6)
    plain, penalised = line(X, y), line(X, y, l1=l1, l2=l2)
    w1, w2, b = place = rng.normal(size=3)
    expected = plain.loss(place) + l1 * (abs(w1) + abs(w2)) + l2 * (w1**2 + w2**2)
    assert penalised.loss(place) == pytest.approx(expected, rel=1e-12)
    grad = plain.loss_and_gradient(place)[1].copy()
    added = penalised.loss_and_gradient(place)[1] - grad
    np.testing.assert_allclose(
        added, [l1 * np.sign(w1) + 2 * l2 * w1, l1 * np.sign(w2) + 2 * l2 * w2, 0], rtol=1e-9, atol=1e-9
    )
    assert penalised.losses(place[None])[0] == pytest.approx(expected, rel=1e-12)
    assert b == place[2]


def test_biases_of_networks_are_not_penalised_and_the_constant_of_a_polynomial_neither() -> None:
    network = random_objectives.objective("network", "regression", "mse", hidden=(3,)).model
    parts = network.parameters.views(network.penalized)
    assert {name: set(part.ravel()) for name, part in parts.items()} == {
        "W1": {1.0}, "b1": {0.0}, "W2": {1.0}, "b2": {0.0},
    }  # fmt: skip
    polynomial = random_objectives.objective("polynomial", "regression", "mse").model
    assert polynomial.penalized.tolist() == [0.0, 1.0, 1.0, 1.0]


def test_evaluator_tells_loss_without_penalty_and_accuracy() -> None:
    X, y = np.array([[1.0], [2.0], [-1.0], [-3.0]]), np.array([1, 0, 0, 0])
    model = random_objectives.built("logistic", "classification", X, 2)
    model.theta[...] = [1.0, 0.0]
    loss, accuracy = Evaluator(model, LOSSES["binary_cross_entropy"](), X, y).evaluate()
    assert accuracy == 0.75
    expected = np.mean([np.log1p(np.exp(-1.0)), np.log1p(np.exp(2.0)), np.log1p(np.exp(-1.0)), np.log1p(np.exp(-3.0))])
    assert loss == pytest.approx(expected)
    assert Objective(model, LOSSES["binary_cross_entropy"](), X, y, l2=9.0).evaluate(X, y) == (loss, accuracy)
    assert line([[1.0]], [1.0]).evaluate(np.array([[1.0]]), np.array([3.0])) == (pytest.approx(9.0), None)


def test_evaluator_follows_theta() -> None:
    objective = random_objectives.objective("network", "classification", "binary_cross_entropy", n=20)
    X, y = np.array(objective.rows), objective.targets[:, 0].astype(int)
    evaluator = Evaluator(objective.model, objective.loss_function, X, y)
    first = evaluator.evaluate()[0]
    objective.theta[...] *= 0.5
    assert evaluator.evaluate()[0] == pytest.approx(objective.loss(objective.theta))
    assert evaluator.evaluate()[0] != pytest.approx(first)


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (np.zeros((2, 3)), np.zeros(2), r"X must be \(n, 1\) for this model; got \(2, 3\)"),
        (np.zeros(4), np.zeros(4), r"X must be \(n, 1\) for this model; got \(4,\)"),
        (np.zeros((0, 1)), np.zeros(0), "X must have at least one row; got none"),
        (np.zeros((2, 1)), np.zeros(3), r"y must have one entry a row of X \(2\); got 3"),
        (np.array([[np.nan]]), np.zeros(1), "X and y must be finite; got NaN or infinity"),
        (np.zeros((1, 1)), np.array([np.inf]), "X and y must be finite; got NaN or infinity"),
    ],
)
def test_rows_that_do_not_fit(X, y, message) -> None:
    model = random_objectives.built("line", "regression", np.zeros((1, 1)), 1)
    with pytest.raises(ValueError, match=message):
        Objective(model, LOSSES["mse"](), X, y)


def test_a_loss_that_does_not_fit_the_model() -> None:
    model = random_objectives.built("line", "regression", np.zeros((1, 1)), 1)
    with pytest.raises(ValueError, match="loss binary_cross_entropy needs a sigmoid output; this model has identity"):
        Objective(model, LOSSES["binary_cross_entropy"](), np.zeros((1, 1)), np.zeros(1))


def test_a_hessian_that_would_be_too_large() -> None:
    objective = random_objectives.objective("network", "regression", "mse", hidden=(200,))
    with pytest.raises(ValueError, match="a Hessian of 801 parameters has 641\u202f601 entries; the limit is 500"):
        objective.hessian(objective.theta)


@pytest.mark.parametrize("strength", [-1.0, np.nan, np.inf])
@pytest.mark.parametrize("name", ["l1", "l2"])
def test_strengths_that_are_none(name, strength) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 0; got {strength}"):
        line([[1.0]], [1.0], **{name: strength})


def test_inputs_whose_powers_leave_the_numbers_are_refused_with_what_would_help() -> None:
    model = Polynomial(degree=9)
    X = np.array([[1e30], [2e30], [-1e30]])
    model.build(1, 1, "regression", X=X)
    with pytest.raises(ValueError, match=r"within ±1e\+150; got .*: standardise the inputs, or choose a lower degree"):
        Objective(model, LOSSES["mse"](), X, np.ones(3))


@pytest.mark.parametrize("kind", [str, complex, object])
@pytest.mark.parametrize("name", ["X", "y"])
def test_what_is_no_number_is_named(name, kind) -> None:
    model = Line()
    model.build(1, 1, "regression", X=np.zeros((2, 1)))
    given = {"X": np.zeros((2, 1)), "y": np.zeros(2)}
    given[name] = given[name].astype(kind)
    with pytest.raises(TypeError, match=f"{name} must be numbers; got {given[name].dtype}"):
        Objective(model, LOSSES["mse"](), given["X"], given["y"])
