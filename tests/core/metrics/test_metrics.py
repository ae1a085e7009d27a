"""Metrics against scikit-learn, in one go and batch by batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as theirs

from gdviz.core.metrics import METRICS, Accuracy, ConfusionMatrix, TopK, accuracy, confusion_matrix

sizes = {"seed": st.integers(0, 2**32 - 1), "n": st.integers(2, 60), "k": st.integers(2, 7)}


def in_batches(metric, scores, targets, size=7):
    for start in range(0, len(scores), size):
        metric.add(scores[start : start + size], targets[start : start + size])
    return metric.result()


def classified(seed, n, k):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, k, n)
    return rng.integers(0, 5, (n, k)) / 2.0 + rng.normal(size=(n, k)), labels  # some rows are ties but for noise


@given(**sizes)
def test_accuracy(seed, n, k) -> None:
    scores, labels = classified(seed, n, k)
    expected = theirs.accuracy_score(labels, scores.argmax(1))
    assert in_batches(METRICS["accuracy"](), scores, labels[:, None]) == pytest.approx(expected, rel=1e-12)
    assert in_batches(METRICS["accuracy"](), scores, np.eye(k)[labels]) == pytest.approx(expected, rel=1e-12)


def test_accuracy_of_one_output_and_its_threshold() -> None:
    scores, labels = np.array([[0.2], [0.7], [-0.3], [0.4]]), np.array([[1], [1], [0], [0]])
    assert in_batches(Accuracy(), scores, labels) == 0.75  # 1 1 0 1
    assert in_batches(Accuracy(threshold=0.5), scores, labels) == 0.75  # 0 1 0 0
    assert in_batches(Accuracy(), scores, 2 * labels - 1) == 0.75  # -1 and 1, as for a hinge
    assert in_batches(Accuracy(), np.array([[-2.0], [-1.0], [3.0]]), np.array([[-1], [-1], [-1]])) == 2 / 3


@given(top=st.integers(1, 7), **sizes)
def test_top_k(seed, n, k, top) -> None:
    scores, labels = classified(seed, n, max(k, 3))
    expected = theirs.top_k_accuracy_score(labels, scores, k=top, labels=range(max(k, 3))) if top < max(k, 3) else 1.0
    assert in_batches(TopK(k=top), scores, labels[:, None]) == pytest.approx(expected, rel=1e-12)


def test_of_equal_scores_the_lower_class_comes_first() -> None:
    scores = np.array([[1.0, 1.0, 0.0]])
    assert TopK(k=1).each(scores, np.array([[0]])).tolist() == [True]
    assert TopK(k=1).each(scores, np.array([[1]])).tolist() == [False]
    assert TopK(k=2).each(scores, np.array([[1]])).tolist() == [True]


@given(**sizes)
def test_confusion_matrix(seed, n, k) -> None:
    scores, labels = classified(seed, n, k)
    expected = theirs.confusion_matrix(labels, scores.argmax(1), labels=range(k))
    np.testing.assert_array_equal(confusion_matrix(labels, scores.argmax(1), k), expected)
    metric = ConfusionMatrix()
    assert in_batches(metric, scores, labels[:, None]) == pytest.approx(np.trace(expected) / n)
    np.testing.assert_array_equal(metric.matrix, expected)


@given(shift=st.sampled_from([0.0, 1e6]), **sizes)
def test_regression(seed, n, k, shift) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, k)) + shift
    answers = y + 0.5 * rng.normal(size=(n, k))
    assert in_batches(METRICS["mae"](), answers, y) == pytest.approx(theirs.mean_absolute_error(y, answers), rel=1e-9)
    assert in_batches(METRICS["mse"](), answers, y) == pytest.approx(theirs.mean_squared_error(y, answers), rel=1e-9)
    assert in_batches(METRICS["r2"](), answers, y) == pytest.approx(theirs.r2_score(y, answers), rel=1e-7, abs=1e-9)


def test_r2_where_nothing_spreads() -> None:
    y = np.full((4, 1), 2.0)
    assert in_batches(METRICS["r2"](), y, y) == theirs.r2_score(y, y) == 1
    assert in_batches(METRICS["r2"](), y + 1, y) == theirs.r2_score(y, y + 1) == 0


def test_every_metric_has_its_peer_above() -> None:
    own = {name for name, cls in METRICS.items() if cls.__module__.startswith("gdviz.")}
    assert own == {"accuracy", "top_k", "confusion_matrix", "mae", "mse", "r2"}


@pytest.mark.parametrize("name", list(METRICS))
def test_rows_are_only_read_and_may_be_single_numbers(name) -> None:
    rng = np.random.default_rng(4)
    scores, targets = rng.normal(size=(20, 3)), np.eye(3)[rng.integers(0, 3, 20)]
    kept, metric, single = (scores.copy(), targets.copy()), METRICS[name](), METRICS[name]()
    metric.add(scores, targets)
    np.testing.assert_array_equal(scores, kept[0])
    np.testing.assert_array_equal(targets, kept[1])
    single.add(scores.astype(np.float32), targets.astype(np.float32))
    assert single.result() == pytest.approx(metric.result(), rel=1e-5)
    whole = metric.result()
    scores[...], targets[...] = 7.0, 0.0
    assert metric.result() == whole, "rows of the caller were kept"


@pytest.mark.parametrize("name", list(METRICS))
def test_a_metric_forgets_and_goes_on_from_its_sums(name) -> None:
    rng = np.random.default_rng(3)
    scores, targets = rng.normal(size=(20, 3)), np.eye(3)[rng.integers(0, 3, 20)]
    metric = METRICS[name]()
    assert np.isnan(metric.result())
    metric.add(scores[:12], targets[:12])
    kept = metric.sums.copy()
    metric.add(scores[12:], targets[12:])
    whole = metric.result()
    again = METRICS[name]()
    again.sums = kept
    again.add(scores[12:], targets[12:])
    assert again.result() == whole
    metric.reset()
    assert np.isnan(metric.result())


def test_unknown_names_are_told_the_nearest() -> None:
    with pytest.raises(ValueError, match="unknown metric 'acuracy'; did you mean 'accuracy'"):
        METRICS["acuracy"]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: confusion_matrix([0, 3], [0, 1], 3), r"labels must be class labels in \[0, 2\]; got 3"),
        (lambda: confusion_matrix([0, 1], [0, -1], 3), r"chosen must be class labels in \[0, 2\]; got -1"),
        (lambda: confusion_matrix([0, 1], [0], 3), r"chosen must be one class a label \(2\); got 1"),
        (
            lambda: accuracy(np.ones((2, 1)), np.ones(3)),
            r"labels must be one a row of scores \(2\), at least one; got 3",
        ),
        (lambda: accuracy(np.ones((0, 1)), np.ones(0)), "at least one; got 0"),
        (lambda: TopK(2).add(np.ones((1, 3)), np.array([[3]])), r"targets must be class labels in \[0, 2\]; got 3"),
    ],
)
def test_labels_that_no_class_has(call, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
