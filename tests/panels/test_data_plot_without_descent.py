"""What the data plot shows of models that their data determine."""

import numpy as np
import pytest

from gdviz.panels.data_plot import DataPlot
from gdviz.panels.loss_curve import LossCurve
from gdviz.panels.loss_surface import LossSurface
from gdviz.panels.this_step import ThisStep
from gdviz.session import edits
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

CLOSED = (MethodChoice(1, "closed_form"),)
ROOMS = Experiment(DataChoice("boston"), ModelChoice("look_up"), methods=CLOSED)
PLANE = Experiment(
    DataChoice("tribes"), ModelChoice("gaussian", {"covariance": "shared"}), "categorical_cross_entropy", methods=CLOSED
)


@pytest.fixture
def opened(qtbot, open_session):
    def open_(experiment: Experiment, panel_class=DataPlot):
        session = open_session(experiment)
        panel = panel_class(session)
        qtbot.addWidget(panel)
        panel.resize(600, 500)
        panel.show()
        qtbot.waitUntil(lambda: session.shown is not None and session.settled, timeout=30_000)
        return session, panel

    return open_


def test_a_step_of_a_model_without_parameters_leaves_its_curve(opened, qtbot) -> None:
    session, panel = opened(Experiment(DataChoice("boston"), ModelChoice("k_nearest"), methods=CLOSED))
    session.set_experiment("Loss", loss="mae")
    session.step(1)
    qtbot.waitUntil(lambda: session.snapshot.step == 1 and session.settled)
    assert session.shown.theta.size == 0
    assert panel.curves.lines.names() == ("lane 1",)
    assert not panel.curves.past.names()


def test_an_exact_table_is_dashes_and_says_what_it_lacks(opened) -> None:
    session, panel = opened(ROOMS)
    split = session.split
    known = np.unique(split.X_train[:, 0])
    assert panel.curves.entries.count == len(known)
    missing = np.count_nonzero(~np.isin(split.X_test[:, 0], known))
    assert f"no answer for {missing} test point" in panel.quiet


def test_intervals_are_a_staircase_without_dashes(opened, qtbot) -> None:
    session, panel = opened(ROOMS)
    session.set_experiment("Intervals", model=ModelChoice("look_up", {"intervals": 8}))
    qtbot.waitUntil(lambda: panel.curves.entries.count == 0)
    x, y = panel.curves.lines.values("lane 1")
    steps = np.unique(y[np.isfinite(y)])
    assert 4 <= len(steps) <= 8
    low, high = session.split.X_train.min(), session.split.X_train.max()
    assert np.isnan(y[(x < low) | (x > high)]).all()


def test_the_reading_says_that_there_is_no_answer(opened, qtbot) -> None:
    _session, panel = opened(ROOMS)
    qtbot.mouseMove(panel.plot.canvas.viewport(), panel.plot.to_pixels(4.5432, 20.0).toPoint())
    assert "no answer" in panel.plot._readout.text()


def test_a_shared_covariance_has_ellipses_of_one_shape_and_a_sigmoid(opened) -> None:
    session, panel = opened(PLANE)
    lines = [panel.plane.normals.values(f"normal {place}") for place in range(4)]
    sides = [(np.ptp(x), np.ptp(y)) for x, y in lines]
    np.testing.assert_allclose(sides[0], sides[2])
    np.testing.assert_allclose(2 * np.array(sides[0]), sides[1])
    x, y = lines[0]
    X = session.split.X_train[session.split.y_train == 0]
    np.testing.assert_allclose([x[:-1].mean(), y[:-1].mean()], X.mean(axis=0))
    assert panel.quiet.startswith("P = sigmoid(")


def test_another_model_has_no_ellipses(opened, qtbot) -> None:
    session, panel = opened(PLANE)
    session.set_experiment("Model", model=ModelChoice("k_nearest"))
    qtbot.waitUntil(lambda: session.shown is not None and session.settled, timeout=30_000)
    assert panel.plane.normals.names() == ()


@pytest.mark.parametrize("panel_class", [LossCurve, LossSurface])
def test_one_quiet_sentence_where_there_is_nothing_to_descend(opened, qtbot, panel_class) -> None:
    session, panel = opened(PLANE, panel_class)
    assert "solved at once" in panel.note
    assert not panel.plot.isVisible()
    session.set_experiment("Model", model=ModelChoice("logistic"))
    qtbot.waitUntil(lambda: not panel.note)
    assert panel.plot.isVisible()


def test_the_numbers_of_the_sigmoid_stand_beside(opened) -> None:
    session, panel = opened(PLANE, ThisStep)
    W, b = session.probe.model_at(session.shown.theta).linear_scores()
    assert panel.title == "This model"
    shown = panel.text.replace("−", "-")
    w = W[1] - W[0]
    assert f"({w[0]:.3f}, {w[1]:.3f})" in shown
    assert f"{b[1] - b[0]:.1f}" in shown


def test_marks_stay_while_a_point_is_dragged_and_are_right_in_the_end(opened, qtbot) -> None:
    session, panel = opened(PLANE)
    qtbot.waitUntil(lambda: session.settled, timeout=30_000)
    for place in range(6):
        rows = np.flatnonzero(session.dataset.y == 1)[:20]
        moved = edits.move(session.dataset, session.preparation, rows, np.tile([150.0 + place, 50.0], (20, 1)))
        session.edit_points("Move", moved, merge="gesture 1")
    qtbot.waitUntil(lambda: session.settled, timeout=30_000)
    answers = session.probe.answers(session.shown.theta, session.dataset.X).argmax(axis=1)
    wrong = np.flatnonzero(answers != session.dataset.y)
    qtbot.waitUntil(lambda: np.array_equal(panel.points._marks["wrong"], wrong))
    assert np.isin(rows, wrong).all()


def test_a_function_that_is_minimised_leaves_the_classes_plane_empty(opened, qtbot) -> None:
    session, panel = opened(PLANE)
    qtbot.waitUntil(lambda: session.maps.heatmap is not None and session.settled)
    session.set_experiment("Function", model=ModelChoice("function", {"expression": "x^2 + y^2"}))
    qtbot.waitUntil(lambda: session.function != "" and session.maps.heatmap is not None and session.settled)
    assert session.maps.heatmap.answers.shape[2] == 1
    panel.hide()
    panel.show()
    assert panel.plane.boundary.lines == []
