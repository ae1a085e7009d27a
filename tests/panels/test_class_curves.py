"""Class curves: what one sees of classes that one number tells apart, and what dragging a curve does."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from scipy.stats import norm

from gdviz.panels.class_curves import ClassCurves
from gdviz.session.class_curves import counts, even_edges, one_number, set_part
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice


def tribes(model: str = "gaussian", weight: bool = False, **options) -> Experiment:
    data = DataChoice("tribes", {"weight": weight, "n": 300}, train_share=1.0)
    loss = "mse" if model == "k_nearest" else "categorical_cross_entropy"
    return Experiment(data, ModelChoice(model, options), loss, methods=(MethodChoice(1, "closed_form"),))


@pytest.fixture
def opened(qtbot, open_session):
    def open_(experiment: Experiment | None = None):
        session = open_session(experiment or tribes())
        panel = ClassCurves(session)
        qtbot.addWidget(panel)
        panel.resize(700, 600)
        panel.show()
        qtbot.waitUntil(lambda: session.shown is not None and session.settled)
        return session, panel

    return open_


def pixel(panel, x: float, y: float):
    return panel.plot.to_pixels(x, y).toPoint()


def drag(qtbot, panel, start: tuple[float, float], end: tuple[float, float]) -> None:
    canvas = panel.plot.canvas.viewport()
    a, b = pixel(panel, *start), pixel(panel, *end)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=a)
    for share in (0.3, 0.6, 1.0):
        qtbot.mouseMove(canvas, (QPointF(a) + share * QPointF(b - a)).toPoint())
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=b)
    qtbot.waitUntil(lambda: panel.session.settled)


def of_class(session, label: int):
    return session.split.X_train[session.split.y_train == label, 0]


def model_of(session):
    return session.probe.model_at(session.shown.theta)


def test_the_bars_count_the_training_points(opened) -> None:
    session, panel = opened()
    names = session.dataset.class_names
    assert panel._bars.names() == names
    for label, name in enumerate(names):
        assert panel._bars.heights(name).sum() == len(of_class(session, label))
    shares = sum(panel._share_bars.heights(name) for name in names)
    assert set(np.unique(np.round(shares, 12))) <= {0.0, 1.0}


def test_the_curves_are_normal_and_what_a_histogram_would_have(opened) -> None:
    session, panel = opened()
    x, y = panel._curves.values("curve 1")
    rows = of_class(session, 1)
    step = np.diff(counts(session).edges)[0]
    np.testing.assert_allclose(y, len(rows) * step * norm(rows.mean(), rows.std()).pdf(x), rtol=1e-9)


def test_the_line_below_is_bayes_rule(opened) -> None:
    session, panel = opened()
    x, border = panel._borders.values("border 0")
    weighted = [len(r) * norm(r.mean(), r.std()).pdf(x) for r in (of_class(session, 0), of_class(session, 1))]
    np.testing.assert_allclose(border, weighted[0] / (weighted[0] + weighted[1]), atol=1e-9)


def test_dragging_the_top_moves_the_mean_and_the_formula_brings_it_back(opened, qtbot) -> None:
    session, panel = opened()
    mean, peak = model_of(session).means[0, 0], panel._normals.peaks[0]
    best = panel.quiet
    assert not panel.best.isEnabled()
    drag(qtbot, panel, (mean, peak), (mean + 9, peak))
    step = panel.plot.shown.width() / panel.plot.mapping.width
    assert model_of(session).means[0, 0] == pytest.approx(mean + 9, abs=2 * step)
    assert model_of(session).shares[0] == pytest.approx(0.5)
    assert panel.quiet != best
    assert panel._normals.log_likelihood < panel._normals.best
    assert panel.best.isEnabled()
    qtbot.mouseClick(panel.best, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.quiet == best)
    assert model_of(session).means[0, 0] == mean


def test_a_drag_is_one_undo(opened, qtbot) -> None:
    session, panel = opened()
    before = session.shown.theta.copy()
    mean, peak = model_of(session).means[1, 0], panel._normals.peaks[1]
    drag(qtbot, panel, (mean, peak), (mean - 6, peak))
    session.undo()
    qtbot.waitUntil(lambda: np.array_equal(session.shown.theta, before))
    assert not session.undo_label


def test_dragging_the_side_changes_the_width(opened, qtbot) -> None:
    session, panel = opened()
    shown = panel._normals
    mean, width, side = shown.means[0], shown.widths[0], shown.peaks[0] * np.exp(-0.5)
    drag(qtbot, panel, (mean + width, side), (mean + 2 * width, side))
    step = panel.plot.shown.width() / panel.plot.mapping.width
    assert np.sqrt(model_of(session).covariances[0, 0, 0]) == pytest.approx(2 * width, abs=2 * step)
    assert model_of(session).means[0, 0] == mean


def test_dragging_the_top_down_makes_the_tribe_smaller(opened, qtbot) -> None:
    session, panel = opened()
    mean, peak = model_of(session).means[0, 0], panel._normals.peaks[0]
    drag(qtbot, panel, (mean, peak), (mean, peak / 2))
    assert model_of(session).shares[0] == pytest.approx(0.25, rel=0.05)
    assert model_of(session).means[0, 0] == mean


def test_keys_move_the_chosen_curve(opened, qtbot) -> None:
    session, panel = opened()
    before = session.shown.theta.copy()
    panel.plot.setFocus()
    plain, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    keys = Qt.Key
    for key, held in ((keys.Key_2, plain), (keys.Key_Right, plain), (keys.Key_Up, plain), (keys.Key_Left, shift)):
        qtbot.keyClick(panel.plot, key, held)
        qtbot.waitUntil(lambda: session.settled)
    share, mean, spread = (session.shown.theta - before).reshape(3, 2).T[1]
    assert share == pytest.approx(0.05 * before[1])
    assert mean > 0
    assert spread < 0
    assert np.array_equal(session.shown.theta.reshape(3, 2)[:, 0], before.reshape(3, 2)[:, 0])


def test_a_press_beside_every_curve_changes_nothing(opened, qtbot) -> None:
    session, panel = opened()
    before = session.shown.theta.copy()
    shown = panel.plot.shown
    drag(qtbot, panel, (shown.left() + 1, shown.bottom() * 0.9), (shown.right() - 1, shown.bottom() * 0.9))
    assert np.array_equal(session.shown.theta, before)


def test_the_pointer_reads_counts_and_probabilities(opened, qtbot) -> None:
    session, panel = opened()
    x = float(of_class(session, 0).mean())
    qtbot.mouseMove(panel.plot.canvas.viewport(), pixel(panel, x, 1.0))
    text = panel.plot._readout.text()
    held = counts(session)
    place = held.interval_of(x)
    assert f"tribe A: {held.of_class[place, 0]} points, P = " in text
    assert panel.plot._readout.isVisible()


def test_another_classifier_has_a_line_but_no_curves(opened) -> None:
    _, panel = opened(tribes("k_nearest", k=15))
    assert panel._curves.names() == ()
    assert panel._borders.names() == ("border 0",)
    assert panel.quiet == ""
    assert not panel.best.isVisible()


def test_two_columns_are_said_to_be_too_many(opened, qtbot) -> None:
    session, panel = opened(tribes(weight=True))
    assert "one column" in panel.note
    session.set_data("Weight", options={"weight": False})
    qtbot.waitUntil(lambda: not panel.note)
    assert panel.body.isVisible()


def test_both_plots_stand_in_line(opened) -> None:
    _, panel = opened()
    assert panel.plot.view.geometry().left() == panel.shares.view.geometry().left()
    assert panel.plot.shown.left() == panel.shares.shown.left()
    panel.plot.show_part(150.0, 170.0, 0.0, 10.0)
    assert (panel.shares.shown.left(), panel.shares.shown.right()) == (150.0, 170.0)


@pytest.mark.parametrize(("part", "value"), [("width", 0.0), ("share", -0.1)])
def test_what_cannot_be_is_not_set(opened, part, value) -> None:
    session, _ = opened()
    assert not set_part(session, part, 0, value, None)


def test_of_another_model_there_is_nothing_to_set(opened) -> None:
    session, _ = opened(tribes("k_nearest"))
    with pytest.raises(ValueError, match="the model must be made of normal curves; got k_nearest"):
        set_part(session, "mean", 0, 1.0, None)


@pytest.mark.parametrize(
    ("x", "first", "step"), [([0.0, 14.0], 0.0, 1.0), ([143.0, 197.0], 140.0, 5.0), ([-1e-3, 2e-3], -1e-3, 2.5e-4)]
)
def test_edges_are_round(x, first, step) -> None:
    edges = even_edges(np.array(x))
    assert edges[0] == pytest.approx(first)
    np.testing.assert_allclose(np.diff(edges), step)
    assert edges[-1] > x[1]


def test_one_value_has_one_interval() -> None:
    np.testing.assert_array_equal(even_edges(np.array([7.0, 7.0])), [6.5, 7.5])


def test_classes_of_one_number(opened) -> None:
    session, _ = opened()
    assert one_number(session)
