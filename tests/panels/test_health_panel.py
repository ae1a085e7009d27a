"""Training health as a user has it: lines by layer, histograms, and the sentence about what is wrong."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox

from gdviz.core.anatomy import stages
from gdviz.panels.health import Health, layer_colors
from gdviz.plots.card import LegendItem
from gdviz.session.health import chosen_places
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

DEEP = Experiment(
    data=DataChoice("ring", {"n": 60}), model=ModelChoice("network", {"hidden": (6,) * 6, "activation": "sigmoid"}),
    loss="binary_cross_entropy", methods=(MethodChoice(1, options={"learning_rate": 0.1}),),
)  # fmt: skip
RELU = DEEP.replace(model=ModelChoice("network", {"hidden": (6, 5), "activation": "relu"}))


@pytest.fixture
def shown(qtbot, open_session):
    def show(experiment):
        session = open_session(experiment)
        panel = Health(session)
        qtbot.addWidget(panel)
        panel.resize(640, 260)
        panel.show()
        qtbot.waitUntil(lambda: session.snapshot is not None and (session.settled))
        return session, panel

    return show


def go(qtbot, session, step):
    session.step(step - session.snapshot.step)
    qtbot.waitUntil(lambda: session.snapshot.step == step and session.settled)


def choose(panel, name, data):
    combo = next(c for c in panel.findChildren(QComboBox) if c.accessibleName() == name)
    combo.setCurrentIndex(combo.findData(data))


def gradients_of(session, theta):
    """The independent source: the objective of the session, its gradient cut at the layers."""
    from gdviz.session.maps import objective_of

    course = session.course
    objective = objective_of(course.blueprint, course.settings)
    _, grad = objective.loss_and_gradient(theta)
    cuts = [part.weights for part in stages(course.blueprint.prototype)][1:]
    return [float(np.linalg.norm(part)) for part in np.split(grad, cuts)]


def test_the_gradient_of_each_layer_is_drawn_for_each_step(shown, qtbot):
    session, panel = shown(DEEP)
    go(qtbot, session, 30)
    assert panel._lines.names() == tuple("1234567")
    path = session.shown.path
    for name, place in (("1", 0), ("7", 6)):
        steps, sizes = panel._lines.values(name)
        assert steps.tolist() == list(range(31))
        for step in (0, 7, 30):
            assert sizes[step] == pytest.approx(gradients_of(session, path[step])[place], rel=1e-6)
    assert panel.plot.mapping.log_y


def test_a_vanishing_gradient_is_said_and_relu_has_nothing_said(shown, qtbot):
    session, panel = shown(DEEP)
    assert "sigmoid layers shrink it; try ReLU" in panel.finding
    assert panel._say.isVisible()
    session.open_experiment("relu", RELU)
    qtbot.waitUntil(lambda: session.health.checkup is not None and session.settled)
    assert panel.finding == ""
    assert not panel._say.isVisible()


def test_a_rewound_run_shows_the_same_as_when_it_was_there(shown, qtbot):
    session, panel = shown(RELU)
    go(qtbot, session, 12)
    then = session.health.checkup.now
    lines = [panel._lines.values(name)[1][:13].tolist() for name in panel._lines.names()]
    go(qtbot, session, 40)
    session.scrub(12)
    qtbot.waitUntil(lambda: session.snapshot.step == 12 and session.settled)
    assert session.health.checkup.now == then
    assert [panel._lines.values(name)[1][:13].tolist() for name in panel._lines.names()] == lines


def test_after_another_way_is_taken_the_old_one_is_forgotten(shown, qtbot):
    session, panel = shown(RELU)
    go(qtbot, session, 20)
    session.scrub(5)
    qtbot.waitUntil(lambda: session.snapshot.step == 5 and session.settled)
    session.set_method("rate", 1, options={"learning_rate": 0.9})
    go(qtbot, session, 20)
    steps, sizes = panel._lines.values("1")
    assert steps[-1] == 20
    for step in (4, 10, 20):
        place = steps.tolist().index(step)
        row = session.shown.path[session.shown.path_steps.tolist().index(step)]
        assert sizes[place] == pytest.approx(gradients_of(session, row)[0], rel=1e-6)


def test_the_histogram_is_of_the_weights_that_the_network_has_now(shown, qtbot):
    session, panel = shown(RELU)
    go(qtbot, session, 9)
    part = stages(session.course.blueprint.prototype)[1]
    weights = session.shown.theta[part.weights : part.weights + 30]
    x, shares = panel._bars.values("2")
    assert (x.min(), x.max()) == pytest.approx((weights.min(), weights.max()))
    heights = shares[1:-1:2]
    assert heights.sum() == pytest.approx(1.0)
    inside = ((weights >= x[0]) & (weights < x[0] + (x[-1] - x[0]) / 4)).mean()
    assert heights[:10].sum() == pytest.approx(inside)  # the first quarter of the bins
    choose(panel, "At the shown step", "answers")
    x, _ = panel._bars.values("1")
    assert x.min() >= 0.0  # ReLU answers nothing else


def test_silent_neurons_over_time_are_drawn_for_rectifiers_only(shown, qtbot):
    session, panel = shown(RELU)
    choose(panel, "Over the steps", "silent")
    go(qtbot, session, 5)
    assert panel._lines.names() == ("1", "2")  # the output does not rectify
    assert not panel.plot.mapping.log_y
    assert panel._lines.values("2")[1][-1] == session.health.checkup.now[1].silent


def test_layers_are_told_apart_by_colour_and_legend(shown):
    _, panel = shown(RELU)
    items = panel.findChildren(LegendItem)
    assert [item.name for item in items] == ["1", "2", "3 (output)"]
    assert [item.color for item in items] == layer_colors(3)
    assert len({color.name() for color in layer_colors(8)}) == 8
    assert "gradient" in items[0].toolTip()


def test_a_polynomial_has_no_layers(shown):
    _, panel = shown(Experiment(model=ModelChoice("polynomial")))
    assert panel._nothing.isVisible()
    assert not panel.plot.isVisible()


def test_a_hidden_panel_asks_for_nothing(shown, qtbot):
    session, panel = shown(RELU)
    panel.hide()
    go(qtbot, session, 6)
    assert session.health.checkup.step == 0
    panel.show()
    qtbot.waitUntil(lambda: session.health.checkup.step == 6)


def test_a_long_run_is_looked_at_in_places_that_stay():
    short, long = np.arange(0, 4000, 4), np.arange(0, 8000, 4)
    first, second = short[chosen_places(short)], long[chosen_places(long)]
    assert 48 <= len(first) <= 97
    assert set(second[second < 4000]) <= set(first)


def test_one_step_has_one_sentence_however_much_of_the_way_is_known(shown, qtbot):
    session, panel = shown(DEEP.replace(methods=(MethodChoice(1, "adam", {"learning_rate": 0.3}, batch_size=5),)))
    told = {}
    session.health.changed.connect(
        lambda: told.setdefault(session.health.checkup.step, []).append((session.health.checkup.whole, panel.finding))
    )
    before = panel.finding
    for step in (200, 400, 600):
        go(qtbot, session, step)
    looks = [look for step, each in sorted(told.items()) if step for look in each]
    assert len(looks) > 3
    for whole, sentence in looks:
        assert whole or sentence == before
        before = sentence


def by_hand(session, theta, activation):
    """Sums of each layer (n, width) over the training rows, and each layer's slope by central differences."""
    X, y = session.split.X_train, session.split.y_train
    cuts, shapes, start = [], [], 0
    sizes = [2, 6, 5, 1]
    for n_in, n_out in itertools.pairwise(sizes):
        shapes.append((start, n_in, n_out))
        start += (n_in + 1) * n_out
        cuts.append(start)

    def forward(numbers):
        a, sums = X, []
        for begin, n_in, n_out in shapes:
            W = numbers[begin : begin + n_in * n_out].reshape(n_in, n_out)
            sums.append(a @ W + numbers[begin + n_in * n_out : begin + (n_in + 1) * n_out])
            a = activation(sums[-1])
        z = sums[-1][:, 0]
        return sums, float(np.mean(np.logaddexp(0.0, z) - y * z))

    slopes = np.empty(theta.size)
    for place in range(theta.size):
        step = np.zeros(theta.size)
        step[place] = 1e-7 * max(1.0, abs(theta[place]))
        slopes[place] = (forward(theta + step)[1] - forward(theta - step)[1]) / (2 * step[place])
    return forward(theta)[0], [float(np.linalg.norm(part)) for part in np.split(slopes, cuts[:-1])]


