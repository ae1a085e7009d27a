"""The classes that can be drawn find room in the column of data, however many they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QToolButton

from gdviz.training.experiment import DataChoice, Experiment, ModelChoice
from gdviz.ui.draw_tools import DrawTools


@pytest.mark.parametrize("classes", [2, 4, 5, 6])
def test_the_classes_fit_beside_each_other(classes, open_window):
    loss = "binary_cross_entropy" if classes == 2 else "categorical_cross_entropy"
    data = DataChoice("blobs", {"classes": classes})
    window = open_window(Experiment(data=data, model=ModelChoice("network"), loss=loss))
    tools = window.findChild(DrawTools)
    column = tools.parentWidget()
    while not isinstance(column, QScrollArea):
        column = column.parentWidget()
    assert column.widget().minimumSizeHint().width() <= column.viewport().width()
    right = tools._class_line.mapTo(column.viewport(), QPoint(tools._class_line.width(), 0)).x()
    assert right <= column.viewport().width()
    buttons = [button for button in tools._classes.findChildren(QToolButton) if not button.isHidden()]
    assert len(buttons) == classes
    assert tools._class_line.minimumSizeHint().width() <= tools._class_line.width()
    assert tools._more.isVisible() == (classes < 6)
