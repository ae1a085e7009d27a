"""What would break a session: nothing to learn from, wild numbers, changes at the wrong moment."""

from __future__ import annotations

import numpy as np

from gdviz.session.maps import PlaneChoice
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

LINE_AND_SOLVED = (MethodChoice(1), MethodChoice(2, "closed_form", color=1))


def test_a_method_that_the_model_refuses_leaves_the_race_to_the_others(new_session, qtbot):
    session, said = new_session(Experiment(methods=LINE_AND_SOLVED)), []
    session.message.connect(said.append)
    session.set_experiment("model", model=ModelChoice("network"))
    qtbot.waitUntil(lambda: session.snapshot is not None)
    session.step(3)
    qtbot.waitUntil(lambda: session.snapshot.step == 3)
    assert [lane.key for lane in session.snapshot.lanes] == [1]
    assert list(session.snapshot.refused) == [2]
    assert [message.text.partition(":")[0] for message in said] == ["Closed form takes no part"]
    assert session.remove_method(2)
    session.step(2)
    qtbot.waitUntil(lambda: session.snapshot.step == 5)
    assert not session.snapshot.refused


def test_a_method_that_was_refused_joins_when_the_loss_suits_it(new_session, qtbot):
    session = new_session(Experiment(data=DataChoice("line"), loss="mae", methods=LINE_AND_SOLVED))
    session.step(4)
    qtbot.waitUntil(lambda: session.snapshot.step == 4)
    session.set_experiment("loss", loss="mse")
    qtbot.waitUntil(lambda: session.snapshot.lane(2) is not None and session.snapshot.lane(2).status == "finished")
    assert session.snapshot.lane(1).step == 4
    assert not session.snapshot.refused


def test_a_method_that_was_removed_is_out_of_the_picture_at_once(new_session, qtbot):
    session, seen = new_session(Experiment(methods=(MethodChoice(1), MethodChoice(2, "adam", color=1)))), []
    session.set_pace(float("inf"))
    session.play()
    qtbot.waitUntil(lambda: session.snapshot.step > 100)

    def look() -> None:
        seen.append({lane.key for lane in session.snapshot.lanes} - {m.key for m in session.experiment.methods})

    session.experiment_changed.connect(look)
    session.snapshot_changed.connect(look)
    session.remove_method(1)
    session.undo()
    session.set_method("kind", 1, name="momentum", options={})
    qtbot.waitUntil(lambda: {lane.method for lane in session.snapshot.lanes} == {"momentum", "adam"})
    session.remove_method(2)
    qtbot.waitUntil(lambda: len(seen) > 8)
    assert set().union(*seen) == set()


def test_the_divergence_of_a_method_that_was_removed_is_not_told(new_session, qtbot):
    wild = MethodChoice(2, options={"learning_rate": 50.0}, color=1)
    session, said = new_session(Experiment(methods=(MethodChoice(1), wild))), []
    session.message.connect(said.append)
    trainer = session._conductor.trainer
    session.step(500)
    session._beat.rest()  # the event waits for the next frame
    qtbot.waitUntil(lambda: not trainer.events.empty())
    session.remove_method(2)
    qtbot.waitUntil(lambda: session.snapshot.step >= 500)
    assert said == []


def test_a_plane_of_parameters_that_the_next_model_has_not_got(new_session, qtbot):
    session = new_session(Experiment(model=ModelChoice("network")))
    session.view.set_plane(PlaneChoice("parameters", 5, 9))
    assert session.view.plane_choice.first == 5
    session.set_experiment("model", model=ModelChoice("polynomial", {"degree": 2}))
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert (session.view.plane_choice.first, session.view.plane_choice.second) == (0, 1)
    plane = session.maps.plane()
    assert np.linalg.matrix_rank(np.stack([plane.u, plane.v])) == 2


