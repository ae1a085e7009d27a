"""What the desk of maps need not work out again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gdviz.lessons import find_lesson
from gdviz.session.maps import PlaneChoice
from gdviz.training.experiment import Experiment, ModelChoice


def test_the_plane_of_a_moment_is_made_once_and_of_the_next_moment_anew(open_session, qtbot):
    session = open_session(Experiment(model=ModelChoice("network", {"hidden": (4,)})))
    qtbot.waitUntil(lambda: session.snapshot is not None)
    plane = session.maps.plane()
    assert session.maps.plane() is plane  # of millions of parameters it takes long, and several want it in one frame
    session.view.set_plane(PlaneChoice("parameters", 2, 3))
    other = session.maps.plane()
    assert np.flatnonzero(other.u).tolist() == [2]
    session.step(1)
    qtbot.waitUntil(lambda: session.snapshot.step == 1)
    moved, theta = session.maps.plane(), session.shown.theta
    np.testing.assert_array_equal(np.delete(moved.origin, [2, 3]), np.delete(theta, [2, 3]))


def test_where_there_are_no_parameters_there_is_no_plane(open_session, qtbot):
    session = open_session(find_lesson("lookup").experiment)
    qtbot.waitUntil(lambda: session.shown is not None)
    assert session.shown.theta.size == 0
    assert session.maps.plane() is None


def test_the_first_coarse_heatmap_waits_for_its_own_time_and_not_for_that_of_the_fine_one(
    open_session, qtbot, monkeypatch
):
    session = open_session(find_lesson("network-plane-ring").experiment)
    session.maps.want_heatmap((-1.0, 1.0, -1.0, 1.0))
    qtbot.waitUntil(lambda: session.maps.heatmap is not None and session.maps.heatmap.answers.shape[:2] == (100, 100))
    mapper, asked, clock = session._mapper, [], [1e6]
    monkeypatch.setitem(mapper.seconds, "heatmap", 1.0)
    monkeypatch.setattr(mapper, "ask", lambda kind, _make: asked.append((kind, clock[0])))
    monkeypatch.setattr("gdviz.session.map_desk.time.perf_counter", lambda: clock[0])
    for place in range(60):  # a tenth of the time may go into them: 1 s for 100 x 100, so 0.41 s for 64 x 64
        clock[0] = 1e6 + 0.1 * place
        lane = replace(session.shown, theta=session.shown.theta + place + 1)
        session.maps.ask(session.course, lane, playing=True, races=True)
    assert [round(when - 1e6, 1) for kind, when in asked if kind == "heatmap"] == [0.0, 4.1]
