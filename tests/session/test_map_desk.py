"""What the desk of maps need not work out again."""

from __future__ import annotations

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
