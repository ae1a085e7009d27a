"""The epoch loop against the same steps written out, and against what Keras documents."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdviz.core.fitting import BestWeights, Callback, EarlyStopping, Fit, FitState, evaluate, predict
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.metrics import METRICS
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective

SPARSE = "sparse_categorical_cross_entropy"
STILL = 1e-300  # a learning rate that moves nothing; 0 is refused


def pictures(n=50, d=12, k=3, seed=0):
    """Return bytes (n, d) and labels that depend on them."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 256, (n, d)).astype(np.uint8)
    return x, (x[:, :k].argmax(axis=1)).astype(np.uint8)


def network(d=12, k=3, hidden=(6,), dtype=np.float64, seed=1):
    model = MODELS["network"](hidden=hidden, activation="tanh")
    model.build(d, k, "classification", dtype=dtype)
    model.initialize(np.random.default_rng(seed))
    return model


def fit_of(model, x, y, *, loss=SPARSE, method="gradient_descent", options=None, **facts):
    options = {"learning_rate": 0.1} if options is None else options
    return Fit(model, LOSSES[loss](), METHODS[method](**options), x, y, **{"batch_size": 8, "scale": 1 / 255, **facts})


def go(fit, epochs):
    return [phase for phase in fit.run(epochs)]


# -- the loop ---------------------------------------------------------------------------------------------------------


def test_an_epoch_is_its_batches_worked_out_by_hand() -> None:
    x, y = pictures(20)
    model, by_hand = network(hidden=()), network(hidden=())
    W, b = (by_hand.parameters.value[name] for name in ("W1", "b1"))
    fit = fit_of(model, x, y, seed=5, metrics=[METRICS["accuracy"]()])
    losses, right = [], 0
    for epoch in range(2):
        order, losses, right = np.random.default_rng((5, epoch)).permutation(20), [], 0
        for start in (0, 8, 16):
            rows = order[start : start + 8]
            inputs = x[rows] / 255
            z = inputs @ W + b
            p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
            losses += (-np.log(p[np.arange(len(rows)), y[rows]])).tolist()
            right += int((z.argmax(axis=1) == y[rows]).sum())
            p[np.arange(len(rows)), y[rows]] -= 1
            W -= 0.1 * inputs.T @ p / len(rows)
            b -= 0.1 * p.mean(axis=0)
    assert go(fit, 2) == ["batch", "batch", "batch", "epoch"] * 2
    np.testing.assert_allclose(model.theta, by_hand.theta, rtol=1e-12)
    assert fit.history["loss"][1] == pytest.approx(np.mean(losses), rel=1e-12)  # each row counts once
    assert fit.history["accuracy"][1] == right / 20


def test_bytes_stay_bytes_and_give_what_numbers_give() -> None:
    x, y = pictures()
    model, other = network(dtype=np.float32), network(dtype=np.float32)
    fit, again = fit_of(model, x, y), fit_of(other, x.astype(np.float64) / 255, y, scale=1.0)
    go(fit, 2)
    go(again, 2)
    assert np.shares_memory(fit._objective.rows, x)  # not copied, not cast
    assert model.theta.dtype == np.float32
    np.testing.assert_allclose(model.theta, other.theta, rtol=1e-4, atol=1e-6)


def test_what_was_given_is_not_changed() -> None:
    x, y = pictures()
    kept = x.copy(), y.copy()
    x.setflags(write=False)
    fit = fit_of(network(), x, y, validation_split=0.2, class_weight={0: 2.0}, sample_weight=np.ones(50))
    go(fit, 2)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(y, kept[1])


@settings(max_examples=15)
@given(n=st.integers(2, 40), batch_size=st.integers(1, 50), seed=st.integers(0, 1000))
def test_each_row_is_seen_once_an_epoch(n, batch_size, seed) -> None:
    x = np.arange(n, dtype=np.float64)[:, None]
    model = MODELS["line"]()
    model.build(1, 1, "regression")
    seen: list[float] = []

    class Watch(Callback):
        def batch_end(self, fit):
            seen.extend(fit._objective.batch.tape.y[:, 0].tolist())

    fit = Fit(model, LOSSES["mse"](), METHODS["gradient_descent"](learning_rate=STILL), x, x[:, 0],
              batch_size=batch_size, seed=seed, callbacks=[Watch()])  # fmt: skip
    go(fit, 1)
    assert sorted(seen) == list(range(n))
    assert fit.history["loss"] == [pytest.approx(np.mean(x**2))]


