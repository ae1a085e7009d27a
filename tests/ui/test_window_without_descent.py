"""The window with a model that its data determine: no time to walk through, one picture with all the room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from window_fixtures import settle

from gdviz.training.experiment import ModelChoice
from gdviz.ui.main_window import MainWindow


@pytest.fixture
def open_lesson(open_window: Callable[..., MainWindow], qtbot) -> Callable[[str], MainWindow]:
    """Return a function that opens a lesson in a window that shows another, as the menu does."""

    def open_(lesson: str) -> MainWindow:
        window = open_window()
        window.lesson_menu.open_id(lesson)
        qtbot.waitUntil(lambda: window.session.shown is not None and window.session.settled)
        settle()
        return window

    return open_


def shown(window: MainWindow) -> set[str]:
    return {name for name, dock in window.docks.items() if dock.isVisible()}


@pytest.mark.parametrize(
    ("lesson", "panels"),
    [("tribes", {"class_curves"}), ("gaussian-2d", {"data_plot"}), ("lookup", {"data_plot", "correlations"})],
)
def test_a_lesson_shows_what_there_is_to_see_and_nothing_else(open_lesson, lesson, panels) -> None:
    window = open_lesson(lesson)
    assert window.workspaces.current == "classes"
    assert shown(window) == panels


def test_a_lesson_on_the_cost_of_steps_brings_its_table(open_lesson, qtbot) -> None:
    window = open_lesson("sgd-nine")
    assert shown(window) == {"data_plot", "loss_surface", "loss_curve", "cost"}
    window.session.step(20)
    qtbot.waitUntil(lambda: window.session.snapshot is not None and window.session.snapshot.step == 20)
    reads = [line.texts[0].replace("\N{NARROW NO-BREAK SPACE}", "") for line in window.panels["cost"].table.lines]
    assert reads == ["10000 × 10", "50 × 10"]
    window.lesson_menu.open_id("gd-line")
    settle()
    assert "cost" not in shown(window)


def test_the_picture_follows_the_data(open_lesson, qtbot) -> None:
    window = open_lesson("tribes")
    window.session.set_data("Weight", options={"weight": True})
    settle()
    assert shown(window) == {"data_plot"}
    window.session.undo()
    settle()
    assert shown(window) == {"class_curves"}


def test_the_card_of_a_lesson_goes_with_it(open_lesson, qtbot) -> None:
    window = open_lesson("lookup")
    window.lesson_menu.open_id("gaussian-2d")
    settle()
    assert shown(window) == {"data_plot"}


def test_there_is_no_time_until_a_curve_is_changed_by_hand(open_lesson, qtbot) -> None:
    window = open_lesson("tribes")
    session, actions = window.session, window.actions_by_name
    qtbot.waitUntil(lambda: not any(actions[name].isEnabled() for name in ("play", "step", "back", "reset")))
    assert not window.top_bar._readouts["step"].isVisible()
    assert "Solved at once" in window.statusBar().text
    assert window.method_cards.cards == []
    best = session.shown.theta.copy()
    session.set_parameter("Mean", 2, 100.0)
    qtbot.waitUntil(actions["play"].isEnabled)
    assert "Changed by hand" in window.statusBar().text
    qtbot.mouseClick(window.top_bar._play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not actions["play"].isEnabled())
    assert (session.shown.theta == best).all()


def test_another_model_brings_methods_and_time_back(open_lesson, qtbot) -> None:
    window = open_lesson("gaussian-2d")
    assert not window.model_panel.loss.isVisible()
    window.session.set_experiment("Model", model=ModelChoice("logistic"))
    qtbot.waitUntil(window.actions_by_name["play"].isEnabled)
    settle()
    assert window.model_panel.loss.isVisible()
    assert window.top_bar._readouts["step"].isVisible()
    assert len(window.method_cards.cards) == 1
    window.session.undo()
    qtbot.waitUntil(lambda: not window.actions_by_name["play"].isEnabled())


def test_transport_stays_off_after_a_visit_to_another_workspace(open_lesson, qtbot) -> None:
    window = open_lesson("tribes")
    window.workspaces.show("network")
    settle()
    window.workspaces.show("classes")
    settle()
    assert not window.actions_by_name["step"].isEnabled()


def test_a_workspace_that_was_arranged_by_hand_still_shows_the_right_picture(open_lesson, qtbot) -> None:
    window = open_lesson("gaussian-2d")
    window.workspaces.touch()
    window.workspaces.show("curves")
    settle()
    window.lesson_menu.open_id("tribes")
    settle()
    assert shown(window) == {"class_curves"}
    window.lesson_menu.open_id("gaussian-2d")
    settle()
    assert shown(window) == {"data_plot"}