@pytest.mark.parametrize("wrong", ["silent", "saturated", "exploding", "large"])
def test_what_goes_wrong_by_hand_is_said_with_true_numbers_and_goes_when_it_is_undone(shown, qtbot, wrong):
    squashes = wrong == "saturated"
    model = ModelChoice("network", {"hidden": (6, 5), "activation": "tanh" if squashes else "relu"})
    session, panel = shown(DEEP.replace(model=model))
    go(qtbot, session, 3)
    assert panel.finding == ""
    first, second, last = stages(session.course.blueprint.prototype)
    theta = session.shown.theta
    values = {
        "silent": {second.bias_at(row): -100.0 for row in range(4)},
        "saturated": {first.weights + place: 1000.0 * theta[first.weights + place] for place in range(12)},
        "exploding": {last.weights + place: 1e6 for place in range(5)}
        | {second.weights + place: 1e-2 for place in range(30)}
        | {second.bias_at(row): 0.0 for row in range(5)},
        "large": {last.weights + place: 5e3 for place in range(5)},
    }[wrong]
    session.set_parameters("wrong", values)
    qtbot.waitUntil(lambda: panel.finding != "" and session.settled)
    sums, slopes = by_hand(session, session.shown.theta, np.tanh if squashes else lambda z: np.maximum(z, 0.0))
    if wrong == "silent":
        share = (sums[1] <= 0.0).all(axis=0).mean()
        assert panel.finding.startswith(f"{100 * share:.0f}\u202f% of the ReLU neurons of layer 2 are silent")
    elif wrong == "saturated":
        share = (np.abs(np.tanh(sums[0])) > 0.96).mean()  # within 2 % of the way from -1 to 1
        assert panel.finding.startswith(f"{100 * share:.0f}\u202f% of what layer 1 answers is at an end of its tanh")
    elif wrong == "exploding":
        assert panel.finding.startswith("Layer 1 gets "), (panel.finding, slopes)
        told = float(panel.finding.split()[3].replace(",", ""))
        assert told == pytest.approx(slopes[0] / slopes[2], rel=0.05)  # two digits
        assert panel.finding.split(" times ")[1].startswith("the gradient of layer 3: it grows on its way back")
    else:
        layer = int(np.argmax(slopes)) + 1
        assert panel.finding.startswith(f"The gradient of layer {layer} is ")
        assert float(panel.finding.split(":")[0].split()[-1]) == pytest.approx(max(slopes), rel=0.05)
    session.undo()
    qtbot.waitUntil(lambda: panel.finding == "" and session.settled)
    assert not panel._say.isVisible()
