"""The speed slider's places and the large figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from gdviz.core.datasets import Dataset
from gdviz.plots.theme import ThemeManager
from gdviz.training.experiment import DataChoice, Experiment, ModelChoice
from gdviz.ui.actions import Command, make_actions
from gdviz.ui.top_bar import SLIDER_STEPS, TopBar, pace_at, place_of


def test_the_slider_goes_from_one_step_a_second_to_as_fast_as_possible():
    assert pace_at(0) == 1.0
    assert pace_at(SLIDER_STEPS - 1) == pytest.approx(1000.0)
    assert pace_at(SLIDER_STEPS) == math.inf
    assert [place_of(pace_at(place)) for place in range(SLIDER_STEPS + 1)] == list(range(SLIDER_STEPS + 1))
    assert place_of(0.2) == 0


@pytest.fixture
def bar_of(qtbot, open_session):
    kept = []  # a window without an owner goes with the function that made it

    def make(experiment=None):
        session = open_session(experiment)
        window = QWidget()
        qtbot.addWidget(window)
        names = ("reset", "back", "play", "step", "present")
        commands = [Command(name, name, (), name, lambda: None) for name in names]
        bar = TopBar(session, make_actions(window, commands), QMenu(window), window)
        window.resize(1280, 60)
        kept.append(window)
        window.show()
        qtbot.waitUntil(lambda: session.snapshot is not None)
        return session, bar

    return make


def test_the_last_place_is_called_max(bar_of):
    session, bar = bar_of()
    bar.faster(SLIDER_STEPS)
    assert math.isinf(session.pace)
    assert bar._pace.text() == "max"


def test_figures_follow_the_step_and_accuracy_shows_for_classes_alone(bar_of, qtbot):
    session, bar = bar_of()
    assert not bar._readouts["accuracy"].isVisible()
    session.step(3)
    qtbot.waitUntil(lambda: bar._readouts["step"].text == "3")
    loss = session.shown.figures["train_loss"]
    assert float(bar._readouts["train_loss"].text) == pytest.approx(loss, rel=0.01)
    blobs = DataChoice("blobs", train_share=0.7)
    session, bar = bar_of(Experiment(data=blobs, model=ModelChoice("logistic"), loss="binary_cross_entropy"))
    qtbot.waitUntil(lambda: bar._readouts["accuracy"].text.endswith("%"))
    assert not bar._readouts["accuracy"].isHidden()
    shown = float(bar._readouts["accuracy"].text.split()[0].rstrip("%").strip()) / 100
    assert shown == pytest.approx(session.shown.figures["test_accuracy"], abs=0.001)


def test_without_points_there_are_no_figures(bar_of, qtbot):
    session, bar = bar_of()
    session.clear_points()
    qtbot.waitUntil(lambda: bar._readouts["train_loss"].text == "–")
    assert bar._readouts["step"].text == "–"


def test_large_text_in_a_small_window_cuts_no_figure(bar_of, qtbot):
    blobs = DataChoice("blobs", train_share=0.7)
    _, bar = bar_of(Experiment(data=blobs, model=ModelChoice("logistic"), loss="binary_cross_entropy"))
    bar.resize(1280, 60)
    qtbot.waitUntil(lambda: not bar._readouts["test_loss"].isHidden())
    manager = ThemeManager.instance()
    try:
        for per_cent, width in ((100, 1280), (200, 1232), (200, 2560), (100, 800)):
            manager.set_text_scale(per_cent / 100)
            bar.resize(width, 100)
            QApplication.processEvents()
            for readout in bar._readouts.values():
                if not readout.isHidden():
                    assert readout.width() >= readout.minimumSizeHint().width()
                    assert readout.geometry().right() <= width
            assert not bar._readouts["step"].isHidden()
            assert not bar._readouts["train_loss"].isHidden()
            assert bar._readouts["test_loss"].isHidden() <= (width < 1240)
            assert bar.lessons.isHidden() <= (width < 1240)
    finally:
        manager.set_text_scale(1.0)


def test_a_figure_that_needs_a_power_of_ten_finds_room(bar_of, qtbot):
    session, bar = bar_of(Experiment(data=DataChoice("line", train_share=0.7)))
    bar.resize(930, 60)
    qtbot.waitUntil(lambda: bar._readouts["train_loss"].text not in ("", "–"))
    session.edit_points("One place", Dataset(np.ones((4, 1)), np.full(4, 2.0), "regression"))
    session.step(2000)
    qtbot.waitUntil(lambda: "×" in bar._readouts["train_loss"].text)
    QApplication.processEvents()
    for readout in bar._readouts.values():
        if not readout.isHidden():
            figure = readout.findChildren(QLabel)[0]
            assert readout.width() >= readout.minimumSizeHint().width()
            assert figure.width() >= figure.fontMetrics().horizontalAdvance(figure.text())
            assert readout.geometry().right() <= bar.width()
