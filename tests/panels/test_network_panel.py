"""The network panel as a user has it: pictures, edges, numbers under the pointer, weights set by hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gdviz.panels.network import NetworkPanel
from gdviz.plots.network_edges import edge_color, edge_width
from gdviz.plots.network_layout import Part
from gdviz.plots.number import number
from gdviz.plots.theme import Theme
from gdviz.session import Session
from gdviz.session.neuron_maps import square_around
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

XOR = Experiment(
    data=DataChoice("xor", {"n": 80}), model=ModelChoice("network", {"hidden": (4, 3)}), loss="binary_cross_entropy",
    methods=(MethodChoice(1, "gradient_descent", {"learning_rate": 0.5}),),
)  # fmt: skip


class User:
    """Somebody with a mouse before the network."""

    def __init__(self, panel: NetworkPanel, session: Session, qtbot) -> None:
        self.panel, self.session, self.qtbot, self.view = panel, session, qtbot, panel.picture

    def weights(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """W and b of each layer as theta has them: W row by row, then b."""
        theta, found, start = self.session.shown.theta, [], 0
        sizes = [column.count for column in self.view.columns]
        for n_in, n_out in pairwise(sizes):
            W = theta[start : start + n_in * n_out].reshape(n_in, n_out)
            found.append((W.copy(), theta[start + n_in * n_out : start + n_in * n_out + n_out].copy()))
            start += n_in * n_out + n_out
        assert start == theta.size
        return found

    def place(self, part: Part) -> QPointF:
        layout = self.view.arrangement
        if part.kind == "edge":
            return layout.edge(part.column - 1, part.source, part.row).pointAtPercent(0.22)
        if part.kind == "bias":
            return layout.bias(part.column, part.row).center()
        if part.kind in ("fewer", "more"):
            return layout.buttons[part.column][part.kind == "more"].center()
        return layout.tiles[part.column][part.row].center()

    def move(self, part: Part) -> None:
        at = self.place(part)
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, self.view.mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(self.view, event)

    def click(self, part: Part) -> None:
        self.move(part)
        self.qtbot.mouseClick(self.view, Qt.MouseButton.LeftButton, pos=self.place(part).toPoint())

    @property
    def reading(self) -> str:
        return self.panel.pointing.readout.text() if self.panel.pointing.readout.isVisible() else ""

    def step(self, count: int) -> None:
        target = self.session.snapshot.step + count
        self.session.step(count)
        self.qtbot.waitUntil(lambda: self.session.snapshot is not None and self.session.snapshot.step == target)
        self.drawn()

    def drawn(self) -> None:
        """Wait until the pictures are those of the shown moment."""
        inside = self.session.inside
        self.qtbot.waitUntil(lambda: inside.maps is not None and inside.maps.step == self.session.shown.step)

    def type(self, text: str) -> None:
        field = self.panel.editing.editor.field
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def sit_down(open_session: Callable[..., Session], qtbot):
    def sit(experiment: Experiment = XOR) -> User:
        session = open_session(experiment)
        panel = NetworkPanel(session)
        qtbot.addWidget(panel)
        panel.resize(720, 480)
        panel.show()
        qtbot.waitUntil(lambda: session.snapshot is not None)
        user = User(panel, session, qtbot)
        if session.inside.is_network:
            user.drawn()
        return user

    return sit


def forward(user: User, X: np.ndarray) -> list[np.ndarray]:
    """All outputs of a tanh network with a sigmoid at its end, by the formulas of a book."""
    outputs = [X]
    for place, (W, b) in enumerate(user.weights()):
        z = outputs[-1] @ W + b
        last = place == len(user.view.columns) - 2
        outputs.append(1 / (1 + np.exp(-z)) if last else np.tanh(z))
    return outputs


def test_each_neuron_is_a_picture_of_what_it_answers_over_the_plane(sit_down):
    user = sit_down()
    user.step(20)
    left, right, bottom, top = square_around(user.session.dataset, user.session.preparation)
    image = user.view.picture(1, 2)
    side = image.width()
    xs, ys = np.linspace(left, right, side), np.linspace(bottom, top, side)
    X = np.column_stack([np.tile(xs, side), np.repeat(ys, side)])
    lut = Theme.current().diverging.astype(int)
    for column, row in ((1, 0), (1, 2), (2, 0), (2, 2)):
        image = user.view.picture(column, row)
        expected = forward(user, X)[column][:, row].reshape(side, side)
        for x, y in ((0, 0), (side - 1, 0), (0, side - 1), (side // 2, side // 3), (side - 1, side - 1)):
            shown = image.pixelColor(x, side - 1 - y)  # row 0 of an image is at its top
            index = int(np.clip(127.5 + 127.5 * expected[y, x], 0, 255))
            near = lut[max(0, index - 1) : index + 2]  # pictures are worked out in single precision
            assert (near == [shown.red(), shown.green(), shown.blue()]).all(axis=1).any()


def test_the_pictures_follow_the_training(sit_down):
    user = sit_down()
    before = user.view.picture(2, 1)
    user.step(30)
    assert user.view.picture(2, 1) != before


def test_an_edge_is_as_wide_and_of_the_colour_that_its_weight_says(sit_down):
    user = sit_down()
    user.step(5)
    W = user.weights()[0][0]
    largest = max(np.abs(part).max() for part, _ in user.weights())
    scale = max(1.0, largest)
    source, row = np.unravel_index(np.abs(W).argmax(), W.shape)
    weight = float(W[source, row])
    assert edge_width(weight, user.view.scale) == pytest.approx(1 + 7 * abs(weight) / scale)
    layout = user.view.arrangement
    picture = user.view.pictured(1.0)
    start = layout.edge(0, int(source), int(row)).pointAtPercent(0.04)
    shown = picture.pixelColor(start.toPoint())
    blue, red = edge_color(1.0, Theme.current()), edge_color(-1.0, Theme.current())
    wanted, other = (blue, red) if weight > 0 else (red, blue)

    def distance(a, b):
        return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())

    assert distance(shown, wanted) < distance(shown, other)


def test_at_full_speed_it_shows_each_moment_with_its_own_weights(sit_down, qtbot):
    user = sit_down()
    session, seen = user.session, []

    def look():
        if session.races:
            seen.append(np.array_equal(user.view.weights[0], user.weights()[0][0]))

    session.snapshot_changed.connect(look)  # behind the panel, which was connected first
    session.set_pace(float("inf"))
    session.play()
    qtbot.waitUntil(lambda: len(seen) >= 8)
    session.pause()
    assert all(seen)


def test_what_is_said_of_an_edge_keeps_up_with_the_training(sit_down):
    user = sit_down()
    edge = Part("edge", 1, 3, 0)
    user.move(edge)
    assert "x₁ → hidden 1, neuron 4" in user.reading
    assert f"weight {number(user.weights()[0][0][0, 3], 4)}" in user.reading
    user.step(1)
    weight = user.weights()[0][0][0, 3]
    assert f"weight {number(weight, 4)}" in user.reading
    # plain gradient descent: w = w0 - 0.5 g, so that the gradient shown is what the next step subtracts
    shown = user.reading
    user.step(1)
    after = user.weights()[0][0][0, 3]
    assert f"gradient {number((weight - after) / 0.5, 3)}" in shown


def slope_by_differences(user: User, index: int, l2: float = 0.0, step: float = 1e-5) -> float:
    """The training loss at both sides of one number of theta, by the formulas of a book."""
    theta = user.session.shown.theta.copy()
    X, y = user.session.split.X_train, user.session.split.y_train
    losses = []
    for sign in (1.0, -1.0):
        moved = theta.copy()
        moved[index] += sign * step
        W, b, V, c, U, d = (part.reshape(shape) for part, shape in zip(
            np.split(moved, np.cumsum([8, 4, 12, 3, 3])), [(2, 4), (4,), (4, 3), (3,), (3, 1), (1,)], strict=True,
        ))  # fmt: skip
        z = (np.tanh(np.tanh(X @ W + b) @ V + c) @ U + d)[:, 0]
        penalty = l2 * sum(float((part**2).sum()) for part in (W, V, U))
        losses.append(float(np.mean(np.logaddexp(0.0, z) - y * z)) + penalty)
    return (losses[0] - losses[1]) / (2 * step)


def test_the_slope_by_an_edge_is_told_before_the_first_step_and_after_an_edit(sit_down, qtbot):
    user = sit_down()
    assert user.session.snapshot.step == 0
    user.move(Part("edge", 2, 1, 2))
    index = 12 + 2 * 3 + 1  # behind W (2, 4) and b (4,): from neuron 3 to neuron 2
    assert f"gradient {number(slope_by_differences(user, index), 3)}" in user.reading
    user.move(Part("bias", 1, 0))
    assert f"gradient {number(slope_by_differences(user, 8), 3)}" in user.reading
    user.session.set_parameter("Set a weight", 0, 3.0)
    qtbot.waitUntil(lambda: user.session.shown.theta[0] == 3.0)
    user.move(Part("edge", 1, 0, 0))
    assert f"gradient {number(slope_by_differences(user, 0), 3)}" in user.reading
    user.session.set_experiment("Penalty", l2=0.1)
    qtbot.waitUntil(lambda: f"gradient {number(slope_by_differences(user, 0, 0.1), 3)}" in user.reading)


def test_what_is_said_of_a_neuron_is_its_range(sit_down):
    user = sit_down()
    user.move(Part("neuron", 1, 1))
    left, right, bottom, top = square_around(user.session.dataset, user.session.preparation)
    corners = np.array([[x, y] for x in (left, right) for y in (bottom, top)])
    W, b = user.weights()[0]
    z = corners @ W[:, 1] + b[1]  # a plane has its extremes at the corners
    assert f"sum z {number(z.min())} … {number(z.max())}" in user.reading
    assert f"tanh(z) {number(np.tanh(z.min()))} … {number(np.tanh(z.max()))}" in user.reading
    assert user.session.inside.focus == (1, 1)


def test_when_the_editor_closes_the_edge_under_the_pointer_is_read_again(sit_down, qtbot):
    user = sit_down()
    user.click(Part("edge", 1, 2, 1))
    assert user.reading == ""  # the editor tells what it edits
    user.session.freeze("hold", user.panel.parts.index(Part("edge", 1, 2, 1)), True)
    qtbot.keyClick(user.panel.editing.editor.field, Qt.Key.Key_Escape)
    assert user.reading.startswith("x₂ → hidden 1, neuron 3")
    assert user.reading.endswith("held still")


def test_a_weight_that_is_clicked_is_set_by_hand_and_the_answer_follows(sit_down, qtbot):
    user = sit_down()
    user.click(Part("edge", 1, 2, 1))
    assert user.panel.editing.editor.isVisible()
    assert user.panel.editing.editor.title == "x₂ → hidden 1, neuron 3"
    assert user.panel.editing.editor.field.value() == pytest.approx(user.weights()[0][0][1, 2], abs=1e-5)
    before = user.session.shown.theta.copy()
    user.type("2.5")
    qtbot.waitUntil(lambda: user.weights()[0][0][1, 2] == 2.5)
    assert (user.session.shown.theta != before).sum() == 1
    X = np.array([[0.7, -1.1]])
    by_hand = forward(user, X)[-1][0, 0]
    assert user.session.probe.answers(user.session.shown.theta, X)[0, 1] == pytest.approx(by_hand, rel=1e-12)
    user.session.undo()
    qtbot.waitUntil(lambda: np.array_equal(user.session.shown.theta, before))
    user.session.redo()
    qtbot.waitUntil(lambda: user.weights()[0][0][1, 2] == 2.5)


def test_a_drag_of_the_slider_is_one_undo(sit_down, qtbot):
    user = sit_down()
    before = user.session.shown.theta.copy()
    user.click(Part("edge", 1, 0, 0))
    for place in (10, 50, 120, 200):
        user.panel.editing.editor.slider.setValue(place)
    qtbot.waitUntil(lambda: user.session.shown.theta[0] == 1.0)  # half of the way to 2
    user.session.undo()
    qtbot.waitUntil(lambda: np.array_equal(user.session.shown.theta, before))
    assert user.session.undo_label == ""


def test_a_bias_held_still_does_not_move_until_it_is_let_go(sit_down, qtbot):
    user = sit_down()
    user.click(Part("bias", 1, 1))
    assert user.panel.editing.editor.title == "bias of hidden 1, neuron 2"
    user.panel.editing.editor.lock.click()
    bias = user.weights()[0][1]
    user.step(10)
    after = user.weights()[0][1]
    assert after[1] == bias[1]
    assert (after != bias).sum() == 3
    assert user.view.frozen_biases[0].tolist() == [False, True, False, False]
    user.session.undo()
    assert not user.panel.editing.editor.lock.isChecked()
    user.step(1)
    assert user.weights()[0][1][1] != bias[1]


def test_a_neuron_more_keeps_the_weights_and_undo_takes_it_back(sit_down, qtbot):
    user = sit_down()
    user.step(10)
    before, theta = user.weights(), user.session.shown.theta.copy()
    user.click(Part("more", 1))
    qtbot.waitUntil(lambda: user.view.columns[1].count == 5 and user.session.snapshot is not None)
    after = user.weights()
    assert np.array_equal(after[0][0][:, :4], before[0][0])
    assert np.array_equal(after[0][1][:4], before[0][1])
    assert np.array_equal(after[1][0][:4], before[1][0])
    assert np.array_equal(after[2][0], before[2][0])
    assert after[0][0][:, 4].any()
    user.session.undo()
    qtbot.waitUntil(lambda: user.session.snapshot is not None and user.session.shown.theta.size == theta.size)
    assert np.array_equal(user.session.shown.theta, theta)


def test_a_neuron_fewer_takes_the_last_one_away(sit_down, qtbot):
    user = sit_down()
    user.step(3)
    before = user.weights()
    user.click(Part("fewer", 2))
    qtbot.waitUntil(lambda: user.view.columns[2].count == 2 and user.session.snapshot is not None)
    after = user.weights()
    assert np.array_equal(after[1][0], before[1][0][:, :2])
    assert np.array_equal(after[2][0], before[2][0][:2])
    assert np.array_equal(after[0][0], before[0][0])


def test_another_model_is_told_and_a_click_trains_a_network(sit_down, qtbot):
    user = sit_down(XOR.replace(model=ModelChoice("k_nearest"), loss="binary_cross_entropy"))
    assert user.panel._train.isVisible()
    user.panel._train.click()
    assert user.session.experiment.model.name == "network"
    qtbot.waitUntil(lambda: user.view.isVisible() and len(user.view.weights) == 3)
    assert "2 – 8 – 8 – 1 · tanh · 105 parameters" in user.panel.quiet


def test_logistic_regression_is_one_neuron_whose_weights_are_edges(sit_down, qtbot):
    user = sit_down(XOR.replace(model=ModelChoice("logistic"), start=(2.0, -1.0, 0.5)))
    qtbot.waitUntil(lambda: len(user.view.weights) == 1)
    assert [column.count for column in user.view.columns] == [2, 1]
    assert user.view.columns[1].detail == "sigmoid"
    assert user.view.weights[0].tolist() == [[2.0], [-1.0]]
    assert user.view.biases[0].tolist() == [0.5]
    user.move(Part("edge", 1, 0, 1))
    assert user.reading.splitlines()[1] == f"weight {number(-1.0, 4)}"
    qtbot.waitUntil(lambda: user.session.inside.maps is not None)
    left, _, bottom, _ = user.session.inside.maps.extent
    corner = 2.0 * left - 1.0 * bottom + 0.5
    assert user.session.inside.maps.outputs[1][0][0, 0] == pytest.approx(1 / (1 + np.exp(-corner)))
    user.panel.sample.button.click()
    qtbot.waitUntil(lambda: user.panel.sample.walking.move is not None)
    phases = [move.phase for move in user.panel.sample.walking.moves]
    assert phases == ["input", "sum", "output", "loss", "slope", "weight", "weight", "bias", "update"]


def test_softmax_regression_is_one_layer_with_a_neuron_for_each_class(sit_down, qtbot):
    user = sit_down(
        Experiment(data=DataChoice("blobs", {"classes": 3}), model=ModelChoice("softmax"),
                   loss="categorical_cross_entropy")
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(user.view.weights) == 1)
    assert user.view.columns[1].names == ("class 0", "class 1", "class 2")
    theta = user.session.shown.theta
    np.testing.assert_array_equal(user.view.weights[0], theta[:6].reshape(2, 3))
    np.testing.assert_array_equal(user.view.biases[0], theta[6:])
    user.click(Part("bias", 1, 2))
    assert user.panel.editing.editor.isVisible()


def test_hidden_it_asks_for_nothing(sit_down):
    user = sit_down()
    user.panel.hide()
    maps = user.session.inside.maps
    user.session.step(3)
    user.qtbot.waitUntil(lambda: user.session.snapshot.step == 3)
    assert user.session.inside.maps is maps


@pytest.mark.parametrize(
    ("source", "loss", "outputs"),
    [("tribes", "categorical_cross_entropy", 3), ("curve", "mse", 1), ("boston", "mse", 1), ("iris", None, 3)],
)
def test_curves_classes_and_tables_are_looked_into_too(sit_down, source, loss, outputs):
    from gdviz.core.datasets import DATASETS
    from gdviz.training.build import generate, losses_for

    assert source in DATASETS
    choice = DataChoice(source)
    dataset = generate(choice)
    loss = losses_for("network", dataset.task, dataset.n_classes)[0]
    user = sit_down(XOR.replace(data=choice, loss=loss))
    user.step(2)
    assert user.view.columns[-1].count == (dataset.n_classes if dataset.n_classes > 2 else 1)
    assert all(user.view.picture(column, 0) is not None for column in range(4))
    user.move(Part("neuron", 1, 0))
    assert "hidden 1, neuron 1" in user.reading


def digits(value: float) -> str:
    return number(float(value), 4)


def page_down(user: User, times: int = 1) -> None:
    for _ in range(times):
        user.qtbot.keyClick(user.panel, Qt.Key.Key_PageDown)


SMALL = XOR.replace(model=ModelChoice("network", {"hidden": (2,), "activation": "tanh"}))


def test_a_sample_goes_through_the_network_and_back_by_key(sit_down, qtbot):
    user = sit_down(SMALL)
    user.panel.activateWindow()
    user.panel.sample.button.click()
    strip, walking = user.panel.sample.strip, user.panel.sample.walking
    assert strip.isVisible()
    row = user.session.inside.sample
    x, y = user.session.dataset.X[row], user.session.dataset.y[row]
    (W1, b1), (W2, b2) = user.weights()
    a = np.tanh(x @ W1 + b1)
    p = 1 / (1 + np.exp(-(a @ W2 + b2)[0]))
    assert strip.text == f"x₁ = {digits(x[0])}   x₂ = {digits(x[1])}"
    page_down(user, 2)
    assert strip.text.endswith(f"= {digits(a[0])}")
    assert user.view.overlay.below[1, 0] == digits(a[0])
    assert (1, 1) not in user.view.overlay.below
    page_down(user, 4)
    assert strip.text.endswith(f"= {digits(p)}")
    assert user.view.overlay.moving == (Part("neuron", 2, 0),)
    page_down(user, 3)  # loss, slope, first weight
    assert strip.heading == "Backward: slope by a weight of output"
    gradient = a[0] * (p - y)
    assert strip.text.endswith(f"= {digits(gradient)}")
    assert strip.moving_text.endswith(digits(gradient))
    assert user.view.overlay.edges == {(2, 0, 0): digits(gradient)}
    assert user.view.overlay.moving == (Part("edge", 2, 0, 0),)
    qtbot.keyClick(user.panel, Qt.Key.Key_PageUp)
    assert strip.heading == "Backward: slope by the sum of output"
    assert not user.view.overlay.edges
    assert walking.place == 8
    user.panel.sample.button.click()
    assert not strip.isVisible()
    assert user.view.overlay is None


def test_the_numbers_of_the_sample_follow_the_training(sit_down):
    user = sit_down(SMALL)
    user.panel.activateWindow()
    user.panel.sample.button.click()
    page_down(user, 2)
    before = user.panel.sample.strip.text
    user.step(5)
    assert user.panel.sample.strip.text != before
    row = user.session.inside.sample
    (W1, b1), _ = user.weights()
    assert user.panel.sample.strip.text.endswith(f"= {digits(np.tanh(user.session.dataset.X[row] @ W1 + b1)[0])}")


def test_the_sample_can_go_by_itself_and_stops_at_the_end(sit_down, qtbot):
    user = sit_down(SMALL)
    user.panel.sample.button.click()
    walking = user.panel.sample.walking
    walking._timer.setInterval(5)
    user.panel.sample.strip._buttons["play"].click()
    qtbot.waitUntil(lambda: not walking.playing and walking.place == len(walking.moves) - 1)
    assert user.panel.sample.strip.heading.startswith("Update")


def test_a_click_on_a_point_of_the_data_plot_makes_it_the_sample(sit_down, qtbot):
    from gdviz.panels.data_plot import DataPlot

    user = sit_down(SMALL)
    plot = DataPlot(user.session)
    qtbot.addWidget(plot)
    plot.resize(420, 420)
    plot.show()
    user.panel.sample.button.click()
    n = user.session.dataset.n
    row = next(row for row in range(n) if row != user.session.inside.sample)
    place = plot.plot.to_pixels(*user.session.dataset.X[row]).toPoint()
    qtbot.mouseClick(plot.plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert user.session.inside.sample == row
    assert user.session.dataset.n == n  # no point was added
    assert plot.points._marks["ringed"].tolist() == [row]
    assert digits(user.session.dataset.X[row, 0]) in user.panel.sample.strip.text


def test_a_pinned_neuron_stays_in_the_data_plot(sit_down):
    user = sit_down()
    user.click(Part("neuron", 2, 1))
    user.move(Part("neuron", 1, 0))
    assert user.session.inside.focus == (1, 0)
    user.view._point_at(None)
    assert user.session.inside.focus == (2, 1)
    user.click(Part("neuron", 2, 1))
    user.view._point_at(None)
    assert user.session.inside.focus is None


def test_by_keys_alone_a_weight_is_found_and_set(sit_down, qtbot):
    user = sit_down()
    user.view.window().activateWindow()
    qtbot.waitUntil(user.view.isActiveWindow)
    user.view.clearFocus()
    user.view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(user.view, Qt.Key.Key_Down)
    qtbot.keyClick(user.view, Qt.Key.Key_Return)
    editor = user.panel.editing.editor
    assert editor.title == "bias of hidden 1, neuron 2"
    assert [editor.which.itemText(place) for place in range(3)] == ["bias", "x₁", "x₂"]
    qtbot.keyClick(editor.which, Qt.Key.Key_Down)
    qtbot.keyClick(editor.which, Qt.Key.Key_Down)
    editor.which.activated.emit(editor.which.currentIndex())
    assert editor.title == "x₂ → hidden 1, neuron 2"
    user.type("-0.75")
    qtbot.waitUntil(lambda: user.weights()[0][0][1, 1] == -0.75)


def test_after_a_weight_is_set_keys_go_to_the_network_and_not_to_what_stands_next(sit_down, qtbot):
    user = sit_down()
    user.view.window().activateWindow()
    qtbot.waitUntil(user.view.isActiveWindow)
    user.panel.sample.button.click()  # the strip below has buttons, which space would press
    for ended in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        user.click(Part("edge", 1, 2, 1))
        editor = user.panel.editing.editor
        qtbot.waitUntil(editor.field.hasFocus)
        qtbot.keyClick(editor.field, ended)
        assert not editor.isVisible()
        assert user.view.hasFocus()


def test_other_weights_of_a_neuron_are_offered_by_short_names(sit_down):
    user = sit_down()
    user.click(Part("edge", 2, 1, 3))
    editor = user.panel.editing.editor
    assert editor.title == "hidden 1, neuron 4 → hidden 2, neuron 2"
    shown = [editor.which.itemText(place) for place in range(editor.which.count())]
    assert shown == ["bias", "neuron 1", "neuron 2", "neuron 3", "neuron 4"]
    assert editor.which.currentText() == "neuron 4"


def test_the_neuron_under_the_pointer_fills_the_data_plot(sit_down, qtbot):
    from gdviz.panels.data_plot import DataPlot

    user = sit_down()
    plot = DataPlot(user.session)
    qtbot.addWidget(plot)
    plot.resize(420, 420)
    plot.show()
    qtbot.waitUntil(lambda: user.session.maps.heatmap is not None and user.session.settled)
    answers = plot.plane.heatmap.image
    user.move(Part("neuron", 1, 2))
    qtbot.waitUntil(lambda: user.session.inside.large_map() is not None and plot.plane.heatmap.image != answers)
    assert plot.quiet == "neuron 3 of layer 1"
    left, right, bottom, top = user.session.inside.maps.focus_extent
    image, lut = plot.plane.heatmap.image, Theme.current().diverging.astype(int)
    side = image.width()
    for x, y in ((0, 0), (side - 1, 0), (side // 2, side // 2), (3, side - 1)):
        place = np.array([[left + (right - left) * x / (side - 1), bottom + (top - bottom) * y / (side - 1)]])
        index = int(np.clip(127.5 + 127.5 * forward(user, place)[1][0, 2], 0, 255))
        shown = image.pixelColor(x, side - 1 - y)
        near = lut[max(0, index - 1) : index + 2]
        assert (near == [shown.red(), shown.green(), shown.blue()]).all(axis=1).any()
    user.view._point_at(None)
    qtbot.waitUntil(lambda: plot.plane.heatmap.image == answers)
    assert plot.quiet != "neuron 3 of layer 1"


def test_where_columns_move_as_one_the_neuron_at_the_pointer_is_worked_out(sit_down, qtbot):
    user = sit_down(XOR.replace(model=ModelChoice("network", {"hidden": (8, 8)})))
    user.panel.sample.button.click()
    strip, walking = user.panel.sample.strip, user.panel.sample.walking
    walking.forward()
    assert strip.text.startswith("z¹₁ = ")
    user.move(Part("neuron", 1, 3))
    assert strip.text.startswith("z¹₄ = ")
    x = user.session.dataset.X[user.session.inside.sample]
    W, b = user.weights()[0]
    assert strip.text.endswith(f"= {digits(x @ W[:, 3] + b[3])}")


def test_a_pinned_neuron_is_let_go_where_its_layer_goes(sit_down, qtbot):
    user = sit_down()
    user.click(Part("neuron", 3, 0))
    assert user.session.inside.focus == (3, 0)
    user.click(Part("edge", 1, 0, 0))  # the editor is open when the network becomes another
    user.session.set_experiment("one layer", model=ModelChoice("network", {"hidden": (4,)}))
    qtbot.waitUntil(lambda: user.session.snapshot is not None and len(user.view.columns) == 3)
    user.drawn()
    assert user.panel.pointing.pinned is None
    assert user.session.inside.focus is None
    user.view.grab()  # painting what has gone had failed
    user.click(Part("neuron", 1, 3))
    user.session.set_experiment("as wide", model=ModelChoice("network", {"hidden": (5,)}))
    qtbot.waitUntil(lambda: user.session.snapshot is not None and user.view.columns[1].count == 5)
    assert user.view.chosen == Part("neuron", 1, 3)  # this one is still there


def test_without_a_race_nothing_is_said_of_what_had_been_pointed_at(sit_down, qtbot):
    user = sit_down()
    user.move(Part("bias", 2, 1))
    assert user.reading
    user.session.clear_points()
    user.session.asking.changed.emit()  # an answer that was on its way
    assert user.reading == ""
