"""A model that its data determine: solved when it is chosen, and anew with every edit."""

import dataclasses

import numpy as np
import pytest

from gdviz.session import edits
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice


def nearest(**options) -> Experiment:
    return Experiment(
        DataChoice("boston"), ModelChoice("k_nearest", options), methods=(MethodChoice(1, "closed_form"),)
    )


def tribes(covariance: str = "own") -> Experiment:
    model, loss = ModelChoice("gaussian", {"covariance": covariance}), "categorical_cross_entropy"
    return Experiment(DataChoice("tribes"), model, loss, methods=(MethodChoice(1, "closed_form"),))


def settle(qtbot, session) -> None:
    qtbot.waitUntil(lambda: session.settled)


def answer(session, *place: float) -> float:
    return float(session.probe.answers(session.shown.theta, np.array([place]))[0, -1])


def test_it_is_solved_before_anybody_plays(new_session) -> None:
    session = new_session(nearest())
    assert session.shown.status == "finished"
    assert session.shown.step == 0
    x, y = session.split.X_train[:, 0], session.split.y_train
    three = np.argsort(np.abs(x - 6.123))[:3]
    assert answer(session, 6.123) == pytest.approx(y[three].mean())


def test_an_added_point_acts_at_once_and_is_undone(new_session, qtbot) -> None:
    session = new_session(nearest(k=1))
    before = answer(session, 30.0)
    assert session.edit_points("Add", edits.add(session.dataset, session.preparation, np.array([[30.0, 77.0]] * 6)))
    assert answer(session, 30.0) == 77.0  # with 70 % for training, one of the six at least
    settle(qtbot, session)
    assert session.shown.figures["train_loss"] >= 0
    session.undo()
    settle(qtbot, session)
    assert answer(session, 30.0) == before
    session.redo()
    settle(qtbot, session)
    assert answer(session, 30.0) == 77.0


def test_while_a_point_is_dragged_the_model_stays_in_view(new_session, qtbot) -> None:
    session = new_session(tribes())
    begun: list[int] = []
    session.restarted.connect(lambda: begun.append(1))
    session.data_changed.connect(lambda: begun.append(0 if session.shown is not None else 1))
    theta = session.shown.theta.copy()
    for place in range(5):
        moved = edits.move(session.dataset, session.preparation, np.arange(40), np.full((40, 2), 150.0 + place))
        session.edit_points("Move", moved, merge="gesture 1")
    settle(qtbot, session)
    assert sum(begun) == 0
    assert not np.array_equal(session.shown.theta, theta)
    expected = session.split.X_train[session.split.y_train == 0].mean(axis=0)
    np.testing.assert_allclose(session.probe.model_at(session.shown.theta).means[0], expected)
    session.undo()  # the drag was one gesture
    settle(qtbot, session)
    np.testing.assert_array_equal(session.shown.theta, theta)


def test_another_k_solves_anew(new_session, qtbot) -> None:
    session = new_session(nearest(k=3))
    loss = session.shown.figures["train_loss"]
    session.set_experiment("k", model=ModelChoice("k_nearest", {"k": 1}))
    settle(qtbot, session)
    assert session.shown.figures["train_loss"] < loss


def test_more_neighbours_than_points_says_so_and_a_smaller_k_goes_on(new_session, qtbot) -> None:
    session = new_session(nearest())
    said: list[str] = []
    session.message.connect(lambda message: said.append(message.text))
    session.set_experiment("k", model=ModelChoice("k_nearest", {"k": 1000}))
    assert said[-1] == "k must be at most the number of training points, 355; got 1000."
    assert not session.ready
    session.set_experiment("k", model=ModelChoice("k_nearest", {"k": 5}))
    qtbot.waitUntil(lambda: session.shown is not None)
    assert said[-1] == ""


def test_methods_make_room_for_the_formula_and_come_back(new_session, qtbot) -> None:
    session = new_session(Experiment(methods=(MethodChoice(1, "adam"), MethodChoice(2, "momentum"))))
    session.set_experiment("Model", model=ModelChoice("k_nearest"))
    assert [method.name for method in session.experiment.methods] == ["closed_form"]
    assert session.is_direct
    session.set_experiment("Model", model=ModelChoice("polynomial"))
    assert [method.name for method in session.experiment.methods] == ["gradient_descent"]
    session.undo()
    session.undo()
    assert [method.name for method in session.experiment.methods] == ["adam", "momentum"]


def test_a_normal_curve_that_was_moved_by_hand_comes_back_by_its_formula(new_session, qtbot) -> None:
    session = new_session(tribes())
    best = session.shown.theta.copy()
    session.set_parameter("Mean", 2, 120.0)
    settle(qtbot, session)
    assert session.shown.theta[2] == 120.0
    assert session.shown.status == "ready"
    session.play()
    qtbot.waitUntil(lambda: session.shown.status == "finished")
    np.testing.assert_array_equal(session.shown.theta, best)


def test_other_data_bring_a_model_that_fits(new_session, qtbot) -> None:
    session = new_session(tribes("shared"))
    session.set_data("Data", source="line", options={})
    qtbot.waitUntil(lambda: session.shown is not None)
    assert session.experiment.model.name == "line"
    assert session.experiment.methods[0].name == "gradient_descent"


def test_the_train_share_acts_at_once(new_session, qtbot) -> None:
    session = new_session(tribes())
    session.set_data("Share", train_share=0.5)
    settle(qtbot, session)
    assert session.shown.status == "finished"
    shares = session.probe.model_at(session.shown.theta).shares
    np.testing.assert_allclose(shares, np.bincount(session.split.y_train) / len(session.split.y_train))


def test_points_taken_away_until_none_are_left(new_session, qtbot) -> None:
    session = new_session(tribes())
    session.clear_points()
    assert not session.ready
    session.undo()
    qtbot.waitUntil(lambda: session.shown is not None)
    assert session.shown.status == "finished"


def test_a_saved_session_answers_as_before(new_session, qtbot) -> None:
    from gdviz.training.session_file import session_bytes, session_of

    session = new_session(nearest(k=4))
    session.edit_points("Add", edits.add(session.dataset, session.preparation, np.array([[30.0, 77.0]] * 6)))
    settle(qtbot, session)
    expected = answer(session, 29.0)
    with qtbot.waitSignal(session.kept) as kept:
        session.keep()
    saved = session_of(session_bytes(kept.args[1]))
    other = new_session()
    other.open_saved("Open", saved)
    qtbot.waitUntil(lambda: other.shown is not None and other.settled)
    assert answer(other, 29.0) == expected
    assert dataclasses.replace(other.experiment) == session.experiment


def test_a_change_of_the_number_of_parameters_asks_no_map_of_the_old_ones(new_session, qtbot) -> None:
    session = new_session(tribes("own"))
    crashed: list[str] = []
    session.crashed.connect(lambda summary, details: crashed.append(summary))
    session.maps.want_heatmap((140.0, 200.0, 40.0, 100.0))
    for covariance in ("shared", "own", "shared"):
        session.set_experiment("Covariance", model=ModelChoice("gaussian", {"covariance": covariance}))
        qtbot.waitUntil(lambda: session.shown is not None and session.settled)
        assert session.maps.heatmap.number == session.course.number
    assert crashed == []
