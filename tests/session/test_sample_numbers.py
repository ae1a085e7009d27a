"""Every number that is told of a sample, in networks drawn at random, against central differences of one's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from gdviz.core.layers.batch_normalization import BatchNormalization
from gdviz.core.layers.dropout import Dropout
from gdviz.core.walk import Move
from gdviz.plots.number import number
from gdviz.session.sample_picture import picture_of
from gdviz.session.walking import Walking
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

Fine = np.longdouble  # differences of it leave more digits than are told
STEP = Fine(1e-7)
RATE = 0.05
ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(z)),
    "softplus": lambda z: np.log1p(np.exp(z)),
    "gelu": lambda z: z * (1 + np.array([math.erf(float(v) / math.sqrt(2)) for v in z], Fine)) / 2,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(),
    "step": lambda z: (z >= 0).astype(Fine),
}
TASKS = (
    (DataChoice("blobs", {"n": 40}), "binary_cross_entropy"),
    (DataChoice("blobs", {"n": 40, "classes": 4}), "categorical_cross_entropy"),
    (DataChoice("blobs", {"n": 40, "classes": 6}), "categorical_cross_entropy"),
    (DataChoice("curve", {"n": 40}), "mse"),
    (DataChoice("hills", {"n": 40}), "mse"),
)


class ByHand:
    """The network's own numbers, put through formulas of a book."""

    def __init__(self, walking: Walking, x: np.ndarray, y: float, loss: str) -> None:
        self.x, self.y, self.loss_name = x.astype(Fine), y, loss
        self.W = [np.array(stage.dense.W, Fine) for stage in walking.stages]
        self.b = [np.array(stage.dense.b, Fine) for stage in walking.stages]
        self.followers: list[Sequence[Any]] = [
            [each for each in stage.followers if not isinstance(each, Dropout)] for stage in walking.stages
        ]
        self.sums, self.outputs, self.loss = self.forward()

    def forward(self, moved: tuple[int, int] | None = None, by: Any = 0) -> tuple[list, list, Any]:
        a, sums, outputs, last = self.x, [], [self.x], len(self.W) - 1
        for place, (W, b) in enumerate(zip(self.W, self.b, strict=True)):
            z = a @ W + b
            if moved is not None and moved[0] == place:
                z[moved[1]] += by
            sums.append(z)
            a = z
            for layer in self.followers[place]:
                if isinstance(layer, BatchNormalization):
                    mean, variance, gamma, beta = (
                        np.array(v, Fine) for v in (layer.mean, layer.variance, layer.gamma, layer.beta)
                    )
                    a = gamma * (a - mean) / np.sqrt(variance + Fine(layer.epsilon)) + beta
                elif layer.name == "leaky_relu":
                    a = np.where(a > 0, a, Fine(layer.alpha) * a)
                else:
                    a = ACTIVATIONS[layer.name](a)
            if place == last and self.loss_name != "mse":
                a = ACTIVATIONS["sigmoid" if self.loss_name.startswith("binary") else "softmax"](z)
            outputs.append(a)
        if self.loss_name == "mse":
            return sums, outputs, (a[0] - self.y) ** 2
        share = a[int(self.y)] if len(a) > 1 else (a[0] if self.y else 1 - a[0])
        return sums, outputs, -np.log(share)

    def by_sum(self, place: int, row: int) -> Any:
        up, down = (self.forward((place, row), sign * STEP)[2] for sign in (1, -1))
        return (up - down) / (2 * STEP)

    def by_weight(self, place: int, source: int, row: int) -> Any:
        W, kept, losses = self.W[place], self.W[place][source, row], []
        for sign in (1, -1):
            W[source, row] = kept + sign * STEP
            losses.append(self.forward()[2])
        W[source, row] = kept
        return (losses[0] - losses[1]) / (2 * STEP)

    def result(self, move: Move) -> Any:
        """Return what the move's formula should come to; None of the inputs, which are no formula."""
        at, row, source = move.column - 1, move.row, move.source
        match move.phase:
            case "sum":
                return self.sums[at][row]
            case "output":
                return self.outputs[at + 1][row]
            case "loss":
                return self.loss
            case "slope" | "bias":
                return self.by_sum(at, row)
            case "weight":
                return self.by_weight(at, source, row)
            case "update":
                return self.W[at][source, row] - RATE * self.by_weight(at, source, row)
        return None


def digits(value: float) -> str:
    return number(float(value), 4)


def same(told: str, exact: Any) -> bool:
    """Whether `told` is `exact` to the last digit, but at the border of two; differences leave 10^-11 of a zero."""
    near = (digits(float(exact) * (1 + hair)) for hair in (0.0, 1e-8, -1e-8))
    return told in near or (told == "0" and abs(exact) < 1e-11)


@pytest.mark.parametrize("seed", range(12))
def test_every_number_is_that_of_one_s_own_differences(open_session, qtbot, seed):
    rng = np.random.default_rng(seed)
    data, loss = TASKS[seed % len(TASKS)]
    layers = []
    for _ in range(1 + seed % 3):
        layers.append(
            {"name": "dense", "width": int(rng.integers(2, 6)), "activation": rng.choice([*ACTIVATIONS, "leaky_relu"])}
        )
        layers += [[], [{"name": "dropout", "rate": 0.3}], [{"name": "batch_normalization"}]][rng.integers(3)]
    session = open_session(
        Experiment(
            data=data, model=ModelChoice("network", {"layers": layers}), loss=loss,
            methods=(MethodChoice(1, options={"learning_rate": RATE}, batch_size=10),), l2=0.01,
        )
    )  # fmt: skip
    session.step(3)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 3 and session.settled)
    walking = Walking(session, digits)
    row = int(rng.integers(session.dataset.n))
    session.inside.set_sample(row)
    hand = ByHand(walking, session.dataset.X[row], float(session.dataset.y[row]), loss)
    for place, move in enumerate(walking.moves):
        exact = hand.result(move)
        if exact is not None:
            assert same(move.pieces[-1][0].split(" = ")[-1], exact), f"move {place}, {move.text}: {exact}"
    walking.place = len(walking.moves) - 1
    shown = picture_of(walking, digits)
    assert shown is not None
    for (column, neuron), text in shown.below.items():
        assert same(text, hand.outputs[column][neuron])
    for (column, neuron), text in shown.above.items():
        assert same(text, hand.by_sum(column - 1, neuron))
    for (column, neuron, source), text in shown.edges.items():
        assert same(text, hand.by_weight(column - 1, source, neuron))
