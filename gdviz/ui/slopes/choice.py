"""The first card beside a function: presets, the formula, and the numbers that belong to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gdviz.ui.forms import FormulaField, NumberField


def function_choice(
    presets: QWidget, name: str, formula: FormulaField, numbers: list[tuple[str, NumberField]], *below: QWidget
) -> QWidget:
    """Return a column of them; `name` stands before the formula, each number behind its own."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(12, 8, 12, 4)
    column.setSpacing(6)
    column.addWidget(presets)
    line = QHBoxLayout()
    title = QLabel(name)
    title.setBuddy(formula.edit)
    title.setMinimumHeight(formula.edit.sizeHint().height())
    line.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(formula, 1)
    column.addLayout(line)
    row = QHBoxLayout()
    for text, field in numbers:
        label = QLabel(text)
        label.setBuddy(field)
        row.addWidget(label)
        row.addWidget(field, 1)
    column.addLayout(row)
    for widget in below:
        column.addWidget(widget)
    return body
