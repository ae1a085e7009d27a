"""Line, slope, logistic and softmax regression against scikit-learn."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import random_objectives
from scipy.special import expit, softmax
from sklearn.linear_model import LinearRegression, LogisticRegression

from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective


def built(name: str, X, classes: int = 1):
    return random_objectives.built(name, "classification" if classes > 1 else "regression", X, classes)


def minimised(objective: Objective) -> None:
    """Newton's method, step by step halved until the loss falls."""
    place = np.zeros(objective.theta.size)
    for _ in range(60):
        loss, grad = objective.loss_and_gradient(place)
        grad = grad.copy()  # the Hessian is made of gradients too
        # a softmax has one direction too many for each input: the least step along the others
        step = np.linalg.lstsq(objective.hessian(place), grad, rcond=1e-6)[0]
        size = 1.0
        while objective.loss(place - size * step) > loss + 1e-12 and size > 1e-6:
            size /= 2
        place = place - size * step
    objective.theta[...] = place
    assert np.abs(objective.loss_and_gradient(place)[1]).max() < 1e-9


def two_classes(seed: int, n: int = 200):
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    return rng.normal(size=(n, 2)) + 1.2 * y[:, None], y


def oracle(X, y) -> LogisticRegression:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # how "no penalty" is written differs between versions
        return LogisticRegression(C=1e12, tol=1e-12, max_iter=10_000).fit(X, y)


def test_a_line_descends_to_scikit_learns() -> None:
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(60, 3)), rng.normal(size=60)
    objective = Objective(built("line", X), LOSSES["mse"](), X, y)
    for _ in range(3000):
        objective.theta[...] -= 0.1 * objective.loss_and_gradient(objective.theta)[1]
    fitted = LinearRegression().fit(X, y)
    np.testing.assert_allclose(objective.theta, [*fitted.coef_, fitted.intercept_], rtol=1e-8)
    np.testing.assert_allclose(objective.model.answers(X)[:, 0], fitted.predict(X), rtol=1e-7)
    assert objective.loss(objective.theta) == pytest.approx(np.mean((fitted.predict(X) - y) ** 2))


def test_a_slope_is_a_line_through_the_origin() -> None:
    X, y = np.array([[1.0], [2.0], [3.0]]), np.array([2.0, 3.0, 7.0])
    objective = Objective(built("slope", X), LOSSES["mse"](), X, y)
    assert objective.quadratic is not None
    assert objective.quadratic.minimum[0] == pytest.approx(LinearRegression(fit_intercept=False).fit(X, y).coef_[0])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_logistic_regression_is_scikit_learns(seed) -> None:
    X, y = two_classes(seed)
    objective = Objective(built("logistic", X, 2), LOSSES["binary_cross_entropy"](), X, y)
    minimised(objective)
    fitted = oracle(X, y)
    np.testing.assert_allclose(objective.theta, [*fitted.coef_[0], *fitted.intercept_], rtol=1e-4)
    np.testing.assert_allclose(objective.model.answers(X), fitted.predict_proba(X), atol=1e-4)


def test_logistic_regression_by_long_descent() -> None:
    X, y = two_classes(4, 60)
    objective = Objective(built("logistic", X, 2), LOSSES["binary_cross_entropy"](), X, y)
    for _ in range(20_000):
        objective.theta[...] -= 0.5 * objective.loss_and_gradient(objective.theta)[1]
    fitted = oracle(X, y)
    np.testing.assert_allclose(objective.theta, [*fitted.coef_[0], *fitted.intercept_], rtol=1e-4)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_softmax_regression_is_scikit_learns(k) -> None:
    rng = np.random.default_rng(k)
    y = np.arange(90) % k
    X = rng.normal(size=(90, 2)) + 1.3 * np.column_stack([np.cos(y), np.sin(y)])
    objective = Objective(built("softmax", X, k), LOSSES["categorical_cross_entropy"](), X, y)
    minimised(objective)
    np.testing.assert_allclose(objective.model.answers(X), oracle(X, y).predict_proba(X), atol=2e-4)


