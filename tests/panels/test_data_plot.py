"""The data plot as a user has it: mouse and keys change the points, and what the model makes of them is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu

from gdviz.core.datasets import Dataset
from gdviz.core.transforms import Transform
from gdviz.panels.data_plot import DataPlot
from gdviz.plots.number import number
from gdviz.plots.points import MOST_DRAWN
from gdviz.plots.theme import ThemeManager
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

LINE = Experiment(methods=(MethodChoice(1, options={"learning_rate": 0.01}),))
BLOBS = Experiment(data=DataChoice("blobs"), model=ModelChoice("logistic"), loss="binary_cross_entropy")
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


class User:
    """Somebody with a mouse and a keyboard before the plot."""

    def __init__(self, panel: DataPlot, session, qtbot) -> None:
        self.panel, self.session, self.qtbot = panel, session, qtbot

    @property
    def glass(self):
        return self.panel.plot.canvas.viewport()

    def pixel(self, place) -> QPointF:
        return self.panel.plot.to_pixels(*place).toPoint()

    def press(self, place, button=LEFT, keys=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.mousePress(self.glass, button, keys, self.pixel(place))

    def release(self, place, button=LEFT, keys=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.mouseRelease(self.glass, button, keys, self.pixel(place))

    def move(self, place, button=Qt.MouseButton.NoButton) -> None:
        at = QPointF(self.pixel(place))
        kind = QEvent.Type.MouseMove
        event = QMouseEvent(kind, at, self.glass.mapToGlobal(at), Qt.MouseButton.NoButton, button, Qt.NoModifier)
        QApplication.sendEvent(self.glass, event)

    def click(self, place, button=LEFT) -> None:
        self.press(place, button)
        self.release(place, button)

    def drag(self, *places, button=LEFT, keys=Qt.KeyboardModifier.NoModifier) -> None:
        self.press(places[0], button, keys)
        for place in places[1:]:
            self.move(place, button)
        self.release(places[-1], button, keys)

    def key(self, key, keys=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.panel.plot, key, keys)

    def step(self, count: int) -> None:
        target = self.session.snapshot.step + count
        self.session.step(count)
        self.qtbot.waitUntil(lambda: self.session.snapshot.step == target)

    def marks(self, name: str) -> list[int]:
        return sorted(self.panel.points._marks[name].tolist())

    def menu(self) -> QMenu | None:
        popup = QApplication.activePopupWidget()
        return popup if isinstance(popup, QMenu) else None


@pytest.fixture
def sit_down(open_session, qtbot):
    """Return a function from an experiment to a user before its data plot."""

    def sit(experiment: Experiment = LINE) -> User:
        session = open_session(experiment)
        panel = DataPlot(session)
        qtbot.addWidget(panel)
        panel.resize(520, 480)
        panel.show()
        qtbot.waitExposed(panel)
        qtbot.waitUntil(lambda: session.snapshot is not None)
        return User(panel, session, qtbot)

    return sit


def test_a_click_adds_a_point_there_and_undo_takes_it_back(sit_down):
    user = sit_down()
    user.click((2.0, -3.0))
    assert user.session.dataset.n == 101
    assert user.session.dataset.X[-1, 0] == pytest.approx(2.0, abs=0.05)
    assert user.session.dataset.y[-1] == pytest.approx(-3.0, abs=0.05)
    assert user.panel.points.count == 101
    user.session.undo()
    assert user.panel.points.count == 100


def test_the_right_button_adds_the_next_class_where_there_are_classes(sit_down):
    user = sit_down(BLOBS)
    user.click((0.0, 0.0))
    user.click((0.0, 1.0), RIGHT)
    assert user.session.dataset.y[-2:].tolist() == [0, 1]
    assert user.menu() is None


@pytest.mark.parametrize(("experiment", "tool"), [(LINE, "add"), (BLOBS, "move"), (BLOBS, "select")])
def test_elsewhere_the_right_button_opens_the_menu(sit_down, qtbot, experiment, tool):
    user = sit_down(experiment)
    user.session.tools.choose(tool)
    before = user.session.dataset.n
    user.click((0.0, 0.0), RIGHT)
    qtbot.waitUntil(lambda: user.menu() is not None)
    texts = [action.text().replace("&", "") for action in user.menu().actions()]
    user.menu().close()
    assert "Copy picture" in texts
    assert "Fit view" in texts
    assert user.session.dataset.n == before


def test_a_point_is_dragged_to_where_it_is_dropped_and_that_is_one_undo(sit_down):
    user = sit_down()
    user.session.tools.choose("move")
    row = 17
    before = user.session.dataset
    start = (before.X[row, 0], before.y[row])
    user.drag(start, (start[0] + 0.5, start[1]), (1.0, -5.0))
    after = user.session.dataset
    changed = np.flatnonzero((before.X[:, 0] != after.X[:, 0]) | (before.y != after.y))
    assert len(changed) == 1
    assert after.X[changed[0], 0] == pytest.approx(1.0, abs=0.2)
    assert after.y[changed[0]] == pytest.approx(-5.0, abs=0.2)
    user.session.undo()
    assert np.array_equal(user.session.dataset.y, before.y)
    assert user.session.undo_label == ""


def test_spray_goes_on_while_the_button_is_held_still(sit_down, qtbot):
    user = sit_down()
    user.session.tools.choose("spray")
    user.session.tools.set_density(5)
    user.press((0.0, 4.0))
    first = user.session.dataset.n
    qtbot.waitUntil(lambda: user.session.dataset.n >= 120)
    user.release((0.0, 4.0))
    sprayed = user.session.dataset
    assert first == 105
    pixel = np.array(user.panel.plot.to_data(QPointF(1, 1))) - user.panel.plot.to_data(QPointF(0, 0))
    off = np.column_stack([sprayed.X[100:, 0], sprayed.y[100:] - 4.0]) / pixel
    assert np.hypot(*off.T).max() <= user.session.tools.radius + 2
    user.session.undo()
    assert user.session.dataset.n == 100


def test_the_eraser_takes_what_it_passes_over_and_nothing_else(sit_down):
    user = sit_down()
    user.session.tools.choose("erase")
    user.session.tools.set_radius(20)
    before = user.session.dataset
    places = np.column_stack([before.X[:, 0], before.y])
    x, y = places[40]
    pixel = np.array(user.panel.plot.to_data(QPointF(1, 1))) - user.panel.plot.to_data(QPointF(0, 0))
    far = np.hypot(*((places - [x, y]) / pixel).T)
    user.click((x, y))
    left = set(user.session.dataset.ids.tolist())
    assert 40 not in left
    assert set(np.flatnonzero(far > 22).tolist()) <= left
    assert not left & set(np.flatnonzero(far < 18).tolist())


def test_a_rubber_band_selects_arrows_nudge_and_a_digit_changes_the_class(sit_down):
    user = sit_down(BLOBS)
    user.session.tools.choose("select")
    X = user.session.dataset.X
    user.drag((-5.0, -5.0), (-3.0, -3.0), (-1.0, -1.0))
    inside = np.flatnonzero((np.abs(X + 3.0) < 2.0).all(axis=1)).tolist()
    assert inside
    assert user.marks("selected") == inside
    user.key(Qt.Key.Key_Up)
    up = user.session.dataset.X[inside] - X[inside]
    assert (up[:, 1] > 0).all()
    assert up[:, 0] == pytest.approx(np.zeros(len(inside)), abs=1e-9)
    user.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    right = user.session.dataset.X[inside] - X[inside]
    assert right[:, 0] == pytest.approx(8 * up[:, 1], rel=0.02)
    user.key(Qt.Key.Key_1)
    assert set(user.session.dataset.y[inside].tolist()) == {0}
    assert user.session.tools.label == 0
    user.session.delete_selection()
    assert user.session.dataset.n == len(X) - len(inside)
    assert user.marks("selected") == []


def test_a_digit_chooses_the_class_that_is_drawn(sit_down):
    user = sit_down(BLOBS)
    user.key(Qt.Key.Key_2)
    user.click((0.0, 0.0))
    assert user.session.dataset.y[-1] == 1


def test_the_view_stands_still_under_somebody_who_draws_and_home_fits_it(sit_down):
    user = sit_down()
    user.session.clear_points()
    shown = user.panel.plot.shown
    for place in ((0.0, 0.0), (1.0, 1.0), (1.2, 0.5)):
        user.click(place)
    assert user.session.dataset.n == 3
    assert user.panel.plot.shown == shown
    user.drag((0.0, 0.0), (2.0, 2.0), button=MIDDLE)
    assert user.panel.plot.shown != shown
    assert user.session.dataset.n == 3
    user.key(Qt.Key.Key_Home)
    assert user.panel.plot.shown == shown


def test_curve_of_the_model_is_drawn_and_its_earlier_ones_too(sit_down):
    user = sit_down()
    user.step(9)
    w, b = user.session.shown.theta
    x, y = user.panel.curves.lines.values("lane 1")
    assert y == pytest.approx(w * x + b, rel=1e-9)
    path = user.session.shown.path
    drawn = [user.panel.curves.past.values(name) for name in user.panel.curves.past.names()]
    slopes = sorted((y[-1] - y[0]) / (x[-1] - x[0]) for x, y in drawn)
    assert slopes == pytest.approx(sorted(path[[0, 1, 2, 4, 8], 0]), rel=1e-9)


def test_residuals_run_from_each_training_point_to_the_curve(sit_down, qtbot):
    user = sit_down()
    user.panel.residuals.click()
    x, y = user.panel.curves.gaps.values("residuals")
    w, b = user.session.shown.theta
    train = user.session.split.train_mask
    assert len(x) == 3 * train.sum()
    assert y[0::3] == pytest.approx(user.session.dataset.y[train])
    assert y[1::3] == pytest.approx(w * x[1::3] + b)
    user.panel.residuals.click()
    assert "residuals" not in user.panel.curves.past.names()


def test_beyond_the_data_is_marked_as_extrapolation(sit_down):
    user = sit_down()
    x = user.session.dataset.X[:, 0]
    assert user.panel.band._range == pytest.approx((x.min(), x.max()))


def test_test_points_are_hollow_and_wrong_ones_crossed_out(sit_down, qtbot):
    user = sit_down(Experiment(**{**vars(BLOBS), "start": (1.0, 0.0, 0.0)}))
    X, y = user.session.dataset.X, user.session.dataset.y
    qtbot.waitUntil(lambda: user.marks("wrong") == np.flatnonzero((X[:, 0] > 0) != (y == 1)).tolist())
    assert np.array_equal(user.panel.points._test, ~user.session.split.train_mask)


def test_rows_of_the_batch_are_ringed(sit_down):
    user = sit_down(Experiment(methods=(MethodChoice(1, options={"learning_rate": 1e-3}, batch_size=10),)))
    user.step(1)
    rows = user.session.shown.detail.rows
    train = np.flatnonzero(user.session.split.train_mask)
    assert user.marks("ringed") == sorted(train[rows].tolist())
    assert len(rows) == 10


def test_the_pointer_reads_the_curve_and_the_point_under_it(sit_down):
    user = sit_down(Experiment(start=(2.0, 1.0)))
    user.move((-5.0, 5.5))
    text = user.panel.plot._readout.text()
    x, y = (float(part.replace("−", "-")) for part in text.removeprefix("f(").split(") = "))
    assert y == pytest.approx(2 * x + 1, abs=0.05)
    row = int(np.flatnonzero(~user.session.split.train_mask)[0])
    user.move((user.session.dataset.X[row, 0], user.session.dataset.y[row]))
    assert "point: " in user.panel.plot._readout.text()
    user.panel.plot.left.emit()
    assert user.panel.plot._readout.text() == ""


def test_the_pointer_reads_the_probability_of_each_class(sit_down):
    user = sit_down(Experiment(**{**vars(BLOBS), "start": (0.0, 0.0, 0.0)}))
    user.move((0.0, 5.0))
    lines = user.panel.plot._readout.text().splitlines()
    assert [line.split(": ")[1].replace("\N{NARROW NO-BREAK SPACE}", " ") for line in lines[1:3]] == ["50.0 %"] * 2


def test_heatmap_and_boundary_show_what_the_model_answers(sit_down, qtbot):
    user = sit_down(Experiment(**{**vars(BLOBS), "start": (1.0, 0.0, -1.0)}))
    qtbot.waitUntil(
        lambda: user.panel.plane.heatmap.image is not None and user.panel.plane.heatmap.image.width() == 100
    )
    border = np.concatenate(user.panel.plane.boundary.lines)
    assert border[:, 0] == pytest.approx(np.ones(len(border)), abs=0.05)
    image = user.panel.plane.heatmap.image
    left, right = image.pixelColor(0, 50), image.pixelColor(99, 50)
    assert left.blue() > left.red()
    assert right.red() > right.blue()


def test_several_inputs_are_shown_as_answer_over_truth(sit_down, qtbot):
    user = sit_down(Experiment(data=DataChoice("nine_features"), methods=(MethodChoice(1, "closed_form"),)))
    user.step(1)
    truth = user.session.dataset.y
    assert user.panel.points._x == pytest.approx(truth)
    theta = user.session.shown.theta
    assert user.panel.points._y == pytest.approx(user.session.dataset.X @ theta[:-1] + theta[-1])
    x, y = user.panel.curves.lines.values("perfect")
    assert np.array_equal(x, y)
    assert user.panel.plot.shown.left() < truth.min() < truth.max() < user.panel.plot.shown.right()
    before = user.session.dataset.n
    user.click((truth.mean(), truth.mean()))
    assert user.session.dataset.n == before


def test_of_many_rows_with_several_inputs_only_those_that_are_drawn_are_answered(sit_down):
    nine = DataChoice("nine_features", {"n": 30_000})
    user = sit_down(Experiment(data=nine, methods=(MethodChoice(1, "closed_form"),)))
    user.step(1)
    asked = []
    ask = user.session.asking.ask
    user.session.asking.ask = lambda name, theta, places, *rest: (
        asked.append((name, len(places))) or ask(name, theta, places, *rest)
    )
    user.panel._show_model()
    assert asked
    assert max(count for _, count in asked) <= MOST_DRAWN
    points, dataset, theta = user.panel.points, user.session.dataset, user.session.shown.theta
    assert 0.5 * MOST_DRAWN < points.count <= MOST_DRAWN
    rows = [user.panel.rows.row_of(point) for point in range(points.count)]
    assert points._x == pytest.approx(dataset.y[rows])
    assert points._y == pytest.approx(dataset.X[rows] @ theta[:-1] + theta[-1])
    assert (points._x.min(), points._x.max()) == (dataset.y.min(), dataset.y.max())
    user.session.select_all()
    assert len(user.marks("selected")) == points.count


def test_of_many_points_those_in_view_are_crossed_out(sit_down):
    user = sit_down(replace(BLOBS, data=DataChoice("blobs", {"n": 10_000, "noise": 1.0})))
    ten = user.session.dataset
    three = Dataset(np.tile(ten.X, (3, 1)), np.tile(ten.y, 3), ten.task, ten.feature_names, title="many")
    user.session.take_data("import", three)
    user.qtbot.waitUntil(lambda: user.session.snapshot is not None and user.panel.points.count == 30_000)
    user.step(1)
    model = user.session.probe.model_at(user.session.shown.theta)
    wrong = np.flatnonzero(model.answers(three.X).argmax(axis=1) != three.y)
    assert len(wrong) > 0
    for factor in (1.0, 5.0):
        user.panel.plot.zoom(factor)
        drawn = user.panel.points.drawn()
        assert 0 < len(drawn) <= MOST_DRAWN
        assert user.marks("wrong") == np.intersect1d(wrong, drawn).tolist()


def test_transforms_are_shown_in_the_names_of_the_axes(sit_down):
    user = sit_down(Experiment(data=DataChoice("transistors")))
    user.session.set_data("x", transform_x=Transform("minus", 1970.0), transform_y=Transform("log10"))
    axes = user.panel.plot.axes
    assert axes.horizontal.name == "year − 1970"
    assert axes.vertical.name.startswith("log₁₀ ")
    assert axes.vertical.unit == ""


def test_another_column_renames_the_axis_and_is_in_view(sit_down):
    user = sit_down(Experiment(data=DataChoice("boston")))
    user.session.set_data("x", options={"x": "AGE"})
    assert user.panel.plot.axes.horizontal.name == "AGE"
    ages = user.session.dataset.X[:, 0]
    assert user.panel.plot.shown.left() < ages.min() < ages.max() < user.panel.plot.shown.right()


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("task", ["regression", "classification"])
def test_points_that_are_all_equal_are_shown_in_the_middle(sit_down, task, n):
    user = sit_down()
    if task == "regression":
        data = Dataset(np.full((n, 1), 3.0), np.full(n, 1e3), "regression", title="equal")
    else:
        data = Dataset(np.full((n, 2), 3.0), np.zeros(n), "classification", title="equal")
    user.session.take_data("import", data)
    user.qtbot.waitUntil(lambda: user.session.snapshot is not None)
    user.step(2)
    assert user.panel.plot.shown.left() < 3.0 < user.panel.plot.shown.right()
    user.panel.grab()
    user.click((3.0, user.panel.plot.shown.center().y()))
    assert user.session.dataset.n == n + 1


def test_a_drag_into_what_the_transform_cannot_show_is_said_and_changes_nothing(sit_down):
    user = sit_down(Experiment(data=DataChoice("transistors", transform_y=Transform("log10"))))
    said = []
    user.session.message.connect(lambda message: said.append(message.text))
    user.session.tools.choose("select")
    user.session.select_all()
    user.panel.plot.zoom(1e-3)
    before = user.session.dataset
    user.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert user.session.dataset is before
    assert any("outside the numbers" in text for text in said)


def test_ten_thousand_points_are_drawn_and_edited(sit_down):
    user = sit_down(Experiment(data=DataChoice("line", {"n": 10_000})))
    user.click((0.0, -6.0))
    assert user.panel.points.count == 10_001
    assert not user.panel.points.thinned


def test_hidden_it_does_nothing(sit_down):
    user = sit_down()
    user.panel.hide()
    drawn = user.panel.curves.lines.values("lane 1")[1]
    user.step(3)
    assert user.panel.curves.lines.values("lane 1")[1] is drawn
    user.panel.show()
    assert user.panel.curves.lines.values("lane 1")[1] is not drawn


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_follows_the_theme(sit_down, mode):
    user = sit_down(BLOBS)
    manager = ThemeManager.instance()
    try:
        manager.set_mode(mode)
        ground = user.panel.plot.grab().toImage().pixelColor(3, 3)
        assert (ground.lightness() < 80) == (mode == "dark")
    finally:
        manager.set_mode("system")


def test_a_point_is_added_by_keys_alone(sit_down):
    user = sit_down(BLOBS)
    before, shown = user.session.dataset, user.panel.plot.shown
    user.key(Qt.Key.Key_2)
    user.key(Qt.Key.Key_Return)
    assert "cross" in user.panel.gestures.outlines.names()
    assert user.session.dataset is before
    for _ in range(10):
        user.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    user.key(Qt.Key.Key_Up)
    user.key(Qt.Key.Key_Return)
    added = user.session.dataset
    assert added.n == before.n + 1
    assert added.y[-1] == 1
    middle, place = user.pixel((shown.center().x(), shown.center().y())), user.pixel(added.X[-1])
    far = min(320, user.pixel((shown.right(), 0.0)).x() - middle.x())  # it stays in view
    assert place.x() - middle.x() == pytest.approx(far, abs=1)
    assert middle.y() - place.y() == pytest.approx(4, abs=1)
    user.session.undo()
    assert user.session.dataset.n == before.n
    user.key(Qt.Key.Key_Escape)
    assert "cross" not in user.panel.gestures.outlines.names()


def test_without_the_cross_the_arrows_are_left_to_the_run(sit_down):
    user = sit_down()
    assert not user.panel.gestures.cross.takes(Qt.Key.Key_Left)
    user.key(Qt.Key.Key_Return)
    assert user.panel.gestures.cross.takes(Qt.Key.Key_Left)


def test_the_plane_beyond_the_data_is_hatched_and_the_plane_among_it_is_not(open_session, qtbot):
    session = open_session(Experiment(data=DataChoice("logo", {"n": 100}), model=ModelChoice("logistic"),
                                      loss="binary_cross_entropy"))  # fmt: skip
    panel = DataPlot(session)
    qtbot.addWidget(panel)
    panel.resize(600, 600)
    panel.show()
    qtbot.waitUntil(lambda: session.maps.heatmap is not None and session.settled)
    panel.plot.zoom(0.5)  # out
    qtbot.waitUntil(lambda: session.settled)
    with_lines = panel.plot.pictured(1.0)
    panel.band.clear()
    without = panel.plot.pictured(1.0)

    def changed(x: float, y: float) -> bool:
        at = panel.plot.to_pixels(x, y).toPoint()
        area = [(at.x() + dx, at.y() + dy) for dx in range(-5, 6) for dy in range(-5, 6)]
        return any(with_lines.pixel(*place) != without.pixel(*place) for place in area)

    low, high = session.dataset.X.min(axis=0), session.dataset.X.max(axis=0)
    span = high - low
    assert changed(*(high + 0.3 * span))
    assert changed(0.0, high[1] + 0.3 * span[1])
    assert changed(low[0] - 0.3 * span[0], 0.0)
    for x, y in session.dataset.X[:20]:
        assert not changed(x, y)


def test_a_hinge_that_is_dragged_bends_the_curve_there_and_undo_takes_the_whole_drag_back(open_session, qtbot):
    from gdviz.lessons import load_lessons

    lesson = next(each for each in load_lessons().lessons if each.id == "relu-by-hand")
    session = open_session(lesson.experiment)
    panel = DataPlot(session)
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show()
    qtbot.waitUntil(lambda: len(panel.handles.places) == 7 and session.settled)  # corners, end, pieces
    assert panel.handles.places[:3].tolist() == [[0, 0], [35, 350_000], [40, 900_000]]
    before, rows = session.shown.theta.copy(), session.dataset.n
    glass = panel.plot.canvas.viewport()
    start = panel.plot.to_pixels(*panel.handles.places[2])
    goal = panel.plot.to_pixels(47.0, 3e7)
    qtbot.mousePress(glass, Qt.MouseButton.LeftButton, pos=start.toPoint())
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(glass, (start + (goal - start) * share).toPoint())
        qtbot.waitUntil(lambda: session.settled)
    qtbot.mouseRelease(glass, Qt.MouseButton.LeftButton, pos=goal.toPoint())
    qtbot.waitUntil(lambda: session.settled)
    x, y = panel.plot.to_data(QPointF(goal.toPoint()))
    assert session.dataset.n == rows  # no point was added
    assert panel.handles.places[2] == pytest.approx([x, y], rel=1e-6)
    assert session.probe.answers(session.shown.theta, np.array([[x]]))[0, 0] == pytest.approx(y, rel=1e-6)
    assert panel.handles.places[1].tolist() == pytest.approx([35, 350_000])
    changed = session.shown.theta.copy()
    assert changed[:3].tolist() == [1, 1, 1]
    session.step(1)
    qtbot.waitUntil(lambda: session.snapshot.step == 1 and session.settled)
    assert session.shown.detail.before == pytest.approx(changed)  # it trains from there
    session.undo()
    qtbot.waitUntil(lambda: session.settled)
    assert session.undo_label == ""
    session.scrub(0)
    qtbot.waitUntil(lambda: session.snapshot.step == 0 and session.settled)
    assert session.shown.theta == pytest.approx(changed)  # what was is not rewritten
    session.redo()
    session.reset()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 0 and session.settled)
    assert session.shown.theta == pytest.approx(before)


@pytest.fixture
def by_hand(open_session, qtbot):
    from gdviz.lessons import load_lessons

    lesson = next(each for each in load_lessons().lessons if each.id == "relu-by-hand")
    session = open_session(lesson.experiment)
    panel = DataPlot(session)
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show()
    qtbot.waitUntil(lambda: len(panel.handles.places) == 7 and session.settled)
    return User(panel, session, qtbot)


def test_a_piece_that_is_turned_changes_m_alone_and_says_its_numbers(by_hand, qtbot):
    """Before the third corner the line is 1e4 x + 1e5 m (x - 35): what m is where it goes through the pointer."""
    panel, session = by_hand.panel, by_hand.session
    before = session.shown.theta.copy()
    disc = panel.handles.places[5]
    assert disc.tolist() == pytest.approx([37.5, 375_000 + 250_000])
    by_hand.press(disc)
    goal = panel.plot.to_data(QPointF(by_hand.pixel((39.0, 3e7))))
    by_hand.move((39.0, 3e7), LEFT)
    qtbot.waitUntil(lambda: session.settled)
    m = (goal[1] - 1e4 * goal[0]) / (1e5 * (goal[0] - 35))
    expected = before.copy()
    expected[[1, 4]] = m, -35 * m
    assert session.shown.theta == pytest.approx(expected)
    said = panel.plot._readout.text()
    assert said.splitlines()[0] == "hinge 2: n ReLU(m x + b)"
    assert f"m = {number(m, 4)}" in said
    assert "n = 100000" in said
    by_hand.release((39.0, 3e7))
    session.undo()
    qtbot.waitUntil(lambda: session.settled)
    assert session.shown.theta == pytest.approx(before)


def test_a_hinge_that_is_taken_while_it_trains_pauses_the_training(by_hand, qtbot):
    session = by_hand.session
    session.set_pace(30.0)
    session.play()
    qtbot.waitUntil(lambda: session.playing and session.snapshot.step >= 2)
    panel = by_hand.panel
    taken = by_hand.pixel(panel.handles.places[1])
    by_hand.press(panel.handles.places[1])
    qtbot.waitUntil(lambda: not session.playing and session.settled)
    at = session.snapshot.step
    # From the pointer, not from the corner: that has gone on until the pause came, and perhaps to where it should go.
    # Upwards, as sideways it stops at its neighbours, which have gone on too.
    goal = panel.plot.to_data(QPointF(taken.x(), taken.y() - 60))
    by_hand.move(goal, LEFT)
    qtbot.waitUntil(lambda: session.settled)
    by_hand.release(goal)
    assert session.snapshot.step == at
    assert panel.handles.places[1][1] == pytest.approx(goal[1], rel=1e-6)


def test_keys_go_through_the_hinges_and_move_them(by_hand, qtbot):
    panel, session = by_hand.panel, by_hand.session
    panel.plot.setFocus()
    for place in range(3):
        by_hand.key(Qt.Key.Key_Tab)
        assert panel.handles.hot == place
    assert panel.plot._readout.text().startswith("hinge 3")
    by_hand.key(Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: session.settled)
    pixel = panel.plot.to_data(QPointF(1, 0))[0] - panel.plot.to_data(QPointF(0, 0))[0]
    assert panel.handles.places[2][0] == pytest.approx(40 - 4 * pixel)
    assert session.shown.theta[5] == pytest.approx(-(40 - 4 * pixel))  # b, as m is 1
    for _ in range(4):  # the end, and the three pieces
        by_hand.key(Qt.Key.Key_Tab)
    assert panel.handles.hot == 6
    by_hand.key(Qt.Key.Key_Left)  # the last neuron looks to the left
    qtbot.waitUntil(lambda: session.settled)
    assert session.shown.theta[2] == pytest.approx(-1.0)
    by_hand.key(Qt.Key.Key_Escape)
    assert panel.handles.hot is None
    assert session.snapshot.step == 0  # arrows were not the run's


def test_other_curves_have_no_handles(open_session, qtbot):
    session = open_session(Experiment())
    panel = DataPlot(session)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: session.settled)
    assert len(panel.handles.places) == 0


def test_the_first_answers_of_several_inputs_are_in_view(sit_down, qtbot):
    user = sit_down(Experiment(data=DataChoice("nine_features"), methods=(MethodChoice(1),)))
    qtbot.waitUntil(lambda: user.session.shown is not None)
    shown, answers = user.panel.plot.shown, user.panel.points._y
    assert answers.max() < user.session.dataset.y.min()  # a random start knows nothing of the data
    assert shown.top() < answers.min() < answers.max() < shown.bottom()
    before = user.panel.plot.shown
    user.step(3)
    assert user.panel.plot.shown == before  # and the view stands still while they come nearer


def test_an_equation_calls_its_only_feature_by_name(sit_down, qtbot):
    choice = DataChoice("xor", features=("x1 x2",))
    user = sit_down(Experiment(data=choice, model=ModelChoice("logistic"), loss="binary_cross_entropy"))
    qtbot.waitUntil(lambda: user.panel.quiet.startswith("P = sigmoid"))
    assert "x₁x₂" in user.panel.quiet
