"""This step: the formula, and the same line with the numbers of the step."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gdviz.panels import PANELS
from gdviz.panels.this_step import ThisStep
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

ADAM = Experiment(methods=(MethodChoice(1, "adam"),))


@pytest.fixture
def shown(qtbot, open_session):
    def show(experiment=None):
        session = open_session(experiment)
        panel = ThisStep(session)
        qtbot.addWidget(panel)
        panel.resize(260, 300)
        with qtbot.waitExposed(panel):
            panel.show()
        panel.activateWindow()
        qtbot.waitUntil(lambda: session.snapshot is not None)
        return session, panel

    return show


def go(qtbot, session, steps: int) -> None:
    target = session.snapshot.step + steps
    session.step(steps)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == target)


def test_before_any_step_there_is_the_formula_alone(shown):
    _, panel = shown()
    assert panel.text.splitlines() == ["w ← w − η · ∂L/∂w", "b ← b − η · ∂L/∂b"]


def test_the_numbers_are_those_of_the_step(qtbot, shown):
    session, panel = shown(Experiment(start=(-4.0, 4.0)))
    go(qtbot, session, 1)
    lines = panel.text.splitlines()
    assert [lines[0], lines[2]] == ["w ← w − η · ∂L/∂w", "b ← b − η · ∂L/∂b"]
    x, y = session.split.X_train[:, 0], session.split.y_train
    slopes = (2 * ((-4 * x + 4 - y) * x).mean(), 2 * (-4 * x + 4 - y).mean())
    for line, start, slope in zip((lines[1], lines[3]), (-4.0, 4.0), slopes, strict=True):
        numbers = [float(text.replace("−", "-")) for text in re.findall(r"(?<![\d.] )−?\d+\.?\d*", line)]
        left, _, result = line.partition(" = ")
        assert left.startswith("−4" if start < 0 else "4")
        assert float(result.replace("−", "-")) == pytest.approx(start - 0.1 * slope, rel=1e-3)
        assert abs(numbers[2]) == pytest.approx(abs(slope), rel=1e-3)


def test_rows_that_numbers_need_have_room_before_they_are_painted(qtbot, open_session):
    session = open_session(Experiment(start=(-4.0, 4.0)))
    panel, window = ThisStep(session), QWidget()
    column = QWidget(window)
    box = QVBoxLayout(column)
    box.addWidget(QWidget(), 1)
    box.addWidget(panel)
    qtbot.addWidget(window)
    column.resize(260, 600)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: session.snapshot is not None)
    before, cut = panel.formulas.height(), []

    class Eye(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and watched.visibleRegion().boundingRect().height() < watched.height():
                cut.append(watched.height())
            return False

    eye = Eye()
    panel.formulas.installEventFilter(eye)
    for _ in range(3):
        go(qtbot, session, 7)
        window.repaint()
    assert panel.formulas.height() > before
    assert cut == []


def test_it_follows_the_shown_method(qtbot, shown):
    session, panel = shown(Experiment(methods=(MethodChoice(1), MethodChoice(2, "momentum", color=1))))
    session.view.show_method(2)
    assert panel.text.splitlines()[0].startswith("v ← β · v")
    session.view.show_method(1)
    assert panel.text.splitlines()[0] == "w ← w − η · ∂L/∂w"


def test_long_rules_show_one_parameter_and_let_others_be_chosen(qtbot, shown):
    session, panel = shown(ADAM)
    qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    go(qtbot, session, 2)
    assert panel.components.isVisible()
    assert [panel.components.itemText(i) for i in range(panel.components.count())] == ["w", "b"]
    assert "∂L/∂w" in panel.text
    assert "∂L/∂b" not in panel.text
    panel.components.setFocus()
    qtbot.keyClick(panel.components, Qt.Key.Key_Down)
    assert "∂L/∂b" in panel.text
    assert "∂L/∂w" not in panel.text
    go(qtbot, session, 1)
    assert "∂L/∂b" in panel.text


def test_long_rules_fold_to_the_step_itself(qtbot, shown):
    session, panel = shown(ADAM)  # in a low window
    go(qtbot, session, 1)
    assert panel.text.splitlines()[0] == "w ← w − η · m̂ / (√v̂ + ε)"
    qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    assert len(panel.text.splitlines()) == 10
    qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    assert len(panel.text.splitlines()) == 2


def test_short_rules_have_nothing_to_fold(shown):
    _, panel = shown()
    assert not panel.fold.isVisible()


def test_a_network_offers_the_components_that_are_worked_out(qtbot, shown):
    network = Experiment(
        data=DataChoice("spiral"), model=ModelChoice("network", {"hidden": (4,)}), loss="binary_cross_entropy"
    )
    session, panel = shown(network)
    go(qtbot, session, 1)
    assert [panel.components.itemText(i) for i in range(2)] == ["W1[0,0], [0,1]", "W1[0,2], [0,3]"]
    assert panel.components.isVisible()  # in the column's width it is read whole, and stands in its place
    assert not panel.components.is_elided
    assert panel.components.count() == 2
    assert "W1[0,0] ← W1[0,0] − η · ∂L/∂W1[0,0]" in panel.text


def test_a_click_copies_and_says_so(qtbot, shown):
    session, panel = shown()
    go(qtbot, session, 3)
    QApplication.clipboard().setText("something else")
    qtbot.mouseMove(panel.formulas)
    qtbot.mouseClick(panel.formulas, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == panel.text
    assert panel.quiet == "Copied"
    qtbot.waitUntil(lambda: panel.quiet == "")


def test_control_c_copies(qtbot, shown):
    _, panel = shown()
    QApplication.clipboard().setText("something else")
    panel.setFocus()
    qtbot.keyClick(panel, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == panel.text


def test_a_hidden_panel_stands_still(qtbot, shown):
    session, panel = shown()
    before = panel.text
    panel.hide()
    go(qtbot, session, 2)
    assert panel.text == before
    panel.show()
    assert panel.text != before


def test_going_back_to_the_start_shows_the_formula_alone(qtbot, shown):
    session, panel = shown()
    go(qtbot, session, 4)
    session.scrub(0)
    qtbot.waitUntil(lambda: session.snapshot.step == 0)
    assert len(panel.text.splitlines()) == 2


@pytest.mark.parametrize("name", ["closed_form", "exhaustive_search", "rmsprop", "nesterov", "adagrad"])
def test_every_kind_of_method_says_what_it_did(qtbot, shown, name):
    session, panel = shown(Experiment(methods=(MethodChoice(1, name),)))
    formula = len(panel.text.splitlines())
    go(qtbot, session, 1)
    assert len(panel.text.splitlines()) > formula


def test_it_is_registered():
    assert PANELS["this_step"] is ThisStep
