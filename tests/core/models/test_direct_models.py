"""Models that their data determine: against scikit-learn, SciPy and what is worked out by hand."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.models.direct import DirectModel
from gdviz.core.objective import Evaluator, Objective

DIRECT = [name for name, cls in MODELS.items() if cls.is_direct]


def solved(name: str, X, y, classes: int = 0, **options) -> DirectModel:
    model = MODELS[name](**options)
    X = np.asarray(X, np.float64)
    model.build(X.shape[1], classes or 1, "classification" if classes else "regression")
    model.solve(X, np.asarray(y))
    return model


def cloud(k: int, d: int, n: int = 90, seed: int = 1):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % k) if seed % 2 else np.sort(rng.integers(0, k, n))
    mixing = rng.normal(size=(k, d, d))
    return np.einsum("nij,nj->ni", mixing[y], rng.normal(size=(n, d))) + 2.0 * rng.normal(size=(k, d))[y], y


# -- nearest neighbours -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize(("k", "d", "classes"), [(1, 1, 2), (3, 2, 2), (7, 3, 4), (90, 2, 3)])
def test_neighbours_vote_as_in_scikit_learn(k, d, classes, standardise) -> None:
    X, y = cloud(classes, d)
    X[:, 0] *= 20
    places = np.random.default_rng(8).normal(size=(200, d)) * 3
    scale = X.std(axis=0) if standardise else 1.0
    expected = KNeighborsClassifier(k).fit(X / scale, y).predict_proba(places / scale)
    model = solved("k_nearest", X, y, classes, k=k, standardise=standardise)
    np.testing.assert_allclose(model.answers(places), expected, atol=1e-12)


@pytest.mark.parametrize("n", [60, 5000])
@pytest.mark.parametrize(("k", "d"), [(1, 1), (3, 1), (5, 2), (60, 4)])
def test_neighbours_average_as_in_scikit_learn(n, k, d) -> None:
    rng = np.random.default_rng(k)
    X, y, places = rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=(5000, d))
    expected = KNeighborsRegressor(k).fit(X, y).predict(places)
    np.testing.assert_allclose(solved("k_nearest", X, y, k=k).answers(places)[:, 0], expected, atol=1e-12)


def test_the_mean_of_three_prices() -> None:
    model = solved("k_nearest", [[4.0], [5.0], [6.0], [9.0]], [10.0, 20.0, 60.0, 500.0])
    assert model.answers([[5.2]])[0, 0] == 30.0
    assert model.equation() == "f = (y₁ + y₂ + y₃) / 3"


@pytest.mark.parametrize(("k", "text"), [(1, "f = y₁"), (2, "f = (y₁ + y₂) / 2"), (12, "f = (y₁ + … + y₁₂) / 12")])
def test_the_equation_of_neighbours(k, text) -> None:
    assert solved("k_nearest", np.arange(20.0)[:, None], np.zeros(20), k=k).equation() == text


def test_more_neighbours_than_points() -> None:
    with pytest.raises(ValueError, match="k must be at most the number of training points, 2; got 3"):
        solved("k_nearest", [[0.0], [1.0]], [0.0, 1.0], k=3)


def test_a_constant_input_is_no_division_by_zero() -> None:
    model = solved("k_nearest", [[0.0, 7.0], [1.0, 7.0]], [5.0, 6.0], k=1, standardise=True)
    assert model.answers([[0.9, 7.0]])[0, 0] == 6.0


# -- normal curves ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("classes", "d"), [(2, 1), (2, 2), (3, 2), (5, 4)])
def test_a_shared_covariance_is_linear_discriminant_analysis(classes, d) -> None:
    X, y = cloud(classes, d, seed=2)
    places = np.random.default_rng(8).normal(size=(50, d)) * 3
    expected = LinearDiscriminantAnalysis(solver="lsqr").fit(X, y).predict_proba(places)
    model = solved("gaussian", X, y, classes, covariance="shared")
    np.testing.assert_allclose(model.answers(places), expected, atol=1e-9)
    W, b = model.linear_scores()
    scores = np.exp(places @ W.T + b)
    np.testing.assert_allclose(scores / scores.sum(axis=1, keepdims=True), expected, atol=1e-9)


@pytest.mark.parametrize(("classes", "d"), [(2, 1), (2, 2), (3, 2), (4, 3)])
def test_own_covariances_are_quadratic_discriminant_analysis(classes, d) -> None:
    X, y = cloud(classes, d, n=120, seed=2)
    places = np.random.default_rng(8).normal(size=(50, d)) * 3
    theirs = QuadraticDiscriminantAnalysis(store_covariance=True).fit(X, y)
    stretched = (
        X.copy()
    )  # scikit-learn divides by n - 1 before 1.8: points further out have the covariance that it took
    for label in range(classes):
        rows, mean = y == label, X[y == label].mean(0)
        wider = np.sqrt(np.trace(theirs.covariance_[label]) / X[rows].var(0).sum())
        stretched[rows] = mean + wider * (X[rows] - mean)
    expected = theirs.predict_proba(places)
    np.testing.assert_allclose(solved("gaussian", stretched, y, classes).answers(places), expected, atol=1e-9)


def test_posteriors_are_bayes_rule_with_the_densities_of_scipy() -> None:
    X, y = cloud(3, 2, seed=2)
    model = solved("gaussian", X, y, 3)
    weighted = np.stack(
        [
            np.mean(y == i) * multivariate_normal(X[y == i].mean(0), np.cov(X[y == i].T, bias=True)).pdf(X)
            for i in range(3)
        ],
        axis=1,
    )
    np.testing.assert_allclose(model.answers(X), weighted / weighted.sum(axis=1, keepdims=True), atol=1e-12)
    assert model.log_likelihood(X, y) == pytest.approx(np.log(weighted[np.arange(len(y)), y]).sum(), rel=1e-12)


def test_two_tribes_by_hand() -> None:
    # means 1 and 5, both of variance 1, four points to two: the boundary is where 4 f(x - 1) = 2 f(x - 5)
    model = solved("gaussian", [[0.0], [2.0], [0.0], [2.0], [4.0], [6.0]], [0, 0, 0, 0, 1, 1], 2, covariance="shared")
    assert model.theta_by_name() == pytest.approx(
        {"share[0]": 4 / 6, "share[1]": 2 / 6, "mean[0,0]": 1.0, "mean[1,0]": 5.0, "covariance[0,0]": 1.0}
    )
    np.testing.assert_allclose(model.answers([[3 + np.log(2) / 4]]), [[0.5, 0.5]])
    # w = (5 - 1) / 1 = 4, b = (1 - 25) / 2 + log(1/2) = -12.693
    assert model.equation() == "P = sigmoid(4.00 x − 12.7)"


def test_the_numbers_by_formula_are_the_most_likely() -> None:
    X, y = cloud(3, 1, seed=2)
    model = solved("gaussian", X, y, 3)
    best = model.log_likelihood(X, y)
    for place in range(model.theta.size):
        for factor in (0.98, 1.02):
            model.theta[...] = model.best
            model.theta[place] *= factor
            assert model.log_likelihood(X, y) < best


def test_an_ellipse_is_as_far_from_the_mean_everywhere() -> None:
    X, y = cloud(2, 2)
    model = solved("gaussian", X, y, 2)
    off = model.ellipse(1, 2.0) - X[y == 1].mean(axis=0)
    inverse = np.linalg.inv(np.cov(X[y == 1].T, bias=True))
    np.testing.assert_allclose(np.einsum("ni,ij,nj->n", off, inverse, off), 4.0)
    np.testing.assert_allclose(off[0], off[-1])


def test_no_ellipse_of_one_input_or_of_a_covariance_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="an ellipse needs 2 inputs; got 1"):
        solved("gaussian", [[0.0], [1.0], [8.0], [9.0]], [0, 0, 1, 1], 2).ellipse(0, 1.0)
    X, y = cloud(2, 2)
    model = solved("gaussian", X, y, 2)
    model.parameters.value["covariance"][1] = 0.0
    with pytest.raises(ValueError, match="the covariance of class 1 must be positive definite"):
        model.ellipse(1, 1.0)


def test_a_class_without_points_is_never_answered() -> None:
    model = solved("gaussian", [[0.0], [1.0], [8.0], [9.0]], [0, 0, 2, 2], 3)
    answers = model.answers(np.linspace(-5, 15, 9)[:, None])
    assert (answers[:, 1] == 0).all()
    assert np.isfinite(answers).all()
    loss, accuracy = Evaluator(
        model, LOSSES["categorical_cross_entropy"](), np.array([[0.5], [8.5]]), np.array([1, 2])
    ).evaluate()
    assert 1e3 < loss < np.inf  # a row of that class costs much, and the mean is still a number
    assert accuracy == 0.5


def test_one_number_of_a_pair_set_by_hand_counts_half() -> None:
    X, y = cloud(2, 2)
    model = solved("gaussian", X, y, 2)
    model.parameters.value["covariance"][0] = [[2.0, 0.6], [0.2, 1.0]]
    np.testing.assert_allclose(model.covariances[0], [[2.0, 0.4], [0.4, 1.0]])


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (
            [[0.0], [1.0], [5.0]],
            [0, 0, 1],
            "class 1 must have at least 2 training points that are not all on one place",
        ),
        ([[0.0], [0.0], [5.0], [6.0]], [0, 0, 1, 1], "class 0 must .* got 2: add some, or take one shared covariance"),
        (
            [[0, 0], [1, 1], [2, 2], [0, 3], [4, 1], [0, 0]],
            [0, 0, 0, 1, 1, 1],
            "class 0 must have at least 3 training points that are not all on one line or plane.* got 3",
        ),
    ],
)
def test_too_little_for_a_covariance(X, y, message) -> None:
    with pytest.raises(ValueError, match=message):
        solved("gaussian", X, y, 2)


def test_one_point_a_class_has_no_shared_covariance_either() -> None:
    with pytest.raises(ValueError, match="the shared covariance has no inverse: add points; got 2"):
        solved("gaussian", [[0.0], [5.0]], [0, 1], 2, covariance="shared")


def test_one_point_of_a_class_is_enough_where_the_covariance_is_shared() -> None:
    model = solved("gaussian", [[0.0], [2.0], [9.0]], [0, 0, 1], 2, covariance="shared")
    assert model.answers([[9.0]])[0, 1] > 0.99


def test_units_far_apart_are_not_taken_for_a_line() -> None:
    rng = np.random.default_rng(1)
    X = rng.normal(size=(50, 2)) * [1e-6, 1e6]
    y = np.arange(50) % 2
    assert np.isfinite(solved("gaussian", X, y, 2).answers(X)).all()


def test_a_width_that_cannot_be_has_no_answer() -> None:
    model = solved("gaussian", [[0.0], [1.0], [8.0], [9.0]], [0, 0, 1, 1], 2)
    model.covariances  # noqa: B018
    model.parameters.value["covariance"][0] = -1.0
    assert np.isnan(model.answers([[0.5]])).all()


def test_own_covariances_have_no_linear_scores() -> None:
    with pytest.raises(ValueError, match="covariance must be shared for linear scores; got own"):
        solved("gaussian", [[0.0], [1.0], [8.0], [9.0]], [0, 0, 1, 1], 2).linear_scores()


# -- tables -----------------------------------------------------------------------------------------------------------


def test_an_exact_table_knows_what_it_has_seen_and_nothing_else() -> None:
    model = solved("look_up", [[6.0], [6.0], [5.5]], [20.0, 30.0, 7.0])
    np.testing.assert_array_equal(model.answers([[6.0], [5.5], [6.001]])[:, 0], [25.0, 7.0, np.nan])


def test_shares_of_classes_by_interval() -> None:
    X = [[0.0], [1.0], [2.0], [9.0], [10.0]]
    model = solved("look_up", X, [0, 0, 1, 1, 1], 2, intervals=5)  # [0, 2), [2, 4) ... [8, 10]
    np.testing.assert_allclose(model.edges(), [0, 2, 4, 6, 8, 10])
    answers = model.answers([[1.999], [2.0], [5.0], [10.0], [10.1], [-0.1]])
    np.testing.assert_allclose(answers[[0, 1, 3]], [[1, 0], [0, 1], [0, 1]], atol=1e-15)
    assert np.isnan(answers[[2, 4, 5]]).all()


@pytest.mark.parametrize("intervals", [1, 3, 7, 10, 1000])
def test_every_training_point_is_in_the_table(intervals) -> None:
    X = np.random.default_rng(intervals).uniform(-0.3, 0.9, size=(300, 2))
    model = solved("look_up", X, np.zeros(300), intervals=intervals)
    assert np.isfinite(model.answers(X)).all()


def test_boxes_against_a_histogram() -> None:
    rng = np.random.default_rng(4)
    X, y = rng.uniform(size=(400, 2)), rng.normal(size=400)
    model = solved("look_up", X, y, intervals=4)
    edges = [np.linspace(column.min(), column.max(), 5) for column in X.T]
    sums, counts = (np.histogram2d(*X.T, bins=edges, weights=weights)[0] for weights in (y, None))
    halves = [(edge[1:] + edge[:-1]) / 2 for edge in edges]
    middles = np.array([[halves[0][i], halves[1][j]] for i, j in np.ndindex(4, 4)])
    np.testing.assert_allclose(model.answers(middles)[:, 0], (sums / counts).ravel(), atol=1e-12)


def test_a_constant_input_is_one_interval() -> None:
    model = solved("look_up", [[3.0], [3.0]], [1.0, 2.0], intervals=10)
    np.testing.assert_array_equal(model.answers([[3.0], [3.1]])[:, 0], [1.5, np.nan])


def test_minus_zero_is_zero() -> None:
    assert solved("look_up", [[0.0]], [4.0]).answers([[-0.0]])[0, 0] == 4.0


# -- what all of them do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DIRECT)
def test_there_is_nothing_to_descend(name) -> None:
    X, y = cloud(2, 2)
    model = solved(name, X, y, 2)
    objective = Objective(model, LOSSES["mse"](), X, y)
    with pytest.raises(ValueError, match=f"{name} is solved at once from its data: there is nothing for adam to do"):
        METHODS["adam"]().start(objective, 1)
    method = METHODS["closed_form"]()
    method.start(objective, 1)
    assert method.finished


def test_the_formula_brings_back_what_was_changed_by_hand() -> None:
    X, y = cloud(2, 1)
    model = solved("gaussian", X, y, 2)
    objective, method = Objective(model, LOSSES["categorical_cross_entropy"](), X, y), METHODS["closed_form"]()
    model.theta[2] += 3.0
    method.start(objective, 1)
    assert not method.finished
    method.step(objective.theta, objective)
    assert np.array_equal(model.theta, model.best)
    assert method.finished


@pytest.mark.parametrize("name", DIRECT)
def test_answers_are_probabilities(name) -> None:
    X, y = cloud(3, 2)
    answers = solved(name, X, y, 3).answers(X)
    np.testing.assert_allclose(answers.sum(axis=1), 1.0)


def test_no_answer_is_no_right_answer() -> None:
    model = solved("look_up", [[0.0], [1.0]], [0, 1], 2)
    assert Evaluator(model, LOSSES["mse"](), np.array([[0.0], [0.5]]), np.array([0, 0])).evaluate()[1] == 0.5


@pytest.mark.parametrize("name", DIRECT)
def test_rows_of_the_caller_are_not_kept(name) -> None:
    X, y = cloud(2, 2)
    model = solved(name, X, y, 2)
    before = model.answers(X.copy())
    places = X.copy()
    X[:], y[:] = 0.0, 0
    np.testing.assert_array_equal(model.answers(places), before)


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (np.zeros((2, 3)), [0, 1], r"X must be \(n, 2\) for this model; got \(2, 3\)"),
        (np.zeros((0, 2)), [], "X must have at least one row; got none"),
        (np.zeros((2, 2)), [0], r"y must have one entry a row of X \(2\); got 1"),
        (np.full((2, 2), np.inf), [0, 1], "X must be finite; got NaN or infinity"),
        (np.zeros((2, 2)), [0, 2], r"y must be class labels in \[0, 1\]; got 2"),
        (np.zeros((2, 2)), [0, 0.5], r"y must be class labels in \[0, 1\]; got 0.5"),
    ],
)
@pytest.mark.parametrize("name", DIRECT)
def test_bad_rows(name, X, y, message) -> None:
    model = MODELS[name]()
    model.build(2, 2, "classification")
    with pytest.raises(ValueError, match=message):
        model.solve(X, np.array(y))


@pytest.mark.parametrize(
    ("name", "facts", "message"),
    [
        ("gaussian", (1, 1, "regression"), "gaussian is a model for classification; got regression"),
        ("k_nearest", (0, 1, "regression"), "n_inputs must be at least 1; got 0"),
        ("look_up", (1, 1, "classification"), "look_up needs at least 2 classes; got 1"),
    ],
)
def test_bad_shapes(name, facts, message) -> None:
    with pytest.raises(ValueError, match=message):
        MODELS[name]().build(*facts)


def test_targets_that_are_no_numbers() -> None:
    with pytest.raises(ValueError, match="y must be finite; got NaN or infinity"):
        solved("k_nearest", [[0.0]] * 3, [1.0, np.nan, 2.0])


@pytest.mark.parametrize("name", DIRECT)
def test_float32_stays_float32_and_twice_is_the_same(name) -> None:
    X, y = cloud(2, 2)
    exact = solved(name, X.astype(np.float32), y, 2).answers(X.astype(np.float32))
    answers = []
    for _ in range(2):
        model = MODELS[name]()
        model.build(2, 2, "classification", dtype=np.float32)
        model.solve(X, y)
        assert {model.theta.dtype, model.scores(X).dtype, model.answers(X).dtype} == {np.dtype(np.float32)}
        answers.append(model.answers(X))
    np.testing.assert_array_equal(*answers)
    np.testing.assert_allclose(answers[0], exact, rtol=1e-4, atol=1e-6)
