"""The correlation matrix: what it shows, and a click that draws two columns."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gdviz.panels.correlations import Correlations
from gdviz.plots.matrix import short
from gdviz.plots.theme import Theme
from gdviz.training.experiment import DataChoice, Experiment, ModelChoice


@pytest.fixture
def opened(qtbot, open_session):
    def open_(source: str, loss: str = "mse", model: str = "line", **options):
        session = open_session(Experiment(DataChoice(source, options), ModelChoice(model), loss))
        panel = Correlations(session)
        qtbot.addWidget(panel)
        panel.resize(560, 560)
        panel.show()
        qtbot.waitUntil(lambda: session.shown is not None)
        return session, panel

    return open_


def click(qtbot, panel, row: int, column: int) -> None:
    qtbot.mouseClick(panel.matrix, Qt.MouseButton.LeftButton, pos=panel.matrix.cell(row, column).center().toPoint())


def test_the_drawn_columns_are_framed_and_a_click_draws_others(opened, qtbot) -> None:
    session, panel = opened("boston")
    names = panel.matrix._names
    assert len(names) == 14
    assert panel.matrix.marked == (names.index("MEDV"), names.index("RM"))
    click(qtbot, panel, names.index("NOX"), names.index("DIS"))
    assert session.dataset.feature_names == ("DIS",)
    assert session.dataset.target_name == "NOX"
    assert panel.matrix.marked == (names.index("NOX"), names.index("DIS"))
    session.undo()
    assert session.dataset.feature_names == ("RM",)


def test_a_column_with_itself_is_not_drawn(opened, qtbot) -> None:
    session, panel = opened("boston")
    click(qtbot, panel, 3, 3)
    assert session.dataset.feature_names == ("RM",)
    assert not session.undo_label


def test_the_pointer_reads_both_names_and_r(opened, qtbot) -> None:
    _, panel = opened("boston")
    names = panel.matrix._names
    place = panel.matrix.cell(names.index("MEDV"), names.index("LSTAT")).center().toPoint()
    qtbot.mouseMove(panel.matrix, place)
    assert panel.quiet == "LSTAT and MEDV: r = −0.738"  # as published


def test_colours_say_which_way(opened) -> None:
    _, panel = opened("boston")
    names, image, lut = panel.matrix._names, panel.grab().toImage(), Theme.current().diverging

    def color(row: str, column: str):
        cell = panel.matrix.cell(names.index(row), names.index(column))
        corner = panel.matrix.mapTo(panel, cell.topLeft().toPoint())
        return np.array(image.pixelColor(corner.x() + 3, corner.y() + 3).getRgb()[:3])

    assert np.abs(color("RM", "RM") - lut[255]).max() < 12
    falling, rising = color("NOX", "DIS"), color("NOX", "INDUS")  # r = -0.77 and 0.76
    assert np.abs(falling - lut[round(127.5 * 0.23)]).max() < 12
    assert np.abs(rising - lut[round(127.5 * 1.76)]).max() < 12


def test_keys_choose_a_cell(opened, qtbot) -> None:
    session, panel = opened("boston")
    panel.matrix.setFocus()
    qtbot.keyClick(panel.matrix, Qt.Key.Key_Left)
    qtbot.keyClick(panel.matrix, Qt.Key.Key_Return)
    names = panel.matrix._names
    assert session.dataset.feature_names == (names[names.index("RM") - 1],)


def test_iris_is_drawn_in_two_other_columns(opened, qtbot) -> None:
    session, panel = opened("iris", "categorical_cross_entropy", "softmax")
    click(qtbot, panel, 0, 1)
    assert session.dataset.feature_names == ("sepal width", "sepal length")


def test_other_data_are_shown_but_not_chosen(opened, qtbot) -> None:
    session, panel = opened("line")
    x, y = session.dataset.X[:, 0], session.dataset.y
    assert panel._values[0, 1] == pytest.approx(np.corrcoef(x, y)[0, 1])
    click(qtbot, panel, 0, 1)
    assert not session.undo_label
    session.clear_points()
    assert "at least two" in panel.note


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (-1.0, "−1"), (0.7, ".70"), (-0.094, "−.09"), (-0.001, "0"), (np.nan, "–")]
)
def test_two_digits(value, text) -> None:
    assert short(value) == text
