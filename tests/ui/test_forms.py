"""Forms as people use them: keys, wheel, mouse, and what they then see."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from gdviz.core.hyperparameter import boolean, choice, hyperparameters, integer, real
from gdviz.ui.forms import HyperparameterForm, NumberField, ScaleSlider
from gdviz.ui.forms.rows import BooleanRow, ChoiceRow, IntegerRow, RealRow
from gdviz.ui.forms.text import next_in_row, next_on_log_scale, nice_step, parse, short


@dataclass
class Example:
    learning_rate: float = real(0.1, low=0.0, high=1e9, soft_low=1e-4, soft_high=10.0, scale="log", symbol="η",
                                help="How far a step goes")  # fmt: skip
    momentum: float = real(0.9, low=0.0, high=0.999, soft_high=0.99, symbol="β")
    degree: int = integer(3, low=1, high=15, restarts=True)
    points: int = integer(101, low=2, high=10_000, scale="log")
    kind: str = choice("a", ("a", "b"))
    standardise: bool = boolean(False, label="Standardise x")


@pytest.fixture
def form(qtbot):
    form = HyperparameterForm(hyperparameters(Example), {"kind": {"a": "Alpha", "b": "Beta"}})
    qtbot.addWidget(form)
    form.set_values({})
    form.resize(260, 300)
    with qtbot.waitExposed(form):
        form.show()
    form.activateWindow()
    return form


@pytest.fixture
def heard(form):
    told = []
    form.changed.connect(lambda name, value, dragging: told.append((name, value, dragging)))
    return told


def field_of(form: HyperparameterForm, name: str) -> NumberField:
    row = form.row(name)
    assert isinstance(row, RealRow)
    return row.field


def type_into(qtbot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def turn_wheel(widget: QWidget, notches: int) -> None:
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0.05", 0.05), ("5e-2", 0.05), ("1.65", 1.65), ("1,65", 1.65), (" 3 ", 3.0), ("−4", -4.0), ("1e9", 1e9),
     (".5", 0.5), ("5.", 5.0), ("+2", 2.0), ("1.2 × 10⁻⁷", 1.2e-7), ("1 000", 1000.0)],
)  # fmt: skip
def test_numbers_as_people_write_them(typed, value):
    assert parse(typed) == value


@pytest.mark.parametrize("typed", ["", "abc", "nan", "inf", "1e999", "1,2,3", "1.2.3", "0x10", "1,000.5", "--1"])
def test_what_is_no_number(typed):
    assert parse(typed) is None


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_what_a_field_shows_can_be_typed_again(value):
    again = parse(short(value))
    assert again is not None
    assert again == pytest.approx(value, rel=1e-5, abs=0)


def test_steps_up_and_down():
    assert [next_on_log_scale(0.1, up=True), next_on_log_scale(0.1, up=False)] == [0.11, 0.091]
    assert [next_in_row(0.1, up=True), next_in_row(0.2, up=True), next_in_row(0.5, up=True)] == [0.2, 0.5, 1.0]
    assert [next_in_row(0.1, up=False), next_in_row(0.07, up=False), next_in_row(3, up=False)] == [0.05, 0.05, 2.0]
    assert [nice_step(1.0), nice_step(0.99), nice_step(10), nice_step(300)] == [0.01, 0.005, 0.1, 2]


@given(st.floats(min_value=1e-12, max_value=1e9))
def test_every_step_on_a_logarithmic_scale_moves(value):
    assert value < next_on_log_scale(value, up=True) < 1.3 * value
    assert value > next_on_log_scale(value, up=False) > 0.7 * value


def test_enter_takes_a_number(qtbot, form, heard):
    field = field_of(form, "learning_rate")
    type_into(qtbot, field, "1,65")
    assert heard == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [("learning_rate", 1.65, False)]
    assert field.text() == "1.65"


def test_leaving_takes_a_number_and_looking_changes_nothing(qtbot, form, heard):
    form.set_values({"learning_rate": 0.123456789})
    rate, momentum = field_of(form, "learning_rate"), field_of(form, "momentum")
    rate.setFocus()
    qtbot.keyClick(rate, Qt.Key.Key_Tab)
    assert heard == []  # the rounded text was not taken for a new value
    type_into(qtbot, rate, "5e-2")
    momentum.setFocus()
    assert heard == [("learning_rate", 0.05, False)]


@pytest.mark.parametrize("typed", ["2e9", "abc", "-1", ""])
def test_what_cannot_be_taken_is_marked_and_changes_nothing(qtbot, form, heard, typed):
    field = field_of(form, "learning_rate")
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == []
    assert field.wrong
    assert field.value == 0.1
    assert "Learning rate η must be a number from 0 to 1e9" in field.toolTip()
    assert f"“{typed}”" in field.toolTip()
    assert "still 0.1" in field.toolTip()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.wrong
    assert field.text() == "0.1"
    assert "How far a step goes" in field.toolTip()


def test_a_wrong_value_is_red_to_the_eye(qtbot, form):
    from gdviz.plots.style import stylesheet
    from gdviz.plots.theme import Theme

    form.setStyleSheet(stylesheet(Theme.current()))
    field = field_of(form, "momentum")

    def border():
        color = field.grab().toImage().pixelColor(1, field.height() // 2)
        return color.red() > 150 and color.green() < 100

    assert not border()
    type_into(qtbot, field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert border()


def test_escape_takes_back_what_was_typed(qtbot, form, heard):
    field = field_of(form, "momentum")
    type_into(qtbot, field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.9"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == []


def test_arrows_move_by_a_tenth_or_along_the_row(qtbot, form, heard):
    rate, momentum = field_of(form, "learning_rate"), field_of(form, "momentum")
    rate.setFocus()
    qtbot.keyClick(rate, Qt.Key.Key_Up)
    qtbot.keyClick(rate, Qt.Key.Key_PageUp)
    momentum.setFocus()
    qtbot.keyClick(momentum, Qt.Key.Key_Down)
    assert heard == [("learning_rate", 0.11, True), ("learning_rate", 0.2, True), ("momentum", 0.895, True)]


def test_arrows_stop_at_the_ends_of_the_range(qtbot, form, heard):
    form.set_values({"momentum": 0.999, "learning_rate": 0.0})
    momentum, rate = field_of(form, "momentum"), field_of(form, "learning_rate")
    momentum.setFocus()
    qtbot.keyClick(momentum, Qt.Key.Key_Up)
    rate.setFocus()
    qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert heard == []
    qtbot.keyClick(rate, Qt.Key.Key_Up)  # from zero to the slider's smallest, and back
    qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert heard == [("learning_rate", 1e-4, True), ("learning_rate", 0.0, True)]


def test_the_wheel_turns_only_what_has_the_focus(form, heard):
    rate, momentum = field_of(form, "learning_rate"), field_of(form, "momentum")
    rate.setFocus()
    turn_wheel(momentum, 1)
    box = form.row("degree").box
    turn_wheel(box, 1)
    turn_wheel(form.row("kind").combo, -1)
    assert heard == []
    turn_wheel(rate, -1)
    assert heard == [("learning_rate", 0.091, True)]


def test_a_value_from_outside_does_not_disturb_typing(qtbot, form):
    field = field_of(form, "momentum")
    type_into(qtbot, field, "0.12")
    form.set_values({})
    assert field.text() == "0.12"
    form.set_values({"momentum": 0.5})
    assert field.text() == "0.5"


def test_space_and_undo_are_left_to_the_window(qtbot, form):
    from PySide6.QtGui import QAction, QKeySequence

    pressed = []
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    field = NumberField("η", 0.0, 1.0)
    layout.addWidget(field)
    for keys in ("Space", "R"):
        action = QAction(host)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False, keys=keys: pressed.append(keys))
        host.addAction(action)
    undo = QAction(host)
    undo.setShortcut(QKeySequence.StandardKey.Undo)
    undo.triggered.connect(lambda: pressed.append("undo"))
    host.addAction(undo)
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Space)
    qtbot.keyClick(field, "r")
    qtbot.keyClick(field, "z", Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["Space", "R", "undo"]
    assert field.text() == "0"


def test_a_slider_comes_on_demand_and_drags_in_one_movement(qtbot, form, heard):
    row = form.row("learning_rate")
    assert not row.slider.isVisible()
    qtbot.keyClick(row.field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert row.slider.isVisible()
    slider = row.slider
    middle = slider.height() // 2
    for value in (0.01, 0.1, 1.0):
        place = QPoint(round(slider.x_of(value)), middle)
        if value == 0.01:
            qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=place)
        else:
            qtbot.mouseMove(slider, place)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place)
    assert heard
    assert all(name == "learning_rate" and dragging for name, _, dragging in heard)
    assert heard[0][1] == pytest.approx(0.01, rel=0.1)
    assert heard[-1][1] == pytest.approx(1.0, rel=0.1)
    assert float(row.field.text()) == heard[-1][1]


def test_a_slider_shows_values_beyond_its_ends_and_keeps_them(form, heard):
    form.set_values({"learning_rate": 1e6})
    row = form.row("learning_rate")
    assert row.slider.value() == row.slider.maximum()
    assert row.field.value == 1e6
    form.set_values({"learning_rate": 0.0})
    assert row.slider.value() == 0
    assert heard == []


def test_the_red_zone_is_red_from_its_value_on(qtbot):
    slider = ScaleSlider("η", 1e-4, 10.0, "log")
    qtbot.addWidget(slider)
    slider.resize(200, 20)
    slider.set_value(1e-4)

    def reddish(value: float) -> bool:
        color = slider.grab().toImage().pixelColor(round(slider.x_of(value)), 10)
        return color.red() > color.green() + 80 and color.red() > color.blue() + 80

    assert not reddish(3.0)
    slider.set_danger(1.62, "too far")
    assert reddish(3.0)
    assert not reddish(0.5)
    slider.set_danger(None)
    assert not reddish(3.0)


def test_a_short_range_of_whole_numbers_has_a_slider_with_a_place_each(qtbot, form, heard):
    row = form.row("degree")
    assert isinstance(row, IntegerRow)
    assert row.slider is not None
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert heard == [("degree", 4, True)]
    assert row.box.value() == 4
    assert "Restarts the model" in row.box.toolTip()
    assert form.row("points").slider is None


def test_switches_and_choices(qtbot, form, heard):
    row, chosen = form.row("standardise"), form.row("kind")
    assert isinstance(row, BooleanRow)
    assert isinstance(chosen, ChoiceRow)
    qtbot.mouseClick(row.box, Qt.MouseButton.LeftButton, pos=QPoint(8, row.box.height() // 2))
    chosen.combo.setFocus()
    qtbot.keyClick(chosen.combo, Qt.Key.Key_Down)
    assert heard == [("standardise", True, False), ("kind", "b", False)]
    assert chosen.combo.currentText() == "Beta"


def test_every_control_has_a_name_and_says_what_it_does(form):
    controls = [form.row("learning_rate").field, form.row("degree").box, form.row("kind").combo]
    assert [control.accessibleName() for control in controls] == ["Learning rate η", "Degree", "Kind"]
    assert form.row("learning_rate").field.toolTip().startswith("How far a step goes. From 0 to 1e9.")