def test_one_parameter_trained_in_batches_has_a_loss_surface(new_session, qtbot):
    session, crashed = new_session(Experiment(model=ModelChoice("slope"), methods=(MethodChoice(1, batch_size=8),))), []
    session.crashed.connect(lambda summary, details: crashed.append(summary))
    session.step(1)
    qtbot.waitUntil(lambda: session.snapshot.step == 1)
    session.maps.want_surface((-2.0, 2.0, 0.0, 1.0))
    qtbot.waitUntil(lambda: crashed or (session.maps.surface is not None and session.maps.surface.batch is not None))
    assert not crashed
    assert session.maps.surface.batch.shape == session.maps.surface.values.shape


def test_closing_does_not_wait_for_the_surface_of_a_large_network(new_session, qtbot):
    session = new_session(Experiment(model=ModelChoice("network", {"hidden": (512,) * 3})))
    session.maps.want_surface((-2.0, 2.0, -2.0, 2.0))
    qtbot.waitUntil(lambda: bool(session._mapper._running))
    assert session.close()
    assert session.maps.surface is None  # it would take longer by far than closing may


def test_a_step_before_points_were_deleted_has_no_batch_surface(new_session, qtbot):
    session, crashed = new_session(Experiment(methods=(MethodChoice(1, batch_size=1),))), []
    session.crashed.connect(lambda summary, details: crashed.append(summary))
    session.step(5)
    qtbot.waitUntil(lambda: session.snapshot.step == 5)
    session.maps.want_surface((-2.0, 2.0, -2.0, 2.0))
    for share in (0.3, 0.1, 0.05):
        session.set_data("share", train_share=share)
        qtbot.waitUntil(lambda: bool(crashed) or session.settled)
    assert not crashed


def test_a_step_of_all_rows_has_a_surface_and_no_batch(new_session, qtbot):
    session = new_session(Experiment())
    session.step(1)
    qtbot.waitUntil(lambda: session.snapshot.step == 1)
    session.maps.want_surface((-2.0, 2.0, -2.0, 2.0))
    qtbot.waitUntil(lambda: session.maps.surface is not None)
    assert session.maps.surface.batch is None


def test_all_points_deleted_and_brought_back_go_on_without_a_complaint(new_session, qtbot):
    session, said = new_session(Experiment()), []
    session.step(4)
    qtbot.waitUntil(lambda: session.snapshot.step == 4)
    session.clear_points()
    session.message.connect(lambda message: said.append(message.text) if message.kind == "error" else None)
    session.undo()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.settled)
    assert (session.snapshot.step, session.dataset.n) == (4, 100)
    assert said == []


def test_a_plane_that_a_hidden_plot_wanted_is_not_drawn_of_a_line(new_session, qtbot):
    session, failed = new_session(Experiment(data=DataChoice("blobs"), model=ModelChoice("logistic"),
                                             loss="binary_cross_entropy")), []  # fmt: skip
    session.crashed.connect(lambda *failure: failed.append(failure))
    session.maps.want_heatmap((-2.0, 2.0, -1.0, 1.0))
    qtbot.waitUntil(lambda: session.maps.heatmap is not None)
    assert session.open_experiment("line", Experiment(data=DataChoice("line")))
    session.step(3)
    qtbot.waitUntil(lambda: session.settled)
    assert session.snapshot.step == 3
    assert session.maps.heatmap is None
    assert not failed
    session.undo()
    qtbot.waitUntil(lambda: session.maps.heatmap is not None)  # the same plane again, for data that lie on one


def test_selected_points_of_a_race_that_is_left_by_undo_are_let_go_before_anybody_is_told(new_session, qtbot):
    session = new_session(Experiment(data=DataChoice("line", options={"n": 20})))
    assert session.open_experiment("curve", Experiment(data=DataChoice("curve", options={"n": 200})))
    qtbot.waitUntil(lambda: session.settled)
    rows = []
    for signal in (session.data_changed, session.restarted, session.tools.selection_changed):
        signal.connect(lambda: rows.append((session.tools.selection.max(initial=-1), session.dataset.n)))
    session.tools.select(np.arange(200))
    session.undo()
    assert session.dataset.n == 20
    assert len(rows) > 2
    assert all(last < n for last, n in rows)
    assert len(session.tools.selection) == 0
    session.tools.select(np.arange(20))
    session.redo()
    assert all(last < n for last, n in rows)
