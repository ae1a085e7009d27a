"""Values and slopes of losses against PyTorch's, by automatic differentiation, weights included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdviz.core.losses import LOSSES
from gdviz.core.operations import run

torch = pytest.importorskip("torch")
F = torch.nn.functional
pytestmark = pytest.mark.torch

Rows = Callable[[Any, Any], Any]
"""The loss of each row as PyTorch computes it, (n,), from scores (n, k) and targets as gdviz has them."""


def labels_of(y: Any) -> Any:
    return y[:, 0].long()


def picked(logs: Any, y: Any) -> Any:
    return F.nll_loss(logs, labels_of(y), reduction="none")


def nll(p: Any) -> Any:
    return torch.log((p / p.sum(1, keepdim=True)).clamp(1e-7, 1 - 1e-7))


THEIRS: dict[str, Rows] = {
    "mse": lambda z, y: F.mse_loss(z, y, reduction="none").sum(1),
    "half_mse": lambda z, y: F.mse_loss(z, y, reduction="none").sum(1) / 2,
    "mae": lambda z, y: F.l1_loss(z, y, reduction="none").sum(1),
    "huber": lambda z, y: F.huber_loss(z, y, reduction="none", delta=1.0).sum(1),
    "height": lambda z, y: z.sum(1),
    "hinge": lambda z, y: F.relu(1 - (2 * y - 1) * z).sum(1),
    "binary_cross_entropy": lambda z, y: F.binary_cross_entropy_with_logits(z, y, reduction="none").sum(1),
    "categorical_cross_entropy": lambda z, y: F.cross_entropy(z, y, reduction="none"),
    "sparse_categorical_cross_entropy": lambda z, y: F.cross_entropy(z, labels_of(y), reduction="none"),
    "binary_cross_entropy_of_probabilities": lambda z, y: F.binary_cross_entropy(z, y, reduction="none").sum(1),
    "categorical_cross_entropy_of_probabilities": lambda z, y: -(y * nll(z)).sum(1),
    "sparse_categorical_cross_entropy_of_probabilities": lambda z, y: picked(nll(z), y),
}  # fmt: skip


def test_every_loss_has_its_peer() -> None:
    assert set(THEIRS) == set(LOSSES)


@pytest.mark.parametrize("name", list(THEIRS))
@settings(max_examples=20)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(1, 30),
    k=st.integers(1, 5),
    spread=st.sampled_from([0.3, 3.0]),
    weighted=st.booleans(),
    order=st.sampled_from("CF"),
)
def test_value_and_slope_are_torchs(name, seed, n, k, spread, weighted, order) -> None:
    loss = LOSSES[name]()
    k = max(k, loss.fewest_outputs)
    rng = np.random.default_rng(seed)
    z = spread * rng.normal(size=(n, k))
    y = rng.normal(size=(n, k))
    if name.endswith("of_probabilities"):
        z = rng.uniform(0.01, 0.99, (n, k))
    if loss.labels:
        y = rng.integers(0, k, (n, 1)).astype(float)
    elif loss.fewest_outputs > 1:
        y = np.eye(k)[rng.integers(0, k, n)]
    elif "classification" in loss.tasks and "regression" not in loss.tasks:
        y = rng.integers(0, 2, (n, k)).astype(float)
    weights = rng.uniform(0, 3, n) if weighted else np.ones(n)

    scores = torch.tensor(z, requires_grad=True)
    expected = (torch.tensor(weights) * THEIRS[name](scores, torch.tensor(y))).sum() / n
    expected.backward()

    z, dz, total = np.asarray(z, order=order), np.full_like(z, np.nan, order=order), np.full((), np.nan)
    share = weights / n if weighted else None
    run([*loss.value(z, y, total, share), *loss.slope(z, y, dz, share)])
    assert total.item() == pytest.approx(expected.item(), rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(dz, scores.grad.numpy(), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("delta", [0.1, 2.5])
def test_huber_takes_its_delta(delta) -> None:
    rng = np.random.default_rng(4)
    z, y = rng.normal(size=(50, 2)), rng.normal(size=(50, 2))
    total = np.zeros(())
    run(LOSSES["huber"](delta=delta).value(z, y, total))
    theirs = F.huber_loss(torch.tensor(z), torch.tensor(y), reduction="sum", delta=delta) / 50
    assert total.item() == pytest.approx(theirs.item(), rel=1e-12)
