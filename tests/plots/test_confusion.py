"""The confusion matrix: numbers, colours, mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gdviz.plots.confusion import ConfusionMatrix
from gdviz.plots.theme import ThemeManager

COUNTS = np.array([[90, 9, 1], [0, 80, 0], [4, 0, 70]])


@pytest.fixture
def matrix(qtbot: QtBot) -> ConfusionMatrix:
    made = ConfusionMatrix("confusion")
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show_counts(COUNTS, ("cat", "dog", "owl"))
    made.show()
    qtbot.waitExposed(made)
    return made


def corner(matrix: ConfusionMatrix, row: int, column: int) -> QPoint:
    """A place in the cell beside its number."""
    return matrix.cell_rect(row, column).topLeft().toPoint() + QPoint(5, 5)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colours(matrix: ConfusionMatrix, mode: str) -> None:
    try:
        ThemeManager.instance().set_mode(mode)
        shown = matrix.grab().toImage()
        assert shown.pixelColor(corner(matrix, 0, 0)).name() == "#0072b2"
        strong, pale = (shown.pixelColor(corner(matrix, 0, column)) for column in (1, 2))
        assert strong.red() > strong.blue() + 100
        assert strong.saturation() > pale.saturation()
        assert matrix.color_of(1, 0) is None
    finally:
        ThemeManager.instance().set_mode("light")


def test_mouse(matrix: ConfusionMatrix) -> None:
    chosen = []
    matrix.chosen.connect(lambda row, column: chosen.append((row, column)))
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=corner(matrix, 2, 0))
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=corner(matrix, 1, 0))  # no image
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))  # a name
    assert chosen == [(2, 0)]


def test_keys_and_words(matrix: ConfusionMatrix) -> None:
    chosen = []
    matrix.chosen.connect(lambda row, column: chosen.append((row, column)))
    matrix.setFocus()
    QTest.keyClick(matrix, Qt.Key.Key_Up)
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.accessibleDescription().replace("\u202f", " ") == "cat read as dog: 9 (9.00 %)"
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen == [(0, 1)]


def test_without_counts_there_are_only_names(matrix: ConfusionMatrix) -> None:
    matrix.show_counts(None, ("a", "b"))
    assert matrix.accessibleDescription() == ""
    assert matrix.color_of(0, 0) is None
    matrix.grab()
