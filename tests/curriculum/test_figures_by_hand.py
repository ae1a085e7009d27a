"""Loss and accuracy that the window shows, worked out from the shown parameters by NumPy and scikit-learn alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn.metrics import accuracy_score, log_loss

from gdviz.core.losses import LOSSES
from gdviz.core.objective import Objective
from gdviz.lessons import find_lesson
from gdviz.session.explain import stability_limit
from gdviz.training.headless import train


def network_of_sigmoids(value, X):
    for k in (1, 2):
        X = expit(X @ value[f"W{k}"] + value[f"b{k}"])
    p = expit(X @ value["W3"] + value["b3"])
    return np.hstack([1 - p, p])


def softmax_regression(value, X):
    return softmax(X @ value["W"] + value["b"], axis=1)


@pytest.mark.parametrize(
    ("lesson_id", "answer"), [("network-plane-ring", network_of_sigmoids), ("softmax", softmax_regression)]
)
def test_loss_and_accuracy_of_both_parts(lesson_id, answer) -> None:
    run = train(find_lesson(lesson_id).experiment, 150).runs[1]
    split, value, shown = run.settings.split, run.model.parameters.value, run.evaluate()
    for part, X, y in (("train", split.X_train, split.y_train), ("test", split.X_test, split.y_test)):
        p = answer(value, X)
        assert shown[f"{part}_loss"] == pytest.approx(log_loss(y, p, labels=range(p.shape[1])), rel=1e-6)
        assert shown[f"{part}_accuracy"] == accuracy_score(y, p.argmax(axis=1))
        assert run.record.series.view(f"{part}_loss")[-1] == pytest.approx(shown[f"{part}_loss"], rel=1e-9)


def test_the_learning_rate_that_diverges_is_2_over_the_largest_curvature() -> None:
    """Of half the mean square: the largest eigenvalue of Phi^T Phi / n, with Phi = (x, 1)."""
    run = train(find_lesson("gd-line").experiment, 1).runs[1]
    x = run.settings.split.X_train
    design = np.hstack([x, np.ones((len(x), 1))])
    largest = np.linalg.svd(design, compute_uv=False)[0] ** 2 / len(x)
    assert run.settings.loss == "half_mse"
    objective = Objective(run.model, LOSSES["half_mse"](), x, run.settings.split.y_train)
    assert stability_limit(objective) == pytest.approx(2 / largest, rel=1e-9)
