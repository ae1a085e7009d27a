"""The small editor of one weight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtWidgets import QLabel, QWidget

from gdviz.plots.weight_editor import WeightEditor


@pytest.mark.parametrize("language", ["en_US", "de_DE"])
@pytest.mark.parametrize("typed", ["0.5", "0,5"])
def test_a_number_is_typed_with_point_or_comma_wherever_the_computer_stands(qtbot, language, typed):
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        parent = QWidget()
        qtbot.addWidget(parent)
        parent.resize(400, 300)
        editor = WeightEditor(parent)
        with qtbot.waitExposed(parent):
            parent.show()
        editor.open("weight", 1.25, False, QPointF(10, 10))
        assert editor.field.text() == "1.25000"
        editor.field.selectAll()
        qtbot.keyClicks(editor.field, typed)
        with qtbot.waitSignal(editor.changed) as heard:
            qtbot.keyClick(editor.field, Qt.Key.Key_Return)
        assert heard.args[0] == 0.5
        assert editor.field.text() == "0.50000"
    finally:
        QLocale.setDefault(before)


def test_a_click_beside_its_parts_is_none_on_what_lies_behind_it(qtbot):
    heard = []

    class Picture(QWidget):
        def mousePressEvent(self, event):
            heard.append("press")

        def mouseReleaseEvent(self, event):
            heard.append("release")

    parent = Picture()
    qtbot.addWidget(parent)
    parent.resize(400, 300)
    editor = WeightEditor(parent)
    with qtbot.waitExposed(parent):
        parent.show()
    editor.open("weight", 1.25, False, QPointF(10, 10))
    qtbot.mouseClick(editor.findChild(QLabel), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert heard == []
    qtbot.mouseClick(parent, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert heard == ["press", "release"]
