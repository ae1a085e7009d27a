"""The loss curve as a user has it: what is drawn, what the pointer reads, and the slider that rewinds."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QStyle, QStyleOptionSlider

from gdviz.panels.loss_curve import LossCurve
from gdviz.plots.card import LegendItem
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

DATA = DataChoice("line", train_share=0.7)
LINE = Experiment(data=DATA, start=(-4.0, 4.0), methods=(MethodChoice(1, options={"learning_rate": 0.01}),))
RACE = LINE.replace(methods=(*LINE.methods, MethodChoice(2, "adam", color=1)))
BLOBS = Experiment(data=DataChoice("blobs"), model=ModelChoice("logistic"), loss="binary_cross_entropy")


@pytest.fixture
def shown(open_session, qtbot):
    """Return a function from an experiment and a step to session and panel standing there."""

    def show(experiment: Experiment, step: int = 20):
        session = open_session(experiment)
        panel = LossCurve(session)
        qtbot.addWidget(panel)
        panel.resize(700, 240)
        panel.show()
        session.step(step)
        qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == step)
        return session, panel

    return show


def combo(panel: LossCurve, name: str) -> QComboBox:
    return next(c for c in panel.findChildren(QComboBox) if c.accessibleName() == name)


def choose(panel: LossCurve, name: str, place: int) -> None:
    combo(panel, name).setCurrentIndex(place)
    combo(panel, name).activated.emit(place)


def legend(panel: LossCurve) -> list[str]:
    return [item.name for item in panel.findChildren(LegendItem)]


def hover(panel: LossCurve, x: float, y: float) -> str:
    glass, at = panel.plot.canvas.viewport(), QPointF(panel.plot.to_pixels(x, y))
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(
        glass,
        QMouseEvent(QEvent.Type.MouseMove, at, glass.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier),
    )
    return panel.plot._readout.text()


def curve(panel: LossCurve, name: str):
    return panel.lanes.curves.values(name)


def test_training_and_test_loss_are_drawn_to_the_present_step(shown):
    session, panel = shown(LINE)
    x, _ = curve(panel, "1 train")
    np.testing.assert_array_equal(x, np.arange(21))
    w, b = session.shown.theta
    for part, (X, targets) in {
        "train": (session.split.X_train, session.split.y_train),
        "test": (session.split.X_test, session.split.y_test),
    }.items():
        expected = np.mean((X[:, 0] * w + b - targets) ** 2)
        assert curve(panel, f"1 {part}")[1][-1] == pytest.approx(expected, rel=1e-12)
    assert legend(panel) == ["training", "test (dashed)"]
    assert panel.plot.mapping.log_y


def test_the_pointer_reads_step_and_both_losses(shown):
    session, panel = shown(LINE)
    said = hover(panel, 7.2, 10.0)
    assert said.startswith("step 7: ")
    assert ", test " in said
    train = float(said.split(": ")[1].split(",")[0])
    assert train == pytest.approx(session.shown.series["train_loss"][7], rel=0.01)


def test_a_race_overlays_its_methods_and_can_be_compared_by_cost(shown):
    session, panel = shown(RACE)
    assert legend(panel) == ["Gradient descent", "Adam"]
    choose(panel, "Horizontal axis", 1)
    assert session.view.race_axis == "evaluations"
    np.testing.assert_array_equal(curve(panel, "2 train")[0], session.snapshot.lane(2).series["evaluations"])
    session.view.hide_method(2, True)
    assert "2 train" not in panel.lanes.curves.names()


def test_a_lone_method_offers_no_axis_to_compare_by(shown, qtbot):
    session, panel = shown(LINE)
    assert not combo(panel, "Horizontal axis").isVisible()
    session.add_method("adam")
    qtbot.waitUntil(lambda: session.snapshot.lane(2) is not None and combo(panel, "Horizontal axis").isVisible())
    qtbot.waitUntil(lambda: "2 train" in panel.lanes.curves.names() and curve(panel, "2 train")[0][-1] == 20)


def test_accuracy_is_offered_for_classes_alone(shown):
    _, panel = shown(LINE)
    assert not combo(panel, "What is drawn").isVisible()
    session, panel = shown(BLOBS)
    choose(panel, "What is drawn", 1)
    right = session.shown.figures["train_accuracy"]
    assert curve(panel, "1 train")[1][-1] == right
    assert 0.0 < right <= 1.0
    assert not panel.plot.mapping.log_y
    assert "%" in hover(panel, 3.0, 0.5)


def test_the_axis_is_logarithmic_or_not(shown, qtbot):
    _, panel = shown(LINE)
    box = panel.findChild(QCheckBox)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert not panel.plot.mapping.log_y


def test_the_slider_rewinds_exactly_and_what_lay_ahead_stays_pale(shown, qtbot):
    session, panel = shown(LINE)
    thetas = {20: session.shown.theta.copy()}
    session.step(-15)
    qtbot.waitUntil(lambda: session.snapshot.step == 5)
    thetas[5] = session.shown.theta.copy()
    panel.rewind.slider.setValue(20)
    qtbot.waitUntil(lambda: session.snapshot.step == 20)
    np.testing.assert_array_equal(session.shown.theta, thetas[20])
    panel.rewind.slider.setValue(5)
    qtbot.waitUntil(lambda: session.snapshot.step == 5)
    np.testing.assert_array_equal(session.shown.theta, thetas[5])
    assert panel.lanes.curves._lines["1 train ahead"].faded
    assert "5 / 20" in panel.rewind.place.text()


def test_a_click_on_the_slider_goes_there_and_not_a_page_towards_it(shown, qtbot):
    session, panel = shown(LINE)
    slider = panel.rewind.slider
    assert (slider.minimum(), slider.value(), slider.maximum()) == (0, 20, 20)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    qtbot.waitUntil(lambda: session.snapshot.step == 10)
    assert slider.value() == 10


def test_another_learning_rate_after_a_rewind_is_a_branch(shown, qtbot):
    session, panel = shown(LINE)
    session.scrub(5)
    qtbot.waitUntil(lambda: session.snapshot.step == 5)
    session.set_method("rate", 1, options={"learning_rate": 0.02})
    session.step(3)
    qtbot.waitUntil(lambda: session.snapshot.step == 8 == session.snapshot.last_step)
    old = curve(panel, "1 branch 0")
    assert old[0][-1] == 20
    assert panel.lanes.curves._lines["1 branch 0"].faded
    assert curve(panel, "1 train")[1][-1] != old[1][list(old[0]).index(8)]


def test_dragging_the_slider_while_it_plays_stops_there(shown, qtbot):
    session, panel = shown(LINE)
    session.set_pace(float("inf"))
    session.play()
    qtbot.waitUntil(lambda: session.snapshot.step > 100)
    panel.rewind.slider.setSliderDown(True)
    panel.rewind.slider.setValue(10)
    panel.rewind.slider.setSliderDown(False)
    qtbot.waitUntil(lambda: not session.playing and session.snapshot.step == 10)
    assert panel.rewind.slider.value() == 10


def test_a_click_on_the_curve_goes_to_that_step(shown, qtbot):
    session, panel = shown(LINE)
    place = panel.plot.to_pixels(12.1, float(curve(panel, "1 train")[1][12])).toPoint()
    qtbot.mouseClick(panel.plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: session.snapshot.step == 12)


def test_without_test_points_the_legend_speaks_of_training_alone(shown):
    session, panel = shown(Experiment(data=DataChoice(train_share=1.0)))
    assert len(session.split.X_test) == 0
    assert legend(panel) == ["training"]


def test_the_rewind_slider_is_dragged_by_its_handle_with_the_mouse(shown, qtbot):
    session, panel = shown(LINE, step=40)
    slider, left = panel.rewind.slider, Qt.MouseButton.LeftButton

    def handle() -> QPoint:
        option = QStyleOptionSlider()
        slider.initStyleOption(option)
        kind, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        return slider.style().subControlRect(kind, option, part, slider).center()

    at = handle()
    assert at.x() > 0.9 * slider.width()
    thetas = dict(zip(session.shown.path_steps.tolist(), session.shown.path.copy(), strict=True))
    qtbot.mousePress(slider, left, pos=at)
    for share in (0.8, 0.6, 0.5):
        to = QPointF(share * slider.width(), at.y())
        none = Qt.KeyboardModifier.NoModifier
        moved = QMouseEvent(QEvent.Type.MouseMove, to, slider.mapToGlobal(to), Qt.MouseButton.NoButton, left, none)
        QApplication.sendEvent(slider, moved)
    qtbot.waitUntil(lambda: session.snapshot.step == slider.value() < 40)  # every panel follows while it is held
    qtbot.mouseRelease(slider, left, pos=to.toPoint())
    assert 17 <= slider.value() <= 23
    np.testing.assert_array_equal(session.shown.theta, thetas[session.snapshot.step])
    assert panel.rewind.place.text() == f"{slider.value()} / 40"


def test_a_run_that_stopped_early_says_where_and_marks_the_best_epoch(open_session, qtbot):
    overfit = Experiment(
        data=DataChoice("two_moons", {"n": 60, "noise": 0.5}, train_share=0.5), loss="binary_cross_entropy",
        model=ModelChoice("network", {"hidden": (20,)}), patience=10,
        methods=(MethodChoice(1, "adam", {"learning_rate": 0.05}, batch_size=10),),
    )  # fmt: skip
    session = open_session(overfit)
    panel = LossCurve(session)
    qtbot.addWidget(panel)
    panel.resize(700, 240)
    panel.show()
    said = []
    session.message.connect(lambda message: said.append(message.text))
    session.step(5000)
    qtbot.waitUntil(lambda: session.shown is not None and session.shown.early_stop is not None and bool(said))
    stop, lane = session.shown.early_stop, session.shown
    assert panel.quiet == f"early stop at epoch {stop.stopped_epoch:g}"
    assert f"epoch {stop.stopped_epoch:g}" in said[-1]
    assert f"Back at the best, epoch {stop.best_epoch:g}." in said[-1]
    assert panel.rewind.slider.value() == stop.best_step
    assert panel.rewind.slider.maximum() == stop.stopped_step
    ((x, y),) = panel.lanes.best.marked
    assert x == stop.best_step
    assert y == stop.best_loss == lane.figures["test_loss"]  # it stands there now
    with_mark = panel.plot.pictured(1.0)
    panel.lanes.best.clear()
    assert panel.plot.pictured(1.0) != with_mark


def test_while_the_test_loss_falls_there_is_no_best_epoch_yet(shown):
    _, panel = shown(BLOBS)
    assert panel.lanes.best.marked == ()
    assert panel.quiet == ""
