"""Large questions never stop the window: whose thread works the answers out, and what is known meanwhile."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from gdviz.core import anatomy
from gdviz.core.models import Model
from gdviz.session import inside
from gdviz.session.asking import LARGE
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

WIDE = ModelChoice("network", {"hidden": (512,) * 5})  # one row is a large question
PATIENCE = 90_000  # ms: the loss surface of such a network takes its turn first
LINE = Experiment(model=WIDE, methods=(MethodChoice(1, options={"learning_rate": 1e-4}),))
BLOBS = Experiment(data=DataChoice("blobs"), model=WIDE, loss="binary_cross_entropy")


@pytest.fixture
def askers(monkeypatch):
    """Return a list that gets the name of the thread of each question that a model answers."""
    threads: list[str] = []
    scores, one_sample, look_inside = Model.scores, anatomy.one_sample, anatomy.look_inside

    def told(work):
        def asked(*arguments):
            threads.append(threading.current_thread().name)
            return work(*arguments)

        return asked

    monkeypatch.setattr(Model, "scores", told(scores))
    monkeypatch.setattr(inside, "one_sample", told(one_sample))
    monkeypatch.setattr(inside, "look_inside", told(look_inside))
    return threads


def place(session) -> np.ndarray:
    return np.array([[0.5]] if session.dataset.n_features == 1 else [[0.5, 0.5]])


def test_what_a_large_model_answers_comes_from_the_mapper(open_session, qtbot, askers):
    session = open_session(LINE)
    qtbot.waitUntil(lambda: session.snapshot is not None)
    theta, places = session.shown.theta, np.linspace(-2, 2, 301)[:, None]
    assert theta.size * len(places) > LARGE
    with qtbot.waitSignal(session.asking.changed):
        assert session.asking.ask("curve", theta, places) is None
    known = session.asking.ask("curve", theta, places)
    assert set(askers) == {"gdviz mapper"}
    assert known.theta is theta
    weights = anatomy.stages(session.probe.model_at(theta))
    by_hand = session.preparation.inputs(places)
    for stage in weights[:-1]:
        by_hand = np.tanh(by_hand @ stage.dense.W + stage.dense.b)
    by_hand = by_hand @ weights[-1].dense.W + weights[-1].dense.b
    assert known.value == pytest.approx(session.preparation.view_y(by_hand), rel=1e-9)


def test_of_a_small_model_it_is_there_at_once(open_session, qtbot, askers):
    session = open_session(Experiment())
    qtbot.waitUntil(lambda: session.snapshot is not None)
    m, b = session.shown.theta
    assert session.asking.ask("curve", session.shown.theta, np.array([[2.0]])).value == pytest.approx(2 * m + b)
    assert askers == ["MainThread"]


def test_until_the_next_is_there_the_last_is_known(open_session, qtbot):
    session = open_session(LINE)
    qtbot.waitUntil(lambda: session.snapshot is not None)
    first, places = session.shown.theta, np.linspace(-2, 2, 301)[:, None]
    with qtbot.waitSignal(session.asking.changed):
        session.asking.ask("curve", first, places)
    with qtbot.waitSignal(session.snapshot_changed):
        session.step(1)
    second = session.shown.theta
    assert second is not first
    with qtbot.waitSignal(session.asking.changed):
        assert session.asking.ask("curve", second, places).theta is first
    assert session.asking.ask("curve", second, places).theta is second
    assert session.asking.ask("curve", second, places, of=("something", "else")) is None


def test_what_was_asked_of_a_race_that_has_gone_is_forgotten(open_session, qtbot):
    session = open_session(LINE)
    qtbot.waitUntil(lambda: session.snapshot is not None)
    theta, places = session.shown.theta, np.linspace(-2, 2, 301)[:, None]
    with qtbot.waitSignal(session.asking.changed):
        session.asking.ask("curve", theta, places)
    session.reset()
    assert session.asking.ask("curve", theta, places) is None
    qtbot.waitUntil(lambda: session.settled)


@pytest.mark.parametrize("experiment", [LINE, BLOBS], ids=["curve", "plane"])
def test_with_all_panels_open_the_window_evaluates_no_large_model(open_session, qtbot, askers, experiment):
    from gdviz.core.registry import discover
    from gdviz.panels import PANELS

    discover("gdviz.panels")
    session = open_session(experiment)
    panels = [PANELS[name](session) for name in PANELS]
    for panel in panels:
        qtbot.addWidget(panel)
        panel.resize(520, 480)
        panel.show()
    qtbot.waitUntil(lambda: session.snapshot is not None)
    plot = next(panel for panel in panels if panel.name == "data_plot")
    session.step(1)
    qtbot.waitUntil(lambda: session.snapshot.step == 1)
    session.inside.set_focus((1, 3))
    session.inside.set_sample(4)
    plot.residuals.setChecked(True)
    plot.reading.read(plot.plot.to_pixels(0.5, 0.5))
    qtbot.waitUntil(lambda: any(sign in plot.plot._readout.text() for sign in "=%"), timeout=PATIENCE)
    qtbot.waitUntil(lambda: session.inside.slopes() is not None, timeout=PATIENCE)
    if plot.picture.is_curve:
        qtbot.waitUntil(lambda: "neuron" in plot.curves.lines.names(), timeout=PATIENCE)
        assert "lane 1" in plot.curves.lines.names()
    assert "MainThread" not in askers
    assert len(askers) > 3