def test_the_same_seed_gives_the_same_to_the_bit_and_another_does_not() -> None:
    x, y = pictures()
    thetas = []
    for seed in (1, 1, 2):
        model = network()
        go(fit_of(model, x, y, seed=seed, method="adam", options={}), 3)
        thetas.append(model.theta.copy())
    np.testing.assert_array_equal(thetas[0], thetas[1])
    assert np.abs(thetas[0] - thetas[2]).max() > 1e-6


def test_without_shuffling_rows_come_in_order() -> None:
    x, y = pictures(20)
    fit = fit_of(network(), x, y, shuffle=False)
    next(fit.run(1))
    assert fit._objective.batch.tape.y[:, 0].tolist() == y[:8].tolist()


def test_batches_of_all_rows_are_descent_on_the_objective() -> None:
    x, y = pictures(20)
    model, other = network(), network()
    objective = Objective(other, LOSSES[SPARSE](), x / 255, y)
    for _ in range(3):
        other.theta[...] -= 0.1 * objective.loss_and_gradient(other.theta)[1]
    go(fit_of(model, x, y, batch_size=None), 3)
    np.testing.assert_allclose(model.theta, other.theta, rtol=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("held", [(), (0, 5)])
def test_descent_in_one_pass_is_descent(weighted, held) -> None:
    """Plain gradient descent puts -learning_rate into the slopes of the scores."""
    x, y = pictures(20)
    weights = np.random.default_rng(2).uniform(0, 2, 20) if weighted else None
    model, other = network(), network()
    fit = fit_of(model, x, y, batch_size=None, sample_weight=weights, options={"learning_rate": 0.3}, loss_scale=0.5)
    fit._objective.hold(np.array(held, np.int64))
    objective = Objective(other, LOSSES[SPARSE](), x / 255, y, weights=weights)
    for _ in range(3):
        step = 0.3 * 0.5 * objective.loss_and_gradient(other.theta)[1]
        step[list(held)] = 0
        other.theta[...] -= step
    assert fit._objective.descends
    go(fit, 3)
    np.testing.assert_allclose(model.theta, other.theta, rtol=1e-12)
    last = 0.5 * objective.loss(other.theta)
    assert fit._objective.loss(fit._objective.theta) == pytest.approx(last, rel=1e-12)


# -- validation, weights, penalties ------------------------------------------------------------------------------------


def test_the_last_rows_are_held_out_as_keras_does() -> None:
    x, y = pictures(50)
    model = network()
    fit = fit_of(model, x, y, validation_split=0.21, metrics=[METRICS["accuracy"]()])
    assert len(fit.batches._order) == 0
    assert fit.batches.n == 39  # int(50 * 0.79)
    phases = go(fit, 1)
    assert phases == ["batch"] * 5 + ["validation", "epoch"]
    assert fit.figure_names == ("loss", "accuracy", "val_loss", "val_accuracy")
    p = predict(model, x[39:], scale=1 / 255)
    expected = -np.log(p[np.arange(11), y[39:]]).mean()
    assert fit.history["val_loss"] == [pytest.approx(expected, rel=1e-12)]
    assert fit.history["val_accuracy"] == [pytest.approx((p.argmax(axis=1) == y[39:]).mean())]


def test_class_and_sample_weights_multiply_and_the_validation_has_only_its_own() -> None:
    x, y = pictures(24)
    own = np.random.default_rng(3).uniform(0, 2, 24)
    held = np.random.default_rng(4).uniform(0, 2, 24)
    model = network()
    fit = fit_of(model, x, y, batch_size=None, class_weight={1: 3.0}, sample_weight=own,
                 options={"learning_rate": STILL}, validation_data=(x, y, held))  # fmt: skip
    go(fit, 1)
    each = -np.log(predict(model, x, scale=1 / 255)[np.arange(24), y])
    assert fit.history["loss"] == [pytest.approx((each * own * np.where(y == 1, 3, 1)).mean(), rel=1e-12)]
    assert fit.history["val_loss"] == [pytest.approx((each * held).mean(), rel=1e-12)]


def test_the_penalty_is_in_every_loss() -> None:
    x, y = pictures(24)
    model = network()
    fit = fit_of(model, x, y, batch_size=None, options={"learning_rate": STILL}, l2=0.5, validation_data=(x, y))
    go(fit, 1)
    weights = np.concatenate([model.parameters.value[name].ravel() for name in ("W1", "W2")])
    bare = evaluate(model, LOSSES[SPARSE](), x, y, scale=1 / 255)["loss"]
    expected = pytest.approx(bare + 0.5 * (weights**2).sum(), rel=1e-10)
    assert fit.history == {"loss": [expected], "val_loss": [expected]}


def test_evaluation_and_prediction_do_not_depend_on_the_block() -> None:
    x, y = pictures(50)
    model = network()
    metrics = {"top": METRICS["top_k"](k=2), "off": METRICS["mae"]()}
    loss = "categorical_cross_entropy"
    whole = evaluate(model, LOSSES[loss](), x, y, scale=1 / 255, metrics=metrics)
    p = model.answers(x / 255)
    assert whole["off"] == pytest.approx(np.abs(p - np.eye(3)[y]).mean())  # answers, not scores
    for block in (1, 7, 50, 80):
        other = evaluate(model, LOSSES[loss](), x, y, scale=1 / 255, metrics=metrics, block=block)
        assert other == pytest.approx(whole, rel=1e-12)
        np.testing.assert_allclose(predict(model, x, scale=1 / 255, block=block), p, rtol=1e-12)
        scores = predict(model, x, scale=1 / 255, scores=True, block=block)
        np.testing.assert_allclose(scores, model.scores(x / 255), rtol=1e-12)
    assert predict(model, x[:0]).shape == (0, 3)


def test_a_linear_output_takes_cross_entropy_of_scores() -> None:
    x, y = pictures(20, k=2)
    model = MODELS["network"](hidden=(), activation="tanh")
    model.build(12, 1, "regression")
    fit = fit_of(model, x, y, loss="binary_cross_entropy", options={"learning_rate": STILL}, batch_size=None)
    go(fit, 1)
    assert fit.history["loss"] == [pytest.approx(np.log(2))]  # theta is 0


def test_errors_are_those_of_answers_not_of_scores() -> None:
    x, y = pictures(20, k=2)
    model = network(k=2, hidden=())
    model.theta[...] = 0
    model.parameters.value["b1"][...] = np.log(3)  # a probability of 3/4 for each row
    metrics = {name: METRICS[name]() for name in ("mae", "mse", "accuracy")}
    figures = evaluate(model, LOSSES["binary_cross_entropy"](), x, y, metrics=metrics)
    ones = y.mean()
    assert 0 < ones < 1
    assert figures["mae"] == pytest.approx(ones / 4 + (1 - ones) * 3 / 4)
    assert figures["mse"] == pytest.approx(ones / 16 + (1 - ones) * 9 / 16)
    assert figures["accuracy"] == pytest.approx(ones)


# -- stopping, keeping, going on ---------------------------------------------------------------------------------------


class Scripted(Callback):
    """Puts figures into the history that a test has thought out."""

    def __init__(self, *figures: float) -> None:
        self.figures = figures

    def epoch_end(self, fit, figures):
        figures["val_loss"] = self.figures[fit.epoch]


def stopping(figures, **facts):
    x, y = pictures(16)
    model, stop, thetas = network(), EarlyStopping(**facts), []

    class Keep(Callback):
        def epoch_end(self, fit, figures):
            thetas.append(fit.model.theta.copy())

    fit = fit_of(model, x, y, validation_data=(x, y), callbacks=[Scripted(*figures), Keep(), stop])
    go(fit, len(figures))
    return fit, stop, thetas


def test_early_stopping_waits_for_its_patience() -> None:
    fit, stop, thetas = stopping([3.0, 2.0, 2.5, 1.9, 1.95, 2.0, 1.0, 0.5], patience=2)
    assert (fit.epoch, stop.stopped_epoch, stop.best_epoch, stop.best) == (6, 5, 3, 1.9)
    np.testing.assert_array_equal(fit.model.theta, thetas[-1])
    assert fit.stopped == "val_loss has not got better for 2 epochs"


def test_early_stopping_goes_back_to_the_best() -> None:
    fit, stop, thetas = stopping([3.0, 2.0, 2.5, 2.5, 1.0], patience=2, restore_best_weights=True)
    assert stop.best_epoch == 1
    np.testing.assert_array_equal(fit.model.theta, thetas[1])


def test_an_improvement_below_min_delta_is_none() -> None:
    assert stopping([3.0, 2.95, 2.92, 1.0], patience=2, min_delta=0.1)[1].stopped_epoch == 2
    assert stopping([3.0, 2.8, 2.6, 1.0], patience=2, min_delta=0.1)[1].stopped_epoch is None
    assert stopping([3.0, float("nan"), float("nan"), 1.0], patience=2)[1].stopped_epoch == 2


def test_an_accuracy_is_better_the_higher() -> None:
    assert EarlyStopping("val_accuracy").sign == -1
    assert EarlyStopping("val_loss").sign == EarlyStopping("val_mae").sign == 1
    assert EarlyStopping("val_loss", mode="max").sign == -1


def test_best_weights_are_kept_and_told() -> None:
    x, y = pictures(16)
    told: list[int] = []
    best = BestWeights(save=lambda fit: told.append(fit.epoch))
    fit = fit_of(network(), x, y, validation_data=(x, y), callbacks=[Scripted(3, 1, 2, 0.5, 4), best])
    go(fit, 5)
    assert told == [0, 1, 3]
    assert best.best_epoch == 3
    assert best.theta is not None
    assert not np.array_equal(best.theta, fit.model.theta)


def test_a_figure_that_is_not_there_cannot_be_watched() -> None:
    x, y = pictures(16)
    model = network()
    before = model.theta.copy()
    fit = fit_of(model, x, y, callbacks=[EarlyStopping("val_loss")])
    with pytest.raises(ValueError, match="monitor must be one of loss; got 'val_loss'"):
        go(fit, 1)
    np.testing.assert_array_equal(model.theta, before)


def test_callbacks_hear_everything_in_order() -> None:
    x, y = pictures(16)
    heard: list[str] = []

    class Log(Callback):
        def train_begin(self, fit):
            heard.append("begin")

        def epoch_begin(self, fit):
            heard.append(f"epoch {fit.epoch}")

        def batch_end(self, fit):
            heard.append(f"batch {fit.batch}")
            assert np.isfinite(fit.batch_loss)

        def epoch_end(self, fit, figures):
            heard.append(f"{sorted(figures)}")

        def train_end(self, fit):
            heard.append("end")

    go(fit_of(network(), x, y, initial_epoch=3, callbacks=[Log()]), 5)
    epoch = ["batch 1", "batch 2", "['loss']"]
    assert heard == ["begin", "epoch 3", *epoch, "epoch 4", *epoch, "end"]


def full_fit(**facts):
    x, y = pictures(50)
    parts = {
        "method": "adam",
        "options": {"learning_rate": 0.02},
        "metrics": [METRICS["accuracy"](), METRICS["confusion_matrix"]()],
        "validation_split": 0.2,
        "callbacks": [EarlyStopping(patience=3, restore_best_weights=True), BestWeights("val_accuracy")],
        "seed": 7,
    }
    return fit_of(network(dtype=np.float32), x, y, **{**parts, **facts})


@pytest.mark.parametrize("stop_at", [0, 1, 3, 5, 6, 8, 17, 30])
def test_a_saved_fit_goes_on_to_the_bit(stop_at) -> None:
    whole = full_fit()
    phases = go(whole, 6)
    first = full_fit()
    running = first.run(6)
    done = [next(running) for _ in range(stop_at)]
    kept = first.save()
    go(first, 6)  # what goes on after it was saved must not reach into what was saved
    state = FitState(kept.arrays, json.loads(json.dumps(kept.facts)))
    second = full_fit()
    second.load(state)
    rest = go(second, 6)
    assert [phase for phase in [*done, *rest] if phase != "validation"] == [p for p in phases if p != "validation"]
    for fit in (first, second):
        np.testing.assert_array_equal(fit.model.theta, whole.model.theta)
        assert fit.history == whole.history
        assert fit.callbacks[0].best == whole.callbacks[0].best
        np.testing.assert_array_equal(fit.callbacks[1].theta, whole.callbacks[1].theta)
        np.testing.assert_array_equal(fit.method.state["m"], whole.method.state["m"])


def test_a_state_of_another_fit_changes_nothing() -> None:
    fit = full_fit()
    next(fit.run(1))
    state = fit.save()
    for facts in ({"seed": 8}, {"batch_size": 9}, {"method": "gradient_descent"}, {"callbacks": []}, {"metrics": []}):
        other = full_fit(**facts)
        before = other.model.theta.copy()
        with pytest.raises(ValueError, match="the state is of another fit: its"):
            other.load(state)
        np.testing.assert_array_equal(other.model.theta, before)
    damaged = FitState({name: array for name, array in state.arrays.items() if name != "method/m"}, state.facts)
    other = full_fit()
    before = other.model.theta.copy()
    with pytest.raises(ValueError, match="the state has no method/m"):
        other.load(damaged)
    with pytest.raises(ValueError, match="theta must be"):
        other.load(FitState({**state.arrays, "theta": state.arrays["theta"][:3]}, state.facts))
    np.testing.assert_array_equal(other.model.theta, before)


def test_leaving_between_batches_changes_nothing() -> None:
    whole, parts = full_fit(), full_fit()
    go(whole, 3)
    left = parts.run(3)
    for _ in range(4):
        next(left)
    left.close()
    assert (parts.epoch, parts.batch) == (0, 4)
    go(parts, 3)
    np.testing.assert_array_equal(parts.model.theta, whole.model.theta)
    assert parts.history == whole.history


def test_whoever_stops_between_batches_gets_the_epoch_to_its_end() -> None:
    fit = full_fit()
    left = fit.run(5)
    for _ in range(2):
        next(left)
    fit.stop("enough")
    left.close()
    go(fit, 5)
    assert (fit.epoch, fit.batch, fit.stopped) == (1, 0, "enough")
    assert [len(row) for row in fit.history.values()] == [1] * len(fit.figure_names)
    assert go(fit, 5) == []


def test_a_method_goes_on_where_it_was() -> None:
    x, y = pictures(20)
    model, other = network(), network()
    first = fit_of(model, x, y, method="adam", options={})
    go(first, 2)
    again = Fit(model, LOSSES[SPARSE](), first.method, x, y, batch_size=8, scale=1 / 255, initial_epoch=2,
                start_method=False)  # fmt: skip
    go(again, 4)
    go(fit_of(other, x, y, method="adam", options={}), 4)
    np.testing.assert_array_equal(model.theta, other.theta)


def test_a_loss_that_left_the_numbers_ends_the_fit() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 2)), rng.normal(size=20)
    model = MODELS["network"](hidden=())
    model.build(2, 1, "regression")
    fit = Fit(model, LOSSES["mse"](), METHODS["gradient_descent"](learning_rate=1e6), x, y, batch_size=4,
              validation_data=(x, y), callbacks=[EarlyStopping(patience=500)])  # fmt: skip
    with np.errstate(all="ignore"):
        phases = go(fit, 400)
    assert fit.stopped == "the loss is no longer finite"
    assert phases[-1] == "epoch"
    assert fit.epoch < 400
    assert not np.isfinite(fit.history["loss"][-1])


