"""What the lessons on networks say is what happens in them."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.health import Examiner, diagnose
from gdviz.core.hinges import hinges
from gdviz.lessons import find_lesson
from gdviz.training.headless import train


def trained(lesson: str, steps: int | None = None):
    found = find_lesson(lesson)
    return train(found.experiment, found.steps if steps is None else steps).runs[1]


def unpenalised():
    """The lesson on overfitting, without an end."""
    return train(find_lesson("overfit").experiment.replace(patience=0), 2000).runs[1]


def layers_of(run):
    split = run.settings.split
    theta = run.model.theta.copy()
    return Examiner(run.model, run.settings.loss, split.X_train, split.y_train).layers(theta)


@pytest.mark.parametrize("steps", [0, 100, 300])
def test_five_sigmoid_layers_let_next_to_nothing_through(steps):
    run = trained("vanishing", steps)
    finding = diagnose(layers_of(run))
    assert finding is not None
    assert "sigmoid layers shrink it; try ReLU" in finding.text
    assert run.evaluate()["train_loss"] > 0.69  # ln 2: it tells the classes no better than a coin


def test_five_relu_layers_learn():
    run = trained("vanishing-relu", 300)
    gradients = [layer.gradient for layer in layers_of(run)]
    assert max(gradients) < 100 * min(gradients)
    assert run.evaluate()["train_accuracy"] > 0.9


def test_overfitting_stops_and_would_have_gone_on_getting_worse():
    run = trained("overfit")
    stop = run.early_stop
    assert stop is not None
    best = run.evaluate()
    run.rewind(stop.stopped_step)
    later = run.evaluate()
    assert later["train_loss"] < best["train_loss"]
    assert later["test_loss"] > 1.05 * best["test_loss"]


def test_penalties_do_what_the_lessons_say():
    free = layers_of(unpenalised())
    small, sparse = layers_of(trained("regularise-l2")), layers_of(trained("regularise-l1"))
    assert all(a.weight_norm < b.weight_norm for a, b in zip(small, free, strict=True))
    weights = np.array([2 * 32, 32 * 32, 32])
    assert weights @ [layer.at_zero for layer in free] < 0.1 * weights.sum()
    assert weights @ [layer.at_zero for layer in sparse] > 0.8 * weights.sum()  # most weights end up next to 0


def test_dropout_learns_by_heart_less():
    def gap(run) -> float:
        figures = run.evaluate()
        return figures["test_loss"] - figures["train_loss"]

    assert gap(trained("regularise-dropout")) < gap(unpenalised())


def test_the_hinges_of_the_talk_are_trained_to_a_better_curve():
    start, end = trained("relu-by-hand", 0), trained("relu-by-hand")
    assert hinges(start.model).x.tolist() == [0, 35, 40]
    assert end.evaluate()["train_loss"] < 0.01 * start.evaluate()["train_loss"]
    assert np.isfinite(end.model.theta).all()


def test_the_network_finds_the_bat():
    figures = trained("logo", 2000).evaluate()
    assert figures["test_accuracy"] > 0.92
