"""The session as widgets use it: what is chosen reaches the running race, and undo brings things back."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.datasets import Dataset
from gdviz.session import edits
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

SLOW = MethodChoice(key=1, options={"learning_rate": 0.001})


def idle(session) -> bool:
    """True once everything asked for has been carried out and shown."""
    return session.settled


@pytest.fixture
def session(new_session, qtbot):
    made = new_session(Experiment(methods=(SLOW,)))
    qtbot.waitUntil(lambda: idle(made))
    return made


def step(session, qtbot, count: int = 1) -> None:
    target = session.snapshot.step + count
    session.step(count)
    qtbot.waitUntil(lambda: session.snapshot.step == target)


def test_opens_ready_at_step_zero_with_data_and_model(session):
    assert session.ready
    assert session.snapshot.step == 0
    assert session.dataset.n == 100
    assert session.shown.theta.shape == (2,)


def test_plays_and_pauses(session, qtbot):
    session.set_pace(float("inf"))
    with qtbot.waitSignal(session.playing_changed):
        session.play()
    qtbot.waitUntil(lambda: session.snapshot.step > 50)
    session.pause()
    qtbot.waitUntil(lambda: not session.playing)
    qtbot.waitUntil(lambda: idle(session))
    stood = session.snapshot.step
    step(session, qtbot)
    assert session.snapshot.step == stood + 1


def test_a_method_that_comes_late_is_seen_to_catch_up_while_the_others_stand(session, qtbot):
    step(session, qtbot, 30_000)
    qtbot.waitUntil(lambda: idle(session))
    session.add_method("adam")
    qtbot.waitUntil(lambda: idle(session))
    assert [lane.step for lane in session.snapshot.lanes] == [30_000, 30_000]


def test_back_and_forward_again_is_exact(session, qtbot):
    step(session, qtbot, 5)
    there = session.shown.theta.copy()
    step(session, qtbot, 1)
    session.step(-1)
    qtbot.waitUntil(lambda: session.snapshot.step == 5)
    assert np.array_equal(session.shown.theta, there)
    assert session.snapshot.last_step == 6


def test_learning_rate_acts_on_the_running_model_without_a_restart(session, qtbot):
    step(session, qtbot, 3)
    before = session.shown.theta.copy()
    session.set_method("η", 1, options={"learning_rate": 0.002})
    step(session, qtbot)
    detail = session.shown.detail
    assert session.snapshot.step == 4
    assert detail.after == pytest.approx(before - 0.002 * detail.grad, rel=1e-12)


def test_points_added_while_it_runs_move_the_loss_surface_and_not_the_model(session, qtbot):
    step(session, qtbot, 3)
    theta, loss = session.shown.theta.copy(), session.shown.figures["train_loss"]
    added = edits.add(session.dataset, session.preparation, np.array([[0.0, 50.0]] * 20))
    session.edit_points("add", added)
    qtbot.waitUntil(lambda: idle(session))
    assert session.snapshot.step == 3
    assert np.array_equal(session.shown.theta, theta)
    assert session.shown.figures["train_loss"] > loss + 100
    session.undo()
    qtbot.waitUntil(lambda: idle(session))
    assert session.dataset.n == 100
    assert session.shown.figures["train_loss"] == pytest.approx(loss, rel=1e-12)


def test_a_drag_of_a_slider_is_one_undo(session):
    for noise in (0.3, 0.4, 0.5):
        session.set_data("noise", "noise", options={"noise": noise})
    assert session.experiment.data.options == {"noise": 0.5}
    session.undo()
    assert session.experiment.data.options == {}
    assert session.undo_label == ""
    session.redo()
    assert session.experiment.data.options == {"noise": 0.5}


def test_another_model_restarts_and_undo_brings_the_old_run_back_as_far_as_it_was(session, qtbot):
    step(session, qtbot, 7)
    theta = session.shown.theta.copy()
    session.set_experiment("model", model=ModelChoice("polynomial", {"degree": 3}))
    qtbot.waitUntil(lambda: session.snapshot is not None and session.shown.theta.size == 4)
    assert session.snapshot.step == 0
    session.undo()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 7)
    assert np.array_equal(session.shown.theta, theta)


def test_all_points_deleted_then_drawn_again(session, qtbot):
    said = []
    session.message.connect(lambda message: said.append(message.text))
    session.clear_points()
    assert not session.ready
    assert any("add" in text for text in said)
    session.play()
    assert not session.playing
    session.edit_points("add", edits.add(session.dataset, session.preparation, np.array([[1.0, 2.0]])))
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert session.ready
    session.undo()
    session.undo()
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert session.dataset.n == 100


def test_classes_get_a_classifier_and_curves_a_regression(session, qtbot):
    session.set_data("data", source="blobs", options={"classes": 3})
    assert session.experiment.model.name == "softmax"
    assert session.experiment.loss == "categorical_cross_entropy"
    session.set_data("data", source="curve", options={})
    assert session.experiment.model.name == "line"
    qtbot.waitUntil(lambda: session.snapshot is not None and session.shown.theta.size == 2)


def test_a_race_adds_and_removes_methods_and_the_newcomer_catches_up(session, qtbot):
    step(session, qtbot, 4)
    session.add_method("adam")
    qtbot.waitUntil(lambda: len(session.snapshot.lanes) == 2)
    assert [lane.step for lane in session.snapshot.lanes] == [4, 4]
    assert session.experiment.methods[1].color != session.experiment.methods[0].color
    session.remove_method(1)
    qtbot.waitUntil(lambda: [lane.method for lane in session.snapshot.lanes] == ["adam"])
    assert session.view.shown_key == session.experiment.methods[0].key


def test_divergence_is_explained_with_the_limit_of_the_learning_rate(session, qtbot):
    said = []
    session.message.connect(lambda message: said.append(message.text))
    session.set_method("η", 1, options={"learning_rate": 1e3})
    session.set_pace(float("inf"))
    session.play()
    qtbot.waitUntil(lambda: any("left the numbers" in text for text in said))
    Phi = np.column_stack([session.split.X_train[:, 0], np.ones(len(session.split.X_train))])
    limit = 2 / np.linalg.eigvalsh(2 / len(Phi) * Phi.T @ Phi)[-1]
    assert session.stability_limit == pytest.approx(limit, rel=1e-12)
    assert f"{limit:.2g}"[:3] in next(text for text in said if "left the numbers" in text)
    qtbot.waitUntil(lambda: idle(session))
    assert not session.playing
    assert np.isfinite(session.shown.figures["train_loss"])


def test_a_start_on_the_surface_restarts_there_and_is_dropped_when_it_no_longer_fits(session, qtbot):
    session.set_experiment("start", start=(-4.0, 4.0))
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert session.shown.theta == pytest.approx([-4, 4])
    session.set_experiment("model", model=ModelChoice("slope"))
    assert session.experiment.start is None


def test_heatmap_and_surface_arrive_for_what_is_shown(new_session, qtbot):
    session = new_session(
        Experiment(
            data=DataChoice("blobs"), model=ModelChoice("logistic"), loss="binary_cross_entropy", start=(1.0, 0.0, 0.0)
        )
    )
    session.maps.want_heatmap((-2.0, 2.0, -1.0, 1.0))
    qtbot.waitUntil(lambda: session.maps.heatmap is not None and session.maps.heatmap.answers.shape == (100, 100, 2))
    assert session.maps.heatmap.answers[50, -1, 1] == pytest.approx(1 / (1 + np.exp(-2)), rel=1e-9)
    session.maps.want_surface((-1.0, 1.0, -1.0, 1.0))
    qtbot.waitUntil(lambda: session.maps.surface is not None and session.maps.surface.final)
    rows, columns = session.maps.surface.values.shape
    assert rows == columns
    corner = session.maps.surface.plane.at(-1.0, -1.0)
    X, y = session.split.X_train, session.split.y_train
    z = X @ corner[:2] + corner[2]
    expected = np.mean(np.logaddexp(0, z) - y * z)
    assert session.maps.surface.values[0, 0] == pytest.approx(expected, rel=1e-9)


def test_wrong_values_are_said_and_change_nothing(session):
    said = []
    session.message.connect(said.append)
    before = session.document
    assert not session.set_method("η", 1, options={"learning_rate": -1.0})
    assert not session.set_data("data", source="line", options={"n": 3})
    assert not session.set_data("data", transform_x=type(session.experiment.data.transform_x)("log10"))
    assert session.document is before
    assert [message.kind for message in said] == ["error"] * 3
    assert "learning_rate" in said[0].text


def test_own_data_with_more_inputs_trains(session, qtbot):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3))
    session.take_data("import", Dataset(X, X @ [1.0, 2.0, 3.0], "regression"))
    qtbot.waitUntil(lambda: session.snapshot is not None and session.shown.theta.size == 4)


def test_closing_while_it_plays_ends_both_threads(session, qtbot):
    session.set_pace(float("inf"))
    session.play()
    qtbot.waitUntil(lambda: session.playing)
    assert session.close()


def test_who_hears_of_an_older_race_finds_a_method_that_it_has(open_session, qtbot):
    session = open_session()
    two = Experiment(methods=(MethodChoice(1), MethodChoice(2, "momentum", color=1)))
    qtbot.waitUntil(lambda: session.snapshot is not None)
    session.open_experiment("another", two)
    qtbot.waitUntil(lambda: session.snapshot is not None)
    session.view.show_method(2)
    seen = []
    session.restarted.connect(lambda: seen.append(session.experiment.method(session.view.shown_key).name))
    session.undo()
    assert seen == ["gradient_descent"]