def test_l2_is_scikit_learns_ridge_on_probabilities() -> None:
    X, y = two_classes(5)
    objective = Objective(built("logistic", X, 2), LOSSES["binary_cross_entropy"](), X, y, l2=0.05)
    minimised(objective)
    # scikit-learn minimises C sum loss + 1/2 |w|^2; ours times n C is that for l2 = 1 / (2 n C)
    fitted = LogisticRegression(C=1 / (2 * 200 * 0.05), tol=1e-12, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(objective.theta, [*fitted.coef_[0], *fitted.intercept_], rtol=1e-4)


def test_answers_are_probabilities_of_each_class() -> None:
    X = np.array([[1.0, 2.0], [0.0, -1.0]])
    logistic = built("logistic", X, 2)
    logistic.theta[...] = [0.5, -1.0, 0.25]
    p = expit(X @ [0.5, -1.0] + 0.25)
    np.testing.assert_allclose(logistic.answers(X), np.column_stack([1 - p, p]))
    three = built("softmax", X, 3)
    three.theta[...] = np.arange(9.0)
    np.testing.assert_allclose(three.answers(X), softmax(X @ [[0, 1, 2], [3, 4, 5]] + [6, 7, 8], axis=1))
    assert three.component_names == ("W[0,0]", "W[0,1]", "W[0,2]", "W[1,0]", "W[1,1]", "W[1,2]", "b[0]", "b[1]", "b[2]")


@pytest.mark.parametrize("rows", [1, 511, 512, 513, 1500])
@pytest.mark.parametrize("name", ["line", "network"])
def test_answers_for_many_rows_are_those_of_each(name, rows) -> None:
    rng = np.random.default_rng(1)
    X = rng.normal(size=(rows, 2))
    model = built(name, X)
    model.initialize(rng)
    whole = model.answers(X)
    picked = rng.integers(0, rows, 5)
    np.testing.assert_allclose(whole[picked], [model.answers(X[[i]])[0] for i in picked], rtol=1e-10)
    assert whole.shape == (rows, 1)


def test_equations_are_read_as_they_are_written() -> None:
    X = np.zeros((1, 1))
    line = built("line", X)
    line.theta[...] = [1.02, -0.009]
    assert line.equation() == "f(x) = 1.02 x − 0.00900"
    assert line.equation(("rooms",)) == "f(rooms) = 1.02 rooms − 0.00900"
    line.theta[...] = [-1.5, 12345.0]
    assert line.equation() == "f(x) = −1.50 x + 12345"
    line.theta[...] = [1e-7, -2.5e8]
    assert line.equation() == "f(x) = 1.00 × 10⁻⁷ x − 2.50 × 10⁸"
    slope = built("slope", X)
    slope.theta[...] = -2.0
    assert slope.equation() == "f(x) = −2.00 x"
    logistic = built("logistic", np.zeros((1, 2)), 2)
    logistic.theta[...] = [0.5, -1.0, 3.0]
    assert logistic.equation(("x1", "x2")) == "P = sigmoid(0.500 x1 − 1.00 x2 + 3.00)"
    assert built("network", X).equation() == ""


def test_theta_by_name() -> None:
    line = built("line", np.zeros((1, 2)))
    line.theta[...] = [1.0, 2.0, 3.0]
    assert line.theta_by_name() == {"w1": 1.0, "w2": 2.0, "b": 3.0}
    assert built("line", np.zeros((1, 1))).component_names == ("w", "b")


@pytest.mark.parametrize(
    ("name", "facts", "message"),
    [
        ("line", (0, 1, "regression"), "n_inputs must be at least 1; got 0"),
        ("line", (1, 2, "classification"), "line is a model for regression; got classification"),
        ("slope", (2, 1, "regression"), "slope takes one input column; got 2"),
        ("polynomial", (2, 1, "regression"), "polynomial takes one input column; got 2"),
        ("logistic", (2, 3, "classification"), "logistic regression tells 2 classes apart; got 3: take softmax"),
        ("softmax", (2, 1, "classification"), "softmax regression needs at least 2 classes; got 1"),
        ("softmax", (2, 3, "regression"), "softmax is a model for classification; got regression"),
    ],
)
def test_what_a_model_is_not_for(name, facts, message) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        MODELS[name]().build(*facts)
    assert str(caught.value) == message


@pytest.mark.parametrize(("name", "k", "label"), [("logistic", 2, 2), ("logistic", 2, -1), ("softmax", 3, 3)])
def test_a_label_without_a_class(name, k, label) -> None:
    model = built(name, np.zeros((1, 1)), k)
    with pytest.raises(ValueError, match=rf"y must be class labels in \[0, {k - 1}\]; got {label}"):
        model.targets(np.array([0, label]))
