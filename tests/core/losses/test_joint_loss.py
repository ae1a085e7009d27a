"""Several outputs side by side: the sum of their losses, each with its own link, against PyTorch and in a fit."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.fitting import Fit, predict
from gdviz.core.losses import LOSSES, JointLoss, Part
from gdviz.core.methods import METHODS
from gdviz.core.metrics import METRICS, PartLoss, PartMetric
from gdviz.core.models import MODELS
from gdviz.core.operations import run


def three_parts() -> JointLoss:
    return JointLoss(
        (
            Part(LOSSES["sparse_categorical_cross_entropy"](), "softmax", 3, 2.0),
            Part(LOSSES["mse"](), "sigmoid", 2, 0.5),
            Part(LOSSES["binary_cross_entropy"](), "sigmoid", 1),
        )
    )


def rows(n=20, seed=0):
    """Return scores (n, 6) and targets (n, 4): labels, two numbers, one of two classes."""
    rng = np.random.default_rng(seed)
    y = np.column_stack([rng.integers(0, 3, n), rng.uniform(size=(n, 2)), rng.integers(0, 2, n)])
    return np.asfortranarray(rng.normal(size=(n, 6))), y


@pytest.mark.parametrize("weighted", [False, True])
def test_value_and_slope_are_torchs(weighted) -> None:
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    z, y = rows()
    weights = np.random.default_rng(1).uniform(0, 2, 20) if weighted else np.ones(20)
    scores, targets = torch.tensor(z, requires_grad=True), torch.tensor(y)
    each = (
        2 * functional.cross_entropy(scores[:, :3], targets[:, 0].long(), reduction="none")
        + 0.5 * ((torch.sigmoid(scores[:, 3:5]) - targets[:, 1:3]) ** 2).sum(1)
        + functional.binary_cross_entropy_with_logits(scores[:, 5], targets[:, 3], reduction="none")
    )
    expected = (each * torch.tensor(weights)).mean()
    expected.backward()
    loss = three_parts()
    total, dz = np.zeros(()), np.full_like(z, np.nan)
    run(loss.value_and_slope(z, loss.targets(y, 6, np.dtype(float)), total, dz, weights / 20, weights / 20))
    assert total.item() == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(dz, scores.grad.numpy(), rtol=1e-9, atol=1e-14)


def test_parts_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="loss binary_cross_entropy needs a sigmoid output; this model has softmax"):
        JointLoss((Part(LOSSES["binary_cross_entropy"](), "softmax", 3),))
    with pytest.raises(ValueError, match="weight of mse must be at least 0; got -1"):
        JointLoss((Part(LOSSES["mse"](), "identity", 1, -1.0),))
    with pytest.raises(ValueError, match="weight of mse must be at least 0; got inf"):
        JointLoss((Part(LOSSES["mse"](), "identity", 1, np.inf),))
    with pytest.raises(ValueError, match="at least one part"):
        JointLoss(())
    with pytest.raises(TypeError, match="parts must be a list of Part; got 3"):
        JointLoss(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="parts must be a list of Part; got 'mse'"):
        JointLoss("mse")  # type: ignore[arg-type]
    loss = three_parts()
    with pytest.raises(ValueError, match=r"y must be \(n, 4\), all targets side by side; got \(20, 3\)"):
        loss.targets(np.zeros((20, 3)), 6, np.dtype(float))
    wrong = rows()[1]
    wrong[3, 0] = 7
    with pytest.raises(ValueError, match=r"y must be class labels in \[0, 2\]; got 7"):
        loss.targets(wrong, 6, np.dtype(float))


def test_a_fit_of_several_outputs() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(40, 4))
    _, y = rows(40)
    y[:, 0] = x[:, :3].argmax(axis=1)
    wide = MODELS["network"](hidden=(5,))
    wide.build(4, 6, "classification")
    wide.link = "identity"
    wide.initialize(np.random.default_rng(3))
    loss = three_parts()
    metrics = {
        "class_loss": PartLoss(loss, 0),
        "class_accuracy": PartMetric(METRICS["accuracy"](), loss, 0),
        "number_mae": PartMetric(METRICS["mae"](), loss, 1),
    }
    fit = Fit(wide, loss, METHODS["adam"](), x, y, batch_size=7, metrics=metrics, validation_data=(x, y))
    fit.method.learning_rate = 0.0  # the figures are those of one theta
    for _ in fit.run(1):
        pass
    z = predict(wide, x)
    p = np.exp(z[:, :3]) / np.exp(z[:, :3]).sum(axis=1, keepdims=True)
    expected = {
        "class_loss": -np.log(p[np.arange(40), y[:, 0].astype(int)]).mean(),
        "class_accuracy": (z[:, :3].argmax(axis=1) == y[:, 0]).mean(),
        "number_mae": np.abs(1 / (1 + np.exp(-z[:, 3:5])) - y[:, 1:3]).mean(),
    }
    for name, figure in expected.items():
        assert fit.history[name] == [pytest.approx(figure, rel=1e-12)]
        assert fit.history[f"val_{name}"] == [pytest.approx(figure, rel=1e-12)]
    fit.method.learning_rate = 0.05
    for _ in fit.run(60):
        pass
    assert fit.history["loss"][-1] < 0.8 * fit.history["loss"][0]
    assert fit.history["class_accuracy"][-1] > 0.9


def test_a_metric_of_a_part_looks_at_what_the_part_answers() -> None:
    loss = JointLoss((Part(LOSSES["mse"](), "identity", 1), Part(LOSSES["binary_cross_entropy"](), "sigmoid", 1)))
    scores = np.array([[3.0, 0.0], [1.0, np.log(3.0)]])  # the second part answers 1/2 and 3/4
    targets = np.array([[1.0, 1.0], [1.0, 1.0]])
    figures = []
    for place in (0, 1):
        metric = PartMetric(METRICS["mae"](), loss, place)
        metric.add(scores, targets)
        figures.append(metric.result())
    assert figures == pytest.approx([1.0, 0.375])  # (2 + 0) / 2 and (1/2 + 1/4) / 2
