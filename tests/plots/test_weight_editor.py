"""The small editor of one weight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QPointF, Qt
from PySide6.QtWidgets import QWidget

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
