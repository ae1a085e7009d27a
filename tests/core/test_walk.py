"""One sample through a 2-2-1 network and back, against numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special
import scipy.stats

from gdviz.core.anatomy import one_sample, stages
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.models.network import Network
from gdviz.core.walk import Walk


def walk(rate: float | None = None, hidden=(2,), activation="sigmoid", n_outputs=2, y=1, **options) -> Walk:
    model = Network(hidden=hidden, activation=activation)
    model.build(2, n_outputs, options.pop("task", "classification"))
    if hidden == (2,) and n_outputs == 2:
        # W1 = [[0.5, -1], [1, 0.5]], b1 = (0.5, 0), W2 = (2, -1), b2 = 0.25
        model.theta[...] = [0.5, -1, 1, 0.5, 0.5, 0, 2, -1, 0.25]
    else:
        model.initialize(np.random.default_rng(3))
    loss = options.pop("loss", "binary_cross_entropy")
    slopes = one_sample(model, loss, np.array([[1.0, -2.0]]), np.array([y]))
    return Walk(stages(model), slopes, float(y), loss, ("x₁", "x₂"), lambda v: f"{v:.4f}".replace("-", "−"),
                learning_rate=rate, **options)  # fmt: skip


# by hand: z1 = (0.5 - 2 + 0.5, -1 - 1 + 0) = (-1, -2); a = (0.2689, 0.1192)
# z2 = 2 · 0.26894 - 0.11920 + 0.25 = 0.66868; p = 0.66122; L = -ln p = 0.41367; dL/dz2 = p - 1 = -0.33878
def test_forward_by_hand():
    texts = {(m.phase, m.column, m.row): m.text for m in walk().moves if m.forward}
    assert texts["sum", 1, 0].endswith("= 1.0000·0.5000 + (−2.0000)·1.0000 + 0.5000 = −1.0000")
    assert texts["output", 1, 0].endswith("sigmoid(−1.0000) = 0.2689")
    assert texts["output", 1, 1].endswith("= 0.1192")
    assert texts["sum", 2, 0].endswith("= 0.6687")
    assert texts["output", 2, 0].startswith("p = sigmoid(z²₁)")
    assert texts["output", 2, 0].endswith("= 0.6612")


def test_loss_and_backward_by_hand():
    moves = {(m.phase, m.column, m.row, m.source): m.text for m in walk(0.1).moves}
    assert moves["loss", 2, 0, -1].endswith("−ln 0.6612 = 0.4137")
    assert moves["slope", 2, 0, -1].endswith("p − y = 0.6612 − 1.0000 = −0.3388")
    assert moves["weight", 2, 0, 0].endswith("(−0.3388) · 0.2689 = −0.0911")
    assert moves["weight", 2, 0, 1].endswith("(−0.3388) · 0.1192 = −0.0404")
    # dL/dz1 = w · dL/dz2 · a (1 - a) = 2 · (-0.33878) · 0.26894 · 0.73106 = -0.13322
    assert moves["slope", 1, 0, -1].endswith("2.0000·(−0.3388) · 0.2689 · (1 − 0.2689) = −0.1332")
    # w = -1: -1 · (-0.33878) · 0.11920 · 0.88080 = 0.03557
    assert moves["slope", 1, 1, -1].endswith("= 0.0356")
    assert moves["weight", 1, 0, 1].endswith("(−0.1332) · (−2.0000) = 0.2664")
    assert moves["bias", 1, 1, -1].endswith("= 0.0356")
    assert moves["update", 2, 0, 0].endswith("2.0000 − 0.1000·(−0.0911) = 2.0091")


def test_the_way_goes_forward_to_the_loss_and_back_to_the_first_layer():
    phases = [(m.phase, m.column) for m in walk().moves]
    assert phases[0] == ("input", 0)
    loss = phases.index(("loss", 2))
    assert all(phase in ("sum", "output") for phase, _ in phases[1:loss])
    assert [column for _, column in phases[1:loss]] == [1, 1, 1, 1, 2, 2]
    assert [column for _, column in phases[loss + 1 :]] == [2] * 4 + [1] * 8
    assert phases[-1] == ("bias", 1)


def test_what_moves_stands_out():
    for move in walk().moves:
        assert any(moves for _, moves in move.pieces), move.text


def test_large_networks_move_a_layer_at_a_time_and_tell_the_chosen_neuron():
    large = walk(hidden=(8, 8), shown=[0, 3, 5, 0])
    assert large.whole
    rows = {(m.phase, m.column): m.row for m in large.moves}
    assert (rows["sum", 1], rows["sum", 2]) == (3, 5)
    assert len(large.moves) == 1 + 3 * 2 + 1 + 3 * 3
    text = next(m.text for m in large.moves if (m.phase, m.column) == ("sum", 2))
    assert " + … + " in text  # of eight products four are written


@pytest.mark.parametrize(
    ("options", "loss_text"),
    [
        ({"n_outputs": 3, "loss": "categorical_cross_entropy", "y": 2}, "−ln p₂"),
        ({"n_outputs": 1, "task": "regression", "loss": "mse", "y": 0.5}, "(f − y)²"),
        ({"n_outputs": 1, "task": "regression", "loss": "half_mse", "y": 0.5}, "½ (f − y)²"),
        ({"n_outputs": 2, "loss": "binary_cross_entropy", "y": 0}, "−ln(1 − p)"),
    ],
)
def test_other_losses_are_written_as_they_are(options, loss_text):
    moves = walk(**options).moves
    loss = next(m for m in moves if m.phase == "loss")
    assert loss_text in loss.text


def layered_walk(activation="tanh", others=("dropout", "batch_normalization"), n_outputs=3):
    """`others` are names of layers or choices of them; numbers are written with nine digits."""
    behind = [each if isinstance(each, LayerChoice) else LayerChoice(each) for each in others]
    model = Network(layers=(LayerChoice("dense", {"width": 2, "activation": activation}), *behind))
    model.build(2, n_outputs, "classification")
    rng = np.random.default_rng(5)
    model.theta[...] = rng.uniform(0.2, 1.5, model.theta.size)  # running means and variances among them
    model.theta[1] = -0.9  # one of the sums is below 0
    slopes = one_sample(model, "categorical_cross_entropy", np.array([[1.0, -0.5]]), np.array([2]))
    told = Walk(
        stages(model), slopes, 2.0, "categorical_cross_entropy", ("x", "y"), lambda v: f"{v:.9f}".replace("-", "−")
    )
    return model, {(m.phase, m.column, m.row, m.source): m.text for m in told.moves}


CALCULATOR = {
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "relu": lambda v: max(v, 0.0),
    "sigmoid": scipy.special.expit,
    "softplus": lambda v: np.log1p(np.exp(v)),
    "gelu": lambda v: v * scipy.stats.norm.cdf(v),
    "elu": lambda v: v if v > 0.0 else np.expm1(v),
    "step": lambda v: float(v >= 0.0),
    "max": max,
}


def worked_out(formula: str) -> float:
    """Evaluate what is written, as somebody with a calculator would."""
    for sign, word in (
        ("−", "-"),
        ("·", "*"),
        ("√", "sqrt"),
        ("^", "**"),
        ("²", "**2"),
        ("e**", "2.718281828459045**"),
    ):
        formula = formula.replace(sign, word)
    return eval(formula, CALCULATOR)


def test_batch_normalisation_is_written_out_with_its_running_means_and_dropout_stands_aside():
    model, texts = layered_walk()
    text = texts["output", 1, 1, -1]
    assert text.startswith("a¹₂ = γ (tanh(z¹₂) − μ) / √(v + ε) + β = ")
    numbers, result = text.split(" = ")[2:]
    assert worked_out(numbers) == pytest.approx(float(result), abs=1e-7)
    X = np.array([[1.0, -0.5]])
    logits = np.array([float(texts["sum", 2, row, -1].split(" = ")[-1].replace("−", "-")) for row in range(3)])
    assert np.exp(logits) / np.exp(logits).sum() == pytest.approx(model.answers(X)[0], abs=1e-7)


def test_softmax_is_written_with_its_powers():
    _, texts = layered_walk()
    text = texts["output", 2, 2, -1]
    assert text.startswith("p₂ = softmax(z²₃) = ")
    numbers, result = text.split(" = ")[2:]
    assert numbers.count("e^") == 4
    assert worked_out(numbers) == pytest.approx(float(result), abs=1e-7)


BEHIND = [
    (),
    ("dropout",),
    ("batch_normalization",),
    ("batch_normalization", "relu"),  # as the course has it: the sums are normalised
    ("batch_normalization", "dropout", "elu"),
    (LayerChoice("sigmoid", {"beta": 2.5}),),
    (LayerChoice("leaky_relu", {"alpha": 0.1}),),
    (LayerChoice("elu", {"alpha": 0.5}),),
    ("dropout", "softmax"),
]
ACTIVATIONS_IN_A_ROW = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "gelu", "softmax", "step"]


@pytest.mark.parametrize("others", BEHIND, ids=str)
@pytest.mark.parametrize("activation", ["linear", "tanh", "relu"])
def test_every_product_is_what_it_says(activation, others):
    check_all(*layered_walk(activation, others))


@pytest.mark.parametrize("activation", ACTIVATIONS_IN_A_ROW)
def test_every_activation_is_worked_out(activation):
    model, texts = layered_walk(activation, ())
    check_all(model, texts)


def check_all(model, texts):
    """Work out what is written, and hold it and the slopes against the model itself."""
    for (phase, column, row, source), text in texts.items():
        *_, numbers, result = text.split(" = ")
        told = float(result.replace("−", "-"))
        whole = "…" not in numbers  # what would be too long to write
        if whole and (phase in ("sum", "output", "weight") or (phase, column) == ("slope", 1)):
            assert worked_out(numbers) == pytest.approx(told, abs=1e-6), text
        if phase in ("weight", "bias"):
            part = stages(model)[column - 1]
            place = part.weight_at(source, row) if phase == "weight" else part.bias_at(row)
            assert told == pytest.approx(central_difference(model, place), abs=1e-6), text


def central_difference(model, place, h=1e-6):
    losses = []
    for sign in (1, -1):
        model.theta[place] += sign * h
        losses.append(-np.log(model.answers(np.array([[1.0, -0.5]]))[0, 2]))
        model.theta[place] -= sign * h
    return (losses[0] - losses[1]) / (2 * h)


def test_a_steepness_is_in_the_product():
    _, texts = layered_walk("linear", (LayerChoice("sigmoid", {"beta": 2.0}),))
    assert texts["output", 1, 0, -1].startswith("a¹₁ = sigmoid(β·z¹₁) = sigmoid(2.000000000·")
    assert "· 2.000000000·" in texts["slope", 1, 0, -1]
