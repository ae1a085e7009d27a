"""The page on slopes as a user meets it: typed, dragged, by keys, undone; what stands there is worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from window_fixtures import settle

from gdviz.lessons import find_any
from gdviz.ui.main_window import MainWindow
from gdviz.ui.slopes.line_side import delta_at
from gdviz.ui.slopes.page import SlopesPage


@pytest.fixture
def window(open_window: Callable[..., MainWindow], qtbot: Any) -> MainWindow:
    window = open_window()
    qtbot.waitUntil(lambda: window.session.shown is not None and window.session.settled)
    settle()
    return window


def opened(window: MainWindow, lesson: str) -> SlopesPage:
    window.lesson_menu.open_id(lesson)
    settle()
    assert window.slopes.page is not None
    assert window.slopes.page.isVisible()
    return window.slopes.page


def drag(page: SlopesPage, start: tuple[float, float], end: tuple[float, float]) -> None:
    plot = page.line.plot
    port = plot.canvas.viewport()
    a, b = (plot.canvas.mapFrom(plot, plot.to_pixels(*place).toPoint()) for place in (start, end))
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=a)
    for share in (0.5, 1.0):
        QTest.mouseMove(port, a + QPoint(round((b - a).x() * share), round((b - a).y() * share)))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=b)
    settle()


def retype(qtbot: Any, edit: Any, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_the_lesson_shows_quotient_and_slope_of_the_parabola(window: MainWindow) -> None:
    page = opened(window, "slope")
    side = page.line_side
    assert (side.secant.text(), side.slope.text()) == ("3", "2")  # (4 - 1) / 1, and 2 a
    assert "(4 − 1) / 1" in side.work.text()
    assert side.said.text() == "As δ shrinks, the quotient tends to f′(a) = 2."
    assert side.rule.text() == "f′(x) = 2·x"
    assert [cell.text() for cell in side.table[1]] == ["0.1", "1.9", "2.1"]
    assert [cell.text() for cell in side.table[3]] == ["0.001", "1.999", "2.001"]
    assert page.words.text.startswith("The orange line cuts the curve")


def test_the_slider_goes_to_both_sides_and_to_almost_nothing(window: MainWindow) -> None:
    assert (delta_at(0), delta_at(140)) == (-10.0, 10.0)
    assert delta_at(70) == pytest.approx(1e-6)
    assert delta_at(69) < 0 < delta_at(71)
    page = opened(window, "slope")
    page.line_side.delta.slider.setValue(20)  # -0.0001 x 10^... on the negative side
    delta = page.slopes.choice.delta
    assert delta < 0
    assert float(page.line_side.secant.text()) == pytest.approx(2 + delta, rel=1e-5)


def test_the_point_is_dragged_and_one_undo_takes_the_drag_back(window: MainWindow, qtbot: Any) -> None:
    page = opened(window, "slope")
    drag(page, (1.0, 1.0), (-1.0, 1.0))
    assert page.slopes.choice.at == pytest.approx(-1.0, abs=0.02)
    assert float(page.line_side.slope.text().replace("−", "-")) == pytest.approx(-2.0, abs=0.05)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.slopes.choice.at == 1.0
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert page.slopes.choice.at == pytest.approx(-1.0, abs=0.02)


def test_the_other_end_is_dragged_and_the_ground_pans(window: MainWindow) -> None:
    page = opened(window, "slope")
    drag(page, (2.0, 4.0), (1.5, 2.25))
    assert page.slopes.choice.delta == pytest.approx(0.5, abs=0.02)
    before = page.line.plot.shown.left()
    drag(page, (-2.0, 0.0), (-1.5, 0.0))
    assert page.line.plot.shown.left() == pytest.approx(before - 0.5, abs=0.05)
    assert page.slopes.choice.at == 1.0


def test_keys_move_the_point_and_change_the_distance(window: MainWindow, qtbot: Any) -> None:
    page = opened(window, "slope")
    qtbot.keyClick(page.line.plot, Qt.Key.Key_Right)
    assert page.slopes.choice.at > 1.0
    qtbot.keyClick(page.line.plot, Qt.Key.Key_Down)
    assert page.slopes.choice.delta == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("function", "at", "words"),
    [
        ("abs(x)", 0.0, "From the left the quotient tends to −1, from the right to 1."),
        ("(x^2 - 4)/(x - 2)", 2.0, "f has a hole at a = 2: no value, and so no derivative"),
        ("sign(x)", 0.0, "f leaps at a = 0"),
        ("1/(1 - x)", 1.0, "f has no value at a = 1: it grows beyond all bounds"),
        ("sqrt(abs(x))", 0.0, "infinitely steep"),
        ("sqrt(x)", 0.0, "f ends at a = 0"),
        ("log(x)", -2.0, "f has no value at or near a = −2"),
    ],
)
def test_where_there_is_no_slope_it_says_so(
    window: MainWindow, qtbot: Any, function: str, at: float, words: str
) -> None:
    page = opened(window, "slope")
    retype(qtbot, page.line_side.field.edit, function)
    retype(qtbot, page.line_side.at, str(at))
    assert page.slopes.choice.function == function
    assert words in page.line_side.said.text()
    assert page.line_side.slope.text() == "none"
    assert "tangent" not in page.line.lines.names()


def test_the_hole_is_drawn_as_a_ring_wherever_the_point_is(window: MainWindow) -> None:
    page = opened(window, "slope-hole")
    page.slopes.set("", at=0.0)
    rings = [(dot.x, dot.y) for dot in page.line.dots.dots if dot.open]
    assert rings == [(2.0, pytest.approx(4.0))]


def test_a_leap_is_no_steep_line(window: MainWindow) -> None:
    page = opened(window, "slope")
    page.slopes.set("", function="sign(x)", at=1.0)
    x, y = page.line.curves.values("f")
    assert set(y[(x < 0) & (y == y)]) == {-1.0}
    assert (y != y).any()
    marks = {(dot.x, dot.y, dot.open) for dot in page.line.dots.dots if not dot.grip}
    assert marks == {(0.0, -1.0, True), (0.0, 1.0, True), (0.0, 0.0, False)}


def test_a_preset_is_chosen_from_the_list(window: MainWindow) -> None:
    page = opened(window, "slope")
    presets = page.line_side.presets
    assert [presets.itemData(place) for place in range(presets.count())] == [
        "x^2", "x^3", "e^x", "sin(x)", "abs(x)", "(x^2 - 4)/(x - 2)", "sign(x)", "1/(1 - x)",
    ]  # fmt: skip
    presets.setCurrentIndex(3)
    presets.activated.emit(3)
    assert page.line_side.slope.text() == "1"  # cos 0
    assert page.line_side.rule.text() == "f′(x) = cos(x)"


def test_the_chain_rule_is_shown_link_by_link(window: MainWindow, qtbot: Any) -> None:
    page = opened(window, "slope")
    retype(qtbot, page.line_side.field.edit, "sin(x^2)")
    assert "u</i> = x²: <i>u</i>′ = 2·x" in page.line_side.rule.text()
    assert "sin(u): <i>f</i>′ = cos(u)·u′" in page.line_side.rule.text()


def test_gradient_and_tangent_plane_by_hand(window: MainWindow, qtbot: Any) -> None:
    page = opened(window, "gradient")
    rows = page.plane_side.rows
    # f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2 at (-1, 1): 81 + 49, (4 (-9)(-1) - 14, -18 + 4 (-7))
    assert [rows[name].text() for name in ("value", "dx", "dy")] == ["130", "22", "−46"]
    plot = page.plane.plot
    port = plot.canvas.viewport()
    QTest.mouseMove(port, plot.canvas.mapFrom(plot, plot.to_pixels(1.0, 2.0).toPoint()))
    settle()
    shown = float(rows["plane"].text().replace("−", "-"))
    assert shown == pytest.approx(130 + 2 * 22 - 46, abs=3.0)  # u = (2, 1) but for a pixel
    true = float(rows["true"].text().replace("−", "-"))
    assert true == pytest.approx(68.0, abs=3.0)  # (1 + 2 - 11)^2 + (1 + 4 - 7)^2
    assert float(rows["off"].text().replace("−", "-")) == pytest.approx(true - shown, abs=1e-3)


def test_a_click_pins_a_place_and_undo_lets_it_go(window: MainWindow, qtbot: Any) -> None:
    page = opened(window, "gradient")
    plot = page.plane.plot
    port = plot.canvas.viewport()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=plot.canvas.mapFrom(plot, plot.to_pixels(3.0, 2.0).toPoint()))
    settle()
    assert page.slopes.choice.place == pytest.approx((3.0, 2.0), abs=0.05)
    assert float(page.plane_side.rows["value"].text()) < 1.0  # a minimum
    window.actions_by_name["undo"].trigger()
    assert page.slopes.choice.place == (-1.0, 1.0)
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    assert page.slopes.choice.place[1] > 1.0


def test_a_tile_and_a_typed_function_of_two_variables(window: MainWindow, qtbot: Any) -> None:
    page = opened(window, "gradient")
    qtbot.mouseClick(page.plane_side.tiles.tiles["rosenbrock"], Qt.MouseButton.LeftButton)
    assert page.slopes.choice.surface == "(1 - x)^2 + 100*(y - x^2)^2"
    assert page.plane_side.rows["value"].text() == "24.2"  # at (-1.2, 1)
    retype(qtbot, page.plane_side.field.edit, "x*y")
    assert page.plane_side.rows["dx"].text() == "1"
    assert page.plane_side.rows["dy"].text() == "−1.2"


def test_undo_of_the_page_leaves_the_experiment_alone(window: MainWindow, qtbot: Any) -> None:
    window.session.set_experiment("Seed", seed=5)
    page = opened(window, "slope")
    assert window.actions_by_name["undo"].text() != "Undo: Seed"
    page.slopes.set("Point", at=2.0)
    assert window.actions_by_name["undo"].text() == "Undo: Point"
    window.actions_by_name["undo"].trigger()
    assert window.session.experiment.seed == 5
    window.workspaces.show("curves")
    settle()
    assert window.actions_by_name["undo"].text() == "Undo: Seed"
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert window.workspaces.current == "slopes"


def test_switching_between_one_variable_and_two(window: MainWindow, qtbot: Any) -> None:
    page = opened(window, "slope")
    qtbot.mouseClick(page.switches[1], Qt.MouseButton.LeftButton)
    assert page.plane_card.isVisible()
    assert page.plane_side.isVisible()
    assert not page.line_side.isVisible()
    assert find_any("gradient").texts


@pytest.mark.parametrize("lesson", ["slope", "gradient"])
def test_keys_alone_switch_between_one_variable_and_two(window: MainWindow, qtbot: Any, lesson: str) -> None:
    page = opened(window, lesson)
    for plane in (lesson == "slope", lesson == "gradient"):
        for _ in range(100):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            if QApplication.focusWidget() in page.switches:
                break
        if QApplication.focusWidget() is not page.switches[plane]:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right if plane else Qt.Key.Key_Left)
        assert QApplication.focusWidget() is page.switches[plane]
        qtbot.keyClick(page.switches[plane], Qt.Key.Key_Space)
        settle()
        assert page.plane_card.isVisible() is plane
        assert page.line_card.isVisible() is not plane


@pytest.mark.parametrize("lesson", ["slope", "gradient"])
def test_the_menu_of_a_plot_saves_it_with_strokes_and_letters(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lesson: str
) -> None:
    page, path = opened(window, lesson), tmp_path / "slope.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    plot = page.plane.plot if lesson == "gradient" else page.line.plot
    action = next(action for action in plot.menu.make().actions() if action.data() == "save")
    action.trigger()
    root = ElementTree.parse(path).getroot()
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    said = {"".join(element.itertext()).strip() for element in root.iter() if element.tag.endswith("}text")}
    assert tags.count("path") + tags.count("polyline") > 5
    assert {"x", "y" if lesson == "gradient" else "f(x)"} <= said