DAMAGED = [
    ("epoch", None, "the state has no epoch"),
    ("epoch", 1.5, "epoch of the state must be a whole number; got 1.5"),
    ("batch", -1, "batch of the state must be at least 0; got -1"),
    ("batch", 99, r"batch of the state must be at most \d+; got 99"),
    ("batch_loss", "low", "batch_loss of the state must be a number; got 'low'"),
    ("history", None, "the state has no history"),
    ("history", {"loss": 3}, "the state is damaged: TypeError"),
    ("stopped", 1, "stopped of the state must be of kind str; got 1"),
    ("begun", "yes", "begun of the state must be True or False; got 'yes'"),
    ("callbacks", "zz", "callbacks of the state must be of kind list; got 'zz'"),
    ("callbacks", [{}], "the state is damaged: KeyError at 'best'"),
    ("callbacks", [], "the state is damaged: ValueError"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), DAMAGED)
def test_a_damaged_state_changes_nothing(name, value, sentence) -> None:
    def make() -> Fit:
        method, stopping = METHODS["adam"](), EarlyStopping("loss", patience=3, restore_best_weights=True)
        rng = np.random.default_rng(2)
        x, model = rng.normal(size=(12, 2)), MODELS["network"](hidden=(3,))
        model.build(2, 2, "classification")
        model.initialize(rng)
        loss = LOSSES["binary_cross_entropy"]()
        return Fit(model, loss, method, x, np.arange(12) % 2, batch_size=4, callbacks=[stopping])

    fit, other = make(), make()
    for _ in range(5):
        next(fit.run(3))
    kept = fit.save()
    facts = {key: fact for key, fact in {**kept.facts, name: value}.items() if fact is not None}
    before = other.save()
    with pytest.raises((ValueError, TypeError), match=sentence):
        other.load(FitState(kept.arrays, facts))
    after = other.save()
    assert repr(after.facts) == repr(before.facts)  # a loss that is not there yet is no number, and equals none
    for key, array in before.arrays.items():
        np.testing.assert_array_equal(after.arrays[key], array)
    other.load(kept)
    assert next(other.run(3)) == next(fit.run(3))
    np.testing.assert_array_equal(other.model.theta, fit.model.theta)
