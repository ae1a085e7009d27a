"""Rows of a side column: a heading, a link, widgets side by side."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget


def heading(text: str) -> QLabel:
    """Return a small quiet heading."""
    label = QLabel(text.upper())
    label.setProperty("class", "heading")
    label.setAccessibleName(text)
    return label


def link(text: str, help_: str, run: Callable[[], object]) -> QPushButton:
    """Return a button that looks like a link."""
    button = QPushButton(text)
    button.setProperty("class", "link")
    button.setToolTip(help_)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda _checked=False: run())
    return button


def row_of(*widgets: QWidget | None) -> QWidget:
    """Return a row of widgets; None is free space."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return row
